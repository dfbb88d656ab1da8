import TextCleaning
import Stories
import Testing

@Suite struct `Decoding` {
    /// 市民昨日观看了演出。 in GB18030, and a character that needs four bytes (㐀) behind it.
    static let gb18030: [UInt8] = [
        0xCA, 0xD0, 0xC3, 0xF1, 0xD7, 0xF2, 0xC8, 0xD5, 0xB9, 0xDB, 0xBF, 0xB4, 0xC1, 0xCB, 0xD1, 0xDD, 0xB3, 0xF6,
        0xA1, 0xA3,
    ]
    static let fourBytes: [UInt8] = [0x81, 0x39, 0xEE, 0x39]

    @Test func `reads GB18030, four-byte sequences too`() throws {
        let copy = try ArticleParser(format: .text, encoding: .gb18030).parse(
            Self.gb18030 + Self.fourBytes + [0xA1, 0xA3]
        )
        .copies
        #expect(copy.first?.article.body == "市民昨日观看了演出。\u{3400}。")
        #expect(copy.first?.article.language == .chinese)
    }

    @Test func `reads JSON in GB18030`() throws {
        let payload = Array(#"{"id":7,"body":""#.utf8) + Self.gb18030 + Array(#""}"#.utf8)
        let copy = try ArticleParser(encoding: .gb18030).parse(payload).copies
        #expect(copy.first?.article.body == "市民昨日观看了演出。")
        #expect(copy.first?.id == "7")
    }

    @Test(
        arguments: [
            ([0x61, 0x62, 0xFF, 0x63], "not UTF-8 at byte 2"),
            ([0x61, 0xE4, 0xB8], "not UTF-8 at byte 1"),
            ([0xC0, 0x80], "not UTF-8 at byte 0"),
            ([0xED, 0xA0, 0x80], "not UTF-8 at byte 0"),
            ([0xF5, 0x80, 0x80, 0x80], "not UTF-8 at byte 0"),
        ] as [([UInt8], String)])
    func `names the byte that is not UTF-8`(payload: [UInt8], detail: String) {
        #expect(rejection(of: payload) == Rejection(.undecodable, detail))
    }

    @Test func `says when text looks like GB18030`() {
        #expect(
            rejection(of: Self.gb18030) == Rejection(.undecodable, "not UTF-8 at byte 0; it looks like GB18030"))
    }

    @Test func `names the byte that is not GB18030`() {
        let payload = Self.gb18030 + [0xFF, 0x20]
        #expect(
            rejection(of: payload, encoding: .gb18030)
                == Rejection(.undecodable, "not GB18030 at byte \(Self.gb18030.count)"))
        #expect(rejection(of: [0x61, 0x81], encoding: .gb18030)?.detail == "not GB18030 at byte 1")
    }

    @Test func `drops byte order marks`() throws {
        #expect(try story("\u{FEFF}市民昨日\u{FEFF}观看了演出。").body == "市民昨日观看了演出。")
        #expect(try story("\u{FEFF}{\"body\":\"短讯。\"}", as: .auto).body == "短讯。")
    }

    @Test(arguments: ["", "  \n\t\r\n ", "\u{0}\u{0}", "\u{FEFF}", "\u{200B}\u{AD}", #"{"body":" \u0000 "}"#, "{}"])
    func `refuses copy without any text`(text: String) {
        #expect(rejection(of: text)?.reason == .empty)
        #expect(rejection(of: text, as: .page)?.reason == .empty)
    }
}
