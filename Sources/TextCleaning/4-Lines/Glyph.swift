import Stories

/// A Unicode scalar as the article parser handles it: folded, in arrays, addressed by position.
typealias Glyph = UInt32

/// A stretch of set text.
typealias Glyphs = [Glyph]

extension Glyph {
    init(_ scalar: Unicode.Scalar) { self = scalar.value }

    static let newline: Glyph = 0x0A
    static let space: Glyph = 0x20

    /// A Chinese character.
    var isChineseCharacter: Bool { ChineseCharacter.contains(self) }

    /// Japanese syllables.
    var isKana: Bool { (0x3041...0x30FF).contains(self) }

    /// Punctuation that takes the width of a Chinese character; dashes and quotes shared with Latin included.
    var isChineseMark: Bool {
        switch self {
        case 0x3001...0x303F, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65, 0xFFE0...0xFFE6: true
        case 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x00B7: true
        default: false
        }
    }

    /// Text that is set without spaces between its words.
    var isChinese: Bool { isChineseCharacter || isKana || isChineseMark }

    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isUpper: Bool { (0x41...0x5A).contains(self) }
    var isLower: Bool { (0x61...0x7A).contains(self) }

    /// A letter of a script that is set with spaces between its words.
    var isLetter: Bool {
        if self < 0x80 { return isUpper || isLower }
        return (0xC0...0x24F).contains(self) && self != 0xD7 && self != 0xF7 || (0x370...0x1FFF).contains(self)
    }

    /// Columns it takes in a newspaper's body type: 2 for a Chinese character, else 1.
    var columns: Int {
        if self < 0x2E80 { return isChineseMark && self != 0x00B7 ? 2 : 1 }
        return self >= 0xFF61 && self <= 0xFFDC ? 1 : 2
    }

    /// A mark that ends a sentence.
    var endsSentence: Bool { Self.sentenceEnds.contains(self) }

    /// A mark that closes what a quote or bracket opened.
    var isCloser: Bool { Self.closers.contains(self) }

    /// A mark that opens a quote or bracket.
    var isOpener: Bool { Self.openers.contains(self) }

    /// A mark after which the sentence goes on.
    var isPause: Bool { Self.pauses.contains(self) }

    /// A box, dot or triangle that papers put in front of a byline.
    var isBullet: Bool { Self.bullets.contains(self) }

    private static let sentenceEnds: GlyphSet = "。！？….!?"
    private static let closers: GlyphSet = "”’」』）》】〉〕)]\"'"
    private static let openers: GlyphSet = "“‘「『（《【〈〔(["
    private static let pauses: GlyphSet = "，、；,;—"
    private static let bullets: GlyphSet = "▢□■●◎◉○◆◇▲△▼▽★☆▶►▷▪▫•◦⊙⊕☐◻◼⬜⬛❏❑❒🔲🔳"
}

extension String {
    /// The text's scalars.
    var glyphs: Glyphs { unicodeScalars.map(\.value) }

    /// The text of glyphs, encoded in one pass.
    init(_ glyphs: ArraySlice<Glyph>) {
        self.init(unsafeUninitializedCapacity: glyphs.count * 4) { buffer in
            var end = 0
            func put(_ byte: Glyph) {
                buffer[end] = UInt8(truncatingIfNeeded: byte)
                end += 1
            }
            for glyph in glyphs {
                switch glyph {
                case 0..<0x80: put(glyph)
                case 0x80..<0x800:
                    put(0xC0 | glyph >> 6)
                    put(0x80 | glyph & 0x3F)
                case 0x800..<0x10000:
                    put(0xE0 | glyph >> 12)
                    put(0x80 | glyph >> 6 & 0x3F)
                    put(0x80 | glyph & 0x3F)
                default:
                    put(0xF0 | glyph >> 18)
                    put(0x80 | glyph >> 12 & 0x3F)
                    put(0x80 | glyph >> 6 & 0x3F)
                    put(0x80 | glyph & 0x3F)
                }
            }
            return end
        }
    }

    /// The text of glyphs.
    init(_ glyphs: Glyphs) { self.init(glyphs[...]) }
}

extension RandomAccessCollection<Glyph> where Index == Int {
    /// Whether the text goes on with `other` at a position.
    func has(_ other: Glyphs, at position: Int) -> Bool {
        guard position >= startIndex, position + other.count <= endIndex else { return false }
        return other.indices.allSatisfy { self[position + $0] == other[$0] }
    }

    /// Whether the text holds `other` at one of some positions.
    func has(_ other: Glyphs, atAnyOf positions: Range<Int>) -> Bool {
        guard let first = other.first else { return false }
        return positions.contains { self[$0] == first && has(other, at: $0) }
    }
}
