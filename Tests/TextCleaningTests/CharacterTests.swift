import TextCleaning
import Stories
import Testing

@Suite struct `Characters` {
    static let folded = [
        ("compatibility ideographs", "\u{F90A}融市场，\u{F9DD}率不变。", "金融市场，利率不变。"),
        ("those of the second plane", "\u{2F804}来了。", "你来了。"),
        ("radicals, all of them", "⺟亲，⻁年，表⺬，⺼眼，⻥，⺀", "母亲，虎年，表示，肉眼，鱼，⺀"),
        ("Kangxi radicals", "⽤⼾⽅⾯。", "用户方面。"),
        ("strokes stay", "㇀是一笔。", "㇀是一笔。"),
        ("vertical brackets", "﹁防汛﹂﹃令﹄︵一︶︽春︾︿秋﹀︹三︺︻四︼。", "「防汛」『令』（一）《春》〈秋〉〔三〕【四】。"),
        ("vertical marks", "今年︐雨水︑多︒他说︓好︔去︕吗︖等︙", "今年，雨水、多。他说：好；去！吗？等…"),
        ("small marks", "今年﹐雨水﹑多﹔他说﹕好﹗去﹖﹙一﹚涨了5﹪。", "今年，雨水、多；他说：好！去？（一）涨了5%。"),
        ("thousands", "产值１，２８６万元，共１，２８６，３００人。", "产值1,286万元，共1,286,300人。"),
        ("no thousands", "比分３，４，２０２５，１００家；第1，286号。", "比分3，4，2025，100家；第1，286号。"),
        ("an apostrophe", "The D＇Souza family met.", "The D'Souza family met."),
        ("half-width katakana stay", "ｱｲ店开业。", "ｱｲ店开业。"),
    ]

    @Test(arguments: folded)
    func `folds`(what: String, raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
        #expect(try story(#"{"body":""# + raw + #""}"#, as: .json).body == clean)
    }

