import Newsprint
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
}
