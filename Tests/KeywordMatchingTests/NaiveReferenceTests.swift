import KeywordMatching
import Testing

/// Leftmost-longest matching in the plainest words, to hold the real one against.
struct NaiveMatcher {
    private let terms: [[Unicode.Scalar]]

    init(_ terms: [String]) {
        self.terms = terms.map(Self.folded)
    }

    private static func folded(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "’", "‘", "ʼ", "′": "'"
            case "‐", "‑", "‒": "-"
            case "災": "灾"
            case "煩": "烦"
            default: String(scalar).lowercased().unicodeScalars.first ?? scalar
            }
        }
    }

    func matches(in text: String) -> [Match] {
        let text = Self.folded(text)
        var matches: [Match] = []
        var start = 0
        while start < text.count {
            let candidates = terms.indices.filter { stands(terms[$0], at: start, in: text) }
            guard let longest = candidates.max(by: { terms[$0].count < terms[$1].count }) else {
                start += 1
                continue
            }
            let first = candidates.first { terms[$0] == terms[longest] } ?? longest
            let end = start + terms[longest].count
            matches.append(Match(pattern: PatternID(index: first), start: start, end: end))
            start = end
        }
        return matches
    }

    private func stands(_ term: [Unicode.Scalar], at start: Int, in text: [Unicode.Scalar]) -> Bool {
        guard let first = term.first, let last = term.last, start + term.count <= text.count else { return false }
        let end = start + term.count
        guard Array(text[start..<end]) == term else { return false }
        if isLatin(first), start > 0, isLatin(text[start - 1]) { return false }
        if isLatin(last), end < text.count, isLatin(text[end]) { return false }
        return true
    }

    private func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x7FF, 0x1E00...0x1FFF: true
        default: false
        }
    }
}

@Suite struct `Keyword matching, against a naive reference` {
    /// Few characters, so that overlaps, shared prefixes and word boundaries come up all the time.
    static let alphabets: [[Character]] = [
        Array("火灾事故"), Array("abB "), Array("火灾a1 ."), Array("大麻烦éÉ×-’“"), Array("中ạ😀𠮷Б x"),
        Array("中华人民共和国，a"), Array("一丁七万丈三上下\n9"), Array("火災灾煩烦a"), Array("aB'’ʼ-‑– é"),
        Array("ĆćŠšİiЖжΩω "),
    ]

    @Test(arguments: 0..<400)
    func `finds what the reference finds`(seed: Int) {
        var random = Generator(seed: UInt64(seed))
        let alphabet = Self.alphabets[seed % Self.alphabets.count]
        let word = { (range: ClosedRange<Int>, random: inout Generator) in
            String(
                (0..<Int.random(in: range, using: &random)).map { _ in
                    alphabet[Int.random(in: alphabet.indices, using: &random)]
                })
        }
        let terms = (0..<Int.random(in: 1...40, using: &random)).map { _ in word(1...5, &random) }
        let long = word(9...14, &random)
        let text = word(0...200, &random) + long + word(0...200, &random)
        let all = terms + [long]
        #expect(KeywordMatcher(all).matches(in: text) == NaiveMatcher(all).matches(in: text))
    }

    @Test func `takes less than forty bytes for a byte of its terms`() {
        var random = Generator(seed: 9)
        for count in [500, 10_000, 100_000] {
            let terms = (0..<count).map { _ in
                String(
                    (0..<Int.random(in: 2...5, using: &random)).map { _ in
                        Character(Unicode.Scalar(UInt16.random(in: 0x4E00...0x9F00, using: &random)) ?? "一")
                    })
            }
            let matcher = KeywordMatcher(terms)
            let bytes = terms.reduce(0) { $0 + $1.utf8.count }
            #expect(matcher.footprint < 40 * bytes, "\(matcher.footprint) for \(bytes)")
            #expect(
                matcher.matches(in: terms[count / 2]).map(\.pattern.index) == [terms.firstIndex(of: terms[count / 2])])
        }
    }

    @Test func `holds with twenty thousand terms`() {
        var random = Generator(seed: 7)
        let terms = (0..<20_000).map { _ in
            String(
                (0..<Int.random(in: 2...4, using: &random)).map { _ in
                    Character(Unicode.Scalar(UInt16.random(in: 0x4E00...0x5FFF, using: &random)) ?? "一")
                })
        }
        // Kept apart by commas, every term stands alone, unless a shorter one repeats it.
        let sample = stride(from: 0, to: terms.count, by: 67).map { terms[$0] }
        let found = KeywordMatcher(terms).matches(in: sample.joined(separator: "，"))
        #expect(found.map { terms[$0.pattern.index] } == sample)
    }
}

/// SplitMix64: small, seeded, the same everywhere.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
