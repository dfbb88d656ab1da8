import Stories
import Testing

@testable import TextCleaning

@Suite struct `Columns of a page` {
    private static let mill = [
        "城西磨坊昨天修复完工，水轮重新转动起来，第一批面粉已经送到镇上的食堂，村民们说味道和三十年前没有两样，磨坊每天可以磨出一吨面粉，供应附近的六个村子。",
        "修复工程用了两年，木匠按照老照片复原了水轮和闸门，县里拨款三十万元，其余由村民捐助，磨坊还办起了展览，介绍过去怎样磨面、怎样用水，学生可以免费参观。",
    ]
    private static let bridge = [
        "江北大桥的桥面铺装昨天全部结束，施工队比计划提前了二十天，桥上的路灯和护栏正在安装，预计下月中旬通车，届时两岸的车程将从四十分钟缩短到八分钟，渡轮仍然照常开行。",
        "大桥全长一千八百米，双向六车道，两侧设有人行道，交通部门说通车后头一个月限速四十公里，货车须在夜间通行，沿线的公交线路也将随之调整，站牌下周换新。",
    ]

    private func stories(_ page: SetPage) throws -> [Article] {
        try ArticleParser(format: .page).parse(Array(page.pdfToHTML.utf8)).copies.map(\.article)
    }

    private func expect(_ article: Article?, _ headline: String?, _ body: [String], _ reporters: [String] = []) {
        #expect(article?.headline == headline)
        #expect(article?.body == body.joined(separator: "\n"))
        #expect(article?.byline.reporters == reporters)
    }

    @Test func `go with the headline under them, where the page sets it so`() throws {
        var page = SetPage()
        page.set(Self.mill, at: 40, 40, columnLines: 6)
        page.set(line: "老磨坊修复水轮又转", at: 60, 40 + 6 * 16.8 + 6, size: 26, isBold: true)
        page.set(Self.bridge, at: 40, 260, columnLines: 6)
        page.set(line: "江北大桥下月中旬通车", at: 60, 260 + 6 * 16.8 + 6, size: 26, isBold: true)
        let stories = try stories(page)
        try #require(stories.count == 2, "\(stories.map(\.headline))")
        expect(stories.first { $0.body.hasPrefix("城西") }, "老磨坊修复水轮又转", Self.mill)
        expect(stories.first { $0.body.hasPrefix("江北") }, "江北大桥下月中旬通车", Self.bridge)
    }

    @Test func `go with the headline beside them`() throws {
        var page = SetPage()
        page.set(Self.mill, at: 40, 40, columnLines: 6)
        page.set(line: "老磨坊修复", at: 560, 60, size: 26, isBold: true)
        page.set(line: "水轮又转", at: 560, 92, size: 26, isBold: true)
        page.set(Self.bridge, at: 40, 260, columnLines: 6)
        page.set(line: "江北大桥", at: 560, 280, size: 26, isBold: true)
        page.set(line: "下月中旬通车", at: 560, 312, size: 26, isBold: true)
        let stories = try stories(page)
        try #require(stories.count == 2, "\(stories.map(\.headline))")
        expect(stories.first { $0.body.hasPrefix("城西") }, "老磨坊修复\n水轮又转", Self.mill)
        expect(stories.first { $0.body.hasPrefix("江北") }, "江北大桥\n下月中旬通车", Self.bridge)
    }

    @Test func `belong to a byline over the last of them`() throws {
        var page = SetPage()
        page.set(line: "老磨坊修复水轮又转", at: 60, 40, size: 26, isBold: true)
        page.set(line: "■ 全媒体记者 王晓明", at: 300, 82, size: 12)
        page.set(Self.mill, at: 40, 104, columnLines: 6)
        let stories = try stories(page)
        try #require(stories.count == 1, "\(stories.map(\.body))")
        expect(stories[0], "老磨坊修复水轮又转", Self.mill, ["王晓明"])
    }

