import JSON
import Stories
import Testing

@testable import TextCleaning

@Suite struct `A story that goes on elsewhere` {
    private static let lines: [(text: String, page: String, isFrom: Bool)] = [
        ("（下转第2版）", "2", false), ("下转A02版", "A02", false), ("（下转2、3版）", "2", false), ("▶下转三版", "3", false),
        ("（上接第1版·要闻）", "1", true), ("上接一版", "1", true), ("(上接A1版)", "A1", true), ("（下转第十二版）", "12", false),
        ("Continued on Page A16", "A16", false), ("See FIRE, A4", "A4", false), ("FIRE, from Page A1", "A1", true),
        ("Continued From Page A1", "A1", true), ("Please turn to B2", "B2", false),
    ]

    @Test(arguments: lines.map(\.text)) func `says where`(line: String) throws {
        let known = try #require(Self.lines.first { $0.text == line })
        let jump = try #require(JumpLine(line))
        #expect(jump.jump == Jump(page: known.page, text: line))
        #expect((jump.direction == .from) == known.isFrom)
        #expect(JumpLine("下转") == nil)
    }

    @Test func `keeps that as data, from text alone`() throws {
        let first = "水库巡查\n本报讯 全市水库巡查昨天开始，各县派出三百多人，逐一查看大坝和闸门，（下转第3版）"
        let message = try ArticleParser().parse(Array(first.utf8))
        #expect(message.copies[0].article.continuesOn == Jump(page: "3", text: "（下转第3版）"))
        #expect(message.copies[0].article.continuedFrom == nil)
    }

    @Test func `ends where it goes on elsewhere, and begins where it comes from, in text alone`() throws {
        let mill = "还是原来的那一副，每天可磨三百斤麦子，老木匠说木轮还能用五十年。"
        let first = "渔民有了冷库\n（上接第1版）\n\(Self.rest)\n磨坊的石磨\n（上接第1版）\n\(mill)\n老码头启用渔民不再愁"
        let text = "\(first)\n\(Self.start)\n（下转第2版）\n\(Self.other)"
        let message = try ArticleParser(format: .page).parse(Array(text.utf8))
        let articles = message.copies.map(\.article)
        try #require(articles.count == 4, "\(articles)")
        #expect(articles.map(\.body) == [Self.rest, mill, Self.start, Self.other])
        #expect(articles.map(\.headline) == ["渔民有了冷库", "磨坊的石磨", "老码头启用渔民不再愁", nil])
        #expect(articles.map { $0.continuedFrom?.page } == ["1", "1", nil, nil])
        #expect(articles.map { $0.continuesOn?.page } == [nil, nil, "2", nil])
    }

    @Test func `names a page in spellings that are one`() throws {
        let page = try #require(PageName(id: "yw/1130/A02"))
        #expect(page.edition == "yw/1130" && page.number == "A02" && page.id == "yw/1130/A02")
        #expect(page.siblings(called: "A1").map(\.number) == ["A1", "A01", "A001"])
        #expect(page.siblings(called: "03").map(\.number) == ["03", "3", "003"])
        #expect(PageName(id: "page") == nil && PageName(id: "/1") == nil && PageName(id: "a/page-one") == nil)
        #expect(PageName(id: "a/b/") == nil)
    }

    // MARK: - Several pages

    private static let start = "清晨五点，城南码头的灯还亮着，三百多名渔民已经在岸边排队等候开闸。经过两年改造，这座老码头昨天重新启用，泊位由四十个增加到九十个，码头的冷库"
    private static let rest = "可存放一千二百吨鲜货，渔民不必再为卖不完的鱼发愁。码头管理处说，泊位还要再加二十个，明年春天渔民回港时就能用上，闸门也要换新的。"
    private static let last = "冷库二期工程下月动工，资金已经到位，预计后年秋天建成，届时可再存放八百吨鲜货，附近三个渔村的渔民也能用上，管理处正在征求渔民的意见。"
    private static let other = "市图书馆新馆将于下月一日开放，藏书八十万册，阅览座位两千个，凭身份证即可进馆借阅，每人一次最多可以借走十五本书，少年阅览区夜间开放。"

    /// A front page whose story goes on on page 2, and page 2 with the rest and another story, as one document.
    private func edition(from: String, second: String = rest) -> String {
        var front = SetPage()
        front.set(line: "老码头启用渔民不再愁", at: 60, 60, size: 36, isBold: true)
        front.set(line: "本报记者 王晓明", at: 60, 110, size: 12, isBold: true)
        front.set([Self.start], at: 40, 140, measure: 20)
        front.set(line: "（下转第2版）", at: 160, 140 + 4 * 16.8, size: 12)
        var inside = SetPage()
        inside.set(line: "图书馆新馆下月开放", at: 560, 60, size: 30, isBold: true)
        inside.set([Self.other], at: 540, 110, measure: 20)
        inside.set(line: "渔民有了冷库", at: 40, 60, size: 24, isBold: true)
        inside.set(line: from, at: 40, 100, size: 12)
        inside.set([second], at: 40, 120, measure: 20)
        return SetPage.pdfToHTML(of: [front, inside])
    }

