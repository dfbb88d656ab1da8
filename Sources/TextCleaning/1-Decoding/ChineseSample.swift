/// How much of a text is common Chinese, by its first characters.
struct ChineseSample {
    /// How many Chinese characters were looked at; Chinese and Japanese syllables count as such, since they stand among
    /// them in text that was read wrongly.
    private(set) var characters = 0
    /// How many of them are common ones.
    private(set) var common = 0
    /// How many are 锟, the first of the three characters that two lost characters become (锟斤拷).
    private(set) var lost = 0

    /// Fewer characters than this say nothing.
    static let charactersMin = 10

    /// Looks at the first characters of valid UTF-8.
    ///
    /// - Parameters:
    ///   - characters: The most characters to look at.
    ///   - bytes: The most bytes to go through for them.
    /// - Complexity: O(bytes), eight at a time while they are ASCII.
    init(_ utf8: [UInt8], characters most: Int = 200, bytes: Int = 16_384) {
        utf8.withUnsafeBytes { text in
            CommonCharacters.table.withUnsafeBufferPointer { table in look(at: text, most, min(text.count, bytes), table) }
        }
    }

    private mutating func look(
        at text: UnsafeRawBufferPointer, _ most: Int, _ end: Int, _ table: UnsafeBufferPointer<Bool>
    ) {
        var i = 0
        while i + 3 <= end, characters < most {
            // U+3000 to U+9FFF begin with E3 to E9.
            if text[i] &- 0xE3 < 7 {
                let codePoint = Int(text[i] & 0x0F) << 12 | Int(text[i + 1] & 0x3F) << 6 | Int(text[i + 2] & 0x3F)
                i += 3
                guard codePoint > 0x3040 else { continue }
                characters += 1
                let index = codePoint - CommonCharacters.first
                if index >= 0, index < table.count, table[index] { common += 1 }
                if codePoint == 0x951F { lost += 1 }
            } else if i + 8 <= end,
                text.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                i += 8
            } else {
                i += 1
            }
        }
    }

    /// Whether there are enough characters, and hardly any of them common: two of three are in any ordinary text.
    var isStrange: Bool { characters >= Self.charactersMin && common * 100 < characters * 12 }

    /// Whether there are enough characters, and many of them common.
    var isOrdinary: Bool { characters >= Self.charactersMin && common * 100 >= characters * 30 }
}
