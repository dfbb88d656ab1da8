/// Invisible characters that are part of what stands beside them: they join emoji, choose their form, and shape letters
/// of Arabic and Indic scripts. Anywhere else they are dropped.
enum Joiners {
    static let nonJoiner: Glyph = 0x200C
    static let joiner: Glyph = 0x200D

    /// Whether a joiner or non-joiner is part of the text between two glyphs.
    static func holds(_ mark: Glyph, between before: Glyph, and after: Glyph) -> Bool {
        if isShaped(before), isShaped(after) { return true }
        return mark == joiner && (isEmoji(before) || before == emojiForm) && isEmoji(after)
    }

    /// Whether a mark that is dropped elsewhere belongs to the glyph before it: the selector of the coloured form, the
    /// letters of a flag.
    static func holds(_ mark: Glyph, behind before: Glyph) -> Bool {
        switch mark {
        case emojiForm: isEmoji(before) || keys.contains(before)
        case 0xE0020...0xE007F: before == blackFlag || (0xE0020...0xE007E).contains(before)
        default: false
        }
    }

    private static let emojiForm: Glyph = 0xFE0F
    private static let blackFlag: Glyph = 0x1F3F4
    /// Digits and signs that a keycap is made of.
    private static let keys: GlyphSet = "0123456789#*"

    private static func isEmoji(_ glyph: Glyph) -> Bool {
        switch glyph {
        case 0x1F000...0x1FAFF: true
        case 0x2190...0x21FF, 0x2300...0x23FF, 0x2460...0x27BF, 0x2900...0x297F, 0x2B00...0x2BFF: true
        case 0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299: true
        default: false
        }
    }

    /// A letter or sign of a script whose letters take their shape from their neighbours.
    private static func isShaped(_ glyph: Glyph) -> Bool {
        (0x600...0x8FF).contains(glyph) || (0x900...0xDFF).contains(glyph) || (0x1780...0x18AF).contains(glyph)
    }
}
