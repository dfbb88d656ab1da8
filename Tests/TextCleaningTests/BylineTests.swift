import TextCleaning
import Stories
import Testing

/// A byline as copy writes it, and what it says.
struct BylineCase: Sendable, CustomStringConvertible {
    var text: String
    var reporters: [String] = []
    var correspondents: [String] = []
    var photographers: [String] = []
    var editors: [String] = []
    var dateline: String?

    init(
        _ text: String, _ reporters: [String] = [], correspondents: [String] = [], photographers: [String] = [],
        editors: [String] = [], dateline: String? = nil
    ) {
        self.text = text
        (self.reporters, self.correspondents) = (reporters, correspondents)
        (self.photographers, self.editors, self.dateline) = (photographers, editors, dateline)
    }

    var byline: Byline {
        Byline(reporters: reporters, correspondents: correspondents, photographers: photographers, editors: editors)
    }

    var description: String { text }

    /// Lines of their own.
    static let lines = [
        BylineCase("▢ 全媒体记者 王婷", ["王婷"]),
        BylineCase("▢ 全媒体记者 柳青 通讯员 傅凤霞 张昕民", ["柳青"], correspondents: ["傅凤霞", "张昕民"]),
        BylineCase("□记者 王 婷", ["王婷"]),
        BylineCase("■ 见习记者 王　晓　明 文/图", ["王晓明"], photographers: ["王晓明"]),
        BylineCase("● 本报记者 欧阳俊 实习生 李敏", ["欧阳俊", "李敏"]),
        BylineCase("◎文/江州融媒记者 王婷 图/李敏", ["王婷"], photographers: ["李敏"]),
        BylineCase("▲江州日报首席记者 买买提·吐尔逊", ["买买提·吐尔逊"]),
        BylineCase("江州晚报 全媒体记者 王婷、李敏、赵国强", ["王婷", "李敏", "赵国强"]),
        BylineCase("通 讯 员 王娇燕 摄", correspondents: ["王娇燕"], photographers: ["王娇燕"]),
        BylineCase("摄影记者 李敏", photographers: ["李敏"]),
        BylineCase("记者 王婷 摄影报道", ["王婷"], photographers: ["王婷"]),
        BylineCase("王婷 摄", photographers: ["王婷"]),
        BylineCase("（记者 王婷 通讯员 李敏）", ["王婷"], correspondents: ["李敏"]),
        BylineCase("（记者/王婷 通讯员/李敏）", ["王婷"], correspondents: ["李敏"]),
        BylineCase("责编：李敏 编辑：赵国强 校对：王婷", editors: ["李敏", "赵国强", "王婷"]),
        BylineCase("(视频编辑：李敏 文字编辑：赵国强)", editors: ["李敏", "赵国强"]),
        BylineCase("记者丨王婷", ["王婷"]), BylineCase("记者│王婷", ["王婷"]), BylineCase("记者‖王婷", ["王婷"]),
        BylineCase("记者∣王婷", ["王婷"]), BylineCase("记者 – 王婷", ["王婷"]), BylineCase("作者丨王婷", ["王婷"]),
        BylineCase("撰文丨王婷 编辑丨李敏", ["王婷"], editors: ["李敏"]),
        BylineCase("本报记者 买买提‧吐尔逊", ["买买提·吐尔逊"]), BylineCase("本报记者 阿依努尔・艾力", ["阿依努尔·艾力"]),
        BylineCase("记者 扎西次仁 白玛措", ["扎西次仁", "白玛措"]), BylineCase("记者 热依汗古丽 巴特尔", ["热依汗古丽", "巴特尔"]),
        BylineCase("文／記者王小明", ["王小明"]), BylineCase("記者王小明／攝影", ["王小明"], photographers: ["王小明"]),
        BylineCase("文/圖 記者李小紅", ["李小紅"], photographers: ["李小紅"]), BylineCase("特派記者王小明／東京報導", ["王小明"]),
        BylineCase("通訊員 李小紅", correspondents: ["李小紅"]), BylineCase("本报驻巴黎记者 王婷", ["王婷"]),
        BylineCase("每经记者 王婷 每经编辑 李敏", ["王婷"], editors: ["李敏"]), BylineCase("采写：南都记者 王婷", ["王婷"]),
        BylineCase("记者 王婷 北京报道", ["王婷"]), BylineCase("中国青年报·中青在线记者 王婷", ["王婷"]),
        BylineCase("【责任编辑：李敏】", editors: ["李敏"]), BylineCase("[编辑:李敏]", editors: ["李敏"]),
        BylineCase("（参与采写：王婷、李敏）", ["王婷", "李敏"]), BylineCase("（本报记者王婷参与采写）", ["王婷"]),
        BylineCase("By: Jane Doe", ["Jane Doe"]), BylineCase("Jane Doe, Staff Writer", ["Jane Doe"]),
        BylineCase("By Jane Doe Published Jan. 5, 2025", ["Jane Doe"]), BylineCase("Byline: Jane Doe", ["Jane Doe"]),
        BylineCase("【記者王小明台北報導】", ["王小明"]), BylineCase("财新 记者 王婷", ["王婷"]),
        BylineCase("本报记者 才让卓玛 扎西多杰", ["才让卓玛", "扎西多杰"]), BylineCase("本报记者 阿依古丽.买买提", ["阿依古丽·买买提"]),
        BylineCase("BY JANE DOE", ["JANE DOE"]),
        BylineCase("By Seán Roe-Smith Jr.", ["Seán Roe-Smith Jr."]),
        BylineCase("By John Roe, Jr., and Jane Doe", ["John Roe, Jr.", "Jane Doe"]),
        BylineCase("By Jane Doe | Jan. 5, 2025", ["Jane Doe"]), BylineCase("By Jane Doe, Jan. 5, 2025", ["Jane Doe"]),
        BylineCase("By Jane Doe in London and John Roe in Paris", ["Jane Doe", "John Roe"]),
        BylineCase("By Jane Doe and John Roe, Northline", ["Jane Doe", "John Roe"]),
        BylineCase("By Jane Doe/Northline", ["Jane Doe"]),
        BylineCase("By Jane Doe, Special to The Journal", ["Jane Doe"]),
        BylineCase("By JANE DOE\nStaff Writer", ["JANE DOE"]),
        BylineCase("By Jane Doe\nPublished Jan. 5, 2025", ["Jane Doe"]),
        BylineCase("Story by Jane Doe\nPhotos by John Roe", ["Jane Doe"], photographers: ["John Roe"]),
        BylineCase("(Reporting by Jane Doe, Editing by John Roe)", ["Jane Doe"], editors: ["John Roe"]),
        BylineCase(
            "Reporting by Jane Doe and John Roe; editing by Ann Poe", ["Jane Doe", "John Roe"], editors: ["Ann Poe"]),
        BylineCase("Associated Press writer Jane Doe contributed to this report.", ["Jane Doe"]),
        BylineCase("Jane Doe reported from London.", ["Jane Doe"]),
        BylineCase("By John Smith and Jane Doe", ["John Smith", "Jane Doe"]),
        BylineCase("By Ana de la Cruz, Staff Writer", ["Ana de la Cruz"]),
        BylineCase("(Reporting by John Smith in London; Editing by Jane Doe)", ["John Smith"], editors: ["Jane Doe"]),
        BylineCase("王小明 江州报道", ["王小明"]), BylineCase("王小明 李敏 杭州报道", ["王小明", "李敏"]),
    ]

