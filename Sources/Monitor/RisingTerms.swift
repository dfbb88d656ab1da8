import Foundation
import Journaling
import Stories

/// What is suddenly more frequent in the news than it was.
///
/// Every term is counted twice, by the stories that hold it, in counts that decay: one that forgets within the hour, and one
/// within a day. A term rises when the first is more than the second lets expect; how surely, is measured by the likelihood
/// ratio of two Poisson rates (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993, for counts).
/// Chinese terms are runs of two to four Chinese characters and what stands in “” or 《》, others words; there is no dictionary,
/// so that a name nobody has heard before can rise too. A run that is a piece of a longer phrase is told of as that phrase:
/// it is grown by the character that most of its places in the latest stories have beside it.
struct RisingTerms: Sendable {
    /// Stories of the journal that a new one is warmed up with.
    static let warmUpStories = 2_000
    /// Half-lives of the two counts, in seconds.
    private static let fastHalfLife = 2_700.0
    private static let slowHalfLife = 86_400.0
    /// Stories in whose text phrases are looked for, and the longest of those.
    private static let latestMax = 400
    private static let phraseMax = 8
    /// Terms after which the rarest are forgotten.
    private static let termsMax = 120_000
    /// What a term must reach to be told of: stories that hold it, times as frequent as before, and how surely (of the
    /// chi-square distribution with one degree of freedom 10.8 is exceeded once in a thousand; of many terms, some by chance).
    private static let storiesMin = 2.6
    private static let factorMin = 2.0
    private static let surpriseMin = 7.0
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
    private var latest: [[UInt16]] = []

    /// A term that rises.
    struct RisingTerm: Hashable, Sendable {
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
    struct CountedText: Sendable {
        var terms: Set<String>
        /// What they were taken from, in UTF-16.
        var characters: [UInt16]
        var seconds: Double
    }

    /// The terms of a story; none of one that was withdrawn.
    static func text(of story: StoredStory, _ record: PublishedRecord) -> CountedText {
        let seconds = Double(story.receivedAt.milliseconds) / 1000
        guard story.event != .kill else { return CountedText(terms: [], characters: [], seconds: seconds) }
        let text = (record.headline ?? "") + "\n" + String(record.body.prefix(bodyCharacters))
        return CountedText(terms: terms(of: text), characters: Array(text.utf16), seconds: seconds)
    }

    /// Counts a story.
    mutating func add(_ text: CountedText) {
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
        if latest.count == Self.latestMax { latest.removeFirst() }
        latest.append(text.characters)
    }

    /// The terms that rise most, best first.
    ///
    /// - Parameter seconds: The time; 1970 is 0.
    /// - Complexity: O(terms), some ten milliseconds.
    func top(_ count: Int, at seconds: Double) -> [RisingTerm] {
        var view = self
        view.advance(to: seconds)
        guard view.fastStories > 1, view.slowStories > view.fastStories else { return [] }
        // What the slow count says without what is new.
        let before = view.slowStories - view.fastStories
        var found: [RisingTerm] = []
        for (term, counts) in view.terms where Double(counts.fast) >= Self.storiesMin {
            let counts = view.decayed(counts)
            let seen = Double(counts.fast)
            guard seen >= Self.storiesMin else { continue }
            let expected = (max(0, Double(counts.slow) - seen) + 0.5) / (before + 1) * view.fastStories
            let surprise = 2 * (seen * log(seen / expected) - (seen - expected))
            guard seen > expected * Self.factorMin, surprise > Self.surpriseMin else { continue }
            found.append(RisingTerm(text: term, stories: seen, factor: seen / expected, surprise: surprise))
        }
        found.sort { (-$0.surprise, -$0.text.count, $0.text) < (-$1.surprise, -$1.text.count, $1.text) }
        return whole(found, count)
    }

    /// The first terms, each grown to the phrase that it is a piece of, and each phrase once.
    private func whole(_ terms: [RisingTerm], _ count: Int) -> [RisingTerm] {
        var kept: [RisingTerm] = []
        for var term in terms.prefix(count * 20) where kept.count < count {
            guard !kept.contains(where: { $0.text.contains(term.text) }) else { continue }
            if term.text.first.map(Self.isChineseCharacter) == true {
                guard let phrase = phrase(around: term.text) else { continue }
                term.text = phrase
            }
            guard !kept.contains(where: { $0.text.contains(term.text) || term.text.contains($0.text) }) else {
                continue
            }
            kept.append(term)
        }
        return kept
    }

