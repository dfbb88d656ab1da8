import Stories

/// Which blocks of prose are read one after the other: the columns of each story.
///
/// Each block goes on with at most one other, below it or in a column to its right, and each is reached from at most one. A link
/// costs what is odd about it: a byline or dateline at the beginning of what goes on, a sentence that had ended, rows that do not
/// meet, a headline in between, a wide gutter. To end a story or to begin one costs too, less where the text or the page says
/// that it does. The links are taken that save most together.
struct ColumnChains {
    /// The blocks of each story, in the order in which they are read.
    private(set) var chains: [[Int]] = []
    /// What decided about each block, in a few words and figures.
    private(set) var reasons: [Int: String] = [:]

    private let layout: PositionedLayout
    private let display: [DisplayArea]
    private let texts: [Int: BlockText]
    /// The block right above each, and right below.
    private var above: [Int: Int] = [:]
    private var below: [Int: Int] = [:]
    /// Blocks with nothing in their column below them, and above them but display type.
    private var feet: Set<Int> = []
    private var heads: Set<Int> = []
    private let gutter: Double
    private let evidence: LineBreakEvidence
    /// Where the lines of each block end, those of a single line as what they stand under.
    private var columnRights: [Int: Double]
    private let isIndentedPage: Bool
    private var em: Double { layout.em }

    /// Display type that may stand over, under or between blocks, with all that belongs to it.
    struct DisplayArea {
        let box: PageBox
        /// The box of it and of what it is the deck, kicker or headline of.
        let whole: PageBox
        let isCrossHead: Bool
        let isLabel: Bool
    }

    /// What the first and last line of a block say.
    private struct BlockText {
        let opens: Bool
        let closes: Bool
        let endsSentence: Bool
        let isHeadless: Bool
        let isIndented: Bool
    }

    /// What is odd about a link, about beginning a story and about ending one; what speaks for it is below zero.
    private enum Cost {
        // What the text says.

        /// A byline or dateline begins what goes on.
        static let opens = 5.0
        /// A byline or jump line ended what it goes on from.
        static let closed = 4.0
        /// The sentence had ended.
        static let ended = 0.8
        /// The sentence had not ended, but what goes on is indented; it had, but what goes on begins in mid-sentence.
        static let indented = 1.0
        /// The characters that meet stand together elsewhere on the page: as a pair, as a part of three; they never do.
        static let pair = -1.5
        static let phrase = -2.5
        static let unknown = 0.8
        /// A word that was divided goes on in small letters; it does not.
        static let divided = -1.0
        static let undivided = 2.0
        /// The rare pairs of characters that both share, as a part of all.
        static let likeness = -8.0
        /// Type of another face or size: below, and in the next column.
        static let otherTypeBelow = 0.5
        static let otherType = 4.0

        // Below, in the same column.

        /// For each line of distance.
        static let distance = 0.25
        /// Further than a line with nothing in between.
        static let farBelow = 1.5
        /// A column of another width.
        static let otherWidth = 1.2
        /// All distance at the most: in a column with the same edges, and in another.
        static let belowMax = 2.0
        static let elsewhereMax = 6.0
        /// Display type in between.
        static let crossHead = 0.3
        static let label = 1.5
        static let headline = 3.0

        // In another column.

        static let column = 0.5
        /// For each line that rows are off, and that a gutter is wider than others; each at the most.
        static let off = 0.25
        static let gutter = 0.3
        static let offMax = 3.0
        /// From the foot of a column to the head of the next, whatever their rows; behind the end of a sentence besides.
        static let flow = 0.6
        static let flowEnded = 3.0
        /// From the last column of a row to the first of the row below.
        static let wrap = 1.2
        /// There is more to read right below.
        static let unread = 1.5
        /// What goes on is not the top of its column: right under the block above it, and over a gap.
        static let inside = 2.0
        static let insideFar = 1.0
        /// What goes on has a headline of its own; one that may as well be that of both; one that stands over both.
        static let ownHeadline = 3.0
        static let nextHeadline = 1.0
        static let sharedHeadline = -0.8

        // To begin a story, and to end one.

        /// Under a headline, beside others under it, and without any sign; in mid-sentence besides.
        static let beginsUnderHeadline = 0.2
        static let beginsBeside = 1.2
        static let begins = 3.5
        static let beginsHeadless = 1.0
        /// With a sentence, and in mid-sentence.
        static let ends = 0.3
        static let endsOpen = 3.0
    }

    /// Display type further above a block than so many lines is not its own.
    private static let overMax = 4.5