    /// In front of the body, in the same line.
    static let heads = [
        BylineCase("本报讯 ", dateline: "本报讯"),
        BylineCase("本报讯（记者 王婷）", ["王婷"], dateline: "本报讯"),
        BylineCase("本报讯 （见习记者 王 婷）　", ["王婷"], dateline: "本报讯"),
        BylineCase("本报讯（李敏 记者 王婷）", ["王婷"], correspondents: ["李敏"], dateline: "本报讯"),
        BylineCase("江州晚报讯　（全媒体记者　王婷 通讯员 李敏）", ["王婷"], correspondents: ["李敏"], dateline: "江州晚报讯"),
        BylineCase("江州日报讯 记者王婷报道：", ["王婷"], dateline: "江州日报讯"),
        BylineCase("江州日报讯 记者王婷 通讯员李敏报道：", ["王婷"], correspondents: ["李敏"], dateline: "江州日报讯"),
        BylineCase("新华社北京５月１０日电（记者王婷、李敏）", ["王婷", "李敏"], dateline: "新华社北京5月10日电"),
        BylineCase("中新社成都6月3日电 (记者 王婷)", ["王婷"], dateline: "中新社成都6月3日电"),
        BylineCase("据新华社香港7月30日电　", dateline: "据新华社香港7月30日电"),
        BylineCase("（记者 王婷 通讯员 李敏）", ["王婷"], correspondents: ["李敏"]),
        BylineCase("（新华社北京1月5日电）", dateline: "新华社北京1月5日电"), BylineCase("【新华社北京1月5日电】", dateline: "新华社北京1月5日电"),
        BylineCase("〔記者王小明／台北報導〕", ["王小明"]), BylineCase("本報訊（記者 王小明）", ["王小明"], dateline: "本報訊"),
        BylineCase("中新网江州1月5日电 (王小明 李小红)", ["王小明", "李小红"], dateline: "中新网江州1月5日电"),
        BylineCase("本报江州电（记者王婷）", ["王婷"], dateline: "本报江州电"),
        BylineCase("（中央社記者王小明台北5日電）", ["王小明"], dateline: "中央社記者王小明台北5日電"),
    ]

