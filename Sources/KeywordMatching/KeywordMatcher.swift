/// Finds the terms of a fixed list in clean text: at each place the longest one, from left to right, never overlapping.
///
/// A term's Latin edge must stand at a word boundary, so `art` is not found in `party`; a Chinese edge needs none.
/// Letters match in either case. Because the longest term wins, a longer one masks the shorter ones in it: with
/// `大麻烦` in the list, `大麻` is not found there.
///
///     let matcher = KeywordMatcher(["interest rate", "利率", "A股"])
///     matcher.matches(in: "Interest rates: A股收涨").map(\.pattern.index)  // [2]; "rates" is another word
///
/// Immutable, and shared freely by threads. Made for up to 100 000 terms.
///
/// How it works: the text is folded once into a scratch buffer. A word is looked up whole, since a term that starts
/// with a word can only start with exactly that word; at any other character the first six bytes (two Chinese
/// characters) are looked up. In front of each lookup stands a bitmap small enough for the first-level cache, which
/// sends away nearly every place where no term can start.
///
/// - Complexity: O(bytes + matches) in practice; at worst every place tries all terms that share its first word or
///   first two characters.
public struct KeywordMatcher: Sendable {
    /// Terms that start with a word, by that word.
    private let words: PrefixTable
    /// Terms that start with anything else and have six bytes or more, by the first six.
    private let pairs: PrefixTable
    /// Terms that start with anything else and are shorter, by their first character.
    private let singles: PrefixTable
    /// What each byte can start, see ``Start``.
    private let starts: [Start]

    /// Makes a matcher for a list of terms.
    ///
    /// - Parameter terms: The terms; their indices become the ``PatternID``s. An empty term is never found, and of
    ///   terms that differ in nothing but case only the first is.
    /// - Complexity: O(total length), about 0.3 s for 100 000 terms.
    public init(_ terms: [String]) {
        var words = PrefixTable.Builder()
        var pairs = PrefixTable.Builder()
        var singles = PrefixTable.Builder()
        var starts = [Start](repeating: .nothing, count: 256)
        for byte in UInt8.min...UInt8.max where Letters.mayStartWord(byte) { starts[Int(byte)] = .word }
        for byte in UInt8(0xE0)...0xF4 { starts[Int(byte)] = .wide }
        for byte in Letters.mixedLeads { starts[Int(byte)] = .mixed }
        for (index, term) in terms.enumerated() where !term.isEmpty {
            let folded = FoldedText.fold(term)
            folded.withUnsafeBytes { bytes in
                let text = FoldedText(padded: bytes)
                if text.isWordCharacter(at: 0) {
                    let end = text.endOfWord(from: 0)
                    words.add(folded, key: text.wordKey(from: 0, to: end), known: min(end, 8), pattern: index)
                } else if text.count >= FoldedText.pairBytes {
                    pairs.add(folded, key: text.pairKey(at: 0), known: FoldedText.pairBytes, pattern: index)
                } else {
                    let width = Letters.width(of: text[0])
                    singles.add(folded, key: text.characterKey(at: 0), known: width, pattern: index)
                }
                if starts[Int(bytes[0])] == .nothing { starts[Int(bytes[0])] = .punctuation }
            }
        }
        self.words = PrefixTable(words)
        self.pairs = PrefixTable(pairs)
        self.singles = PrefixTable(singles)
        self.starts = starts
    }

    /// The form in which terms are compared: terms with the same form are one and the same to a matcher.
    public static func folded(_ term: String) -> String {
        FoldedText.withFolded(term) { text in String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self) }
    }

    /// All matches in a text, by rising position.
    public func matches(in text: String) -> [Match] {
        var matches: [Match] = []
        forEachMatch(in: text) { matches.append($0) }
        return matches
    }

    /// Calls `body` with each match in a text, by rising position, without collecting them.
    public func forEachMatch(in text: String, _ body: (Match) -> Void) {
        FoldedText.withFolded(text) { text in
            // Code points are counted only up to matches, many bytes at a time.
            var counted = 0
            var codePoints = 0
            search(text) { pattern, start, end in
                codePoints += text.codePoints(in: counted..<start)
                let length = text.codePoints(in: start..<end)
                body(Match(pattern: PatternID(index: pattern), start: codePoints, end: codePoints + length))
                codePoints += length
                counted = end
            }
        }
    }

    // MARK: - Search

    /// Walks over the characters of a text and reports matches in bytes.
    @inline(__always)
    private func search(_ text: FoldedText, found: (_ pattern: Int, _ start: Int, _ end: Int) -> Void) {
        let starts = starts.span
        let hasSingles = !singles.isEmpty
        var position = 0
        while position < text.count {
            let byte = text[position]
            var start = starts[unchecked: Int(byte)]
            if start == .mixed { start = text.isWordCharacter(at: position) ? .word : .wide }
            var next = position + 1
            var hit: PrefixTable.Hit?
            switch start {
            case .wide, .punctuation:
                hit = pairs.longest(
                    at: position, key: text.pairKey(at: position), known: FoldedText.pairBytes, in: text)
                if hit == nil, hasSingles {
                    hit = singles.longest(
                        at: position, key: text.characterKey(at: position), known: Letters.width(of: byte), in: text)
                }
                if byte >= 0xE0 { next = position + (byte < 0xF0 ? 3 : 4) }
            case .word:
                next = text.endOfWord(from: position)
                hit = words.longest(
                    at: position, key: text.wordKey(from: position, to: next), known: min(next - position, 8),
                    in: text)
            case .nothing, .mixed:
                break
            }
            if let hit {
                found(hit.pattern, position, hit.end)
                next = hit.end
            }
            position = next
        }
    }

    /// What can start at a byte.
    private enum Start: UInt8 {
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
}
