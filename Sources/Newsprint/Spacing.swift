/// Closes up stray spaces.
///
/// A space stays between two words of a spaced script. Beside a Chinese character it is a stray, left by
/// justification or by an extractor, unless it divides two whole phrases, as in a headline
/// (`高度警觉 高效落实`): then the text on both sides is long enough to be a phrase and is not itself letter-spaced.
enum Spacing {
    /// How many Chinese characters make a phrase.
    enum Measure: Int {
        case headline = 2
        case body = 4
    }

    /// The text with its stray spaces closed up.
    ///
    /// - Complexity: O(glyphs)
    static func close(_ text: Glyphs, _ measure: Measure) -> Glyphs {
        guard text.contains(.space) else { return text }
        let split = text.split(separator: .space)
        let words = measure == .headline ? grouped(split) : split
        var closed: Glyphs = []
        closed.reserveCapacity(text.count)
        for (i, word) in words.enumerated() {
            if i > 0, keepsSpace(between: words[i - 1], word, measure) { closed.append(.space) }
            closed += word
        }
        return closed
    }

    /// Puts letter-spaced characters together, where there are enough of them to be a phrase.
    private static func grouped(_ words: [ArraySlice<Glyph>]) -> [ArraySlice<Glyph>] {
        var grouped: [ArraySlice<Glyph>] = []
        var i = 0
        while i < words.count {
            let run = words[i...].prefix { $0.count == 1 && $0.allSatisfy(\.isIdeograph) }
            if run.count >= 4 {
                grouped.append(Glyphs(run.joined())[...])
                i += run.count
            } else {
                grouped.append(words[i])
                i += 1
            }
        }
        return grouped
    }

    private static func keepsSpace(
        between left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>, _ measure: Measure
    ) -> Bool {
        guard let before = left.last, let after = right.first else { return false }
        if !before.isChinese && !after.isChinese { return true }
        // Chinese quotes and dashes also stand in English text.
        if before.isSharedMark && !after.isChinese { return true }
        if after.isSharedMark && !before.isChinese { return true }
        if before.isSharedMark && after.isSharedMark { return !hasIdeograph(left) && !hasIdeograph(right) }
        guard isPhraseEnd(before), isPhraseStart(after) else { return false }
        if measure == .body, !(before.isIdeograph || before.isCloser) || !(after.isIdeograph || after.isOpener) {
            return false
        }
        return isPhrase(left.suffix(12), measure) && isPhrase(right.prefix(12), measure)
    }

    private static func isPhraseEnd(_ glyph: Glyph) -> Bool { !glyph.isChineseMark || glyph.isCloser }

    private static func isPhraseStart(_ glyph: Glyph) -> Bool { !glyph.isChineseMark || glyph.isOpener }

    private static func isPhrase(_ text: ArraySlice<Glyph>, _ measure: Measure) -> Bool {
        let ideographs = text.count { $0.isIdeograph }
        // With digits or Latin words at the seam a space is mostly typographic.
        return ideographs >= measure.rawValue && text.count >= 4
            || measure == .headline && ideographs >= 2
                && text.allSatisfy(\.isChinese)
    }

    private static func hasIdeograph(_ text: ArraySlice<Glyph>) -> Bool { text.contains { $0.isIdeograph } }
}

extension Glyph {
    /// Quotes, dashes and dots that both Chinese and English text use.
    fileprivate var isSharedMark: Bool {
        switch self {
        case 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x00B7: true
        default: false
        }
    }
}
