/// Notices text that needs no cleaning, so that it passes through as it is.
///
/// Most copy in JSON is clean already. One pass over its bytes proves it: no character that cleaning folds or drops, no
/// space beside a Chinese character, every line a paragraph that ends a sentence, no byline or dateline at either end.
/// A doubt is a no, and the text goes the long way.
enum CleanText {
    /// Whether cleaning would leave a text as it is, and find no byline in it.
    ///
    /// - Complexity: O(bytes), without any allocation but for the two ends.
    static func isClean(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, first != newline, last != newline else {
                return false
            }
            return hasCleanBytes(bytes) && hasCleanEnds(bytes)
        }
    }

    /// Whether cleaning would leave a headline as it is: one line in which nothing is folded, and no space stands
    /// beside a Chinese character.
    ///
    /// - Complexity: O(bytes), without any allocation.
    static func isCleanLine(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last, first != space, last != space,
                !bytes.contains(newline)
            else { return false }
            return hasCleanCharacters(bytes) && !isDoubled(from: 0, bytes)
        }
    }

    private static let newline: UInt8 = 0x0A
    private static let space: UInt8 = 0x20

    // MARK: - Bytes

    private static func hasCleanBytes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        hasCleanCharacters(text) && endsSentence(text.count, text) && !isDoubled(from: 0, text)
    }

    /// Whether a line begins with two equal characters, as one that was drawn twice does.
    private static func isDoubled(from start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard start < text.count else { return false }
        let width = text[start] < 0x80 ? 1 : text[start] < 0xE0 ? 2 : text[start] < 0xF0 ? 3 : 4
        return start + 2 * width <= text.count
            && (0..<width).allSatisfy { text[start + $0] == text[start + width + $0] }
    }

    private static func hasCleanCharacters(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        table.withUnsafeBufferPointer { table in
            var i = 0
            while i < text.count {
                let kind = table[Int(text[i])]
                if kind != .plain, !isClean(kind, at: i, text) { return false }
                i += 1
            }
            return true
        }
    }

    private enum CharacterClass: UInt8 {
        /// Never folded, whatever is around it.
        case plain
        /// Never clean.
        case foul
        case space, newline
        /// First bytes of scalars of which some are folded.
        case c2, c3, e2, e3, ef, f0
        /// May begin a code of an extractor.
        case bracket
    }

    private static let table: [CharacterClass] = (0...255).map { byte in
        switch byte {
        case 0x0A: .newline
        case 0x20: .space
        case 0x00...0x1F, 0x7F: .foul
        case 0x28: .bracket
        case 0xC2: .c2
        case 0xC3: .c3
        case 0xE2: .e2
        case 0xE3: .e3
        case 0xEF: .ef
        case 0xF0: .f0
        // Combining marks, Arabic and Indic letters, jamo, private use, tags.
        case 0xCC, 0xCD, 0xD8, 0xD9, 0xE0, 0xE1, 0xEE, 0xF3...: .foul
        default: .plain
        }
    }

    private static func isClean(_ kind: CharacterClass, at i: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        func byte(_ offset: Int) -> UInt8 { i + offset < text.count && i + offset >= 0 ? text[i + offset] : newline }
        switch kind {
        case .plain: return true
        case .foul: return false
        // Beside a digit it may stand inside a number.
        case .space:
            return (0x21...0x7E).contains(byte(-1)) && (0x21...0x7E).contains(byte(1))
                && !(isNumeric(byte(-1)) && isNumeric(byte(1))) && !isSpacedCapital(at: i, text)
        case .newline:
            return endsSentence(i, text) && beginsParagraph(i + 1, text) && !isDoubled(from: i + 1, text)
        case .c2: return byte(1) > 0xA0 && byte(1) != 0xAD && !TextMarks.isMisread(at: i, text)
        case .c3: return !TextMarks.isMisread(at: i, text)
        case .bracket: return !(byte(1) == 0x63 && byte(2) == 0x69 && byte(3) == 0x64)
        // Compatibility ideographs of the second plane.
        case .f0: return byte(1) != 0xAF
        // Dashes, quotes and the ellipsis; not the many spaces and radicals beside them.
        case .e2:
            if byte(1) == 0x80 { return [0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D, 0xA6].contains(byte(2)) }
            return (0x82...0xB9).contains(byte(1))
        // Not the ideographic space, nor the voicing marks of kana.
        case .e3:
            return (byte(1) != 0x80 || byte(2) != 0x80) && (byte(1) != 0x82 || byte(2) < 0x99 || byte(2) > 0x9A)
        // Full-width marks that stay: ！（），：；？～
        case .ef: return byte(1) == 0xBC && [0x81, 0x88, 0x89, 0x8C, 0x9A, 0x9B, 0x9F].contains(byte(2))
        }
    }

    /// A digit, a decimal point or a per cent sign.
    private static func isNumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == 0x2E || byte == 0x25
    }

    /// Whether a space stands between two capitals of which each is a word: `I P O`.
    private static func isSpacedCapital(at i: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard isCapital(text[i - 1]), isCapital(text[i + 1]) else { return false }
        return (i < 2 || !isLetter(text[i - 2])) && (i + 2 >= text.count || !isLetter(text[i + 2]))
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    /// Whether a sentence's mark, perhaps inside a quote, stands before a position.
    private static func endsSentence(_ end: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = end
        if end > 0, text[end - 1] == 0x22 { end -= 1 }
        // ”
        if end > 3, text[end - 3] == 0xE2, text[end - 2] == 0x80, text[end - 1] == 0x9D { end -= 3 }
        guard end > 3 else { return false }
        switch (text[end - 3], text[end - 2], text[end - 1]) {
        case (_, _, 0x2E), (_, _, 0x21), (_, _, 0x3F): return true
        case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9F): return true
        default: return false
        }
    }

    /// Whether a paragraph may begin at a position: with a letter, a digit, a Chinese character or a quote.
    private static func beginsParagraph(_ start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard start + 2 < text.count else { return false }
        switch text[start] {
        case 0x22, 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xE4...0xE9: return true
        case 0xE2: return text[start + 1] == 0x80 && (text[start + 2] == 0x9C || text[start + 2] == 0x98)
        case 0xE3: return text[start + 1] == 0x80 && text[start + 2] == 0x8A
        default: return false
        }
    }

    // MARK: - Ends

    /// So many bytes hold any dateline with its byline, or any byline at the end.
    private static let windowBytes = ChineseCredit.lengthMax * 3

    private static func hasCleanEnds(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = text.prefix(windowBytes).prefix { $0 != newline }
        if mayOpen(UnsafeBufferPointer(rebasing: start)), BylineExtraction.opens(glyphs(start)[...]) { return false }
        let tail = glyphs(text.suffix(windowBytes).reversed().prefix { $0 != newline }.reversed())
        return BylineExtraction.credit(atEndOf: tail[...]) == nil
    }

    /// Whether a dateline or byline may begin a text: it holds one of the marks without which there is none, a bracket
    /// before it, a colon, a dash, or the last character of 讯, 電 or 消息.
    private static func mayOpen(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for i in bytes.indices {
            switch bytes[i] {
            case 0x28, 0x2D, 0x3A: return true
            // （ ：
            case 0xEF where i + 2 < bytes.count && bytes[i + 1] == 0xBC:
                if bytes[i + 2] == 0x88 || bytes[i + 2] == 0x9A { return true }
            // – —
            case 0xE2 where i + 2 < bytes.count && bytes[i + 1] == 0x80:
                if bytes[i + 2] == 0x93 || bytes[i + 2] == 0x94 { return true }
            // 讯 訊, 电, 電, 息: the first two bytes are enough for a doubt.
            case 0xE8 where i + 1 < bytes.count && (bytes[i + 1] == 0xAE || bytes[i + 1] == 0xA8): return true
            case 0xE7 where i + 1 < bytes.count && bytes[i + 1] == 0x94: return true
            case 0xE9 where i + 1 < bytes.count && bytes[i + 1] == 0x9B: return true
            case 0xE6 where i + 1 < bytes.count && bytes[i + 1] == 0x81: return true
            default: break
            }
        }
        return false
    }

    private static func glyphs(_ bytes: some Sequence<UInt8>) -> Glyphs {
        String(decoding: Array(bytes), as: UTF8.self).glyphs
    }
}