    /// - Parameters:
    ///   - prose: The blocks, as places of ``PositionedLayout/blocks``.
    ///   - opened: Those under a byline that stands by itself.
    /// - Complexity: O(blocks² + glyphs)
    init(_ layout: PositionedLayout, prose: [Int], opened: Set<Int>, display: [DisplayArea]) {
        self.layout = layout
        self.display = display
        let edges = Dictionary(uniqueKeysWithValues: prose.map { ($0, layout.edges(of: layout.blocks[$0].lines)) })
        columnRights = edges.mapValues(\.right)
        evidence = LineBreakEvidence(texts: layout.lines.map(\.glyphs))
        let jumps = layout.jumps.map { layout.lines[$0].box }
        texts = edges.reduce(into: [:]) { texts, column in
            texts[column.key] = Self.text(
                of: layout.blocks[column.key], layout, column.value, opened.contains(column.key), jumps)
        }
        let indented = edges.reduce(0) { sum, column in
            sum + layout.blocks[column.key].lines.count { column.value.isIndented(layout.lines[$0].box) }
        }
        isIndentedPage = indented * 14 >= prose.reduce(0) { $0 + layout.blocks[$1].lines.count }
        var gaps: [Double] = []
        for block in prose where layout.blocks[block].lines.count > 2 {
            let box = layout.blocks[block].box
            let next = prose.lazy.map { layout.blocks[$0].box }.filter {
                $0.left >= box.right - layout.em && $0.isInRow(of: box, share: 0.3)
            }
            .map { $0.left - box.right }.min()
            if let next { gaps.append(max(0, next)) }
        }
        gaps.sort()
        gutter = gaps.isEmpty ? 2 * layout.em : gaps[gaps.count / 3]
        findNeighbours(prose)
        link(prose)
    }

    // MARK: - Blocks

    private static func text(
        of block: PositionedLayout.TextBlock, _ layout: PositionedLayout, _ edges: ColumnEdges, _ isOpened: Bool,
        _ jumps: [PageBox]
    ) -> BlockText {
        let first = block.lines.first.map { layout.lines[$0].glyphs } ?? []
        let last = block.lines.last.map { layout.lines[$0].glyphs } ?? []
        // In brackets it may be set over several lines.
        let end = Glyphs(block.lines.suffix(3).map { layout.lines[$0].glyphs }.joined())
        let credit =
            BylineExtraction.credit(last[...]) != nil || BylineExtraction.credit(atEndOf: last[...]) != nil
            || BylineExtraction.credit(atEndOf: end[...]) != nil
        let hasNames = layout.names(atEndOf: block.lines) != nil
        let isFollowedByJump = jumps.contains { jump in
            jump.top >= block.box.bottom - 0.5 * layout.em && jump.top <= block.box.bottom + 2 * layout.em
                && jump.isInColumn(of: block.box)
        }
        let head = first.first ?? 0
        return BlockText(
            opens: isOpened || block.opens, closes: isFollowedByJump || (credit || hasNames) && block.lines.count > 1,
            endsSentence: last[...].endsSentence || credit || hasNames,
            isHeadless: head.isLower || head.isPause || head.isCloser,
            isIndented: block.lines.first.map { edges.isIndented(layout.lines[$0].box) } ?? false)
    }

    private mutating func findNeighbours(_ prose: [Int]) {
        for block in prose {
            let box = layout.blocks[block].box
            let next = prose.filter { other in
                let other = layout.blocks[other].box
                return other.top >= box.bottom - 0.5 * em && other.isInColumn(of: box)
            }.min { layout.blocks[$0].box.top < layout.blocks[$1].box.top }
            guard let next, next != block else { continue }
            below[block] = next
            if let current = above[next], layout.blocks[current].box.bottom >= box.bottom { continue }
            above[next] = block
        }
        // The last line of a paragraph may be a block of its own.
        for block in prose.sorted(by: { layout.blocks[$0].box.top < layout.blocks[$1].box.top })
        where layout.blocks[block].lines.count <= 2 {
            guard let over = above[block], let right = columnRights[over], let own = columnRights[block] else { continue }
            let (box, other) = (layout.blocks[block].box, layout.blocks[over].box)
            if abs(box.left - other.left) < 3 * em, box.top - other.bottom < 1.2 * em { columnRights[block] = max(own, right) }
        }
        feet = Set(prose.filter { below[$0] == nil })
        heads = Set(prose.filter { above[$0] == nil })
    }

    // MARK: - Links

