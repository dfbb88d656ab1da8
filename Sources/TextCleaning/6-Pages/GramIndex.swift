import Glibc

/// Which texts of a page hold which pairs of neighbouring characters, and how much a pair tells.
///
/// Rare pairs tell where a line belongs: the weight of a pair falls with the number of texts that hold it. A pair
/// in very many texts tells nothing and is left out, which bounds the cost of every look-up.
///
/// Weights are always added up in the order in which pairs first stand in a text, never in the order of a hash table:
/// that differs from one table to the next, and sums that differ in their last bit decide a tie one way or the other.
struct GramIndex {
    /// Each pair of the texts, numbered in the order in which they first stand there.
    private var numbers: [UInt64: Int] = [:]
    /// The texts that hold each pair, by its number, in rising order.
    private var holders: [[Int32]] = []
    private let count: Int
    /// The summed squares of each text's weights.
    private var norms: [Double] = []

    /// Pairs that more texts hold are left out.
    static let holdersMax = 32

    /// Indexes texts.
    ///
    /// - Complexity: O(glyphs)
    init(_ texts: [Glyphs]) {
        count = texts.count
        for (i, text) in texts.enumerated() {
            Self.eachGram(of: text[...]) { gram in
                let text = Int32(truncatingIfNeeded: i)
                let number = numbers[gram] ?? holders.count
                if number == holders.count {
                    numbers[gram] = number
                    holders.append([text])
                } else if holders[number].last != text, holders[number].count <= Self.holdersMax {
                    holders[number].append(text)
                }
            }
        }
        norms = Array(repeating: 0, count: texts.count)
        for texts in holders where texts.count <= Self.holdersMax {
            let square = weight(texts.count) * weight(texts.count)
            for text in texts { norms[Int(text)] += square }
        }
    }

    /// The share of a line's pairs, by weight, that each text holds: 1 when a text holds them all.
    ///
    /// - Returns: Texts with a share above zero.
    /// - Complexity: O(glyphs of the line)
    func shares(of line: ArraySlice<Glyph>) -> [Int: Double] {
        var total = 0.0
        var shares: [Int: Double] = [:]
        for gram in Self.grams(of: line) {
            let texts = self.texts(with: gram)
            if texts.count > Self.holdersMax { continue }
            let weight = self.weight(texts.count)
            total += weight
            for text in texts { shares[Int(text), default: 0] += weight }
        }
        guard total > 0 else { return [:] }
        return shares.mapValues { $0 / total }
    }

    /// How alike each text is to one of them: the cosine of their pairs, weighted by rarity.
    ///
    /// - Complexity: O(glyphs of the text)
    func likeness(of text: ArraySlice<Glyph>) -> [Int: Double] {
        var own = 0.0
        var shared: [Int: Double] = [:]
        for gram in Self.grams(of: text) {
            let texts = self.texts(with: gram)
            if texts.count > Self.holdersMax { continue }
            let square = weight(texts.count) * weight(texts.count)
            own += square
            for text in texts { shared[Int(text), default: 0] += square }
        }
        var likeness: [Int: Double] = [:]
        for (text, sum) in shared where norms[text] > 0 && own > 0 {
            likeness[text] = sum / (own * norms[text]).squareRoot()
        }
        return likeness
    }

    /// How alike the texts before and behind each of some texts in a row are: for `range` of n texts, n - 1 values.
    ///
    /// - Complexity: O(glyphs of the texts)
    func cohesion(of texts: [Glyphs]) -> [Double] {
        var first: [(gram: UInt64, text: Int)] = []
        var last: [UInt64: Int] = [:]
        for (i, text) in texts.enumerated() {
            Self.eachGram(of: text[...]) { gram in
                if last.updateValue(i, forKey: gram) == nil { first.append((gram, i)) }
            }
        }
        // A pair that first stands in text f and last in text l is shared at every cut between them.
        var left = [Double](repeating: 0, count: texts.count + 1)
        var right = left
        var shared = left
        for (gram, f) in first {
            let count = self.texts(with: gram).count
            guard let l = last[gram], count <= Self.holdersMax else { continue }
            let square = weight(count) * weight(count)
            left[f] += square
            right[l] += square
            shared[f] += square
            shared[l] -= square
        }
        for i in 1..<max(1, texts.count) {
            left[i] += left[i - 1]
            shared[i] += shared[i - 1]
        }
        for i in stride(from: texts.count - 2, through: 0, by: -1) { right[i] += right[i + 1] }
        return (0..<max(0, texts.count - 1)).map { shared[$0] / max(1e-9, (left[$0] * right[$0 + 1]).squareRoot()) }
    }

    private func texts(with gram: UInt64) -> [Int32] {
        numbers[gram].map { holders[$0] } ?? []
    }

    private func weight(_ holders: Int) -> Double {
        holders == 0 ? log(Double(count) + 1) : max(0.02, log((Double(count) + 1) / (Double(holders) + 0.25)))
    }

    /// Each pair of a text once, in the order in which they first stand there.
    private static func grams(of text: ArraySlice<Glyph>) -> [UInt64] {
        var seen: Set<UInt64> = []
        var grams: [UInt64] = []
        eachGram(of: text) { if seen.insert($0).inserted { grams.append($0) } }
        return grams
    }

    /// Gives each pair of neighbouring Chinese characters or digits, spaces and marks between them fall out; and each Latin
    /// word of three letters or more by its first seven, which words of one stem mostly share.
    static func eachGram(of text: ArraySlice<Glyph>, _ body: (UInt64) -> Void) {
        var last: Glyph = 0
        var word: (letters: Int, hash: UInt64) = (0, 0)
        func end() {
            if word.letters >= 3 { body(word.hash | 1 << 63) }
            word = (0, 0xCBF2_9CE4_8422_2325)
        }
        end()
        for glyph in text {
            if glyph.isLetter {
                // The 64 bits of FNV-1a.
                if word.letters < 7 { word.hash = (word.hash ^ UInt64(glyph.isUpper ? glyph + 0x20 : glyph)) &* 0x100_0000_01B3 }
                word.letters += 1
                last = 0
                continue
            }
            end()
            guard glyph.isChineseCharacter || glyph.isDigit || glyph.isKana else {
                if glyph != .space, glyph != .newline { last = 0 }
                continue
            }
            if last != 0, !(last.isDigit && glyph.isDigit) { body(UInt64(last) << 32 | UInt64(glyph)) }
            last = glyph
        }
        end()
    }
}
