import TextCleaning
import Stories
import Testing

@Suite struct `Bylines in objects` {
    static let bylines: [(String, [String], [String])] = [
        (#""Jane Doe""#, ["Jane Doe"], []), (#""Jane Doe and John Roe""#, ["Jane Doe", "John Roe"], []),
        (#""By Jane Doe, John Roe & Ann Poe""#, ["Jane Doe", "John Roe", "Ann Poe"], []),
        (#""John Roe, Jr., and Jane Doe""#, ["John Roe Jr.", "Jane Doe"], []),
        (#""Jane Doe, Ph.D.""#, ["Jane Doe Ph.D."], []),
        (#""By Jane Doe, Senior Reporter""#, ["Jane Doe"], ["Senior Reporter"]),
        (#""Jane Doe, Staff Writer, and John Roe""#, ["Jane Doe", "John Roe"], ["Staff Writer"]),
        (#""Staff Writer Jane Doe""#, ["Jane Doe"], ["Staff Writer"]),
        (#""JANE DOE, Chief Political Correspondent""#, ["JANE DOE"], ["Chief Political Correspondent"]),
        (#""Jane Doe (Reuters)""#, ["Jane Doe"], ["Reuters"]), (#""Jane Doe | Reuters""#, ["Jane Doe"], ["Reuters"]),
        (#""Jane Doe, Associated Press""#, ["Jane Doe"], ["Associated Press"]), (#""Reuters""#, [], ["Reuters"]),
        (#""Emily Post""#, ["Emily Post"], []), (#""Jane Doe, The Harbour Post""#, ["Jane Doe"], ["The Harbour Post"]),
        (#""Jane Doe in London""#, ["Jane Doe"], ["in London"]),
        (#""desk@example.org (Jane Doe)""#, ["Jane Doe"], ["desk@example.org"]),
        (#""Jane Doe <jane@example.org>""#, ["Jane Doe"], ["jane@example.org"]),
        (#""our own correspondent""#, [], ["our own correspondent"]),
        (#""jane from the harbour""#, ["jane from the harbour"], []),
        (#"["Jane Doe","John Roe"]"#, ["Jane Doe", "John Roe"], []),
        (#"{"name":"Jane Doe","url":"x"}"#, ["Jane Doe"], []),
        (#"[{"name":"Jane Doe"},{"name":"John Roe"}]"#, ["Jane Doe", "John Roe"], []),
        (#"{"reporters":["王婷"],"correspondents":[],"photographers":[]}"#, ["王婷"], []),
        (#""王小明 李小红""#, ["王小明", "李小红"], []), (#""王婷、李明""#, ["王婷", "李明"], []), (#""王 婷""#, ["王婷"], []),
        (#""记者 王婷""#, ["王婷"], []), (#""王婷 江州日报社""#, ["王婷"], ["江州日报社"]), (#""江州电视台""#, [], ["江州电视台"]),
        (#""Roe, John""#, ["Roe, John"], []), (#""Jane Doe, John""#, ["Jane Doe", "John"], []),
        (#""Jean-Luc de la Tour""#, ["Jean-Luc de la Tour"], []), (#""""#, [], []),
    ]

    @Test(arguments: bylines, ["byline", "by", "author", "authors", "dc:creator", "creator"])
    func `name people, and nothing else is lost`(
        example: (value: String, people: [String], labels: [String]), key: String
    ) throws {
        let message = try ArticleParser(format: .json).parse(
            Array(#"{"\#(key)":\#(example.value),"body":"It rained."}"#.utf8))
        #expect(message.copies.first?.article.byline.reporters == example.people)
        #expect(message.leftovers.map(\.text) == example.labels)
        #expect(message.leftovers.allSatisfy { $0.kind == .label })
        #expect(message.notes.isEmpty)
    }

    @Test func `may give roles`() throws {
        for names in ["记者 王小明 通讯员 李小红", "王小明 通讯员 李小红", "王小明、通讯员 李小红"] {
            let json = #"{"byline":"\#(names)","body":"昨天下雨。"}"#
            let byline = try story(json, as: .json).byline
            #expect(byline == Byline(reporters: ["王小明"], correspondents: ["李小红"]), "\(names)")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `of any length are taken`() throws {
        let many = "[" + (0..<20_000).map { #""Jane D\#($0)""# }.joined(separator: ",") + "]"
        let long = "\"" + String(repeating: "Jane Doe, ", count: 50_000) + "\""
        for byline in [many, long] {
            let message = try ArticleParser().parse(Array(#"{"byline":\#(byline),"body":"It rained."}"#.utf8))
            #expect((message.copies.first?.article.byline.reporters.count ?? 0) <= 200)
        }
    }
}
