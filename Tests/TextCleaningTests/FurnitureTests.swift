import TextCleaning
import Stories
import Testing

@Suite struct `Page furniture` {
    private static let first = """
        市里部署水库巡查

        ▢ 全媒体记者 王婷

        本报讯 昨日，市里部署水库巡查工作，
        听取各县巡查情况汇报，审议防汛预案。
        会议指出，各县要把责任落实到人，隐患
        全部整改到位。

        """
    private static let second = """

        云埠港出口增长

        ▢ 全媒体记者 李敏

        本报讯 云埠港码头上，储能电柜装船
        出口。海关统计，今年前八个月，港口出
        口总值增长一成，机电产品增长最快。
        """

    /// Lines that stand between two stories, and what each is.
    static let between: [(lines: String, kinds: [Leftover.LeftoverKind])] = [
        ("今日天气\n江州 多云转晴 12℃~20℃ 东南风3-4级\n云埠 小雨 10℃~16℃ 北风2级", [.label, .table, .table]),
        ("上证指数 3345.67 +0.56%\n深证成指 10234.12 -1.20%", [.table, .table]),
        ("招聘启事\n云埠港诚聘操作工20名，月薪6000元起，电话13800000000", [.notice, .notice]),
        ("遗失声明\n江州宏达公司遗失公章一枚，声明作废。", [.notice, .notice]),
        ("王小明遗失身份证，号码330000000000000000，声明作废。", [.notice]),
        ("江州银行 理财产品 咨询电话95599", [.notice]),
        ("江州日报 2025年1月5日 星期日 第3版", [.folio]), ("国内统一连续出版物号：CN33-0001 邮发代号：31-1", [.folio]),
        ("上一版 下一版\n版面导航", [.folio, .folio]), ("（下转第3版）", [.jump]), ("▶▶▶下转A2版", [.jump]),
        ("今日导读\n云埠港出口增长 3版\n外贸增长 详见4版", [.label, .label, .label]),
        ("图为市民在堤坝上巡查。 本报记者 李敏 摄", [.caption]), ("▲市民在堤坝上巡查。\n（受访者供图）", [.caption, .caption]),
        ("上图：市民在堤坝上巡查。\n下图：水库大坝。", [.caption, .caption]), ("不忘初心 牢记使命", [.banner]),
    ]

    @Test(arguments: between)
    func `is kept beside the stories, and in none of them`(lines: String, kinds: [Leftover.LeftoverKind]) throws {
        let message = try ArticleParser(format: .page).parse(Array("\(Self.first)\n\(lines)\n\(Self.second)".utf8))
        #expect(message.copies.map(\.article.headline) == ["市里部署水库巡查", "云埠港出口增长"])
        #expect(message.copies[0].article.body.hasSuffix("整改到位。"))
        #expect(message.leftovers.map(\.kind) == kinds)
    }

    @Test func `that jumps in a line is cut out of it`() throws {
        let page = Self.first.replacing("全部整改到位。", with: "全部（下转第3版）") + Self.second
        let message = try ArticleParser(format: .page).parse(Array(page.utf8))
        #expect(message.leftovers == [Leftover(.jump, "（下转第3版）")])
        #expect(message.copies[0].article.body.hasSuffix("隐患全部"))
        let from = "（上接第1版）会议强调，各县要压实责任，\n把水库巡查落到实处。\n" + Self.second
        let second = try ArticleParser(format: .page).parse(Array(from.utf8))
        #expect(second.leftovers == [Leftover(.jump, "（上接第1版）")])
        #expect(second.copies.first?.article.body == "会议强调，各县要压实责任，把水库巡查落到实处。")
    }

    @Test(arguments: ["— 12 —", "第3页 共8页", "12", "- 3 -", "江州日报 2025年1月5日 第3版"])
    func `inside a sentence does not cut it in two`(line: String) throws {
        let text = "县里昨天开了一个现场会，乡镇\n负责人都来了。大家先看了两个\n\(line)\n村，再到礼堂里坐下来谈，谈到\n天黑才散，走时都说有收获呢。"
        #expect(try story(text).body == "县里昨天开了一个现场会，乡镇负责人都来了。大家先看了两个村，再到礼堂里坐下来谈，谈到天黑才散，走时都说有收获呢。")
        let english =
            "The council met on Monday to discuss the plan for the old\n\(line)\nbridge over the river, which was long debated."
        #expect(try story(english).body.contains("the old bridge over"))
    }

