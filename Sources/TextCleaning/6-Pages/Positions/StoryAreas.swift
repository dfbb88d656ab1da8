import Stories

/// The stories of a positioned page: which blocks, which headline, which bylines.
///
/// Blocks that are no prose go first: entries of an index, captions, names. Display type is told apart by size and place: what
/// stands under larger type with nothing between is its deck, right above it its kicker, a small one in a column a cross-head.
/// ``ColumnChains`` says which blocks are read one after the other; each chain takes the headline that its place and the share of
/// its words speak for most.
struct StoryAreas {
    /// What a group of display type is.
    enum DisplayRole {
        case headline, deck, kicker, crossHead, label
    }

    /// A story: its display type, and its blocks in no order.
    struct StoryArea {
        var headline: Int?
        var decks: [Int] = []
        var kickers: [Int] = []
        var crossHeads: [Int] = []
        var blocks: [Int] = []
        /// Blocks that are nothing but bylines.
        var bylines: [Int] = []
    }

    private let layout: PositionedLayout
    private(set) var roles: [DisplayRole]
    /// The larger group that a group belongs to.
    private var parents: [Int: Int] = [:]
    /// Blocks that are prose of stories; all others are entries of an index, captions, labels.
    private var prose: [Int] = []
    private(set) var areas: [StoryArea] = []
    /// Blocks that are nothing but bylines.
    private var bylines: [Int] = []
    /// Display type that shares nothing with any block.
    private var slogans: Set<Int> = []
    /// What decided about each group of display type and each block, in a few words and figures.
    private(set) var groupReasons: [Int: String] = [:]
    private(set) var blockReasons: [Int: String] = [:]
    /// Blocks of no story that are entries of an index.
    private(set) var indexEntries: Set<Int> = []

    private var em: Double { layout.em }

    /// - Complexity: O((groups + blocks)²), and what ``ColumnChains`` takes
    init(_ layout: PositionedLayout) {
        self.layout = layout
        roles = layout.groups.map { $0.isLabel ? .label : .headline }
        for (i, group) in layout.groups.enumerated() where group.isLabel { groupReasons[i] = "a few letters, or spaced ones" }
        bylines = layout.blocks.indices.filter { isByline(layout.blocks[$0]) }
        let references = references()
        let headlined = headlinedBlocks()
        for i in layout.blocks.indices where !bylines.contains(i) {
            let block = layout.blocks[i]
            if isIndexEntry(block, references) {
                indexEntries.insert(i)
            } else if isCaption(block) && !headlined.contains(i) || isName(i) {
                continue
            } else if block.isBodyType || block.lines.count >= 4 {
                prose.append(i)
            }
        }
        slogans = findSlogans()
        assignRoles()
        findStories()
        for byline in bylines { give(byline) }
    }

    // MARK: - Blocks that are no prose

    /// Who made the page (`版式制作：…`) is no author of a story.
    private func isByline(_ block: PositionedLayout.TextBlock) -> Bool {
        let credits = block.lines.map { BylineExtraction.credit(layout.lines[$0].glyphs[...]) }
        if !credits.contains(nil) { return credits.contains { $0?.hasAuthors == true } }
        return block.lines.count <= 4 && layout.creditOverLines(block.lines)?.hasAuthors == true
    }

    /// Lines such as `PAGE A19`, in any type.
    private func references() -> [PageBox] {
        (layout.small + layout.blocks).flatMap(\.lines).filter { Furniture.isPageReference(layout.lines[$0].glyphs[...]) }
            .map { layout.lines[$0].box }
    }

    /// Whether a block is a few lines with the number of a page at their end, or right behind or below it.
    private func isIndexEntry(_ block: PositionedLayout.TextBlock, _ references: [PageBox]) -> Bool {
        guard let last = block.lines.last, block.lines.count <= 7 else { return false }
        if Furniture.endsInPageReference(layout.lines[last].glyphs[...]) { return true }
        return references.contains { reference in
            reference.top >= block.box.bottom - 1.6 * em && reference.top <= block.box.bottom + 1.2 * em
                && reference.left >= block.box.left - em && reference.left <= block.box.right + 6 * em
        }
    }

