import TextCleaning
import Stories
import Testing

@Suite struct `Clean text` {
    static let texts = [
        "江州新桥昨日通车。\n两岸居民往来更方便了，他说：“好！”\n《江州志》有载：桥长328.5米……也有人说不止。",
        "The bridge opened on Monday. “At last,” he said.\nIt is 328.5 metres long.",
        "会议要求，学习《条例》、落实责任；年底检查——不打招呼。",
    ]

    /// Clean text passes through; a line end behind it makes it take the long way, which must give the same.
    @Test(arguments: texts)
    func `passes through as it is`(text: String) throws {
        func body(_ text: String) throws -> String {
            let escaped = text.replacing("\n", with: "\\n")
            return try story("{\"body\":\"\(escaped)\"}", as: .json).body
        }
        #expect(try body(text) == text)
        #expect(try body(text + "\n") == text)
        #expect(try body("\u{200B}" + text) == text)
    }

    /// Pieces that cleaning, bylines and datelines care about.
    private static let pieces = [
        "江州", "新桥昨日通车", "本报讯", "（记者 王婷）", "新华社北京5月3日电", "记者王婷报道：", "通讯", "电影", "消息", "“好”", "《书》",
        "，", "。", "！", " ", "  ", "3", "28", "328.5", "％", "A", "ABC", "The bridge", "LONDON (Reuters) - ", "BEIJING —",
        "-",
        "：", "·", "１", "Ｂ", "(责编：李明)", "高 度 警 觉", "\u{3000}",
    ]

    /// A line end behind a text makes it take the long way.
    @Test(arguments: 0..<400)
    func `is what the long way leaves as it is`(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func piece() -> String {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Self.pieces[Int(state >> 33) % Self.pieces.count]
        }
        let headline = (0..<1 + Int(seed % 6)).map { _ in piece() }.joined()
        let body = (0..<2 + Int(seed % 7)).map { _ in piece() }.joined() + "两岸居民往来更方便了。"
        func edited(_ end: String) throws -> Article {
            try story("{\"headline\":\"\(headline)\(end)\",\"body\":\"\(body)\(end)\"}", as: .json)
        }
        #expect(try edited("") == edited("\\n"))
    }
}
