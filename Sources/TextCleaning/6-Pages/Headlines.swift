/// Assigns the lines on display to stories by the rare pairs of characters they share.
struct Headlines {
    /// The headline of each story that has one, as the ranges of its lines.
    private(set) var assigned: [Int: [Range<Int>]] = [:]

    private let sheet: TextLines
    private let stories: [PageStory]
    private let index: GramIndex

    /// A line belongs to a story that holds at least this share of its pairs.
    private static let shareMin = 0.18
    /// What speaks for a line belonging to the same story as the line before it.
    private static let deckBonus = 0.19
    private static let kicker = 0.6
    private static let evenBonus = 0.08
    /// What speaks for the story right before or behind: only enough to break a tie.
    private static let neighbourBonus = 0.03

    /// What speaks for the parts of one line belonging to one story, and against them belonging to two.
    private static let lineBonus = 0.3
    private static let otherCost = 0.1
    /// What another story that shares the line speaks against it: a slogan is at home in many.
    private static let rivalCost = 0.1
    /// How much less a line weighs in front of a headline with which it shares no story.
    private static let mute = 0.4
    /// A headline has one line of which its story holds at least this share; slogans share a little with every text.
    private static let leadMin = 0.3

    private struct Deck {
        var story: Int
        var segments: [DisplaySegment]
        var score: Double
        /// The share of its strongest line.
        var lead: Double
    }

    /// - Parameter titles: Lines in front of a jump line that leads back: a few words that a page sets over the rest of a story,
    ///   which need not be words of that.
    init(_ sheet: TextLines, displays: [(line: Int, pieces: Int)], stories: [PageStory], titles: Set<Int>) {
        self.sheet = sheet
        self.stories = stories
        index = GramIndex(stories.map { $0.text(sheet) })
        var storyOf: [Int: Int] = [:]
        for (i, story) in stories.enumerated() { for piece in story.pieces { storyOf[piece] = i } }
        var best: [Int: Deck] = [:]
        var run: [Int] = []
        for (i, display) in displays.enumerated() {
            run.append(display.line)
            if i + 1 < displays.count, displays[i + 1].line == display.line + 1 { continue }
            let neighbours = [storyOf[display.pieces - 1], storyOf[display.pieces]].compactMap { $0 }
            for deck in decks(run.flatMap { DisplaySegment.segments(of: $0, sheet) }, neighbours)
            where deck.lead >= Self.leadMin && deck.score > best[deck.story]?.score ?? 0 {
                best[deck.story] = deck
            }
            if titles.contains(display.line), let story = storyOf[display.pieces], best[story] == nil {
                best[story] = Deck(
                    story: story, segments: DisplaySegment.segments(of: display.line, sheet), score: 0, lead: 0)
            }
            run = []
        }
        assigned = best.mapValues { DisplaySegment.lines(of: $0.segments) }
    }

    // MARK: - Runs

    /// Divides lines that stand together among stories: the division with the highest score.
    private func decks(_ lines: [DisplaySegment], _ neighbours: [Int]) -> [Deck] {
        let scores = lines.map { self.scores(of: $0, neighbours) }
        // Candidates of a line: its own stories, those of its neighbours, and none (-1).
        var totals: [[Int: Double]] = []
        var back: [[Int: Int]] = []
        for i in lines.indices {
            var candidates = Set(best(scores[i].shares, 4))
            if i > 0 { candidates.formUnion(best(totals[i - 1].filter { $0.key >= 0 }, 6)) }
            if i + 1 < lines.count { candidates.formUnion(best(scores[i + 1].shares, 4)) }
            candidates.insert(-1)
            var total: [Int: Double] = [:]
            var from: [Int: Int] = [:]
            for story in candidates {
                let own = story < 0 ? 0 : scores[i].base + (scores[i].shares[story] ?? 0)
                guard i > 0 else {
                    total[story] = own
                    continue
                }
                // In a fixed order, since of equals the first is kept.
                for (last, sum) in totals[i - 1].sorted(by: { $0.key < $1.key }) {
                    let value = sum + own + bond(lines, i, last, story, scores)
                    if value > total[story] ?? -.infinity { (total[story], from[story]) = (value, last) }
                }
            }
            totals.append(total)
            back.append(from)
        }
        return read(lines, totals, back, scores)
    }

