import Glibc

/// All terms that could be learnt from some texts: sequences of characters or words that come up often enough, hang
/// together, and are not just a piece of a longer one.
struct CandidateTerms {
    /// Bounds of what counts as a candidate.
    struct CandidateBounds {
        /// In how many texts a candidate stands at least.
        var textsMin = 5
        /// In what part of the texts it stands at most.
        var shareMax = 0.4
        var charactersMax = 8
        var wordsMax = 2
        /// How many times more often than by chance the parts of a candidate stand together, as a logarithm, at its
        /// weakest joint.
        var cohesionMin = 1.5
        /// A candidate goes when one character or word more, always the same, stands next to it in this part of
        /// its texts: then it is a piece of a longer term.
        var containedShare = 0.75
    }

    /// The candidates, in small letters, in the order of their first place.
    private(set) var terms: [String] = []
    /// How often each candidate stands in each text: (candidate, count) by rising candidate, text by text.
    private(set) var counts: [[(term: Int32, count: Int32)]] = []

    private struct Gram {
        var texts: Int32 = 0
        var occurrences: Int32 = 0
        var lastText: Int32 = -1
        /// Most texts of any longer sequence that has this one as its start or end.
        var widest: Int32 = 0
        var cohesion: Float = .infinity
        var isEdgeless = false
        var term: Int32 = -1

        mutating func add(inText text: Int) {
            occurrences += 1
            guard lastText != Int32(text) else { return }
            lastText = Int32(text)
            texts += 1
        }
    }

    /// Finds the candidates of some texts.
    ///
    /// - Complexity: O(code points · length of the longest candidate), in time; a sequence is only counted when the
    ///   two shorter ones in it are frequent, which keeps the counts small.
    init(in texts: [[Tokens]], bounds: CandidateBounds) {
        var grams: [UInt64: Gram] = [:]
        var total = 0
        // One character more than a candidate may have, to see which of the longest are only pieces.
        var counted = bounds
        counted.charactersMax += 1
        for length in 1...max(counted.charactersMax, counted.wordsMax) {
            Self.count(length, texts, counted, &grams, &total)
        }
        number(texts, bounds, &grams)
    }

    // MARK: - Counting

    /// Visits every sequence of a length whose parts are frequent enough.
    @inline(__always)
    private static func visit(
        _ length: Int, _ tokens: Tokens, _ bounds: CandidateBounds,
        _ body: (_ run: ArraySlice<Tokens.TextToken>) -> Void
    ) {
        for run in tokens.runs where run.count >= length {
            for start in 0...run.count - length {
                let part = run[start..<start + length]
                let words = part.reduce(0) { $0 + ($1.isLatin ? 1 : 0) }
                if words > bounds.wordsMax || length - words > bounds.charactersMax { continue }
                // 届 in 第20届全国人大 counts; it does not begin a term.
                if part.first?.followsNumber == true { continue }
                body(part)
            }
        }
    }

    private static func key(_ tokens: ArraySlice<Tokens.TextToken>) -> UInt64 {
        tokens.reduce(UInt64(tokens.count)) { ($0 ^ $1.key) &* 0x9E37_79B9_7F4A_7C15 ^ $0 >> 31 }
    }

    private static func count(
        _ length: Int, _ texts: [[Tokens]], _ bounds: CandidateBounds, _ grams: inout [UInt64: Gram], _ total: inout Int
    ) {
        var fresh: [UInt64: Gram] = [:]
        for (text, parts) in texts.enumerated() {
            for tokens in parts {
                visit(length, tokens, bounds) { part in
                    if length == 1 { total += 1 }
                    if length > 1 {
                        guard grams[key(part.dropLast())] != nil, grams[key(part.dropFirst())] != nil else { return }
                    }
                    let edgeless = part.first?.isEdgeless ?? true || part.last?.isEdgeless ?? true
                    fresh[key(part), default: Gram(isEdgeless: edgeless)].add(inText: text)
                }
            }
        }
        fresh = fresh.filter { $0.value.texts >= Int32(bounds.textsMin) }
        if length > 1 { weigh(length, texts, bounds, &fresh, &grams, total) }
        grams.merge(fresh) { old, _ in old }
    }

    /// Gives new sequences their cohesion, and tells their parts how wide they go.
    private static func weigh(
        _ length: Int, _ texts: [[Tokens]], _ bounds: CandidateBounds, _ fresh: inout [UInt64: Gram],
        _ grams: inout [UInt64: Gram], _ total: Int
    ) {
        var done = Set<UInt64>()
        for parts in texts {
            for tokens in parts {
                visit(length, tokens, bounds) { part in
                    let key = key(part)
                    guard let gram = fresh[key], done.insert(key).inserted else { return }
                    for side in [part.dropLast(), part.dropFirst()] {
                        let sideKey = Self.key(side)
                        let widest = grams[sideKey]?.widest ?? 0
                        grams[sideKey]?.widest = max(widest, gram.texts)
                    }
                    var weakest = Double.infinity
                    for split in part.indices.dropFirst() {
                        guard let left = grams[Self.key(part[..<split])], let right = grams[Self.key(part[split...])]
                        else { continue }
                        let chance = Double(left.occurrences) * Double(right.occurrences) / Double(total)
                        weakest = min(weakest, log(Double(gram.occurrences) / chance))
                    }
                    fresh[key]?.cohesion = Float(weakest)
                }
            }
        }
    }

    // MARK: - Numbering

    private mutating func number(_ texts: [[Tokens]], _ bounds: CandidateBounds, _ grams: inout [UInt64: Gram]) {
        let textsMax = Int32(Double(texts.count) * bounds.shareMax)
        grams = grams.filter { _, gram in
            !gram.isEdgeless && gram.texts <= textsMax && gram.cohesion >= Float(bounds.cohesionMin)
                && Double(gram.widest) < bounds.containedShare * Double(gram.texts)
        }
        for parts in texts {
            var found: [Int32: Int32] = [:]
            for tokens in parts {
                for length in 1...max(bounds.charactersMax, bounds.wordsMax) {
                    Self.visit(length, tokens, bounds) { part in
                        guard let first = part.first, let last = part.last, length > 1 || first.isLatin else { return }
                        let key = Self.key(part)
                        guard let gram = grams[key] else { return }
                        if gram.term < 0 {
                            grams[key]?.term = Int32(terms.count)
                            found[Int32(terms.count), default: 0] += 1
                            terms.append(tokens.text(from: first, to: last))
                        } else {
                            found[gram.term, default: 0] += 1
                        }
                    }
                }
            }
            counts.append(found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }
}