    @Test(arguments: [
        ("Gonza\u{301}lez met Nguye\u{302}\u{303}n in Leo\u{301}n.", "González met Nguyễn in León."),
        ("\u{1112}\u{1161}\u{11AB}국에서 만났다.", "한국에서 만났다."), ("か\u{3099}行です。", "が行です。"),
        ("Cafe\u{301}", "Café"), ("x\u{301}", "x\u{301}"),
    ])
    func `composes letters with their marks`(raw: String, clean: String) throws {
        for text in [try story(raw).body, try story(#"{"body":""# + raw + #""}"#, as: .json).body] {
            #expect(Array(text.unicodeScalars) == Array(clean.unicodeScalars))
        }
    }

    static let emoji = [
        "消防员👨‍🚒救出一家👨‍👩‍👧，❤️点赞。", "Flags 🇨🇳🇫🇷 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flew.", "Hands 👍🏽 and 👩🏾‍⚕️ and 1️⃣.", "🏳️‍🌈来了。",
    ]

    @Test(arguments: emoji)
    func `keeps emoji whole`(text: String) throws {
        for body in [try story(text).body, try story(#"{"body":""# + text + #""}"#, as: .json).body] {
            #expect(Array(body.unicodeScalars) == Array(text.unicodeScalars))
        }
    }

    @Test(arguments: [
        ("今\u{200D}年\u{FE0F}雨水多。", "今年雨水多。"), ("The \u{200D}council\u{FE0F} met\u{200C}.", "The council met."),
        ("👍\u{200D} 好。", "👍好。"), ("\u{200D}👍", "👍"), ("\u{E0067}好。", "好。"),
    ])
    func `drops joiners and selectors elsewhere`(raw: String, clean: String) throws {
        #expect(Array(try story(raw).body.unicodeScalars) == Array(clean.unicodeScalars))
    }

    @Test(arguments: ["می\u{200C}خواهم بروم", "क्\u{200D}ष और क्\u{200C}ष"])
    func `keeps what shapes Arabic and Indic letters`(text: String) throws {
        #expect(Array(try story(text).body.unicodeScalars) == Array(text.unicodeScalars))
        #expect(Array(try story(text + "\u{200F}").body.unicodeScalars) == Array(text.unicodeScalars))
    }

    // MARK: - Extractors

    @Test(arguments: [
        ("市政府(cid:1117)昨天召(cid:20)(cid:21)开会议。", "市政府昨天召开会议。"), ("The (cid:2)council met.", "The council met."),
        ("See (cid:x) and (cid:) and (CID: 5).", "See (cid:x) and (cid:) and (CID: 5)."),
    ])
    func `drops the codes of glyphs without a character`(raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
        #expect(try story(#"{"body":""# + raw + #""}"#, as: .json).body == clean)
    }

    static let doubled = [
        ("防防汛汛工工作作会会议议昨昨天天召召开开。。", "防汛工作会议昨天召开。"),
        ("FFllooooddss hhiitt tthhee cciittyy..", "Floods hit the city."),
        ("全全全市市市昨昨昨天天天召召召开开开会会会议议议。。。", "全市昨天召开会议。"),
        ("新新新新桥桥桥桥昨昨昨昨天天天天通通通通车车车车。。。。", "新桥昨天通车。"),
        ("高高兴兴", "高高兴兴"), ("11 22 33 44 55", "11 22 33 44 55"), ("AA BB CC DD EE", "AA BB CC DD EE"),
        ("高高兴兴上班来，平平安安回家去。", "高高兴兴上班来，平平安安回家去。"), ("防防汛汛工工作作会会议，各地做好。", "防防汛汛工工作作会会议，各地做好。"),
        ("哈哈哈哈哈哈哈哈哈哈哈", "哈哈哈哈哈哈哈哈哈哈哈"), ("==========", "=========="), ("aabbccddeef", "aabbccddeef"),
    ]

    @Test(arguments: doubled)
    func `undoubles lines that were drawn several times`(raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
        #expect(try story(#"{"body":""# + raw + #""}"#, as: .json).body == clean)
        #expect(try story(#"{"headline":""# + raw + #"","body":"今天晴。"}"#, as: .json).headline == clean)
    }

    @Test(arguments: [
        ("T h e  c i t y  c o u n c i l  m e t .", "The city council met."),
        ("T h e   v o t e   w a s   c l o s e .", "The vote was close."),
        ("A  B  C  D  E  F  G  H", "A B C D E F G H"), ("I  a m  J a n e  D o e", "I am Jane Doe"),
        ("T h e c i t y c o u n c i l", "T h e c i t y c o u n c i l"),
        ("1  2  3  4  5  6  7  8  9", "1 2 3 4 5 6 7 8 9"),
    ])
    func `closes letter-spaced words that wider gaps divide`(raw: String, clean: String) throws {
        #expect(try story("The mayor spoke on Monday.\n" + raw).body.hasSuffix(clean))
    }

    @Test(arguments: [
        ("项目\t数量\n火灾\t12\n事故\t34\n全部如上。", "项目 | 数量\n火灾 | 12\n事故 | 34\n全部如上。"),
        ("Kind\tNumber\tShare\nFire\t12\t3%\nThat is all.", "Kind | Number | Share\nFire | 12 | 3%\nThat is all."),
        (
            "By Jane Doe and\nJohn Roe\nThe council met.\nKind\tNumber\nFire\t12\nRoad\t3\nThat is all.",
            "The council met.\nKind | Number\nFire | 12\nRoad | 3\nThat is all."
        ),
        ("会议结束。\n阅读\t写作\n标题\t日期\n全部如上。", "会议结束。\n阅读 | 写作\n标题 | 日期\n全部如上。"),
        ("市里\t昨天开会。\n大家都来了。", "市里昨天开会。\n大家都来了。"), ("\t市里昨天开会。\n\t大家都来了。", "市里昨天开会。\n大家都来了。"),
    ])
    func `divides cells that tabs divide`(raw: String, clean: String) throws {
        #expect(
            try story(#"{"body":""# + raw.replacing("\t", with: "\\t").replacing("\n", with: "\\n") + #""}"#, as: .json)
                .body == clean)
    }

    @Test func `undoubles one line among others`() throws {
        let body = "市里昨天开会。\n各各地地做做好好值值守守工工作作。。\n会后巡查。"
        #expect(try story(body).body == "市里昨天开会。\n各地做好值守工作。\n会后巡查。")
        let json = #"{"body":""# + body.replacing("\n", with: "\\n") + #""}"#
        #expect(try story(json, as: .json).body == "市里昨天开会。\n各地做好值守工作。\n会后巡查。")
    }

    @Test(arguments: [
        ("A股上涨， I P O 放缓，C P I，回落。", "A股上涨，IPO放缓，CPI，回落。"), ("Ｇ Ｄ Ｐ 增长。", "GDP增长。"), ("A I 技术好。", "AI技术好。"),
        ("A B C 三组进入决赛。", "A B C三组进入决赛。"), ("J K 罗琳来访。", "J K罗琳来访。"),
        ("Class A B C, and I P O plans.", "Class A B C, and I P O plans."),
    ])
    func `closes letter-spaced capitals in Chinese text`(raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
        #expect(try story(#"{"body":""# + raw + #""}"#, as: .json).body == clean)
    }
}