    /// Behind the last sentence, in the same line.
    static let tails = [
        BylineCase("（记者 王婷）", ["王婷"]),
        BylineCase("（通讯员 李敏 融媒体记者 王婷）", ["王婷"], correspondents: ["李敏"]),
        BylineCase("（江州全媒记者 王婷 摄）", ["王婷"], photographers: ["王婷"]),
        BylineCase(" 记者 王婷 摄", ["王婷"], photographers: ["王婷"]),
        BylineCase("（记者王婷）（完）", ["王婷"]), BylineCase("（王小明 李小红）", ["王小明", "李小红"]),
        BylineCase("（責任編輯：李敏）（完）", editors: ["李敏"]), BylineCase("（参与采写记者：王婷、李敏）", ["王婷", "李敏"]),
    ]

    /// Prose that looks like a byline.
    static let prose = [
        "记者从市教育局获悉，今年新增学位八百个。", "在答记者问时，他说此事已有安排。", "记者了解到，工程将于年底完工。",
        "记者昨日从海关看到，通关更快了。", "昨天，记者王婷来到现场，看到道路已经恢复。", "图们江畔，秋收正忙。",
        "记者站在桥上，看到江水已经退去。", "本报讯息中心昨天启用，市民可以预约参观。", "互联网讯息万变，企业要跟上。",
        "新华社今天播发长篇通讯，介绍当地的做法。", "文化站的图书多了，读者也多了。",
        "By Monday, the river had fallen to its normal level.", "The plan – an old one – was dropped.",
        "By the end of May, all roads were open again.", "Jane Doe also contributed 5 million crowns.",
        "Riverton (pop. 5,000) was flooded again on Monday.", "CNN (the channel) and others had it first.",
        "Deputy Mayor Jane Doe reported from the scene that roads were open.",
    ]
}

@Suite struct `Bylines` {
    let sentence = "县里昨天开了一个现场会，大家都说有收获。"

    @Test(arguments: BylineCase.lines)
    func `are taken out of lines of their own`(example: BylineCase) throws {
        for text in ["\(example.text)\n\(sentence)\n\(sentence)", "\(sentence)\n\(sentence)\n\(example.text)"] {
            let article = try story(text)
            #expect(article.byline == example.byline)
            #expect(article.body == "\(sentence)\n\(sentence)")
        }
    }

    @Test(arguments: BylineCase.heads)
    func `and datelines are taken out in front of the body`(example: BylineCase) throws {
        let article = try story("\(example.text)\(sentence)\n\(sentence)")
        #expect(article.byline == example.byline)
        #expect(article.dateline == example.dateline)
        #expect(article.body == "\(sentence)\n\(sentence)")
    }

    @Test(arguments: BylineCase.tails)
    func `are taken out behind the last sentence`(example: BylineCase) throws {
        let article = try story("\(sentence)\n\(sentence)\(example.text)")
        #expect(article.byline == example.byline)
        #expect(article.body == "\(sentence)\n\(sentence)")
    }

    @Test(arguments: BylineCase.prose)
    func `are not found in prose`(text: String) throws {
        let article = try story("\(text)\n\(text)")
        #expect(article.byline == Byline())
        #expect(article.dateline == nil)
        #expect(article.body == "\(text)\n\(text)")
    }