    /// Blocks of body type that a headline speaks of more than of any other: no captions, though photographers sign them.
    private func headlinedBlocks() -> Set<Int> {
        let texts = layout.blocks.map { block in Glyphs(block.lines.flatMap { layout.lines[$0].glyphs }) }
        let index = GramIndex(texts)
        var headlined: Set<Int> = []
        for group in layout.groups where !group.isLabel {
            let text = Glyphs(group.lines.flatMap { layout.lines[$0].glyphs })
            let best = index.shares(of: text[...]).max { ($0.value, $1.key) < ($1.value, $0.key) }
            if let best, best.value > 0.4, layout.blocks[best.key].isBodyType, texts[best.key].count >= 60 {
                headlined.insert(best.key)
            }
        }
        return headlined
    }

    /// Whether a block is a few words by themselves that end no sentence: the name of a column or person, a date.
    private func isName(_ i: Int) -> Bool {
        let block = layout.blocks[i]
        guard block.lines.count == 1, let text = block.lines.first.map({ layout.lines[$0].glyphs }), !text[...].endsSentence
        else { return false }
        if Furniture.isRunningHead(text[...]) || DisplaySegment.isFolio(text[...]) { return true }
        guard
            text.count < (text.contains(where: \.isChineseCharacter) ? 12 : 36)
        else { return false }
        return !layout.blocks.contains { other in
            other.lines.count > 1 && other.box.isInColumn(of: block.box)
                && abs(block.box.top - other.box.bottom) < 0.9 * em
        }
    }

    /// Whether a block is the text under a picture: a few lines that a photographer signs.
    private func isCaption(_ block: PositionedLayout.TextBlock) -> Bool {
        guard block.lines.count <= 10, let last = block.lines.last else { return false }
        let text = layout.lines[last].glyphs[...]
        if block.isBodyType, goesOnFromLeft(block) || isUnderDisplay(block.box) { return false }
        if block.lines.count <= 6, Furniture.endsInPictureCredit(text) { return true }
        let byline = BylineExtraction.credit(text) ?? BylineExtraction.credit(atEndOf: text)?.byline
        return byline.map { !$0.photographers.isEmpty && $0.correspondents.isEmpty } ?? false
    }

    private func isUnderDisplay(_ box: PageBox) -> Bool {
        layout.groups.contains { group in
            !group.isLabel && group.box.isInColumn(of: box) && box.top - group.box.bottom > -0.6 * em
                && box.top - group.box.bottom < 2 * em
        }
    }

    /// Whether the column to the left of a block ends in mid-sentence, and begins in the same row.
    private func goesOnFromLeft(_ block: PositionedLayout.TextBlock) -> Bool {
        layout.blocks.contains { other in
            other.isBodyType && other.lines.count > 2 && other.box.right <= block.box.left + em
                && block.box.left - other.box.right < 4 * em && abs(other.box.top - block.box.top) < 1.2 * em
                && !(other.lines.last.map { layout.lines[$0].glyphs[...].endsSentence } ?? true)
        }
    }

    // MARK: - Display