    @Test(arguments: [
        ("2025-01-05 10:30:12 来源：江州日报", [String]()), ("2025年01月05日 10:30 江州日报 字号：大 中 小", []), ("打印 关闭 分享到", []),
        ("来源：江州日报", []), ("2025年1月5日", []), ("发布时间：2025-01-05 浏览次数：123", []), ("作者：王小明 来源：江州日报", ["王小明"]),
    ])
    func `of a web page is no headline`(line: String, reporters: [String]) throws {
        let message = try ArticleParser(format: .text).parse(Array("水库巡查开始\n\(line)\n市里昨天部署水库巡查。\n各县要做好值守。".utf8))
        let article = try #require(message.copies.first?.article)
        #expect(article.headline == "水库巡查开始")
        #expect(article.body == "市里昨天部署水库巡查。\n各县要做好值守。")
        #expect(article.byline.reporters == reporters)
        #expect(message.leftovers.map(\.kind) == [.label])
    }

    @Test(arguments: [
        "会议于2025年1月5日召开，", "拨打电话0579-85123456报名。", "今年农历正月十五，", "他说，详情见网站www.example.com。", "公告发出以后，",
    ])
    func `is not seen in prose`(line: String) throws {
        let page = Self.first.replacing("会议指出，", with: "\(line)会议指出，") + Self.second
        let message = try ArticleParser(format: .page).parse(Array(page.utf8))
        #expect(message.leftovers.isEmpty)
    }

    @Test(arguments: [
        ("LOCAL NEWS\nCouncil approves bridge\n\nThe council met.\nIt was long.", "LOCAL NEWS"),
        ("要闻\n江州新桥通车\n江州新桥昨日通车。\n大家都来看。", "要闻"),
        ("江州新桥通车\n江州新桥通车\n江州新桥昨日通车。\n大家都来看。", "江州新桥通车"),
        ("Council approves bridge\n\nThe council met.\nIt was long.\n© 2025 Harbour Post", "© 2025 Harbour Post"),
        (
            "Council approves bridge\n\nThe council met.\nIt was long.\nCopyright 2025 Harbour. All rights reserved.",
            "Copyright 2025 Harbour. All rights reserved."
        ),
        ("EMBARGOED UNTIL NOON\nCouncil approves bridge\n\nThe council met.\nIt was long.", "EMBARGOED UNTIL NOON"),
        (
            "Council approves bridge\n\nThe council met.\nIt was long.\nA ferry leaves. (AP Photo/Ana Silva)",
            "A ferry leaves. (AP Photo/Ana Silva)"
        ),
        (
            "Council approves bridge\n\nThe council met.\nIt was long.\nFollow Jane Doe on Twitter @janedoe",
            "Follow Jane Doe on Twitter @janedoe"
        ),
    ])
    func `over and under a story is no part of it`(text: String, left: String) throws {
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        let article = try #require(message.copies.first?.article)
        #expect(message.leftovers.map(\.text) == [left])
        #expect(["Council approves bridge", "江州新桥通车"].contains(article.headline))
        #expect(["The council met.\nIt was long.", "江州新桥昨日通车。\n大家都来看。"].contains(article.body))
    }

    @Test func `that jumps in two lines in a row is cut out of both, each time alike`() throws {
        let text = "县里昨天开了一个现场会，乡镇负责人都来\n开会了（下转第12版）\n（上接第1版）谈到天黑（下转第3版）\n才散，走时都说有收获。\n会后巡查。"
        let outputs = try (0..<8).map { _ in
            let message = try ArticleParser(format: .text).parse(Array(text.utf8))
            return "\(message.copies.map(\.article)) \(message.leftovers)"
        }
        #expect(Set(outputs).count == 1)
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        #expect(Words.lost(from: text, in: message) == [:])
        #expect(message.leftovers.filter { $0.kind == .jump }.count == 3)
    }