    /// The phrase that a Han term is a piece of, as most of its places in the latest stories have it.
    ///
    /// - Returns: The term itself, if it stands in various surroundings; nothing, if the phrase is longer than a name.
    private func phrase(around term: String) -> String? {
        var phrase = Array(term.utf16)
        var places = latest.flatMap { text in Self.places(of: phrase, in: text).map { (text: text, start: $0) } }
        while phrase.count <= Self.phraseMax {
            let before = Self.mostFrequent(places.map { $0.start > 0 ? $0.text[$0.start - 1] : 0 })
            if let (character, most) = before, most * 3 >= places.count * 2, places.count > 1, Self.isChineseCharacter(character)
            {
                phrase.insert(character, at: 0)
                places = places.filter { $0.start > 0 && $0.text[$0.start - 1] == character }.map {
                    ($0.text, $0.start - 1)
                }
                continue
            }
            let length = phrase.count
            let after = Self.mostFrequent(
                places.map { $0.start + length < $0.text.count ? $0.text[$0.start + length] : 0 })
            guard let (character, most) = after, most * 3 >= places.count * 2, places.count > 1,
                Self.isChineseCharacter(character)
            else { break }
            phrase.append(character)
            places = places.filter { $0.start + length < $0.text.count && $0.text[$0.start + length] == character }
        }
        guard phrase.count <= Self.phraseMax else { return nil }
        return Self.trimmed(String(decoding: phrase, as: UTF16.self))
    }

    private static func places(of phrase: [UInt16], in text: [UInt16]) -> [Int] {
        guard text.count >= phrase.count else { return [] }
        return (0...text.count - phrase.count).filter { start in
            text[start] == phrase[0] && text[start..<start + phrase.count].elementsEqual(phrase)
        }
    }

    private static func mostFrequent(_ characters: [UInt16]) -> (UInt16, Int)? {
        let counts = Dictionary(characters.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// A phrase without the particles at its ends.
    private static func trimmed(_ phrase: String) -> String? {
        var phrase = Substring(phrase)
        while let first = phrase.first, notFirst.contains(first) { phrase.removeFirst() }
        while let last = phrase.last, notLast.contains(last) { phrase.removeLast() }
        return phrase.count >= 2 && !stopWords.contains(String(phrase)) ? String(phrase) : nil
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
    /// Characters that a Han term neither begins nor ends with: particles, pronouns, prepositions, units.
    private static let particles = "的了是在和与及或等对将为以从被把这那其于也都就还并而但各该此每个年月日时分有不我你他她它们到至向由之"
    private static let notFirst = Set(particles + "上下内外")
    /// Nor ends with: numerals.
    private static let notLast = Set(particles + "第一二两三四五六七八九十百千万亿中")
    private static let stopWords = Set(
        """
        the and for that with from this have has had was were are been will would said says their they them its his her who \
        which what when where there than then into over after before about more most some such only also not but can could \
        may might one two three new all any our your you out 今天 昨天 明天 昨日 今日 日前 近日 目前 当前 今年 去年 明年 记者 本报 本社 \
        报道 电讯 据悉 介绍 表示 指出 强调 认为 要求 进行 开展 召开 举行 举办 成为 通过 可以 没有 已经 一个 一些 我们 他们 自己 公里 \
        人民币 左右 以来 期间 同时 此外 其中 方面 相关 有关 主要 进一步
        """.split(separator: " ").map(String.init))

    private static func isChineseCharacter(_ character: Character) -> Bool {
        character.unicodeScalars.first?.isChineseCharacter == true
    }

    private static func isChineseCharacter(_ unit: UInt16) -> Bool { ChineseCharacter.contains(UInt32(unit)) }

    /// The terms of a text.
    static func terms(of text: String) -> Set<String> {
        var terms = Set<String>()
        var run: [Character] = []
        var word = ""
        func closeRun() {
            for start in run.indices where !notFirst.contains(run[start]) {
                for length in 2...4 where start + length <= run.count && !notLast.contains(run[start + length - 1]) {
                    let term = String(run[start..<start + length])
                    if !stopWords.contains(term) { terms.insert(term) }
                }
            }
            run.removeAll(keepingCapacity: true)
        }
        func closeWord() {
            let folded = word.lowercased()
            if word.count >= 3, !stopWords.contains(folded), word.contains(where: \.isLetter) { terms.insert(folded) }
            word = ""
        }
        var quoted: [Character]?
        for character in text {
            switch character {
            case "“", "《": quoted = []
            case "”", "》":
                if let name = quoted, (2...12).contains(name.count) { terms.insert(String(name)) }
                quoted = nil
            default:
                if let name = quoted { quoted = name.count < 13 && isChineseCharacter(character) ? name + [character] : nil }
            }
            if isChineseCharacter(character) {
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
