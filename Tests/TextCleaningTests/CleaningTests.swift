import TextCleaning
import Stories
import Testing

@Suite struct `Cleaning` {
    static let characters = [
        ("full-width letters and digits", "ＡＢＣ公司２０２５年增长１０．５％。", "ABC公司2025年增长10.5%。"),
        ("a plus between words", "推进“互联网＋政务”。", "推进“互联网＋政务”。"),
        ("a dot in a name", "作家约翰．李来访。", "作家约翰．李来访。"),
        ("Chinese punctuation", "他说：“好！”《春》（一）；完？", "他说：“好！”《春》（一）；完？"),
        ("ideographic spaces", "\u{3000}\u{3000}今年\u{3000}雨水多。", "今年雨水多。"),
        ("control characters", "今\u{0}年\u{7}雨\u{9D}水多。", "今年雨水多。"),
        ("invisible characters", "今\u{200B}年\u{200D}雨\u{FEFF}水\u{2060}多\u{AD}。", "今年雨水多。"),
        ("bidi controls", "今\u{202E}年雨\u{2066}水多\u{2069}。", "今年雨水多。"),
        ("radicals that an extractor puts for characters", "⽤⼈单位⻅⾯。", "用人单位见面。"),
        ("Latin ligatures", "The ﬁrst oﬃce was ﬁne.", "The first office was fine."),
    ]

    @Test(arguments: characters)
    func `folds`(what: String, raw: String, clean: String) throws {
        #expect(try story(raw).body == clean)
    }

    static let spaces = [
        ("6 月18 日，今年 1-5 月", "6月18日，今年1-5月"),
        ("达 2173.6 亿 元 ，同 比 增 长 18.7% ；其 中", "达2173.6亿元，同比增长18.7%；其中"),
        ("John Smith 买了 iPhone 15 Pro 手机", "John Smith买了iPhone 15 Pro手机"),
        ("印发《关于推进创新驱动 加快集聚人才的办法》", "印发《关于推进创新驱动 加快集聚人才的办法》"),
        ("丁 政、 叶帮锐 等", "丁政、叶帮锐等"),
        ("He said “no” — twice.", "He said “no” — twice."),
    ]

    @Test(arguments: spaces)
    func `closes stray spaces and keeps those between words`(raw: String, clean: String) throws {
        #expect(try story("市民看到。\n" + raw + "。").body == "市民看到。\n" + clean + "。")
    }

    static let numbers = [
        ("出口 701 .3亿元", "出口701.3亿元"), ("放款 4. 8 亿元", "放款4.8亿元"), ("增长 18.7 % ，", "增长18.7%，"),
        ("风险点1 286处", "风险点1286处"), ("资金２ １６０万元", "资金2160万元"), ("1 286 000 人次", "1286000人次"),
        ("1 286.5 吨", "1286.5吨"), ("电话0579 85123456", "电话0579 85123456"), ("热线 0 579", "热线0 579"),
        ("3.5 286处", "3.5 286处"), ("iPhone 15 128GB", "iPhone 15 128GB"), ("2025 100家", "2025 100家"),
        ("比分12 15 20", "比分12 15 20"),
    ]

    @Test(arguments: numbers)
    func `puts broken numbers together and keeps two numbers apart`(raw: String, clean: String) throws {
        #expect(try story("市民看到。\n" + raw + "。").body == "市民看到。\n" + clean + "。")
        #expect(try story(#"{"body":"市民看到"# + raw + #"。"}"#, as: .json).body == "市民看到" + clean + "。")
    }

    @Test(arguments: [
        ("^１，２３４人到场<", "1,234人到场"), ("^今天１２，３４５=", "今天12,345"), ("^１，２３４=", "1,234"),
        ("防防汛汛工工作作会会议议昨昨天天召召开开１１，，２２３３４４", "防汛工作会议昨天召开1，234"), ("市 民 看 到 了 １，２３４ 人 来 到", "市民看到了1,234人来到"),
    ])
    func `keeps the figures of a line that is mended`(raw: String, clean: String) throws {
        #expect(try story("市里昨天开会。\n大家都来了。\n" + raw).body.hasSuffix(clean))
    }