    private struct Link {
        let from, to: Int
        let gain: Double
        let place: LinkPlace
    }

    /// Where what goes on stands.
    private enum LinkPlace {
        /// Below, by so many lines.
        case below(Double)
        /// In a column to the right, so many lines off its row.
        case beside(Double)
        case nextRow
    }

    private mutating func link(_ prose: [Int]) {
        let places = Dictionary(uniqueKeysWithValues: prose.enumerated().map { ($1, $0) })
        let glyphs = prose.map { Glyphs(layout.blocks[$0].lines.flatMap { layout.lines[$0].glyphs }) }
        let index = GramIndex(glyphs)
        var links: [Link] = []
        for (place, block) in prose.enumerated() {
            let candidates = self.candidates(block, prose)
            guard !candidates.isEmpty else { continue }
            let likeness = index.likeness(of: glyphs[place][...])
            for (next, geometry, linkPlace) in candidates {
                let alike = Cost.likeness * (places[next].flatMap { likeness[$0] } ?? 0)
                let cost = geometry + textCost(block, next) + alike
                let gain = endCost(block) + beginCost(next) - cost
                if gain > 0 { links.append(Link(from: block, to: next, gain: gain, place: linkPlace)) }
            }
        }
        let best = Self.best(links)
        var next: [Int: Int] = [:]
        for link in best {
            next[link.from] = link.to
            reasons[link.to] = reason(for: link)
        }
        let reached = Set(next.values)
        var seen: Set<Int> = []
        // Blocks in a circle, which no column is, have no first one: they come last.
        for first in prose.filter({ !reached.contains($0) }) + prose.filter(reached.contains) where seen.insert(first).inserted {
            var chain = [first]
            while let following = next[chain[chain.count - 1]], seen.insert(following).inserted { chain.append(following) }
            chains.append(chain)
            let begin = beginCost(first)
            reasons[first] = begin == 0 ? "begins with a byline or dateline" : "begins a story: \(figure(begin))"
        }
    }

    /// The links that save most together, of which each block has one on either side at most.
    ///
    /// A matching of greatest weight, one block after the other by the best augmenting path (Kuhn, Munkres); in a graph of
    /// columns paths are a few links long. Of more than ``blocksMax`` blocks, which no page has, the best are taken one by one.
    private static func best(_ links: [Link]) -> [Link] {
        let sorted = links.sorted { ($1.gain, $0.from, $0.to) < ($0.gain, $1.from, $1.to) }
        let outgoing = Dictionary(grouping: sorted, by: \.from)
        var taken: [Int: Link] = [:]
        guard outgoing.count <= blocksMax else {
            var sources: Set<Int> = []
            for link in sorted where !sources.contains(link.from) && taken[link.to] == nil {
                sources.insert(link.from)
                taken[link.to] = link
            }
            return Array(taken.values)
        }
        for source in outgoing.keys.sorted() { augment(from: source, outgoing, &taken) }
        return Array(taken.values)
    }

    private static let blocksMax = 1_000

    /// Links one more block if that saves more, with whatever other links must change for it.
    private static func augment(from source: Int, _ outgoing: [Int: [Link]], _ taken: inout [Int: Link]) {
        var saved = [source: 0.0]
        var reachedBy: [Int: Link] = [:]
        var waiting = [source]
        var best: (saved: Double, end: Link?) = (1e-9, nil)
        var steps = 0
        while !waiting.isEmpty, steps < 4 * blocksMax {
            steps += 1
            let block = waiting.removeFirst()
            let own = saved[block] ?? 0
            for link in outgoing[block] ?? [] {
                guard let rival = taken[link.to] else {
                    if own + link.gain > best.saved { best = (own + link.gain, link) }
                    continue
                }
                guard rival.from != block else { continue }
                let left = own + link.gain - rival.gain
                if left > (saved[rival.from] ?? -.infinity) + 1e-9 {
                    saved[rival.from] = left
                    reachedBy[rival.from] = link
                    waiting.append(rival.from)
                    // The rival may do without any link.
                    if left > best.saved { best = (left, link) }
                }
            }
        }
        guard var link = best.end else { return }
        // Back along the path, each block takes the link by which the next one was reached.
        for _ in 0...steps {
            taken[link.to] = link
            guard link.from != source, let before = reachedBy[link.from] else { return }
            link = before
        }
    }

    private func figure(_ value: Double) -> String { NumberFormat.decimals(value, 1) }