    @Test func `are cut where a dateline begins another story, without a headline between`() throws {
        var page = SetPage()
        page.set(line: "老磨坊修复水轮又转", at: 40, 40, size: 26, isBold: true)
        page.set(Self.mill + ["本报讯 " + Self.bridge[0], Self.bridge[1]], at: 40, 90, measure: 30, columnLines: 60)
        let stories = try stories(page)
        try #require(stories.count == 2, "\(stories.map(\.body))")
        expect(stories[0], "老磨坊修复水轮又转", Self.mill)
        #expect(stories[1].dateline == "本报讯" && stories[1].headline == nil)
        #expect(stories[1].body == Self.bridge.joined(separator: "\n"))
    }

    @Test func `are read the same whatever order the extractor gives`() throws {
        var page = SetPage()
        page.set(line: "老磨坊修复水轮又转", at: 60, 40, size: 26, isBold: true)
        page.set(Self.mill, at: 40, 90, columnLines: 6)
        page.set(line: "江北大桥下月中旬通车", at: 60, 240, size: 26, isBold: true)
        page.set(Self.bridge, at: 40, 290, columnLines: 6)
        let forward = try stories(page)
        try #require(forward.count == 2)
        page.lines.reverse()
        #expect(try stories(page) == forward)
    }

    @Test func `say why they are read so`() throws {
        var page = SetPage()
        page.set(line: "老磨坊修复水轮又转", at: 60, 40, size: 26, isBold: true)
        page.set(Self.mill, at: 40, 90, columnLines: 6)
        page.set(line: "（下转第5版）", at: 300, 90 + 6 * 16.8, size: 12)
        let readings = try ArticleParser(format: .page).readings(of: Array(page.pdfToHTML.utf8))
        try #require(readings.count == 1)
        let lines = readings[0].lines
        #expect(readings[0].stories == 1 && lines.count == page.lines.count)
        let headline = try #require(lines.first { $0.text == "老磨坊修复水轮又转" })
        #expect(headline.role == .headline && headline.story == 0 && headline.reason.hasPrefix("2.2 × body type; over it"))
        #expect(lines.contains { $0.role == .body && $0.reason.hasPrefix("next column, 0.0 lines off its row, saves") })
        #expect(lines.contains { $0.role == .leftover && $0.kind == .jump && $0.story == nil })
        // From text alone, each line with what it costs as display type, as the start and as the rest of a paragraph.
        let text = Array("老磨坊修复水轮又转\n本报讯 \(Self.mill[0])\n江北大桥下月中旬通车\n本报讯 \(Self.bridge[0])".utf8)
        let alone = try ArticleParser(format: .page).readings(of: text)
        #expect(alone[0].stories == 2 && alone[0].lines.allSatisfy { $0.frame == nil && $0.reason.hasPrefix("display ") })
    }

    @Test func `say what an English line was taken for, and what each line is that is in no story`() throws {
        let text = """
            \(EnglishColumnsTests.ferry)
            Ferry Line to Reopen
            By JANE DOE
            Continued on Page A7
            \(EnglishColumnsTests.bakers)
            Bakers Win National Prize
            By ANN POE
            FOOD
            The club’s green jackets are
            not supposed to leave its
            grounds, but have. PAGE B8
            """
        let readings = try ArticleParser(format: .page).readings(of: Array(text.utf8))
        try #require(readings.count == 1)
        let lines = readings[0].lines
        #expect(readings[0].stories == 2 && lines.count == text.split(separator: "\n").count)
        #expect(lines.first { $0.text.hasPrefix("RIVERTON") }?.reason == "a dateline begins it")
        #expect(lines.first { $0.text == "By JANE DOE" }?.reason == "reads as a byline")
        #expect(lines.first { $0.text == "Continued on Page A7" }?.kind == .jump)
        #expect(lines.first { $0.text == "FOOD" }?.kind == .label)
        #expect(lines.filter { $0.text.hasPrefix("grounds") }.map(\.kind) == [.jump])
        #expect(lines.contains { $0.role == .body && $0.reason.hasPrefix("prose ") })
    }
}
