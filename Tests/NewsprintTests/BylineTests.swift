import Newsprint
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
        BylineCase("By John Smith and Jane Doe", ["John Smith", "Jane Doe"]),
        BylineCase("By Ana de la Cruz, Staff Writer", ["Ana de la Cruz"]),
        BylineCase("(Reporting by John Smith in London; Editing by Jane Doe)", ["John Smith"], editors: ["Jane Doe"]),
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
    ]

    /// Behind the last sentence, in the same line.
    static let tails = [
        BylineCase("（记者 王婷）", ["王婷"]),
        BylineCase("（通讯员 李敏 融媒体记者 王婷）", ["王婷"], correspondents: ["李敏"]),
        BylineCase("（江州全媒记者 王婷 摄）", ["王婷"], photographers: ["王婷"]),
        BylineCase(" 记者 王婷 摄", ["王婷"], photographers: ["王婷"]),
    ]

    /// Prose that looks like a byline.
    static let prose = [
        "记者从市教育局获悉，今年新增学位八百个。", "在答记者问时，他说此事已有安排。", "记者了解到，工程将于年底完工。",
        "记者昨日从海关看到，通关更快了。", "昨天，记者王婷来到现场，看到道路已经恢复。", "图们江畔，秋收正忙。",
        "记者站在桥上，看到江水已经退去。", "本报讯息中心昨天启用，市民可以预约参观。", "互联网讯息万变，企业要跟上。",
        "新华社今天播发长篇通讯，介绍当地的做法。", "文化站的图书多了，读者也多了。",
        "By Monday, the river had fallen to its normal level.", "The plan – an old one – was dropped.",
        "By the end of May, all roads were open again.",
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
        ("PARIS — ", "PARIS"), ("New Delhi (AP) – ", "New Delhi (AP)"),
    ])
    func `know English datelines`(text: String, dateline: String) throws {
        let article = try story(text + "The river has fallen. Roads are open again.")
        #expect(article.dateline == dateline)
        #expect(article.body == "The river has fallen. Roads are open again.")
    }
}
