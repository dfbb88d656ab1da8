import Foundation
import Journaling
import Stories

/// What is suddenly more frequent in the news than it was.
///
/// Every term is counted twice, by the stories that hold it, in counts that decay: one that forgets within the hour, and one
/// within a day. A term rises when the first is more than the second lets expect; how surely, is measured by the likelihood
/// ratio of two Poisson rates (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993, for counts).
/// Chinese terms are runs of two to six Han characters, others words; there is no dictionary, so that a name nobody has
/// heard before can rise too.
struct RisingTerms: Sendable {
    /// Stories of the journal that a new one is warmed up with.
    static let warmUpStories = 2_000
    /// Half-lives of the two counts, in seconds.
    private static let fastHalfLife = 2_700.0
    private static let slowHalfLife = 86_400.0
    /// Terms after which the rarest are forgotten.
    private static let termsMax = 120_000
    /// Characters of a body that are counted: what a story is about is said at its beginning.
    private static let bodyCharacters = 240

    private struct Counts {
        var fast: Float
        var slow: Float
        var touched: Double
    }

    private var terms: [String: Counts] = [:]
    private var fastStories = 0.0
    private var slowStories = 0.0
    private var now = 0.0

    /// A term that rises.
    struct Term: Hashable, Sendable {
        /// The term.
        var text: String
        /// Stories of the last hour or so that hold it.
        var stories: Double
        /// How many times as frequent as before.
        var factor: Double
        /// How surely it rises.
        var surprise: Double
    }

    /// What is counted of a story.
    struct Text: Sendable {
        var terms: Set<String>
        var seconds: Double
    }

    private struct Listed: Decodable {
        let headline: String?
        let body: String
        let event: String
    }

    /// The terms of a story; none of one that was withdrawn.
    static func text(of story: StoredStory) -> Text {
        let seconds = Double(story.receivedAt.milliseconds) / 1000
        guard story.event != .kill,
            let listed = try? JSONDecoder().decode(Listed.self, from: Data(story.record))
        else { return Text(terms: [], seconds: seconds) }
        return Text(
            terms: terms(of: (listed.headline ?? "") + "\n" + String(listed.body.prefix(bodyCharacters))),
            seconds: seconds)
    }

    /// Counts a story.
    mutating func add(_ text: Text) {
        guard !text.terms.isEmpty else { return }
        advance(to: text.seconds)
        fastStories += 1
        slowStories += 1
        for term in text.terms {
            var counts = decayed(terms[term] ?? Counts(fast: 0, slow: 0, touched: now))
            counts.fast += 1
            counts.slow += 1
            terms[term] = counts
        }
        if terms.count > Self.termsMax { forgetRarest() }
    }

    /// The terms that rise most, best first.
    ///
    /// - Parameter seconds: The time; 1970 is 0.
    /// - Complexity: O(terms), some ten milliseconds.
    func top(_ count: Int, at seconds: Double) -> [Term] {
        var view = self
        view.advance(to: seconds)
        guard view.fastStories > 1, view.slowStories > view.fastStories else { return [] }
        // What the slow count says without what is new.
        let before = view.slowStories - view.fastStories
        var found: [Term] = []
        for (term, counts) in view.terms where counts.fast >= 2.2 {
            let counts = view.decayed(counts)
            let seen = Double(counts.fast)
            guard seen >= 2.2 else { continue }
            let expected = (max(0, Double(counts.slow) - seen) + 0.5) / (before + 1) * view.fastStories
            guard seen > expected * 1.5 else { continue }
            found.append(
                Term(
                    text: term, stories: seen, factor: seen / expected,
                    surprise: 2 * (seen * log(seen / expected) - (seen - expected))))
        }
        found.sort { (-$0.surprise, -$0.text.count, $0.text) < (-$1.surprise, -$1.text.count, $1.text) }
        return Self.withoutParts(found, count)
    }

    /// Drops a term that is a part of another that is about as frequent, or holds one.
    private static func withoutParts(_ terms: [Term], _ count: Int) -> [Term] {
        var kept: [Term] = []
        for term in terms.prefix(count * 30) {
            if let index = kept.firstIndex(where: { $0.text.contains(term.text) || term.text.contains($0.text) }) {
                let other = kept[index]
                // The longer one says more, as long as most of the stories hold it.
                if term.text.count > other.text.count, term.stories > other.stories * 0.6 { kept[index] = term }
                continue
            }
            guard !kept.contains(where: { overlaps($0.text, term.text) }) else { continue }
            if kept.count < count { kept.append(term) }
        }
        return kept
    }

    /// Whether the end of one is the start of the other: pieces of one longer phrase.
    private static func overlaps(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one), Array(other))
        guard let first = one.first, isHan(first), let second = other.first, isHan(second) else { return false }
        for length in stride(from: min(one.count, other.count) - 1, through: 1, by: -1)
        where one.suffix(length) == other.prefix(length) || other.suffix(length) == one.prefix(length) {
            return length >= 2 || one.count + other.count <= 5
        }
        return false
    }

    // MARK: - Decay

    private mutating func advance(to seconds: Double) {
        let past = seconds - now
        guard past > 0 else { return }
        fastStories *= exp2(-past / Self.fastHalfLife)
        slowStories *= exp2(-past / Self.slowHalfLife)
        now = seconds
    }

    private func decayed(_ counts: Counts) -> Counts {
        let past = now - counts.touched
        guard past > 0 else { return counts }
        return Counts(
            fast: counts.fast * Float(exp2(-past / Self.fastHalfLife)),
            slow: counts.slow * Float(exp2(-past / Self.slowHalfLife)), touched: now)
    }

    private mutating func forgetRarest() {
        var all = terms.mapValues(decayed)
        let limit = all.values.map(\.slow).sorted()[all.count / 2]
        all = all.filter { $0.value.slow > limit }
        terms = all
    }
}

// MARK: - Terms

extension RisingTerms {
    /// Characters that a Han term neither begins nor ends with: particles, pronouns, numerals, units.
    private static let edges = Set("的了是在和与及或等对将为以从被把这那其于也都就还并而但各该此每个年月日时分第一二三四五六七八九十百千万亿上下中内外有不我你他她它们到至向由之")
    private static let stopWords = Set(
        """
        the and for that with from this have has had was were are been will would said says their they them its his her who \
        which what when where there than then into over after before about more most some such only also not but can could \
        may might one two three new all any our your you out
        """.split(separator: " ").map(String.init))

    static func isHan(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return (0x4E00...0x9FFF).contains(scalar.value) || (0x3400...0x4DBF).contains(scalar.value)
    }

    /// The terms of a text.
    static func terms(of text: String) -> Set<String> {
        var terms = Set<String>()
        var run: [Character] = []
        var word = ""
        func closeRun() {
            for start in run.indices where !edges.contains(run[start]) {
                for length in 2...6 where start + length <= run.count && !edges.contains(run[start + length - 1]) {
                    terms.insert(String(run[start..<start + length]))
                }
            }
            run.removeAll(keepingCapacity: true)
        }
        func closeWord() {
            let folded = word.lowercased()
            if word.count >= 3, !stopWords.contains(folded), word.contains(where: \.isLetter) { terms.insert(folded) }
            word = ""
        }
        for character in text {
            if isHan(character) {
                if !word.isEmpty { closeWord() }
                run.append(character)
            } else if character.isLetter || character.isNumber {
                if !run.isEmpty { closeRun() }
                word.append(character)
            } else {
                if !run.isEmpty { closeRun() }
                if !word.isEmpty { closeWord() }
            }
        }
        closeRun()
        closeWord()
        return terms
    }
}