    private mutating func assignRoles() {
        let widths = prose.filter { layout.blocks[$0].lines.count > 2 }.map { layout.blocks[$0].box.width }.sorted()
        let column = widths.isEmpty ? 10 * em : widths[widths.count / 2]
        for i in layout.groups.indices
        where isFewWords(layout.groups[i]) && isBesideLarger(layout.groups[i]) && !isFlushUnderLarger(layout.groups[i]) {
            roles[i] = .label
            groupReasons[i] = "a few words beside much larger type"
        }
        let heads = layout.groups.indices.filter { roles[$0] == .headline }
        for i in heads.sorted(by: { layout.groups[$0].box.top < layout.groups[$1].box.top }) {
            let group = layout.groups[i]
            let larger = heads.filter {
                layout.groups[$0].size >= 1.15 * group.size && layout.groups[$0].box.bottom <= group.box.top + 0.6 * em
            }
            for other in larger.sorted(by: { layout.groups[$0].box.bottom > layout.groups[$1].box.bottom }) {
                let above = layout.groups[other]
                let gap = group.box.top - above.box.bottom
                let isBelow =
                    isUnder(group.box, above.box, slack: 2 * em)
                    || group.box.isInColumn(of: above.box, share: 0.9) && group.box.width < 1.5 * above.box.width
                if isBelow, gap <= (slogans.contains(i) ? 0.8 * em : 2.6 * em + 0.5 * group.size),
                    !hasProse(between: above.box.bottom, and: group.box.top, in: group.box)
                {
                    // A few words are a deck where they are set with the headline: from its left edge or its middle.
                    let isSetWith =
                        gap < 0.9 * em
                        && (abs(group.box.left - above.box.left) < em
                            || abs(group.box.left + group.box.right - above.box.left - above.box.right) < 2 * em)
                    (parents[i], roles[i]) = isFewWords(group) && !isSetWith ? (nil, .label) : (other, .deck)
                    groupReasons[i] = "\(lines(gap)) under larger type, no prose between"
                    break
                }
                if isUnder(group.box, above.box, slack: 6 * em), above.size >= 1.6 * group.size, group.size < 1.6 * em,
                    group.box.width < 1.25 * column, let before = proseAbove(group.box), before.bottom > group.box.top - 3.2 * em,
                    before.top >= above.box.bottom - 4 * em, hasProseBelow(group.box)
                {
                    (parents[i], roles[i]) = (other, .crossHead)
                    groupReasons[i] = "interrupts a column of its story, \(lines(group.box.top - before.bottom)) below it"
                    break
                }
            }
        }
        for i in heads where roles[i] == .headline {
            let group = layout.groups[i]
            let below = heads.first { other in
                let larger = layout.groups[other]
                let gap = larger.box.top - group.box.bottom
                return roles[other] == .headline && larger.size >= 1.25 * group.size && gap >= -0.5 * em
                    && gap <= (slogans.contains(i) ? 0.6 * em : 0.9 * group.size + 0.3 * em)
                    && isUnder(group.box, larger.box, slack: 2 * em)
            }
            if let below {
                (parents[i], roles[i]) = isFewWords(group) ? (nil, .label) : (below, .kicker)
                groupReasons[i] = "\(lines(layout.groups[below].box.top - group.box.bottom)) above larger type"
            }
        }
    }

    /// Whether a group is a few Chinese characters, as the names of sections and series are; decks and kickers are sentences.
    private func isFewWords(_ group: PositionedLayout.DisplayGroup) -> Bool {
        let glyphs = group.lines.flatMap { layout.lines[$0].glyphs }
        return glyphs.contains(where: \.isChineseCharacter) && glyphs.count { $0.isChineseCharacter } <= 6
    }

    /// Whether larger type stands right above, from the same left edge.
    private func isFlushUnderLarger(_ group: PositionedLayout.DisplayGroup) -> Bool {
        layout.groups.contains { other in
            other.size > 1.15 * group.size && abs(other.box.left - group.box.left) < em
                && group.box.top - other.box.bottom < 0.9 * em && group.box.top > other.box.top
        }
    }

    /// Whether much larger type stands in the same row.
    private func isBesideLarger(_ group: PositionedLayout.DisplayGroup) -> Bool {
        layout.groups.contains { other in
            other.size >= 1.5 * group.size && group.box.isInRow(of: other.box)
                && max(other.box.left - group.box.right, group.box.left - other.box.right) < 20 * em
        }
    }

    /// Whether text goes on right below a box in its column.
    private func hasProseBelow(_ box: PageBox) -> Bool {
        prose.contains { place in
            let block = layout.blocks[place].box
            return block.top >= box.bottom - 0.5 * em && block.top <= box.bottom + 2.6 * em && block.isInColumn(of: box)
        }
    }

    /// Whether a box stands within the columns of another.
    private func isUnder(_ box: PageBox, _ other: PageBox, slack: Double) -> Bool {
        box.left >= other.left - slack && box.right <= other.right + slack
    }

