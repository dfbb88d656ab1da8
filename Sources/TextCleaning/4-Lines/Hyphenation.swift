/// Words that a line's end divides.
enum Hyphenation {
    /// A text with its soft hyphens at line ends closed up, and hyphens that stand on lines of their own put back.
    ///
    /// A soft hyphen (U+00AD) says that the word goes on; what stands between it and the rest of the word are line ends
    /// of the column. Soft hyphens inside lines are dropped when characters are folded.
    ///
    /// - Complexity: O(characters), with a copy of the text: only for text that has such marks (``TextMarks/hyphens``).
    static func mended(_ text: String) -> String {
        let source = Array(text.unicodeScalars)
        var mended = String.UnicodeScalarView()
        var i = 0
        // Up to here it is known that no word goes on.
        var looked = 0
        while i < source.count {
            if source[i] == "\u{AD}" || source[i] == "\u{AC}", i >= looked,
                let next = wordBehindLineEnd(source, i + 1, &looked)
            {
                while let last = mended.last, last.properties.isWhitespace { mended.removeLast() }
                i = next
            } else if source[i] == "-" || source[i] == "\u{2010}", isAlone(source, i),
                let next = wordBehindLineEnd(source, i + 1, &looked)
            {
                while let last = mended.last, last.properties.isWhitespace { mended.removeLast() }
                mended.append("-")
                mended.append("\n")
                i = next
            } else {
                mended.append(source[i])
                i += 1
            }
        }
        return String(mended)
    }

    /// Where a word goes on, in small letters, behind at least one line end; `nil` when it does not.
    ///
    /// - Parameter looked: The end of what was looked through, when there is no word. A soft hyphen before it has none
    ///   either, so that a run of them is looked through once.
    private static func wordBehindLineEnd(_ source: [Unicode.Scalar], _ start: Int, _ looked: inout Int) -> Int? {
        var next = start
        var ends = 0
        while next < source.count, source[next].properties.isWhitespace || source[next] == "\u{AD}" {
            if source[next] == "\n" || source[next] == "\r" || source[next] == "\u{2028}" { ends += 1 }
            next += 1
        }
        guard ends > 0, next < source.count, source[next].properties.isLowercase else {
            looked = next
            return nil
        }
        return next
    }

    /// Whether a hyphen is all that its line holds, and a word stands before it.
    private static func isAlone(_ source: [Unicode.Scalar], _ at: Int) -> Bool {
        var before = at - 1
        var ends = 0
        while before >= 0, source[before].properties.isWhitespace {
            if source[before] == "\n" || source[before] == "\r" { ends += 1 }
            before -= 1
        }
        return ends > 0 && before >= 0 && source[before].properties.isAlphabetic
    }

    // MARK: - Hard hyphens

    /// Whether the hyphen at a line's end belongs to the word, as in `well-` `known`, and does not only divide it.
    ///
    /// - Parameters:
    ///   - text: What stands before the line end, its hyphen last.
    ///   - line: The next line.
    static func keepsHyphen(_ text: Glyphs, _ line: ArraySlice<Glyph>) -> Bool {
        let stem = text.dropLast().suffix(wordMax).reversed().prefix {
            $0.isLetter || $0 == 0x2D || $0 == 0x2010 || $0.isDigit
        }
        let rest = line.prefix(wordMax).prefix { $0.isLetter || $0 == 0x2D }
        if stem.contains(0x2D) || stem.contains(0x2010) || rest.contains(0x2D) || stem.contains(where: \.isDigit)
            || stem.count == 1
        {
            return true
        }
        let first = String(Glyphs(stem.reversed())).lowercased()
        if compoundStems.contains(first) { return true }
        if wholeStems.contains(first), !wordEnds.contains(where: { String(rest).lowercased().hasPrefix($0) }) {
            return true
        }
        return first.count >= 3 && !prefixes.contains(first) && compoundEnds.contains(String(rest).lowercased())
    }

    /// No word is longer.
    private static let wordMax = 40

    /// Words that only compounds begin with.
    private static let compoundStems = Set(
        """
        well self non ex anti ill vice semi multi much so decision twenty thirty forty fifty sixty seventy eighty
        ninety
        """.words)

    /// Words that compounds begin with and that seldom are the first syllable of another; then it ends in one of
    /// ``wordEnds``.
    private static let wholeStems = Set("cost risk user part full real long short half follow check high low".words)
    private static let wordEnds = "ly er ed ing ner nership icu ity iz is itude evity age comings fall way light land"
        .words

    /// Syllables that make one word with what follows.
    private static let prefixes = Set(
        "under over out dis mis inter trans sub pre per con com pro with for fore news".words)

    /// Words that compounds end with; hardly any word has them for its last syllables.
    private static let compoundEnds = Set(
        """
        based led owned related backed sponsored controlled funded built made friendly determining enhancing saving
        producing exporting importing bearing speaking winning breaking selling looking sized term level scale profile
        ranking ranked elect first second third fourth fifth sixth seventh eighth ninth century quarter thirds
        quarters known paid trained armed minded resistant intensive efficient effective sharing keeping sensitive
        specific driven powered fired standing running lasting awaited quality speed tech income risk distance wing
        making seeking reaching threatening consuming neutral emission
        """.words)
}
