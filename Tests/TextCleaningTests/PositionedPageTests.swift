import Stories
import Testing

@testable import TextCleaning

@Suite struct `A page with positions` {
    private static let harbour = [
        "清晨五点，城南码头的灯还亮着，三百多名渔民已经在岸边排队等候开闸。经过两年改造，这座老码头昨天重新启用，泊位由四十个增加到九十个。",
        "码头管理处负责人介绍，新设的冷库可存放一千二百吨鲜货，运往邻近各市的时间缩短了一半，渔民不必再为卖不完的鱼发愁，价格也稳了下来。",
        "记者在现场看到，卸货的传送带一刻不停，收鱼的货车从闸口一直排到公路边上，商贩忙着过秤记账，几位老人站在堤上数着归来的船。",
    ]
    private static let library = [
        "市图书馆新馆将于下月一日开放，藏书八十万册，阅览座位两千个，凭身份证即可进馆借阅，每人一次最多可以借走十五本书。",
        "新馆在原址西侧扩建，设有少年阅览区和盲文阅览室，夜间开放到九点半，周末还将举办读书会、讲座和旧书交换活动，由志愿者轮流值守。",
    ]

    /// Two Chinese stories side by side under their headlines, the left one in two columns; with all that stands around them.
    private static func chinese() -> SetPage {
        var page = SetPage()
        page.set(line: "2026年11月30日 星期一 第3版", at: 40, 20, size: 10)
        page.set(line: "老码头启用渔民不再愁", at: 60, 60, size: 36, isBold: true)
        page.set(line: "改造历时两年泊位增加到九十个", at: 60, 110, size: 18, isBold: true)
        page.set(line: "本报记者 王晓明", at: 60, 140, size: 12, isBold: true)
        page.set(harbour, at: 40, 164, columnLines: 6)
        page.set(line: "图书馆新馆下月开放", at: 560, 60, size: 30, isBold: true)
        page.set(library, at: 540, 110, measure: 22)
        page.set(line: "李素云", at: 760, 110 + 5 * 16.8, size: 12, isBold: true)
        page.set(line: "图为市民参观新馆。 张建国 摄", at: 560, 330, size: 9)
        page.set(line: "（下转第5版）", at: 220, 164 + 6 * 16.8, size: 12)
        return page
    }

    private static let writers: [(name: String, write: @Sendable (SetPage) -> String)] = [
        ("pdftohtml -xml", { $0.pdfToHTML }), ("pdftotext -bbox-layout", { $0.boxLayout }), ("ALTO", { $0.alto }),
        ("hOCR", { $0.hOCR }),
    ]

    private func message(_ text: String, as format: CopyFormat = .auto) throws -> ParsedMessage {
        try ArticleParser(format: format).parse(Array(text.utf8))
    }

    @Test(arguments: writers.map(\.name), [CopyFormat.auto, .page])
    func `is told apart by itself, and split by columns and type`(name: String, format: CopyFormat) throws {
        let writer = try #require(Self.writers.first { $0.name == name })
        let message = try message(writer.write(Self.chinese()), as: format)
        try #require(message.copies.count == 2, "\(message.copies.map(\.article.headline))")
        let (harbour, library) = (message.copies[0].article, message.copies[1].article)
        #expect(harbour.headline == "老码头启用渔民不再愁\n改造历时两年泊位增加到九十个")
        #expect(harbour.body == Self.harbour.joined(separator: "\n"))
        #expect(harbour.byline == Byline(reporters: ["王晓明"]))
        #expect(library.headline == "图书馆新馆下月开放")
        #expect(library.body == Self.library.joined(separator: "\n"))
        #expect(message.copies.map(\.page?.of) == [2, 2] && message.copies[1].id == message.page.map { "\($0)#2" })
        let leftovers = message.leftovers
        #expect(leftovers.contains { $0.kind == .jump && $0.text.contains("下转第5版") }, "\(leftovers)")
        #expect(leftovers.contains { $0.kind == .caption && $0.text.contains("图为市民参观新馆") }, "\(leftovers)")
        #expect(leftovers.contains { $0.kind == .folio && $0.text.contains("第3版") }, "\(leftovers)")
    }

    @Test func `keeps pieces of a line that stand inside each other`() throws {
        var page = SetPage()
        page.set(Self.harbour, at: 40, 140)
        let document = page.pdfToHTML.replacing(
            "</page>",
            with: """
                <text top="600" left="100" width="3" height="12" font="0">甲</text>
                <text top="600" left="101" width="1" height="12" font="0">乙</text>
                </page>
                """)
        #expect(Words.lost(from: page.lines.map(\.text).joined() + "甲乙", in: try message(document)) == [:])
    }

    @Test func `takes the name behind a story for its author's where the type says so`() throws {
        let message = try message(Self.chinese().pdfToHTML)
        #expect(message.copies.last?.article.byline == Byline(reporters: ["李素云"]))
    }