    private func hasProse(between top: Double, and bottom: Double, in column: PageBox) -> Bool {
        prose.contains { place in
            let block = layout.blocks[place]
            return block.lines.count > 1 && block.box.top >= top - 0.5 * em && block.box.bottom <= bottom + 0.5 * em
                && block.box.isInColumn(of: column, share: 0.3)
        }
    }

    /// The block right above a box in its column.
    private func proseAbove(_ box: PageBox) -> PageBox? {
        prose.map { layout.blocks[$0].box }.filter { $0.bottom <= box.top + 0.5 * em && $0.isInColumn(of: box) }
            .max { $0.bottom < $1.bottom }
    }

    private func root(_ group: Int) -> Int {
        var root = group
        for _ in 0..<6 { root = parents[root] ?? root }
        return root
    }

    // MARK: - Stories

    /// What speaks for a headline being that of a story, and against it; the best pairs are taken first.
    private enum HeadlineScore {
        /// What speaks for any headline having a story.
        static let any = 2.2
        /// For the share of its pairs of characters that the story holds.
        static let share = 4.0
        /// Against one of which the story holds hardly anything, and against type that is hardly larger than the body's.
        static let mute = 1.0
        static let small = 0.8
        /// Against one below its story, in it, beside it, and elsewhere; and for each line of distance.
        static let below = 0.8
        static let inside = 1.0
        static let beside = 1.2
        static let elsewhere = 2.4
        static let distance = 0.2
        static let distanceMax = 2.0
        /// Against one with another story in between.
        static let between = 3.0
    }

    private mutating func findStories() {
        let display = layout.groups.indices.map { i in
            ColumnChains.DisplayArea(
                box: layout.groups[i].box, whole: wholeBox(root(i)), isCrossHead: roles[i] == .crossHead,
                isLabel: roles[i] == .label || slogans.contains(i))
        }
        let opened = Set(bylines.compactMap(blockUnder))
        let chains = ColumnChains(layout, prose: prose, opened: opened, display: display)
        blockReasons = chains.reasons
        areas = chains.chains.map { StoryArea(headline: nil, blocks: $0) }
        assignHeadlines()
        for i in roles.indices where roles[i] == .crossHead {
            let box = layout.groups[i].box
            let nearest = areas.indices.filter { area in areas[area].blocks.contains { layout.blocks[$0].box.isInColumn(of: box) }
            }
            .min { distance(box, to: areas[$0]) < distance(box, to: areas[$1]) }
            if let nearest { areas[nearest].crossHeads.append(i) }
        }
    }

    /// Headlines of hardly larger type that share nothing with any block: slogans, names of sections.
    private func findSlogans() -> Set<Int> {
        let index = GramIndex(prose.map { block in Glyphs(layout.blocks[block].lines.flatMap { layout.lines[$0].glyphs }) })
        return Set(
            layout.groups.indices.filter { i in
                guard roles[i] == .headline, layout.groups[i].size < 1.7 * em else { return false }
                let text = Glyphs(layout.groups[i].lines.flatMap { layout.lines[$0].glyphs })
                return index.shares(of: text[...]).values.allSatisfy { $0 < 0.15 }
            })
    }

    /// The block that a byline opens which stands by itself over one column or several: the first of those right below it.
    private func blockUnder(_ byline: Int) -> Int? {
        let name = layout.blocks[byline].box
        let under = prose.filter { isOver(byline, $0) }.min { layout.blocks[$0].box.left < layout.blocks[$1].box.left }
        guard var first = under else { return nil }
        // It may stand over the last of several columns, at its right edge.
        for _ in 0..<12 where !layout.blocks[first].opens {
            let box = layout.blocks[first].box
            let before = prose.first { block in
                let other = layout.blocks[block].box
                return abs(other.top - box.top) < 1.2 * em && other.top >= name.bottom - 0.5 * em && other.right <= box.left + em
                    && box.left - other.right < 3 * em
            }
            guard let before, !bylines.contains(where: { $0 != byline && isOver($0, before) }),
                !isEdge(before: first, behind: layout.blocks[before].box)
            else { break }
            first = before
        }
        return first
    }

