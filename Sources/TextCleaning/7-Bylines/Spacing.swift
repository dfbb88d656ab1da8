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

    /// The text with its stray spaces closed up, and without the line ends inside it.
    ///
    /// - Complexity: O(glyphs)
    static func close(_ whole: Glyphs, _ measure: Measure) -> Glyphs {
        let text = whole.contains(.newline) ? joined(whole) : whole
        guard text.contains(.space) else { return text }
        let split = text.split(separator: .space)
        let words = measure == .headline ? grouped(split) : split
        let isProse = measure == .body && text.contains { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B }
        var quoted = 0
        var closed: Glyphs = []
        closed.reserveCapacity(text.count)
        for (i, word) in words.enumerated() {
            if i > 0 {
                // The first and last word of a headline's line may be parts of words that go on in the next line.
                let isEdge = measure == .headline && words.count == 2
                let isInNumber =
                    Numerals.isBroken(between: words[i - 1], word) && isChinese(closed, words[i...].prefix(4))
                let keeps =
                    keepsSpace(between: words[i - 1], word, measure, isEdge: isEdge)
                    && (!isProse || quoted > 0 || !isChinese(between: words[i - 1], word))
                if !isInNumber, keeps || measure == .body && areNames(words[i - 1], word) { closed.append(.space) }
            }
            if isProse {
                for glyph in word { quoted += depth(of: glyph) }
                quoted = max(0, quoted)
            }
            closed += word
        }
        return closed
    }

    /// How much deeper a mark goes into a title or quotation: two phrases in one keep the space between them, as in a
    /// headline.
    @inline(__always)
    private static func depth(of glyph: Glyph) -> Int {
        switch glyph {
        case 0x300A, 0x3008, 0x201C, 0x300C: 1
        case 0x300B, 0x3009, 0x201D, 0x300D: -1
        default: 0
        }
    }

    /// Whether a space stands between two Chinese words: in prose it is a stray.
    private static func isChinese(between left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>) -> Bool {
        guard let before = left.last, let after = right.first else { return false }
        return (before.isChineseCharacter || before.isCloser) && (after.isChineseCharacter || after.isOpener)
    }

    /// Whether two words are names of a list: one of the two stands alone between spaces or marks, the other may be at the
    /// end or start of other words.
    private static func areNames(_ left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>) -> Bool {
        let last = Glyphs(left.reversed().prefix { $0.isChineseCharacter }.reversed())
        let next = Glyphs(right.prefix { $0.isChineseCharacter })
        func isName(_ word: Glyphs) -> Bool {
            (2...4).contains(word.count)
                && (word.count < 4 && Surnames.contains(word[0]) || Surnames.contains(word[0], word[1]))
        }
        guard max(last.count, next.count) >= 3, isName(last) || isName(next) else { return false }
        return (isName(last) || isName(Glyphs(last.suffix(3)))) && (isName(next) || isName(Glyphs(next.prefix(3))))
    }

    /// The text without line ends: between two words of a spaced script each becomes a space.
    private static func joined(_ text: Glyphs) -> Glyphs {
        text.split(separator: .newline).reduce(into: []) { joined, part in
            if let last = joined.last, let first = part.first, !last.isChinese, !first.isChinese {
                joined.append(.space)
            }
            joined += part
        }
    }

    /// Puts letter-spaced characters together, where there are enough of them to be a phrase.
    private static func grouped(_ words: [ArraySlice<Glyph>]) -> [ArraySlice<Glyph>] {
        var grouped: [ArraySlice<Glyph>] = []
        var i = 0
        while i < words.count {
            let run = words[i...].prefix { $0.count == 1 && $0.allSatisfy(\.isChineseCharacter) }
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

    /// Whether a number between `text` and the words behind it stands in Chinese text.
    private static func isChinese(_ text: Glyphs, _ words: ArraySlice<ArraySlice<Glyph>>) -> Bool {
        text.suffix(numberMax).contains(where: \.isChinese)
            || words.contains { $0.prefix(numberMax).contains(where: \.isChinese) }
    }

    /// A number and its unit take at most so many characters.
    private static let numberMax = 24

    private static func keepsSpace(
        between left: ArraySlice<Glyph>, _ right: ArraySlice<Glyph>, _ measure: Measure, isEdge: Bool
    ) -> Bool {
        guard let before = left.last, let after = right.first else { return false }
        if !before.isChinese && !after.isChinese { return true }
        // A bar between two cells.
        if left.elementsEqual([0x7C]) || right.elementsEqual([0x7C]) { return true }
        // Chinese quotes and dashes also stand in English text.
        if before.isSharedMark && !after.isChinese { return true }
        if after.isSharedMark && !before.isChinese { return true }
        if before.isSharedMark && after.isSharedMark { return !hasChineseCharacter(left) && !hasChineseCharacter(right) }
        guard isPhraseEnd(before), isPhraseStart(after) else { return false }
        if measure == .body, !(before.isChineseCharacter || before.isCloser) || !(after.isChineseCharacter || after.isOpener) {
            return false
        }
        let (left, right) = (left.suffix(12), right.prefix(12))
        if measure == .headline, before.isDigit, after.isChineseCharacter { return false }
        if isEdge, before.isChineseCharacter || before == 0x25,
            after.isChineseCharacter || after.isDigit && hasChineseCharacter(right)
        {
            // One side is long and Chinese: a stray space would be as likely anywhere in it.
            return left.count { $0.isChineseCharacter } >= 3 || right.count { $0.isChineseCharacter } >= 3
        }
        return isPhrase(left, measure) && isPhrase(right, measure)
    }

    private static func isPhraseEnd(_ glyph: Glyph) -> Bool { !glyph.isChineseMark || glyph.isCloser }

    private static func isPhraseStart(_ glyph: Glyph) -> Bool { !glyph.isChineseMark || glyph.isOpener }

    private static func isPhrase(_ text: ArraySlice<Glyph>, _ measure: Measure) -> Bool {
        let ideographs = text.count { $0.isChineseCharacter }
        // With digits or Latin words at the seam a space is mostly typographic.
        return ideographs >= measure.rawValue && text.count >= 4
            || measure == .headline && ideographs >= 2
                && text.allSatisfy(\.isChinese)
    }

    private static func hasChineseCharacter(_ text: ArraySlice<Glyph>) -> Bool { text.contains { $0.isChineseCharacter } }
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