    @Test(arguments: writers.map(\.name)) func `keeps every word`(name: String) throws {
        let writer = try #require(Self.writers.first { $0.name == name })
        var page = Self.chinese()
        page.set(line: "天气：晴，北风三级", at: 300, 20, size: 8)
        let message = try message(writer.write(page))
        func characters(_ text: String) -> [Character: Int] {
            text.filter { $0.isLetter || $0.isNumber }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        var said = message.leftovers.map(\.text)
        for copy in message.copies {
            let (article, byline) = (copy.article, copy.article.byline)
            said += [article.headline ?? "", article.body, article.dateline ?? ""]
            said += byline.reporters + byline.correspondents + byline.photographers
        }
        var missing = characters(page.lines.map(\.text).joined())
        for (character, count) in characters(said.joined()) { missing[character, default: 0] -= count }
        // What says who somebody is, is said by the lists of the byline.
        #expect(missing.filter { $0.value > 0 && !"本报记者摄".contains($0.key) }.isEmpty, "\(missing.filter { $0.value > 0 })")
    }

    @Test func `reads English columns, bylines of two lines and datelines`() throws {
        var page = SetPage()
        let body = [
            "RIVERTON — The council voted on Monday to reopen the old ferry line across the bay, ending a dispute that had "
                + "kept commuters on a bridge detour for most of the year and divided both banks of the river.",
            "Boats will leave every twenty minutes from six in the morning, and the first month is free for residents who "
                + "register at the harbour office before the end of the year, the mayor said after the vote.",
        ]
        page.set(line: "Ferry Line to Reopen", at: 40, 40, size: 34, isBold: true)
        page.set(line: "By JANE DOE", at: 60, 90, size: 11, isBold: true)
        page.set(line: "and JOHN ROE", at: 60, 104, size: 11, isBold: true)
        page.set(body, at: 40, 124, measure: 16, columnLines: 8)
        page.set(line: "Continued on Page A7", at: 260, 124 + 8 * 16.8, size: 12)
        page.set(line: "Bakers Win Prize", at: 480, 40, size: 28, isBold: true)
        page.set(
            [
                "Three bakers from the old town have won the national prize for bread with a loaf of rye, spelt and walnut "
                    + "that their grandmother used to make, the jury announced on Sunday night in the capital."
            ], at: 480, 80, measure: 16, columnLines: 20)
        for writer in Self.writers {
            let message = try message(writer.write(page))
            try #require(message.copies.count == 2, "\(writer.name): \(message.copies.map(\.article.headline))")
            let article = message.copies[0].article
            #expect(article.headline == "Ferry Line to Reopen", "\(writer.name)")
            #expect(article.byline.reporters == ["JANE DOE", "JOHN ROE"], "\(writer.name)")
            #expect(article.dateline == "RIVERTON", "\(writer.name)")
            #expect(article.body == body.joined(separator: "\n").dropFirst("RIVERTON — ".count), "\(writer.name)")
            #expect(message.leftovers.contains(Leftover(.jump, "Continued on Page A7")), "\(writer.name)")
        }
    }

    @Test func `gives initials back to their words, and sets cross-heads as paragraphs`() throws {
        var page = SetPage()
        page.set(line: "老码头启用渔民不再愁", at: 40, 40, size: 40, isBold: true)
        page.set(line: "清", at: 40, 100, size: 34, isBold: true)
        page.set(line: "晨五点，城南码头的灯还亮着，三百", at: 80, 102, size: 12)
        page.set(line: "多名渔民已经在岸边排队等候开", at: 80, 119, size: 12)
        page.set(line: "闸。经过两年改造，这座老码头昨天重新", at: 40, 136, size: 12)
        page.set(line: "启用，泊位由四十个增加到九十个。", at: 40, 153, size: 12)
        page.set(line: "冷库存鲜", at: 70, 180, size: 17, isBold: true)
        page.set([Self.harbour[1]], at: 40, 210, columnLines: 20)
        let article = try #require(try message(page.pdfToHTML).copies.first?.article)
        #expect(article.headline == "老码头启用渔民不再愁")
        #expect(
            article.body.split(separator: "\n").map(String.init) == [
                "清晨五点，城南码头的灯还亮着，三百多名渔民已经在岸边排队等候开闸。经过两年改造，这座老码头昨天重新启用，泊位由四十个增加到九十个。",
                "冷库存鲜", Self.harbour[1],
            ])
    }

    @Test func `is read from words that are in no line, and from lines that have no words`() throws {
        let page = Self.chinese()
        // As `pdftotext -bbox` writes it, and an OCR that knows lines only; an ALTO whose names have a prefix.
        let wordsOnly = page.boxLayout.replacing(/<\/?(line|block|flow)[^>]*>/, with: "")
        let linesOnly = page.hOCR.replacing(/<span class='ocrx_word'[^>]*>([^<]*)<\/span>/) { "\($0.output.1) " }
        let prefixed = page.alto.replacing(/<(\/?)([A-Z][A-Za-z]*|alto)/) { "<\($0.output.1)a:\($0.output.2)" }
            .replacing("xmlns=", with: "xmlns:a=")
        #expect(!wordsOnly.contains("<line") && !linesOnly.contains("ocrx_word") && prefixed.contains("<a:alto"))
        for text in [wordsOnly, linesOnly, prefixed] {
            let message = try message(text)
            try #require(message.copies.count == 2, "\(text.prefix(80)): \(message.copies.map(\.article.headline))")
            #expect(message.copies[0].article.body == Self.harbour.joined(separator: "\n"))
            #expect(message.copies[1].article.body == Self.library.joined(separator: "\n"))
        }
    }