    /// Whether a headline stands over a block and not over what is to its left.
    private func isEdge(before block: Int, behind left: PageBox) -> Bool {
        let box = layout.blocks[block].box
        return layout.groups.indices.contains { i in
            let group = layout.groups[i].box
            return roles[i] == .headline && !slogans.contains(i) && group.isInColumn(of: box) && group.bottom <= box.top
                && box.top - group.bottom < 6 * em && group.left > left.right - em && group.left < box.left + 3 * em
        }
    }

    private func isOver(_ byline: Int, _ block: Int) -> Bool {
        let (name, box) = (layout.blocks[byline].box, layout.blocks[block].box)
        return name.bottom <= box.top + 0.8 * em && name.bottom >= box.top - 3 * em && name.isInColumn(of: box)
    }

    private func distance(_ box: PageBox, to area: StoryArea) -> Double {
        area.blocks.map { distance(box, layout.blocks[$0].box) }.min() ?? .infinity
    }

    /// The box of a group with its decks and kickers.
    private func wholeBox(_ group: Int) -> PageBox {
        var box = layout.groups[group].box
        for i in layout.groups.indices where root(i) == group && roles[i] != .crossHead { box.formUnion(layout.groups[i].box) }
        return box
    }

    /// The boxes of a story's blocks.
    private struct AreaShape {
        let blocks: Set<Int>
        let boxes: [PageBox]
        let first, whole: PageBox

        init?(of area: StoryArea, _ layout: PositionedLayout) {
            blocks = Set(area.blocks)
            boxes = area.blocks.map { layout.blocks[$0].box }
            guard let first = boxes.first else { return nil }
            self.first = first
            whole = boxes.reduce(into: first) { $0.formUnion($1) }
        }
    }

    /// A headline with its decks and kickers, and the prose in its columns, from the top.
    private struct PlacedHeadline {
        let box: PageBox
        let column: [Int]
    }

    private mutating func assignHeadlines() {
        let index = GramIndex(
            areas.map { area in Glyphs(area.blocks.flatMap { layout.blocks[$0].lines }.flatMap { layout.lines[$0].glyphs }) })
        let shapes = areas.map { AreaShape(of: $0, layout) }
        let fromTop = prose.sorted { layout.blocks[$0].box.top < layout.blocks[$1].box.top }
        var pairs: [(score: Double, group: Int, area: Int, share: Double, place: HeadlinePlace)] = []
        for group in layout.groups.indices where roles[group] == .headline {
            let box = wholeBox(group)
            let head = PlacedHeadline(
                box: box, column: fromTop.filter { layout.blocks[$0].box.isInColumn(of: box, share: 0.3) })
            let text = Glyphs(layout.groups[group].lines.flatMap { layout.lines[$0].glyphs })
            let shares = index.shares(of: text[...])
            for case (let area, let shape?) in zip(areas.indices, shapes) {
                let share = shares[area] ?? 0
                var score = HeadlineScore.any + HeadlineScore.share * share
                if share < 0.08 { score -= HeadlineScore.mute }
                if layout.groups[group].size < 1.5 * em { score -= HeadlineScore.small }
                let (cost, place, gap) = placeCost(box, shape)
                score -= cost
                if score > 0, let gap, hasOtherStory(between: gap, head, shape) { score -= HeadlineScore.between }
                if score > 0 { pairs.append((score, group, area, share, place)) }
            }
        }
        var taken: Set<Int> = []
        for pair in pairs.sorted(by: { ($1.score, $0.group, $0.area) < ($0.score, $1.group, $1.area) })
        where areas[pair.area].headline == nil && taken.insert(pair.group).inserted {
            areas[pair.area].headline = pair.group
            let share = NumberFormat.decimals(pair.share * 100, 0)
            groupReasons[pair.group] = "\(pair.place.rawValue) it, \(share) % of its pairs in the story"
        }
        for i in roles.indices where roles[i] == .deck || roles[i] == .kicker {
            guard let area = areas.firstIndex(where: { $0.headline == root(i) }) else { continue }
            if roles[i] == .deck { areas[area].decks.append(i) } else { areas[area].kickers.append(i) }
        }
    }

