/// What in a text asks for a look at the whole of it before it is read into lines.
struct TextMarks: OptionSet {
    let rawValue: UInt16

    /// Characters that text misread as Latin-1 has.
    static let misread = TextMarks(rawValue: 1)
    /// Characters that may have a composed or unified form: combining marks, conjoining jamo, compatibility ideographs.
    static let composable = TextMarks(rawValue: 2)
    /// `(cid:`, with which extractors write a glyph whose character they do not know.
    static let glyphCodes = TextMarks(rawValue: 4)
    /// Line ends other than U+0085.
    static let lineEnds = TextMarks(rawValue: 8)
    /// Control characters from U+0080 to U+009F other than U+0085.
    static let controls = TextMarks(rawValue: 16)

    /// Soft hyphens, and hyphens that may stand on a line of their own.
    static let hyphens = TextMarks(rawValue: 32)
    /// U+FFFD, which stands for characters that were lost.
    static let lost = TextMarks(rawValue: 64)
    /// Full-width marks whose meaning depends on their neighbours, and full-width digits.
    static let wideMarks = TextMarks(rawValue: 128)

    /// Looks through a text.
    ///
    /// - Complexity: O(bytes)
    static func marks(of text: String) -> TextMarks {
        var text = text
        return text.withUTF8 { bytes in
            interesting.withUnsafeBufferPointer { interesting in
                var marks: TextMarks = []
                for i in bytes.indices where interesting[Int(bytes[i])] {
                    // Most of these are the comma and full stop of Chinese text.
                    if bytes[i] == 0xEF, i + 2 < bytes.count, bytes[i + 1] == 0xBC, bytes[i + 2] == 0x8C { continue }
                    if bytes[i] == 0xE3, i + 1 < bytes.count, bytes[i + 1] == 0x80 { continue }
                    marks.formUnion(mark(at: i, bytes))
                }
                return marks
            }
        }
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }

    private static let interesting: [Bool] = (0...255).map { byte in
        [0x0A, 0x0D, 0x28, 0xC2, 0xC3, 0xCC, 0xCD, 0xD9, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0].contains(byte)
    }

    private static func mark(at i: Int, _ text: UnsafeBufferPointer<UInt8>) -> TextMarks {
        func byte(_ offset: Int) -> UInt8 { i + offset < text.count ? text[i + offset] : 0 }
        switch text[i] {
        case 0x0A, 0x0D: return i > 0 && text[i - 1] == 0x2D ? [.lineEnds, .hyphens] : .lineEnds
        case 0x28: return byte(1) == 0x63 && byte(2) == 0x69 && byte(3) == 0x64 && byte(4) == 0x3A ? .glyphCodes : []
        case 0xC2 where byte(1) < 0xA0: return byte(1) == 0x85 ? .misread : [.controls, .misread]
        // U+00AC, U+00AD
        case 0xC2 where byte(1) == 0xAC || byte(1) == 0xAD:
            return isMisread(at: i, text) ? [.misread, .hyphens] : .hyphens
        case 0xC2, 0xC3: return isMisread(at: i, text) ? .misread : []
        // U+2010
        case 0xE2: return byte(1) == 0x80 && byte(2) == 0x90 ? .hyphens : []
        case 0xCC, 0xCD, 0xE0: return .composable
        // Marks over Arabic letters.
        case 0xD9: return (0x93...0x95).contains(byte(1)) ? .composable : []
        // Jamo.
        case 0xE1: return (0x84...0x87).contains(byte(1)) ? .composable : []
        // ゙ and ゚ of kana.
        case 0xE3: return byte(1) == 0x82 && byte(2) >= 0x99 && byte(2) <= 0x9A ? .composable : []
        case 0xEF:
            switch byte(1) {
            case 0xA4...0xAB: return .composable
            case 0xBC: return [0x87, 0x8D, 0x8E].contains(byte(2)) || 0x90...0x99 ~= byte(2) ? .wideMarks : []
            case 0xBF: return byte(2) == 0xBD ? .lost : []
            default: return []
            }
        case 0xF0: return byte(1) == 0xAF && byte(2) >= 0xA0 ? .composable : []
        default: return []
        }
    }

    /// Whether a character from U+0080 to U+00FF is followed by what, read as Latin-1, goes on in a character of
    /// several bytes: a sign from U+0080 to U+00BF, or one of those that Windows-1252 has for 80 to 9F; or, read as
    /// GBK, stands in a row of four.
    static func isMisread(at i: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        func byte(_ offset: Int) -> UInt8 { i + offset < text.count ? text[i + offset] : 0 }
        switch byte(2) {
        case 0xC5, 0xC6, 0xCB, 0xE2: return byte(0) == 0xC3
        case 0xC2: return byte(0) == 0xC3 || byte(4) & 0xFE == 0xC2
        case 0xC3: return byte(4) & 0xFE == 0xC2 && byte(6) & 0xFE == 0xC2
        // Â in front of a space.
        case 0x20: return byte(0) == 0xC3 && byte(1) == 0x82
        default: return false
        }
    }
}