    private func reason(for link: Link) -> String {
        let place =
            switch link.place {
            case .below(let lines): "\(figure(lines)) lines below"
            case .beside(let lines): "next column, \(figure(lines)) lines off its row"
            case .nextRow: "first column of the row below"
            }
        return "\(place), saves \(figure(link.gain))"
    }

    /// Blocks that may go on with a block, what their places cost, and which they are.
    private func candidates(_ block: Int, _ prose: [Int]) -> [(block: Int, cost: Double, place: LinkPlace)] {
        let box = layout.blocks[block].box
        var found: [(Int, Double, LinkPlace)] = []
        let under = below[block]
        if let under, above[under] == block {
            let other = layout.blocks[under].box
            let gap = max(0, (other.top - box.bottom) / em - 0.5)
            let between = display.filter {
                $0.box.top >= box.bottom - 0.6 * em && $0.box.bottom <= other.top + 0.8 * em
                    && $0.box.isInColumn(of: other, share: 0.3)
            }
            let barrier = between.map { $0.isCrossHead ? Cost.crossHead : $0.isLabel ? Cost.label : Cost.headline }.max() ?? 0
            let far = Cost.distance * gap + (gap > 1 && between.isEmpty ? Cost.farBelow : 0)
            // A picture may stand in a column.
            let isSame = isSameColumn(box, other)
            let cost = min(isSame && gap < 30 ? Cost.belowMax : Cost.elsewhereMax, far) + (isSame ? 0 : Cost.otherWidth) + barrier
            found.append((under, cost, .below(gap)))
        }
        let topBlock = columnTop(of: block)
        let top = layout.blocks[topBlock].box.top
        let hasOwnBeginning = !displays(over: topBlock).isEmpty
        let isUnread =
            under.map { layout.blocks[$0].box.top - box.bottom < 1.2 * em && !hasDisplay(over: $0) && texts[$0]?.opens != true }
            ?? false
        for other in prose where other != block {
            let next = layout.blocks[other].box
            let gap = next.left - min(box.right, columnRights[block] ?? box.right)
            if next.left < box.left - 2 * em, next.top >= box.bottom - 0.5 * em, next.top <= box.bottom + 3 * em,
                above[other] != nil,
                !hasDisplay(over: other), !isRowInside(other, prose), !hasDisplayBetween(box.bottom, next.top, next)
            {
                found.append((other, Cost.column + Cost.wrap, .nextRow))
                continue
            }
            guard gap >= -em, gap <= max(12 * em, 3 * gutter),
                feet.contains(block) && heads.contains(other) || next.top < box.bottom + 3 * em && next.bottom > top - 3 * em
            else {
                continue
            }
            var off = min(abs(next.top - top), abs(next.top - box.top), abs(columnBottom(of: other) - box.bottom)) / em
            let isFlow = feet.contains(block) && heads.contains(other)
            if isFlow {
                let ended = texts[block]?.endsSentence == true ? Cost.flowEnded : 0
                off = min(off, 0.5 + (Cost.flow + ended) / Cost.off)
            }
            var cost = Cost.column + min(Cost.offMax, Cost.off * max(0, off - 0.5))
            cost += min(Cost.offMax, Cost.gutter * max(0, (gap - gutter) / em - 0.3))
            if isUnread { cost += Cost.unread }
            if let head = above[other], !hasDisplay(over: other), min(abs(next.top - top), abs(next.top - box.top)) > 1.5 * em {
                cost += next.top - layout.blocks[head].box.bottom < 2.4 * em ? Cost.inside : Cost.insideFar
            }
            for over in displays(over: other) {
                let isOverBoth = over.whole.sharedWidth(box) > 0.4 * box.width && abs(next.top - top) < 8 * em
                // The first column may stand beside its headline.
                let isCorner =
                    !hasOwnBeginning && texts[block]?.endsSentence == false && abs(top - over.whole.top) < 2.5 * em
                    && gap < 3 * em
                cost +=
                    isOverBoth || isCorner ? Cost.sharedHeadline : hasOwnBeginning ? Cost.ownHeadline : Cost.nextHeadline
                if isCorner { cost += Cost.beginsUnderHeadline - Cost.beginsBeside }
            }
            found.append((other, cost, .beside(off)))
        }
        return found
    }

    /// Whether a block has another to its left that begins in the same row.
    private func isRowInside(_ block: Int, _ prose: [Int]) -> Bool {
        let box = layout.blocks[block].box
        return prose.contains { other in
            let next = layout.blocks[other].box
            return abs(next.top - box.top) < 1.5 * em && next.right <= box.left + em && box.left - next.right < 4 * em
        }
    }