    /// Where a headline stands to a story.
    private enum HeadlinePlace: String {
        case over, under, inside = "in", beside, elsewhere = "away from"
    }

    /// What the place of a headline costs for a story, and from where to where other stories would stand between both.
    private func placeCost(
        _ head: PageBox, _ area: AreaShape
    ) -> (cost: Double, place: HeadlinePlace, gap: (top: Double, bottom: Double)?) {
        func far(_ gap: Double) -> Double { min(HeadlineScore.distanceMax, HeadlineScore.distance * max(0, gap / em - 0.5)) }
        let top = area.boxes.lazy.filter { $0.isInColumn(of: head, share: 0.4) }.map(\.top).min()
        if let top, head.bottom <= top + 0.8 * em {
            // Over the first column, or over all.
            let isFirst = area.first.isInColumn(of: head, share: 0.4) ? 0 : HeadlineScore.inside
            return (far(top - head.bottom) + isFirst, .over, (head.bottom, top))
        }
        let whole = area.whole
        if head.isInColumn(of: whole, share: 0.5), head.top >= whole.bottom - 0.8 * em {
            return (HeadlineScore.below + far(head.top - whole.bottom), .under, (whole.bottom, head.top))
        }
        if head.sharedWidth(whole) > 0, head.sharedHeight(whole) > 0 { return (HeadlineScore.inside, .inside, nil) }
        let gap = max(whole.left - head.right, head.left - whole.right)
        if head.sharedHeight(whole) > 0.3 * min(head.height, whole.height) {
            return (HeadlineScore.beside + far(gap), .beside, nil)
        }
        return (HeadlineScore.elsewhere, .elsewhere, nil)
    }

    /// Whether prose of another story stands between a headline and a story.
    ///
    /// - Complexity: O(log blocks + blocks of the story)
    private func hasOtherStory(between gap: (top: Double, bottom: Double), _ head: PlacedHeadline, _ area: AreaShape) -> Bool {
        let first = head.column.partitioningIndex { layout.blocks[$0].box.top >= gap.top - 0.5 * em }
        return head.column[first...].prefix { layout.blocks[$0].box.top <= gap.bottom + 0.5 * em }.contains {
            layout.blocks[$0].box.bottom <= gap.bottom + 0.5 * em && !area.blocks.contains($0)
        }
    }

    // MARK: - What stands beside

    /// A distance in lines of body type.
    private func lines(_ distance: Double) -> String { "\(NumberFormat.decimals(distance / em, 1)) lines" }

    /// The jump lines of a story: those that stand nearest to one of its blocks.
    func jumps(of area: StoryArea) -> [Int] {
        layout.jumps.filter { i in
            let box = layout.lines[i].box
            let nearest = prose.min { distance(box, layout.blocks[$0].box) < distance(box, layout.blocks[$1].box) }
            return nearest.map(area.blocks.contains) ?? false
        }
    }

    /// How far a box stands from another.
    ///
    /// - Parameter beside: How many times as far what stands beside it counts as what stands above or below.
    private func distance(_ box: PageBox, _ other: PageBox, beside: Double = 2) -> Double {
        beside * max(0, box.left - other.right, other.left - box.right)
            + max(0, box.top - other.bottom, other.top - box.bottom)
    }

    /// Gives a byline to the story that begins under it; else to the one whose headline or block is nearest.
    private mutating func give(_ byline: Int) {
        if let block = blockUnder(byline), let area = areas.firstIndex(where: { $0.blocks.contains(block) }) {
            areas[area].bylines.append(byline)
            return
        }
        let box = layout.blocks[byline].box
        let distances = areas.map { area in
            let heads = ([area.headline].compactMap { $0 } + area.decks).map { layout.groups[$0].box }
            let blocks = area.blocks.map { layout.blocks[$0].box }
            return min(
                heads.map { distance(box, $0, beside: 1) }.min() ?? .infinity,
                blocks.map { 1.3 * distance(box, $0, beside: 1 / 1.3) }.min() ?? .infinity)
        }
        let nearest = areas.indices.min { distances[$0] < distances[$1] }
        if let nearest { areas[nearest].bylines.append(byline) }
    }
}