    private func read(_ lines: [DisplaySegment], _ totals: [[Int: Double]], _ back: [[Int: Int]], _ scores: [Score])
        -> [Deck]
    {
        guard var story = totals.last?.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key else { return [] }
        var decks: [Deck] = []
        var first = -1
        for i in lines.indices.reversed() {
            if story >= 0 {
                let score = scores[i].weight * (scores[i].shares[story] ?? 0)
                if decks.last?.story == story, first == i + 1 {
                    decks[decks.count - 1].segments.insert(lines[i], at: 0)
                    decks[decks.count - 1].score += score
                    decks[decks.count - 1].lead = max(decks[decks.count - 1].lead, scores[i].lead(story))
                } else {
                    decks.append(
                        Deck(story: story, segments: [lines[i]], score: score, lead: scores[i].lead(story)))
                }
                first = i
            }
            story = back[i][story] ?? -1
        }
        return decks
    }

    /// What speaks for two segments in a row belonging to one story, or against them belonging to two.
    private func bond(_ lines: [DisplaySegment], _ i: Int, _ last: Int, _ story: Int, _ scores: [Score]) -> Double {
        if lines[i].line == lines[i - 1].line {
            return last == story ? (story >= 0 ? Self.lineBonus : 0) : -Self.otherCost
        }
        return last == story && story >= 0 ? bonus(lines[i].line, story, scores[i - 1], scores[i]) : 0
    }

    /// What speaks for two lines in a row being of one deck. A weak line behind a strong one is its second half;
    /// before a strong one it may as well be a banner.
    private func bonus(_ line: Int, _ story: Int, _ last: Score, _ next: Score) -> Double {
        let isBehind = last.shares[story, default: 0] >= next.shares[story, default: 0]
        var bonus = isBehind ? Self.deckBonus : Self.deckBonus * Self.kicker
        if !isBehind, last.shares[story] == nil { bonus *= Self.mute }
        // The lines of a headline that was broken in two are about as long as each other.
        if abs(sheet.lines[line].width - sheet.lines[line - 1].width) <= 3 { bonus += Self.evenBonus }
        return sheet.lines[line].blanksBefore > 0 ? bonus / 2 : bonus
    }

    // MARK: - Lines

    private struct Score {
        /// What each story holds of the line, above zero.
        var shares: [Int: Double]
        /// What speaks against any story.
        var base: Double
        /// How much the line says, from its number of pairs.
        var weight: Double

        /// What speaks for or against a line of one or two characters, compared with any other.
        static func weight(_ pairs: Double) -> Double { min(1, pairs / 4) }

        /// The share that a story holds, however short the line is.
        func lead(_ story: Int) -> Double {
            weight > 1 ? shares[story, default: 0] / Self.weight(weight) : shares[story, default: 0]
        }
    }

    /// The stories with the highest values; of equals, the first on the page.
    private func best(_ values: [Int: Double], _ count: Int) -> [Int] {
        values.sorted { ($0.value, -$0.key) > ($1.value, -$1.key) }.prefix(count).map(\.key)
    }

    private func scores(of segment: DisplaySegment, _ neighbours: [Int]) -> Score {
        let text = sheet.glyphs[segment.range]
        if DisplaySegment.isFolio(text) { return Score(shares: [:], base: -5, weight: 0) }
        var shares = index.shares(of: text)
        var count = 0
        GramIndex.eachGram(of: text) { _ in count += 1 }
        // A line of one or two characters says little, for or against.
        let weight = Score.weight(Double(count))
        let rival = shares.values.reduce(into: (0.0, 0.0)) { top, share in
            top = share > top.0 ? (share, top.0) : (top.0, max(top.1, share))
        }.1
        for story in neighbours where shares[story] != nil { shares[story, default: 0] += Self.neighbourBonus }
        return Score(
            shares: shares.mapValues { $0 * weight }, base: -(Self.shareMin + Self.rivalCost * rival) * weight,
            weight: Double(count))
    }
}
