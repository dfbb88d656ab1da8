import Newsprint
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
        "江州发生5.0级地震",
    ]

    @Test(arguments: absent)
    func `are not made of the first line of a body`(text: String) throws {
        #expect(try story(text).headline == nil)
    }
}
