/// What the words of a page tell of its lines, from the pairs of characters that come back elsewhere on it.
struct LineBreakEvidence {
    /// What the characters on both sides of a line break say.
    enum Joint {
        /// Marks, digits or letters meet: nothing.
        case mute
        /// The two characters never stand side by side on the page.
        case unknown
        /// They do, as the two halves of a word do.
        case pair
        /// They do, together with the character before or behind them.
        case phrase
    }

    /// For each line, the joint with the line before it.
    private(set) var joints: [Joint] = []

    /// The pairs and triples of Chinese characters that stand inside lines.
    private var pairs: Set<UInt64> = []
    private var triples: Set<UInt64> = []

    /// Reads a page.
    ///
    /// - Complexity: O(glyphs)
    init(_ sheet: TextLines) {
        for line in sheet.lines.indices { learn(sheet.text(line)) }
        for line in sheet.lines.indices {
            joints.append(line > 0 ? joint(sheet.text(line - 1), sheet.text(line)) : .mute)
        }
    }

    /// Learns from texts that are no lines one after the other.
    init(texts: [Glyphs]) {
        for text in texts { learn(text[...]) }
    }

    private mutating func learn(_ text: ArraySlice<Glyph>) {
        var (first, second): (Glyph, Glyph) = (0, 0)
        for glyph in text {
            guard glyph.isChineseCharacter else {
                (first, second) = (0, 0)
                continue
            }
            if second != 0 { pairs.insert(Self.key(second, glyph)) }
            if first != 0 { triples.insert(Self.key(first, second, glyph)) }
            (first, second) = (second, glyph)
        }
    }

    private static func key(_ a: Glyph, _ b: Glyph, _ c: Glyph = 0) -> UInt64 {
        UInt64(a) << 42 | UInt64(b) << 21 | UInt64(c)
    }

    /// What the characters say that meet when a text goes on with another.
    func joint(_ before: ArraySlice<Glyph>, _ after: ArraySlice<Glyph>) -> Joint {
        guard let last = before.last, let first = after.first, last.isChineseCharacter, first.isChineseCharacter else {
            return .mute
        }
        if let more = before.dropLast().last, more.isChineseCharacter, triples.contains(Self.key(more, last, first)) {
            return .phrase
        }
        if let more = after.dropFirst().first, more.isChineseCharacter, triples.contains(Self.key(last, first, more)) {
            return .phrase
        }
        return pairs.contains(Self.key(last, first)) ? .pair : .unknown
    }
}