    private func hasDisplayBetween(_ top: Double, _ bottom: Double, _ box: PageBox) -> Bool {
        display.contains {
            !$0.isCrossHead && $0.box.top >= top - em && $0.box.bottom <= bottom + em && $0.box.sharedWidth(box) > 0
        }
    }

    /// Whether two blocks have the edges of one column.
    private func isSameColumn(_ box: PageBox, _ other: PageBox) -> Bool {
        abs(other.left - box.left) < em && abs(other.right - box.right) < 2 * em
    }

    /// The top of the column that a block stands in: of the blocks right above each other.
    private func columnTop(of block: Int) -> Int {
        var at = block
        for _ in 0..<20 {
            guard texts[at]?.opens != true, let over = above[at], !hasDisplay(over: at) else { break }
            let (box, other) = (layout.blocks[at].box, layout.blocks[over].box)
            guard box.top - other.bottom < (isSameColumn(box, other) ? 8 : 2.4) * em else { break }
            at = over
        }
        return at
    }

    /// The foot of the column that a block stands in.
    private func columnBottom(of block: Int) -> Double {
        var at = block
        for _ in 0..<20 {
            guard let under = below[at], above[under] == at, texts[under]?.opens != true, !hasDisplay(over: under) else { break }
            let (box, other) = (layout.blocks[at].box, layout.blocks[under].box)
            guard other.top - box.bottom < (isSameColumn(box, other) ? 8 : 2.4) * em else { break }
            at = under
        }
        return layout.blocks[at].box.bottom
    }

    private func isRight(over block: Int, _ area: DisplayArea) -> Bool {
        let box = layout.blocks[block].box
        let gap = box.top - area.box.bottom
        return gap >= -0.8 * em && gap <= Self.overMax * em && area.box.isInColumn(of: box, share: 0.45)
            && (above[block].map { layout.blocks[$0].box.bottom <= area.box.top + 0.6 * em } ?? true)
    }

    private func displays(over block: Int) -> [DisplayArea] {
        display.filter { !$0.isCrossHead && !$0.isLabel && isRight(over: block, $0) }
    }
    private func hasDisplay(over block: Int) -> Bool { display.contains { !$0.isCrossHead && isRight(over: block, $0) } }

    private func textCost(_ block: Int, _ next: Int) -> Double {
        guard let from = texts[block], let to = texts[next] else { return 0 }
        var cost = to.opens ? Cost.opens : 0
        if from.closes { cost += Cost.closed }
        if layout.blocks[block].isBodyType != layout.blocks[next].isBodyType {
            cost += below[block] == next ? Cost.otherTypeBelow : Cost.otherType
        }
        if from.endsSentence {
            cost += Cost.ended + (to.isHeadless ? Cost.indented : 0)
        } else {
            if to.isIndented, isIndentedPage { cost += Cost.indented }
            cost += jointCost(block, next)
        }
        return cost
    }

    /// What the characters say that meet when a sentence goes on in another block.
    private func jointCost(_ block: Int, _ next: Int) -> Double {
        guard let last = layout.blocks[block].lines.last, let first = layout.blocks[next].lines.first else { return 0 }
        let (before, after) = (layout.lines[last].glyphs[...], layout.lines[first].glyphs[...])
        if before.last == 0x2D { return after.first?.isLower == true ? Cost.divided : Cost.undivided }
        switch evidence.joint(before, after) {
        case .mute: return 0
        case .unknown: return Cost.unknown
        case .pair: return Cost.pair
        case .phrase: return Cost.phrase
        }
    }

    private func endCost(_ block: Int) -> Double {
        guard let text = texts[block], !text.closes else { return 0 }
        return text.endsSentence ? Cost.ends : Cost.endsOpen
    }

    private func beginCost(_ block: Int) -> Double {
        guard let text = texts[block], !text.opens else { return 0 }
        let headless = text.isHeadless ? Cost.beginsHeadless : 0
        let over = displays(over: block)
        guard !over.isEmpty else { return Cost.begins + headless }
        let box = layout.blocks[block].box
        let isBeside = texts.keys.contains { other in
            let next = layout.blocks[other].box
            return next.right <= box.left + em && abs(next.top - box.top) < 4 * em
                && over.contains { $0.whole.sharedWidth(next) > 0.5 * next.width && $0.whole.bottom <= next.top + em }
        }
        return headless + (isBeside ? Cost.beginsBeside : Cost.beginsUnderHeadline)
    }
}
