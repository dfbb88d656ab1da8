/// What bytes of UTF-8 mean to words: which characters belong to one, and how they fold.
///
/// A word is a run of ASCII letters and digits and of letters from U+00C0 to U+07FF (Latin, Greek, Cyrillic, Hebrew,
/// Arabic …, without × and ÷) and U+1E00 to U+1FFF (Latin Extended Additional, Greek Extended). Everything else,
/// Chinese above all, stands for itself.
enum Letters {
    /// The lead bytes that say nothing yet: × and ÷ share one with é, scripts without words the other with ạ.
    static let mixedLeads: [UInt8] = [0xC3, 0xE1]

    /// Whether a byte alone, or as the lead of two, can be a word character.
    @inline(__always)
    static func mayStartWord(_ byte: UInt8) -> Bool {
        byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0xC3 < 0xE0 - 0xC3
    }

    /// Whether a character, given by its lead byte and the byte after that, belongs to words.
    @inline(__always)
    static func isWordCharacter(_ lead: UInt8, _ second: UInt8) -> Bool {
        if lead < 0x80 { return mayStartWord(lead) }
        if lead == 0xE1 { return second >= 0xB8 }
        // × is C3 97, ÷ is C3 B7.
        return mayStartWord(lead) && !(lead == 0xC3 && second & 0xDF == 0x97)
    }

    /// Whether a byte leads a character of three bytes that is never a letter of a word: nearly always a Chinese one.
    @inline(__always)
    static func isChineseLead(_ byte: UInt8) -> Bool { byte &- 0xE2 < 14 }

    /// The number of bytes of the character with a lead byte.
    @inline(__always)
    static func width(of lead: UInt8) -> Int {
        lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    /// Whether a byte is the second, third or fourth of a character.
    @inline(__always)
    static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// An ASCII byte in lower case.
    @inline(__always)
    static func folded(ascii byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    // MARK: - Eight bytes at a time

    // Adding to each byte what lifts the characters of a range over 0x7F marks them in its highest bit: range tests in
    // a register, as in Warren, Hacker's Delight.

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes with ASCII capitals turned to small letters.
    @inline(__always)
    static func folded(ascii word: UInt64) -> UInt64 {
        let low = word & ~highs
        let capitals = (low &+ ones &* (0x80 - 0x41)) & ~(low &+ ones &* (0x80 - 0x5B)) & ~word & highs
        return word | capitals >> 2
    }

    /// How many bytes from the lowest on are ASCII: 0 to 8.
    @inline(__always)
    static func leadingASCII(in word: UInt64) -> Int { (word & highs).trailingZeroBitCount >> 3 }

    /// How many of nine bytes lead Chinese characters, as ``isChineseLead(_:)`` says, up to the first that does not: the
    /// first, fourth and seventh byte of each word.
    @inline(__always)
    static func chineseLeads(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Int {
        // E2 to EF become 02 to 0F, and with 0E more 10 to 1D; nothing else does both. A byte that does not borrows from
        // those after it, which no longer matter then.
        let leads: UInt64 = 0x0001_0000_0100_0001
        func others(_ word: UInt64) -> Int {
            let above = (word & (leads &* 0xFF)) &- leads &* 0xE0
            let marks = (above & (leads &* 0xF0)) | (~(above &+ leads &* 0x0E) & (leads &* 0x10))
            return marks.trailingZeroBitCount / 24 &+ (marks == 0 ? 1 : 0)
        }
        let (one, two, three) = (others(first), others(second), others(third))
        return one < 3 ? one : two < 3 ? 3 &+ two : 6 &+ three
    }

    /// How many bytes from the lowest on are ASCII letters, in lower case, or digits: 0 to 8.
    @inline(__always)
    static func ascii(in word: UInt64) -> Int {
        let low = word & ~highs
        // From 'a' on, but not beyond 'z'; from '0' on, but not beyond '9'.
        let letters = (low &+ ones &* (0x80 - 0x61)) & ~(low &+ ones &* (0x80 - 0x7B))
        let digits = (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x80 - 0x3A))
        let others = ~((letters | digits) & ~word) & highs
        return others.trailingZeroBitCount >> 3
    }
}