    @Test(arguments: ["MONDAY - ", "TUESDAY — ", "BREAKFAST - ", "PART 2 - "])
    func `are no days or meals before a dash`(text: String) throws {
        #expect(try story(text + "The river has fallen. Roads are open again.").dateline == nil)
    }

    @Test(arguments: [
        ("每经记者 王婷 每经编辑 李敏", "每经记者 王婷 每经编辑 李敏"), ("▢ 全媒体记者 王婷 通讯员 李敏", nil), ("责编：李敏", "责编：李敏"),
        ("本报记者 王婷", nil), ("By Jane Doe and John Roe", nil), ("By Jane Doe, Staff Writer", "By Jane Doe, Staff Writer"),
        ("来源：江州日报", "来源：江州日报"), ("By The Associated Press", "By The Associated Press"),
    ])
    func `leave what they say besides names`(line: String, left: String?) throws {
        let message = try ArticleParser(format: .text).parse(Array("\(line)\n\(sentence)\n\(sentence)\n".utf8))
        #expect(message.leftovers.map(\.text) == (left.map { [$0] } ?? []))
        #expect(message.copies.first?.article.headline == nil)
        #expect(message.copies.first?.article.body == "\(sentence)\n\(sentence)")
    }

    @Test(arguments: [
        ("By Maria Lopez, Staff Reporter", ["Maria Lopez"]), ("BY MARIA LOPEZ, Courier Staff Writer", ["MARIA LOPEZ"]),
        ("By Maria Lopez and\nTom Baker", ["Maria Lopez", "Tom Baker"]), ("• By Maria Lopez", ["Maria Lopez"]),
        ("By Tom Baker, Maria Lopez\nand Ana Silva", ["Tom Baker", "Maria Lopez", "Ana Silva"]),
        ("By Maria Lopez | The Courier", ["Maria Lopez"]),
        ("AP reporters Ana Silva and Wei Ng contributed.", ["Ana Silva", "Wei Ng"]), ("（执笔：赵明远）", ["赵明远"]),
    ])
    func `name people without their titles`(line: String, reporters: [String]) throws {
        let article = try story("\(line)\n\(sentence)\n\(sentence)")
        #expect(article.byline.reporters == reporters)
        #expect(article.body == "\(sentence)\n\(sentence)")
    }

    @Test func `and datelines may share a bracket`() throws {
        let article = try story("（本报北京1月5日电 记者赵明远、王婷）\(sentence)\n\(sentence)")
        #expect(article.dateline == "本报北京1月5日电")
        #expect(article.byline == Byline(reporters: ["赵明远", "王婷"]))
        #expect(try story("财联社1月5日电，\(sentence)\n\(sentence)").body == "\(sentence)\n\(sentence)")
    }

    @Test func `may take several lines`() throws {
        let article = try story("\(sentence)\n全媒体记者 吴峰宇\n通 讯 员 王娇燕 摄\n责编：李敏")
        #expect(
            article.byline
                == Byline(
                    reporters: ["吴峰宇"], correspondents: ["王娇燕"], photographers: ["王娇燕"], editors: ["李敏"]))
        #expect(article.body == sentence)
    }

    @Test(arguments: [
        ("LONDON (Reuters) - ", "LONDON (Reuters)"), ("BEIJING, May 5 (Xinhua) -- ", "BEIJING, May 5 (Xinhua)"),
        ("PARIS — ", "PARIS"), ("FORT RIVERTON, Pa. (AP) _ ", "FORT RIVERTON, Pa. (AP)"),
        ("(Bloomberg) -- ", "(Bloomberg)"),
        ("Riverton, Jan. 5 - ", "Riverton, Jan. 5"), ("PARIS--", "PARIS"), ("New Delhi (AP) – ", "New Delhi (AP)"),
        ("RIVERTON (CNN) ", "RIVERTON (CNN)"), ("RIVERTON, Jan 5 (IANS) ", "RIVERTON, Jan 5 (IANS)"),
        ("New Delhi, Jan. 5 (PTI): ", "New Delhi, Jan. 5 (PTI)"),
        ("MOSCOW, January 5. /TASS/. ", "MOSCOW, January 5. /TASS/"),
    ])
    func `know English datelines`(text: String, dateline: String) throws {
        let article = try story(text + "The river has fallen. Roads are open again.")
        #expect(article.dateline == dateline)
        #expect(article.body == "The river has fallen. Roads are open again.")
    }
}