    @Test(arguments: [
        (
            "Council approves bridge\n\nThe council met.\n\nA ferry leaves the old terminal\non Monday. (AP Photo/Ana Silva)",
            ["A ferry leaves the old terminal", "on Monday. (AP Photo/Ana Silva)"]
        ),
        // Straight under the headline, on one line and on two.
        (
            "Council approves bridge\nA ferry leaves on Monday. (AP Photo/Ana Silva)\nBy Jane Doe\n\nThe council met.",
            ["A ferry leaves on Monday. (AP Photo/Ana Silva)"]
        ),
        (
            "Council approves bridge\nA ferry leaves the terminal\non Monday. (AP Photo/Ana Silva)\nBy Jane Doe\n\nThe council met.",
            ["A ferry leaves the terminal", "on Monday. (AP Photo/Ana Silva)"]
        ),
        // The next line begins with a name.
        (
            """
            Council approves bridge

            The council met.

            A worker of the company that builds the bridge looks at the terminal near
            Harbour Street on Monday. (Reuters Photo/Ana Silva)
            """,
            [
                "A worker of the company that builds the bridge looks at the terminal near",
                "Harbour Street on Monday. (Reuters Photo/Ana Silva)",
            ]
        ),
        // Two under each other.
        (
            "Council approves bridge\n\nThe council met.\n\nA ferry. (AP Photo/Ana Silva)\nthe bridge (AP Photo/Ana Silva)",
            ["A ferry. (AP Photo/Ana Silva)", "the bridge (AP Photo/Ana Silva)"]
        ),
    ])
    func `under a picture is taken with all of its lines`(text: String, captions: [String]) throws {
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        #expect(message.leftovers.filter { $0.kind == .caption }.map(\.text) == captions)
        #expect(message.copies.map { $0.article.headline } == ["Council approves bridge"])
        #expect(message.copies.map { $0.article.body } == ["The council met."])
    }

    @Test(arguments: [
        """
        The council met on Monday and talked for hours about the bridge.
        It was late when the last of its members left the hall and the
        lights went out. (AP Photo/Ana Silva)
        """,
        "The picture was shown in court (see Photo 3)\nand nobody spoke.",
        "The picture was shown in court (AP Photo/Ana Silva)\nand nobody spoke.",
        "Nobody spoke when the picture was shown (Photo 3).\nThe court rose (see Photo 4)",
    ])
    func `in a paragraph of prose stays with it`(paragraph: String) throws {
        let article = try story("Council approves bridge\n\n\(paragraph)")
        #expect(article.headline == "Council approves bridge")
        #expect(article.body.filter { !$0.isWhitespace } == paragraph.filter { !$0.isWhitespace })
    }

    @Test func `of an agency may stand before the headline, its summary before the dateline`() throws {
        let text =
            "Eds: Updates with quotes.\nBoard to close terminal\n\n* Vote was 5-4\n* Residents protest\n\nBy Maria Lopez\n\n"
            + "PORT ELLERY, Jan 5 (Reuters) - The harbour board voted on Tuesday.\nIt was long."
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        let article = try #require(message.copies.first?.article)
        #expect(article.headline == "Board to close terminal")
        #expect(article.dateline == "PORT ELLERY, Jan 5 (Reuters)")
        #expect(article.byline.reporters == ["Maria Lopez"])
        #expect(
            article.body
                == "* Vote was 5-4\n* Residents protest\nThe harbour board voted on Tuesday.\nIt was long.")
        #expect(message.leftovers.map(\.text) == ["Eds: Updates with quotes."])
    }

    @Test func `with the original title gives it to a story without another`() throws {
        let json = #"{"body":"原标题：江州新桥通车\n江州新桥昨日通车。\n大家都来看。"}"#
        #expect(try story(json, as: .json).headline == "江州新桥通车")
        let other = #"{"headline":"新桥开放","body":"原标题：江州新桥通车\n江州新桥昨日通车。\n大家都来看。"}"#
        let message = try ArticleParser(format: .json).parse(Array(other.utf8))
        #expect(message.copies.first?.article.headline == "新桥开放")
        #expect(message.leftovers.map(\.text) == ["原标题：江州新桥通车"])
    }

    @Test func `of an agency's wire is its signs`() throws {
        let text =
            "^Council approves bridge<\n^By JANE DOE=\n^Associated Press Writer=\n  RIVERTON (AP) _ The council met.\n  It was long."
        let article = try story(text)
        #expect(article.headline == "Council approves bridge")
        #expect(article.byline == Byline(reporters: ["JANE DOE"]))
        #expect(article.dateline == "RIVERTON (AP)")
        #expect(article.body == "The council met.\nIt was long.")
    }

    @Test func `of a mail gives the subject for a headline`() throws {
        let text =
            "From: desk@example.org\nTo: list@example.org\nSubject: River towns brace\n\nThe council met on Monday.\nIt was long."
        let message = try ArticleParser(format: .text).parse(Array(text.utf8))
        #expect(message.copies.first?.article.headline == "River towns brace")
        #expect(message.copies.first?.article.body == "The council met on Monday.\nIt was long.")
        #expect(message.leftovers.map(\.text) == ["From: desk@example.org", "To: list@example.org"])
    }
}
