import TextCleaning
import Stories
import Testing

@Suite struct `Headlines` {
    static let found = [
        ("江州新桥通车\n\n江州新桥昨日通车，两岸居民往来更方便了。", "江州新桥通车"),
        ("江州新桥通车\n▢ 记者 王婷\n江州新桥昨日通车。", "江州新桥通车"),
        ("江州新桥通车\n往来更方便 出行不再愁\n本报讯 江州新桥昨日通车。", "江州新桥通车\n往来更方便 出行不再愁"),
        ("谁来守护这座桥？\n\n江州新桥昨日通车，养护的事还没有定。", "谁来守护这座桥？"),
        (
            "New bridge opens to traffic\n\nThe new bridge opened on Monday, three years late.",
            "New bridge opens to traffic"
        ),
        (
            "New bridge opens\nBy John Smith\nLONDON (Reuters) - The new bridge opened on Monday, three years late.",
            "New bridge opens"
        ),
    ]

    @Test(arguments: found)
    func `stand in front of a text, set off from it`(text: String, headline: String) throws {
        let article = try story(text)
        #expect(article.headline == headline)
        #expect(!article.body.contains(headline.prefix(6)) || article.body.hasPrefix("江州新桥昨日"))
    }

    static let absent = [
        "江州新桥昨日通车。\n两岸居民往来更方便了。",
        "县里昨天开了一个现场会，乡镇\n负责人都来了。大家先看了两个\n村，再到礼堂里坐下来谈。",
        "The council met on Monday to discuss the new bridge, which has\nbeen under construction for three years.",
        "江州发生5.0级地震", "问：何时开工？\n答：预计三月开工，年底完工。\n问：投资多少？\n答：总投资两亿元。",
        "The council of Leedon said on\nMonday that the winner of the prize, Ana\nSilva, would travel to London in\nMarch and meet the king.",
        """
        县里昨天开了一个现场会，乡镇\n负责人都来了。大家先看了两个

        江州日报 2025年1月5日 第3版

        村，再到礼堂里坐下来谈，谈到\n天黑才散，走时都说有收获呢。
        """,
    ]

    @Test(arguments: [
        "周末战报\n江州队 3:1 云埠队\n岚川队 0:0 望岫队\n青渡队 2:5 白沙队\n联赛将于下周六继续进行，请球迷关注。",
        "优秀教师名单\n王小明、李小红、钱多多\n孙大力、周小燕、吴建国\n以上名单公示五天，如有异议请向县教育局反映。",
    ])
    func `are not the rows of a table under them`(text: String) throws {
        #expect(try story(text).headline == text.split(separator: "\n").first.map(String.init))
    }

    @Test(arguments: absent)
    func `are not made of the first line of a body`(text: String) throws {
        #expect(try story(text).headline == nil)
    }
}
