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

    /// The number of bytes of the character with a lead byte.
    @inline(__always)
    static func width(of lead: UInt8) -> Int {
        lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    /// Whether a byte is the second, third or fourth of a character.
    @inline(__always)
    static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// A byte with ASCII and Latin-1 capitals turned to small letters, given the byte before it.
    @inline(__always)
    static func folded(_ byte: UInt8, after previous: UInt8) -> UInt8 {
        let ascii: UInt8 = byte &- 0x41 < 26 ? 0x20 : 0
        // U+00C0 to U+00DE are C3 80 to C3 9E; small letters stand 0x20 further on. × (C3 97) is no letter.
        let latin: UInt8 = previous == 0xC3 && byte &- 0x80 < 0x1F && byte != 0x97 ? 0x20 : 0
        return byte | ascii | latin
    }
}
