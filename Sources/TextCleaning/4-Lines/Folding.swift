/// Folds single characters: what is invisible goes, what has a plain form takes it.
enum Folding {
    /// What becomes of one scalar.
    enum FoldedScalar {
        case keep(Glyph)
        case drop
        case space
        case newline
        case replace(Glyphs)
    }

    /// The columns of a character that is kept as it is, of the two kinds that nearly all text is made of: ASCII and Chinese
    /// characters; `nil` for any other.
    @inline(__always)
    static func columnsOfPlain(_ glyph: Glyph) -> Int? {
        if glyph &- 0x4E00 < 0x5200 { return 2 }
        return glyph &- 0x21 < 0x5E ? 1 : nil
    }

    /// Folds one scalar, without regard to its neighbours.
    static func fold(_ glyph: Glyph) -> FoldedScalar {
        switch glyph {
        case 0x20, 0x09, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .space
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x2028, 0x2029: .newline
        // A Windows-1252 feed that was read as Latin-1: ’ “ ” — … stand where only controls are.
        case 0x80...0x9F: Windows1252.character(forControl: glyph).map { .keep($0) } ?? .drop
        case 0x00...0x1F, 0x7F, 0xAD, 0x061C, 0x180E: .drop
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F: .drop
        case 0xFE00...0xFE0F, 0xFEFF, 0xFFF0...0xFFFC, 0xFFFE, 0xFFFF, 0xE0000...0xE0FFF: .drop
        // Private use: glyphs of a paper's symbol font, which mean nothing without it.
        case 0xE000...0xF8FF, 0xF0000...0x10FFFF: .drop
        case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: .keep(glyph - 0xFEE0)
        case 0xFF05, 0xFF06, 0xFF0A, 0xFF0F, 0xFF1C...0xFF1E, 0xFF20, 0xFF04, 0xFF03: .keep(glyph - 0xFEE0)
        case 0xFB00...0xFB06: .replace(ligatures[Int(glyph - 0xFB00)])
        // Dashes of two and three ems, which fonts make of two and three dashes.
        case 0x2E3A, 0x2E3B: .replace(Glyphs(repeating: 0x2014, count: glyph == 0x2E3A ? 2 : 3))
        case 0x2E80...0x2EF3, 0x2F00...0x2FD5: .keep(CharacterForms.unified(glyph))
        case 0xFE10...0xFE19, 0xFE30...0xFE48, 0xFE50...0xFE6B: .keep(CharacterForms.ordinary(glyph))
        default: .keep(glyph)
        }
    }

    /// Folds the full-width marks whose meaning depends on their neighbours: `１．５` is a number, `约翰．李` a name, and
    /// `D＇Souza` has an apostrophe.
    static func foldMarks(in glyphs: inout Glyphs) {
        for i in glyphs.indices where glyphs[i] == 0xFF0D || glyphs[i] == 0xFF0E || glyphs[i] == 0xFF07 {
            let before = i > 0 ? glyphs[i - 1] : 0
            let after = i + 1 < glyphs.count ? glyphs[i + 1] : 0
            if glyphs[i] == 0xFF07 {
                if before.isLetter { glyphs[i] = 0x27 }
            } else if before.isDigit || before.isLetter || after.isDigit {
                glyphs[i] -= 0xFEE0
            }
        }
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"].map(\.glyphs)
}