    @Test func `keeps the spaces between the numbers of English text`() throws {
        #expect(
            try story("The town sent 5 300 tons, or 4 .8 a day.").body == "The town sent 5 300 tons, or 4 .8 a day.")
    }

    @Test func `keeps the spaces between the phrases of a headline`() throws {
        let payload = #"{"headline":"高度警觉 高效落实 高 频 履 职\n冲刺二季度 决战“半年红”","body":"会议昨日召开。"}"#
        #expect(try story(payload, as: .json).headline == "高度警觉 高效落实 高频履职\n冲刺二季度 决战“半年红”")
    }

    static let column = """
        　　县里昨天开了一个现场会，乡镇
        负责人都来了。大家先看了两个村，
        再到礼堂里坐下来谈，谈到天黑才

        “散了”，走时都说有收获。
        会议要求，各地学着做，年底前
        要见到成效，不能只说不做。

        下一步，还要再开一次会，看看
        哪些地方做到了，哪些还没做到。
        """

    @Test func `undoes hard wraps and keeps paragraphs`() throws {
        #expect(
            try story(Self.column).body == """
                县里昨天开了一个现场会，乡镇负责人都来了。大家先看了两个村，再到礼堂里坐下来谈，谈到天黑才“散了”，走时都说有收获。
                会议要求，各地学着做，年底前要见到成效，不能只说不做。
                下一步，还要再开一次会，看看哪些地方做到了，哪些还没做到。
                """)
    }

    @Test func `knows line ends of every kind`() throws {
        let lines = Self.column.split(separator: "\n", omittingEmptySubsequences: false)
        let unix = try story(Self.column)
        #expect(try story(lines.joined(separator: "\r\n")) == unix)
        #expect(try story(lines.joined(separator: "\r")) == unix)
        #expect(try story(lines.joined(separator: "\u{2028}")) == unix)
    }

    @Test func `keeps paragraphs that are lines already`() throws {
        let text = "今天晴。\n明天有雨，后天转晴，气温回升。\n市民出行请带伞。"
        #expect(try story(text).body == text)
    }

    @Test func `undoes English wraps and hyphens`() throws {
        let raw = """
            The council met on Monday to discuss the new bridge, which has
            been under construc-
            tion for three years and is well-
            known for its delays. Engineers said it would open in the autumn.

            Residents welcomed the news, though some of them doubted it would
            happen on time.
            """
        #expect(
            try story(raw).body == """
                The council met on Monday to discuss the new bridge, which has been under construction for three years and is \
                well-known for its delays. Engineers said it would open in the autumn.
                Residents welcomed the news, though some of them doubted it would happen on time.
                """)
    }

    @Test(arguments: [
        ("a cost-\nbenefit study", "a cost-benefit study"), ("the part-\nnership ended", "the partnership ended"),
        ("a 20-\nyear plan", "a 20-year plan"), ("the U.S.-\nbacked plan", "the U.S.-backed plan"),
        ("the COVID-\n19 ward", "the COVID-19 ward"), ("an anti-\nAmerican mood", "an anti-American mood"),
        ("the Smith-\nJones plan", "the Smith-Jones plan"), ("rated A-\nThe plan", "rated A- The plan"),
        ("the mid-\n1990s plan", "the mid-1990s plan"), ("the govern-\nment said", "the government said"),
    ])
    func `keeps the hyphens of compounds at line ends`(raw: String, clean: String) throws {
        let text =
            "The council met on Monday to discuss the new bridge, which has been \(raw) for years, and others came.\n"
        #expect(try story(text).body.contains(clean))
    }

    @Test func `keeps the lines of verse`() throws {
        let verse =
            "The boatman wakes before the light,\nHe ties the rope and holds it tight,\nAnd waits for someone from the shore\nWho will not come here any more."
        #expect(try story("The Ferry\n\n" + verse).body == verse)
    }

    @Test func `ends a list at a blank line`() throws {
        let text = "春季招生安排\n\n● 报名时间：3月1日\n● 资格审核：3月5日\n● 统一考试：3月9日\n\n各校要严格按照安排执行。"
        #expect(try story(text).body == "●报名时间：3月1日\n●资格审核：3月5日\n●统一考试：3月9日\n各校要严格按照安排执行。")
    }

    @Test(arguments: [
        ("今天市里开会。", Language.chinese), ("市里用上 iPhone 和 Windows。", .chinese),
        ("The council met on Monday.", .english), ("Совет собрался в понедельник.", .undetermined),
        ("これはひらがなのぶんしょうです。", .undetermined), ("12345", .undetermined),
    ])
    func `tells the language by the script`(text: String, language: Language) throws {
        #expect(try story(text).language == language)
    }
}
