import LexiconTraining
import Stories
import Testing

@Suite struct `Training rows` {
    @Test func `are read from newline-delimited JSON with either set of names`() throws {
        let text = """
            {"id":"1","lang":"zh","title":"Ａ股收涨","text":"第一段完。\\n\\n 第二段完。 ","label":"economy","source":"x"}

            {"headline":"Fire","body":"","label":"other"}
            """
        let rows = try TrainingRow.rows(fromNDJSON: Array(text.utf8), file: "rows.ndjson")
        #expect(rows.map(\.article.headline) == ["A股收涨", "Fire"])
        #expect(rows.map(\.article.body) == ["第一段完。\n第二段完。", ""])
        #expect(rows.map(\.article.language) == [.chinese, .english])
        #expect(rows.map(\.label) == ["economy", Verdict.unclassified])
        #expect(rows.map(\.source) == ["x", ""])
    }

    @Test(arguments: [
        "no json", "[]", "{\"title\":\"x\"}", "{\"title\":\"x\",\"label\":\"\"}", "{\"title\":1,\"label\":\"a\"}",
    ])
    func `are refused with the line that is wrong`(line: String) {
        let text = "{\"title\":\"x\",\"label\":\"a\"}\n" + line
        let error = #expect(throws: TrainingError.self) {
            try TrainingRow.rows(fromNDJSON: Array(text.utf8), file: "rows.ndjson")
        }
        #expect(error?.code == .malformedRow)
        #expect(error?.detail.hasPrefix("rows.ndjson:2: ") == true)
    }

    @Test func `fall into folds of about the same size, always the same`() {
        let rows = Newsroom.rows(600, seed: 9)
        let sizes = (0..<3).map { fold in rows.filter { $0.fold(of: 3) == fold }.count }
        #expect(sizes.allSatisfy { (150...250).contains($0) })
        #expect(rows.map { $0.fold(of: 5, seed: 2) } == rows.map { $0.fold(of: 5, seed: 2) })
        #expect(rows.map { $0.fold(of: 5, seed: 2) } != rows.map { $0.fold(of: 5, seed: 3) })
    }

    @Test func `have a headline-only copy when there is a body to leave out`() {
        let row = TrainingRow(article: Article(headline: "A", body: "B", language: .english), label: "x")
        #expect(row.headlineOnly?.article == Article(headline: "A", body: "", language: .english))
        #expect(row.headlineOnly?.headlineOnly == nil)
    }
}
