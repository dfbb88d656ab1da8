/// Finds the terms of a fixed list in clean text: at each place the longest one, from left to right, never overlapping.
///
/// A term's Latin edge must stand at a word boundary, so `art` is not found in `party`; a Chinese edge needs none.
/// Letters match in either case, `’` matches `'`, `‑` matches `-`, and Traditional Chinese text matches Simplified terms,
/// one character for one. Because the longest term wins, a longer one masks the shorter ones in it: with
/// `大麻烦` in the list, `大麻` is not found there.
///
///     let matcher = KeywordMatcher(["interest rate", "利率", "A股"])
///     matcher.matches(in: "Interest rates: A股收涨").map(\.pattern.index)  // [2]; "rates" is another word
///
/// Immutable, and shared freely by threads. Made for up to 100 000 terms.
///
/// How it works: the text is folded once into a scratch buffer and walked over once. A word is looked up whole, since a
/// term that starts with a word can only start with exactly that word; at any other character the first six bytes (two
/// Chinese characters) are looked up. In front of each lookup stands a bitmap small enough for the first caches, which
/// sends away nearly every place where no term can start. Code points are counted by the way.
///
/// - Complexity: O(bytes + matches) in practice; at worst every place tries all terms that share its first word or
///   first two characters.
public struct KeywordMatcher: Sendable {
    private let tables: Tables

    /// What it looks terms up in: one object, so that a copy of the matcher costs one count.
    final class Tables: Sendable {
        /// Terms that start with a word of up to eight bytes, by that word.
        let words: PrefixTable
        /// Terms that start with a longer one.
        let longWords: PrefixTable
        /// Terms that start with anything else and have six bytes or more, by the first six.
        let pairs: PrefixTable
        /// Terms that start with anything else and are shorter, by their first character.
        let singles: PrefixTable
        /// What each byte can start, see ``TermStart``.
        let starts: [TermStart]

        init(
            words: PrefixTable.Builder, longWords: PrefixTable.Builder, pairs: PrefixTable.Builder,
            singles: PrefixTable.Builder, starts: [TermStart]
        ) {
            self.words = PrefixTable(words)
            self.longWords = PrefixTable(longWords)
            self.pairs = PrefixTable(pairs)
            self.singles = PrefixTable(singles)
            self.starts = starts
        }
    }

    /// Prepares the tables for a list of terms.
    ///
    /// - Parameter terms: The terms; their indices become the ``PatternID``s. An empty term is never found, and of
    ///   terms that are the same when ``folded(_:)`` only the first is.
    /// - Complexity: O(total length), about 0.3 s for 100 000 terms.
    public init(_ terms: [String]) {
        var words = PrefixTable.Builder()
        var longWords = PrefixTable.Builder()
        var pairs = PrefixTable.Builder()
        var singles = PrefixTable.Builder()
        var starts = [TermStart](repeating: .nothing, count: 256)
        for byte in UInt8.min...UInt8.max where Letters.mayStartWord(byte) { starts[Int(byte)] = .word }
        for byte in UInt8(0xE0)...0xF4 { starts[Int(byte)] = .wide }
        for byte in Letters.mixedLeads { starts[Int(byte)] = .mixed }
        for (index, term) in terms.enumerated() where !term.isEmpty {
            let folded = FoldedText.fold(term)
            folded.withUnsafeBytes { bytes in
                let text = FoldedText(padded: bytes)
                if text.isWordCharacter(at: 0) {
                    let (end, _) = text.endOfWord(from: 0)
                    if end <= 8 {
                        let key = text.word(at: 0) & FoldedText.mask(bytes: end)
                        words.add(folded, key: key, known: end, isExact: end == text.count, pattern: index)
                    } else {
                        let key = text.longWordKey(from: 0, to: end)
                        longWords.add(folded, key: key, known: 0, isExact: false, pattern: index)
                    }
                } else if text.count >= FoldedText.pairBytes {
                    let isExact = text.count == FoldedText.pairBytes && text.codePoints(in: 0..<text.count) == 2
                    pairs.add(
                        folded, key: text.pairKey(at: 0), known: FoldedText.pairBytes,
                        isExact: isExact && !text.endsInWord(before: text.count), pattern: index)
                } else {
                    let width = Letters.width(of: text[0])
                    singles.add(
                        folded, key: text.characterKey(at: 0), known: width, isExact: width == text.count,
                        pattern: index)
                }
                if starts[Int(bytes[0])] == .nothing { starts[Int(bytes[0])] = .punctuation }
            }
        }
        tables = Tables(words: words, longWords: longWords, pairs: pairs, singles: singles, starts: starts)
    }

    /// Bytes that its tables take, without the list of terms that it was made of.
    public var footprint: Int {
        tables.words.footprint + tables.longWords.footprint + tables.pairs.footprint + tables.singles.footprint
            + tables.starts.count
    }

    /// The form in which terms are compared: terms with the same form are one and the same to a matcher.
    ///
    /// In lower case, with ASCII apostrophes and hyphens, in Simplified characters.
    public static func folded(_ term: String) -> String {
        String(decoding: FoldedText.fold(term).dropLast(FoldedText.padding), as: UTF8.self)
    }

    /// All matches in a text, by rising position.
    public func matches(in text: String) -> [Match] {
        var matches: [Match] = []
        forEachMatch(in: text) { matches.append($0) }
        return matches
    }

    /// Calls `body` with each match in a text, by rising position, without collecting them.
    public func forEachMatch(in text: String, _ body: (Match) -> Void) {
        FoldedText.withFolded(text) { tables.search($0, body) }
    }
}

/// What can start at a byte.
enum TermStart: UInt8 {
    /// No term: a space, punctuation that starts none, the later bytes of a character.
    case nothing
    /// A word.
    case word
    /// A character of three or four bytes that is no letter of a word; nearly always Chinese.
    case wide
    /// A lead byte that letters of words share with other characters.
    case mixed
    /// Punctuation that a term starts with.
    case punctuation
}
