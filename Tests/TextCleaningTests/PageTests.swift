import TextCleaning
import Stories
import Testing

@Suite struct `A page` {
    @Test func `is split into its stories`() throws {
        let stories = try edited(PageFixtures.boxed, as: .auto)
        #expect(
            stories.map(\.body) == [
                """
                昨日，江州新桥建成通车，两岸居民往来不必再等渡船。桥长三百二十米，桥面可以并排走四辆汽车，两“边各留两米”给行人和自行车。
                据介绍，新桥工期三年，施工方在汛期抢筑桥墩，没有耽误一天。今后渡口改作码头公园，供市民休闲。
                """,
                """
                柿子红了，临溪山村迎来采摘季。今年柿子产量达12.5万公斤，比去年增长两成，村民忙着摘果、晒饼、装箱，日子过得甜。
                村里还办起柿饼合作社，由社里统一收购，统一定价，不让果农吃亏。
                """,
                "昨日上午，南浦小学操场上笛声阵阵，三十名学生吹起自己做的竹笛，为来访的老人送上一场音乐会。",
            ])
    }

    @Test func `has each headline with its story, banners with none`() throws {
        let stories = try edited(PageFixtures.boxed, as: .auto)
        #expect(
            stories.map(\.headline) == ["江州新桥建成通车\n渡口改作码头公园", "临溪柿子丰收 果农采摘忙", "竹笛声声\n献给老人"])
    }

    @Test func `has its bylines read, before the body and behind it`() throws {
        let stories = try edited(PageFixtures.boxed, as: .auto)
        #expect(
            stories.map(\.byline) == [
                Byline(reporters: ["王婷"]), Byline(reporters: ["李敏"], correspondents: ["赵国强", "孙小梅"]),
                Byline(reporters: ["吴江"], correspondents: ["周小兰"], photographers: ["周小兰"]),
            ])
        #expect(stories.map(\.dateline) == ["本报讯", "本报讯", nil])
    }

    @Test func `may break a story off and go on with it later`() throws {
        let stories = try edited(PageFixtures.interrupted, as: .page)
        #expect(stories.count == 2)
        #expect(stories.first?.body.hasSuffix("验收的专家说，桥墩的质量是一流的，施工也值得推广。今后渡口改作码头公园。") == true)
        #expect(stories.map(\.headline) == ["江州新桥建成通车", "临溪柿子丰收 采摘正忙"])
        #expect(stories.last?.body.hasSuffix("不让果农吃亏。") == true)
    }

    @Test func `has lines that ran together parted`() throws {
        let text = """
            本报讯 昨日，江州新桥建成通车，两岸居民
            往来不必再等渡船。桥长三百二十米。
            江州新桥建成通车■全媒体记者 王婷
            本报讯 柿子红了，临溪山村迎来采摘季，今
            年柿子产量比去年增长两成，村民忙着晒饼。
            临溪山村柿子采摘季 南浦小学操场竹笛声阵阵
            本报讯 昨日上午，南浦小学操场上笛声阵阵，
            三十名学生吹起自己做的竹笛。
            """
        let stories = try edited(text, as: .page)
        #expect(stories.map(\.headline) == ["江州新桥建成通车", "临溪山村柿子采摘季", "南浦小学操场竹笛声阵阵"])
        #expect(stories.flatMap(\.byline.reporters) == ["王婷"])
    }

    @Test func `has a name read that the end of a marked line cuts`() throws {
        let text = "□全媒体记者邓娟通讯员韩\n伟曹宇\n本报讯 昨日，江州新桥建成通车。"
        #expect(
            try edited(text, as: .page).map(\.byline) == [
                Byline(reporters: ["邓娟"], correspondents: ["韩伟", "曹宇"])
            ])
    }

    @Test func `gives each story its place`() throws {
        let text = PageFixtures.boxed.replacing("\n", with: "\\n")
        let copy = try ArticleParser(format: .page).parse(
            Array(#"{"id":"江州日报-1","source":"江州日报","publishedAt":"2025-05-10T00:00:00Z","body":"\#(text)"}"#.utf8)
        ).copies
        #expect(copy.map(\.id) == ["江州日报-1#1", "江州日报-1#2", "江州日报-1#3"])
        #expect(copy.map(\.page) == (1...3).map { PagePlace(id: "江州日报-1", index: $0, of: 3) })
        #expect(copy.allSatisfy { $0.source == "江州日报" && $0.publishedAt != nil && $0.version == nil })
    }

    @Test func `without an id has that of its clean text`() throws {
        let copy = try ArticleParser(format: .page).parse(Array(PageFixtures.boxed.utf8)).copies
        let wide = PageFixtures.boxed.replacing("\n\n", with: "\r\n\u{3000}\r\n")
        let id = try #require(copy.first?.page?.id)
        #expect(id.hasPrefix("sha256:") && id.count == 39)
        #expect(try ArticleParser(format: .page).parse(Array(wide.utf8)).copies.first?.page?.id == id)
    }

    @Test func `of one story is a page still`() throws {
        let copy = try ArticleParser(format: .page).parse(Array("江州新桥昨日通车。".utf8)).copies
        #expect(copy.map(\.page?.of) == [1])
        #expect(copy.first?.id?.hasSuffix("#1") == true)
    }

    @Test(arguments: [
        ("江州新桥通车\n本报讯（记者 王婷）江州新桥昨日通车。\n（责编：李敏）", false),
        ("江州新桥昨日通车。\n▢ 记者 王婷\n柿子红了。", false),
        ("▢ 记者 王婷\n江州新桥昨日通车。\n▢ 记者 李敏\n柿子红了。", true),
        ("本报讯 江州新桥昨日通车。\n新华社北京5月10日电 柿子红了。", true),
        ("▢ 记者 王婷\n本报讯 江州新桥昨日通车。\n（记者 王婷 摄）", false),
    ])
    func `is known by its marks`(text: String, isPage: Bool) throws {
        let copy = try ArticleParser().parse(Array(text.utf8)).copies
        #expect((copy.first?.page != nil) == isPage)
    }

    /// Hash tables differ in their order from one to the next. Sums in that order differ in their last bit, which told
    /// stories of equal rank apart one way or the other. The page is as the fuzzer found it.
    @Test func `gives the same stories every time, though many are alike`() {
        let text = """
            BRIDGE OPENS
            By Jane Roe
            day, officials said.
            BBy Jane Roe
            day, officials said.
            BRIDGE OPENS
            By Jane R
            day, offpcialsRIDGE OPENS
            By Jane R
            day, offpcials said.
              It is long.  It is long.

            """
        let page = Array(String(repeating: text, count: 8).utf8)
        let editings = (0..<20).map { _ in Result { try ArticleParser(format: .page).parse(page) } }
        #expect(editings.allSatisfy { (try? $0.get()) == (try? editings[0].get()) })
    }
}
