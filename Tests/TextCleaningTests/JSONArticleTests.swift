import TextCleaning
import Stories
import Testing

@Suite struct `Copy in JSON` {
    @Test func `carries everything the producer says`() throws {
        let payload = """
            {"id":"a-1","version":2,"headline":"江州新桥\\n通车","body":"江州新桥昨日通车。","publishedAt":"2025-05-10T08:00:00+08:00",
             "source":"江州日报","url":"https://example.org/1","language":"zh-Hans","label":"economy","extra":[1,{"a":null}]}
            """
        let copy = try #require(try ArticleParser().parse(Array(payload.utf8)).copies.first)
        #expect(
            copy
                == ArticleCopy(
                    article: Article(headline: "江州新桥\n通车", body: "江州新桥昨日通车。", language: .chinese), id: "a-1",
                    version: 2, publishedAt: Timestamp("2025-05-10T00:00:00Z"), source: "江州日报",
                    url: "https://example.org/1", label: "economy"))
    }

    @Test(
        arguments: [
            (#"{"text":"短讯。","title":"题目"}"#, "题目", "短讯。"), (#"{"content":"短讯。"}"#, nil, "短讯。"),
            (#"{"headline":"只有题目"}"#, "只有题目", ""), (#"{"body":null,"text":"短讯。","id":null}"#, nil, "短讯。"),
            (#"{"body":"短\u0000讯\ud83d\ude00。"}"#, nil, "短讯😀。"),
        ] as [(String, String?, String)])
    func `may use other keys, or leave them out`(payload: String, headline: String?, body: String) throws {
        let article = try story(payload, as: .auto)
        #expect(article.headline == headline)
        #expect(article.body == body)
    }

    /// A string is looked through eight bytes at a time: what is special may stand at any of them.
    @Test(arguments: 0..<20)
    func `is read up to the first special byte`(length: Int) throws {
        let filler = String(repeating: "河", count: length / 3) + String(repeating: "a", count: length % 3)
        for (escape, meant) in [("\\\"", "\""), ("\\\\", "\\"), ("\\/", "/"), ("\\u6cb3\\\"x", "河\"x")] {
            let payload = #"{"id":"\#(filler)\#(escape)\#(filler)","body":"短讯。"}"#
            let copies = try ArticleParser(format: .json).parse(Array(payload.utf8)).copies
            #expect(copies.map(\.id) == [filler + meant + filler])
        }
        let payload = "{\"id\":\"\(filler)\u{1F}\",\"body\":\"短讯。\"}"
        let detail = "not JSON: control character in a string at byte \(7 + filler.utf8.count)"
        #expect(rejection(of: Array(payload.utf8), as: .json) == Rejection(.malformed, detail))
    }

    static let ninjs = [
        #"{"uri":"urn:x:1","headline":"题目","body_text":"短讯。","versioncreated":"2025-05-10T08:00:00Z","byline":"王婷","version":"3"}"#,
        #"{"guid":"urn:x:1","headline":"题目","body_html":"<p>短<b>讯</b>。</p>","versioncreated":"2025-05-10T08:00:00+0000","by":"记者 王婷","version":3}"#,
        #"{"uri":"urn:x:1","headlines":["题目"],"bodies":["短讯。"],"versioncreated":"2025-05-10T08:00:00Z","by":"记者 王婷","version":"3"}"#,
        """
        {"uri":"urn:x:1","headlines":[{"role":"sub","value":"副题"},{"role":"main","value":"题目"}],"by":"王婷","version":"3",
         "bodies":[{"contentType":"text/html","value":"<div>短讯。</div>"}],"versionCreated":"2025-05-10T08:00:00Z"}
        """,
    ]

    @Test(arguments: ninjs)
    func `may be ninjs`(payload: String) throws {
        let copy = try #require(try ArticleParser().parse(Array(payload.utf8)).copies.first)
        #expect(copy.id == "urn:x:1")
        #expect(copy.version == 3)
        #expect(copy.publishedAt == Timestamp("2025-05-10T08:00:00Z"))
        #expect(
            copy.article
                == Article(
                    headline: "题目", body: "短讯。", byline: Byline(reporters: ["王婷"]), language: .chinese))
    }

    @Test func `names its author without the word before the name`() throws {
        let payload = #"{"uri":"u","body_text":"The council met on Monday.","by":"By Jane Doe and John Roe"}"#
        #expect(try story(payload, as: .json).byline.reporters == ["Jane Doe", "John Roe"])
    }

    @Test func `in ninjs has names without what no text may hold`() throws {
        let payload = #"{"uri":"urn:x:1","headline":"题目","by":"王\u007f婷、李\u0085明\u0000 ，陈\u202e晨"}"#
        #expect(try story(payload, as: .json).byline.reporters == ["王婷", "李", "明", "陈晨"])
    }

    @Test func `has its HTML taken off`() throws {
        let html = """
            <!-- x > y --><style>p{}</style><h2>第一</h2><p class='a>b'>甲&amp;乙&#x4E2D;&#25991;&nbsp;丙。</p>\\n\
            <p>一行\\n两行<br/>三行 5 < 6。</p><script src=x>alert('<p>')</script><ul><li>丁。</li></ul>
            """
        let payload = #"{"uri":"u","body_html":"\#(html)"}"#
        #expect(try story(payload, as: .json).body == "第一\n甲&乙中文丙。\n一行两行\n三行5 < 6。\n丁。")
    }

    @Test(arguments: [
        ("zh-CN", Language.chinese), ("zh_Hant", .chinese), ("EN-gb", .english), ("fr", .undetermined),
    ])
    func `says its language`(tag: String, language: Language) throws {
        #expect(try story(#"{"language":"\#(tag)","body":"短讯。"}"#, as: .json).language == language)
    }

    static let malformed = [
        (#"{"body":7}"#, "body: expected a string, got a number"),
        (#"{"body":["短讯。"]}"#, "body: expected a string, got an array"),
        (#"{"id":true,"body":"短讯。"}"#, "id: expected a string or an integer, got a boolean"),
        (#"{"id":1.5,"body":"短讯。"}"#, "id: expected a string or an integer, got a number"),
        (#"{"version":0,"body":"短讯。"}"#, "version: expected an integer of at least 1, got another number"),
        (#"{"version":"2","body":"短讯。"}"#, "version: expected an integer of at least 1, got a string"),
        (#"{"headline":{},"body":"短讯。"}"#, "headline: expected a string, got an object"),
        (#"{"uri":"u","bodies":"短讯。"}"#, "bodies: expected an array, got a string"),
        (#"{"body":"短讯。""#, "not JSON: expected a comma or the end at byte 19"),
        (#"{"body":"短讯。"} x"#, "not JSON: text behind the value at byte 21"),
        (#"{"body":01}"#, "not JSON: number with a leading zero at byte 10"),
        (#"{"a":tru}"#, "not JSON: unknown word at byte 8"),
        ("{\"a\":\"\u{1}\"}", "not JSON: control character in a string at byte 6"),
        (#"{"a":"\x"}"#, "not JSON: unknown escape at byte 7"),
        ("{", "not JSON: expected a key at byte 1"),
    ]

    @Test(arguments: malformed)
    func `is refused with the key and the reason`(payload: String, detail: String) {
        #expect(rejection(of: payload) == Rejection(.malformed, detail))
    }

    @Test func `must be an object where JSON is expected`() {
        #expect(rejection(of: "[1]", as: .json) == Rejection(.malformed, "expected a JSON object, got an array"))
        #expect(rejection(of: "短讯。", as: .json)?.reason == .malformed)
    }

    @Test func `has an id of at most 512 bytes`() throws {
        let id = String(repeating: "a", count: 512)
        #expect(try ArticleParser().parse(Array(#"{"id":"\#(id)","body":"短讯。"}"#.utf8)).copies.first?.id == id)
        #expect(
            rejection(of: #"{"id":"\#(id)b","body":"短讯。"}"#)
                == Rejection(.malformed, "id: expected at most 512 bytes, got 513"))
    }
}