    @Test func `keeps type that stands on its side, and has no size`() throws {
        let turned = """
            <fontspec id="90" size="0" family="Song" color="#000000"/>
            <text top="900" left="20" width="-8" height="-60" font="90">侧排的版名</text>\n</page>
            """
        let message = try message(Self.chinese().pdfToHTML.replacing("</page>", with: turned))
        #expect(message.copies.count == 2 && message.leftovers.contains { $0.text == "侧排的版名" }, "\(message.leftovers)")
    }

    @Test func `of a document with several gives the stories of all`() throws {
        let text = Self.chinese().pdfToHTML
        let page = try #require(text.firstMatch(of: /<page(.|\n)*<\/page>/)).output.0
        let message = try message(text.replacing("</pdf2xml>", with: page.replacing("码头", with: "车站") + "</pdf2xml>"))
        #expect(message.copies.map(\.page?.index) == [1, 2, 1, 2])
        #expect(message.copies[2].article.headline?.hasPrefix("老车站启用渔民不再愁") == true)
    }

    @Test func `without a column of prose is read by its words`() throws {
        var page = SetPage()
        page.set(line: "今日停水通知", at: 40, 40, size: 12)
        page.set(line: "城南今日停水。", at: 40, 60, size: 12)
        let message = try message(page.pdfToHTML)
        let said = message.copies.flatMap { [$0.article.headline ?? "", $0.article.body] } + message.leftovers.map(\.text)
        #expect(!message.copies.isEmpty && said.joined().contains("今日停水通知") && said.joined().contains("城南今日停水"))
    }

    @Test(arguments: [
        "<html><body><h1>How to read hOCR</h1><p>Every page is an element of class ocr_page, and pdftotext writes &lt;doc&gt; and "
            + "&lt;page width=.</p></body></html>",
        "<p>The &lt;pdf2xml&gt; of pdftohtml and the &lt;alto&gt; of libraries say where lines stand on a page.</p>",
    ])
    func `is not any article that speaks of such formats`(text: String) throws {
        let message = try message(text)
        #expect(message.copies.count == 1 && message.copies[0].page == nil)
    }

    // MARK: - What is refused

    @Test(arguments: [
        ("<pdf2xml><page><text top='1' left='1' width='NaN' height='9' font='0'>a</text></page></pdf2xml>", "box"),
        ("<pdf2xml><page><text top='1' left='1' width='1e9' height='9' font='0'>a</text></page></pdf2xml>", "box"),
        (
            "<pdf2xml><page><text top='1' left='x' width='9' height='9' font='0'>a</text></page></pdf2xml>",
            "left: expected a number"
        ),
        ("<pdf2xml><page><text top='1' left='1' width='9' height='9' font='0'>a</page></pdf2xml>", "not XML: mismatched tag"),
        ("<pdf2xml><page number='1'></page></pdf2xml>", "a scan has to be recognised first"),
        (
            "<!DOCTYPE pdf2xml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><pdf2xml><page>&b;</page></pdf2xml>",
            "declares entities"
        ),
        ("<pdf2xml>" + String(repeating: "<b>", count: 100), "nested deeper than 64"),
        ("<alto><Page><TextLine><String CONTENT='a' HPOS='1'/></TextLine></Page></alto>", "VPOS: expected a number, got none"),
    ])
    func `with nonsense in it is refused with a reason`(text: String, reason: String) {
        let refusal = rejection(of: Array(text.utf8), as: .page)
        #expect(refusal?.description.contains(reason) == true, "\(refusal.map(\.description) ?? "taken")")
    }

    @Test func `of more lines than a page has is refused`() {
        let line = "<text top='1' left='1' width='9' height='9' font='0'>a</text>"
        let text = "<pdf2xml><page>" + String(repeating: line, count: PositionedPage.linesMax + 1) + "</page></pdf2xml>"
        #expect(rejection(of: Array(text.utf8), as: .page)?.reason == .malformed)
    }

    @Test func `whose lines all stand in one place keeps them`() throws {
        let line = "<text top='10' left='10' width='90' height='9' font='0'>一行里有十个字的文章</text>"
        let text = "<pdf2xml><page>" + String(repeating: line, count: 300) + "</page></pdf2xml>"
        let message = try message(text)
        let said =
            message.copies.map(\.article.body) + message.copies.compactMap(\.article.headline) + message.leftovers.map(\.text)
        #expect(said.joined().count { $0 == "章" } == 300)
    }
}