    @Test func `is joined with its rest on another page of the document`() throws {
        let message = try ArticleParser(format: .page).parse(Array(edition(from: "（上接第1版）").utf8), id: "edition")
        try #require(message.copies.count == 2, "\(message.copies.map(\.article.body))")
        let whole = message.copies[0]
        #expect(whole.article.headline == "老码头启用渔民不再愁")
        #expect(whole.article.body == Self.start + Self.rest)
        #expect(whole.article.continuesOn == nil && whole.article.continuedFrom == nil)
        #expect(whole.id == "edition/1#1" && message.copies[1].id == "edition/2#1")
        #expect(message.pages.map(\.id) == ["edition/1", "edition/2"] && message.page == "edition")
        #expect(message.pages.map(\.stories) == [0..<1, 1..<2])
        #expect(message.copies[1].page == PagePlace(id: "edition/2", index: 1, of: 1))
        let second = message.leftovers[message.pages[1].leftovers]
        #expect(second.contains(Leftover(.banner, "渔民有了冷库")) && second.contains(Leftover(.jump, "（上接第1版）")))
    }

    @Test(arguments: ["第1版要闻", "1版", "第1版"]) func `is joined over three pages, whatever the folios say`(folio: String) throws {
        var pages = ["（下转第3版）", "（下转第5版）", nil].enumerated().map { i, jump in
            var page = SetPage()
            page.set([[Self.start, Self.rest, Self.last][i]], at: 40, 140, measure: 20)
            if let jump { page.set(line: jump, at: 160, 240, size: 12) }
            return page
        }
        pages[0].set(line: "老码头启用渔民不再愁", at: 60, 60, size: 36, isBold: true)
        pages[0].set(line: folio, at: 600, 20, size: 10)
        pages[1].set(line: "渔民有了冷库", at: 40, 60, size: 24, isBold: true)
        pages[1].set(line: "（上接第1版）", at: 40, 100, size: 12)
        pages[1].set(line: "第3版", at: 600, 20, size: 10)
        pages[2].set(line: "泊位还要再加", at: 40, 60, size: 24, isBold: true)
        pages[2].set(line: "（上接第3版）", at: 40, 100, size: 12)
        pages[2].set(line: "第5版", at: 600, 20, size: 10)
        let message = try ArticleParser(format: .page).parse(Array(SetPage.pdfToHTML(of: pages).utf8), id: "edition")
        try #require(message.copies.count == 1, "\(message.copies.map(\.article.body))")
        #expect(message.copies[0].article.body == Self.start + Self.rest + "\n" + Self.last)
        #expect(message.copies[0].article.continuesOn == nil)
        #expect(message.pages.map(\.stories) == [0..<1, 1..<1, 1..<1])
    }

    @Test func `is not joined with what comes from a page that the document does not have`() throws {
        let message = try ArticleParser(format: .page).parse(Array(edition(from: "（上接第7版）").utf8))
        try #require(message.copies.count == 3)
        #expect(message.copies[0].article.continuesOn?.page == "2")
        #expect(message.copies.contains { $0.article.continuedFrom?.page == "7" })
    }

    @Test func `names a page that has no text, and leaves it out of the stories`() throws {
        let document = edition(from: "（上接第1版）").replacing(
            "</pdf2xml>", with: "<page number=\"9\" top=\"0\" left=\"0\" height=\"9\" width=\"9\"></page></pdf2xml>")
        let message = try ArticleParser(format: .page).parse(Array(document.utf8))
        #expect(message.notes == [CopyNote(.unreadValue, key: "page 9", "has no text: a scan has to be recognised first (OCR)")])
        #expect(message.pages.count == 3 && message.pages[2].stories.isEmpty)
    }

    @Test(arguments: [CopyFormat.auto, .json, .page])
    func `may be the body of a JSON object, which names the document`(format: CopyFormat) throws {
        var json = JSONWriter()
        json.object {
            $0.field("id", "yw-1130")
            $0.field("source", "江州日报")
            $0.field("headline", "江州日报十一月三十日")
            $0.field("body", edition(from: "（上接第1版）"))
        }
        let message = try ArticleParser(format: format).parse(json.bytes)
        #expect(message.copies.map(\.id) == ["yw-1130/1#1", "yw-1130/2#1"])
        #expect(message.copies.map(\.source) == ["江州日报", "江州日报"])
        #expect(message.leftovers.first == Leftover(.label, "江州日报十一月三十日") && message.pages[0].leftovers.lowerBound == 0)
        #expect(message.pages[1].leftovers.upperBound == message.leftovers.count)
    }
}
