import Stories

/// Which blocks of a positioned page belong to which headline.
///
/// A block belongs to the display type right above it in its column, if no other block stands between; else to the block above
/// it, when that is near; else to the block beside it that begins or ends in the same row: columns of one story are set so.
/// Display type that stands under larger one, with nothing between, is its deck; a small one that interrupts a column of its
/// story is a cross-head; one right above larger type is its kicker.
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
    private var owners: [Int: Int] = [:]
    private(set) var areas: [StoryArea] = []
    /// Blocks of no story that are entries of an index.
    private(set) var indexEntries: Set<Int> = []

    private var em: Double { layout.em }

    /// - Complexity: O(groups² + blocks²)
    init(_ layout: PositionedLayout) {
        self.layout = layout
        roles = layout.groups.map { $0.isLabel ? .label : .headline }
        let bylines = layout.blocks.indices.filter { isByline(layout.blocks[$0]) }
        let references = references()
        for i in layout.blocks.indices where !bylines.contains(i) {
            let block = layout.blocks[i]
            if isIndexEntry(block, references) {
                indexEntries.insert(i)
            } else if isCaption(block) {
                continue
            } else if block.isBodyType || block.lines.count >= 4 {
                prose.append(i)
            }
        }
        assignRoles()
        assignBlocks()
        gather()
        for byline in bylines { give(byline) }
    }

    // MARK: - Blocks that are no prose

    private func isByline(_ block: PositionedLayout.TextBlock) -> Bool {
        block.lines.allSatisfy { BylineExtraction.credit(layout.lines[$0].glyphs[...]) != nil }
    }

    /// Lines such as `PAGE A19`, in any type.
    private func references() -> [PageBox] {
        (layout.small + layout.blocks).flatMap(\.lines).filter { Furniture.isPageReference(layout.lines[$0].glyphs[...]) }
            .map { layout.lines[$0].box }
    }

    /// Whether a block is a few lines with the number of a page at their end, or right behind or below it.
    private func isIndexEntry(_ block: PositionedLayout.TextBlock, _ references: [PageBox]) -> Bool {
        guard let last = block.lines.last, block.lines.count <= 7 else { return false }
        let text = layout.lines[last].glyphs[...]
        if Furniture.isPageReference(text) { return true }
        let words = text.split(separator: .space)
        if words.count > 2, Furniture.isPageReference(Glyphs(words.suffix(2).joined(separator: [.space]))[...]) { return true }
        return references.contains { reference in
            reference.top >= block.box.bottom - 1.6 * em && reference.top <= block.box.bottom + 1.2 * em
                && reference.left >= block.box.left - em && reference.left <= block.box.right + 6 * em
        }
    }

    /// Whether a block is the text under a picture: a few lines that a photographer signs.
    private func isCaption(_ block: PositionedLayout.TextBlock) -> Bool {
        guard block.lines.count <= 10, let last = block.lines.last else { return false }
        let text = layout.lines[last].glyphs[...]
        if block.lines.count <= 6, Furniture.endsInPictureCredit(text) { return true }
        let byline = BylineExtraction.credit(text) ?? BylineExtraction.credit(atEndOf: text)?.byline
        return byline.map { !$0.photographers.isEmpty && $0.correspondents.isEmpty } ?? false
    }

    // MARK: - Display

    private mutating func assignRoles() {
        let widths = prose.filter { layout.blocks[$0].lines.count > 2 }.map { layout.blocks[$0].box.width }.sorted()
        let column = widths.isEmpty ? 10 * em : widths[widths.count / 2]
        for i in layout.groups.indices where isFewWords(layout.groups[i]) && isBesideLarger(layout.groups[i]) {
            roles[i] = .label
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
                if isBelow, gap <= 2.6 * em + 0.5 * group.size,
                    !hasProse(between: above.box.bottom, and: group.box.top, in: group.box)
                {
                    (parents[i], roles[i]) = isFewWords(group) ? (nil, .label) : (other, .deck)
                    break
                }
                if isUnder(group.box, above.box, slack: 6 * em), above.size >= 1.6 * group.size, group.size < 1.6 * em,
                    group.box.width < 1.25 * column, let before = proseAbove(group.box), before.bottom > group.box.top - 3.2 * em,
                    before.top >= above.box.bottom - 4 * em, hasProseBelow(group.box)
                {
                    (parents[i], roles[i]) = (other, .crossHead)
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
                    && gap <= 0.9 * group.size + 0.3 * em && isUnder(group.box, larger.box, slack: 2 * em)
            }
            if let below { (parents[i], roles[i]) = isFewWords(group) ? (nil, .label) : (below, .kicker) }
        }
    }

    /// Whether a group is a few Chinese characters, as the names of sections and series are; decks and kickers are sentences.
    private func isFewWords(_ group: PositionedLayout.DisplayGroup) -> Bool {
        let glyphs = group.lines.flatMap { layout.lines[$0].glyphs }
        return glyphs.contains(where: \.isChineseCharacter) && glyphs.count { $0.isChineseCharacter } <= 6
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

    // MARK: - Whose blocks

    private mutating func assignBlocks() {
        let byTop = prose.sorted { (top(of: $0), left(of: $0)) < (top(of: $1), left(of: $1)) }
        for block in byTop {
            let (display, above) = (displayAbove(block), blockAbove(block))
            if let display, above.map({ display.gap <= $0.gap }) ?? true {
                owners[block] = root(display.group)
            } else if let above, above.gap < 2.4 * em, let owner = owners[above.block] {
                owners[block] = owner
            }
        }
        // From column to column: each round reaches one further.
        for _ in 0..<8 {
            var isDone = true
            for block in prose.sorted(by: { (left(of: $0), top(of: $0)) < (left(of: $1), top(of: $1)) })
            where owners[block] == nil {
                guard let beside = blockBeside(block) else { continue }
                owners[block] = owners[beside]
                isDone = false
            }
            if isDone { break }
        }
        for block in byTop where owners[block] == nil {
            if let above = blockAbove(block) { owners[block] = owners[above.block] }
        }
    }

    private func top(of block: Int) -> Double { layout.blocks[block].box.top }
    private func left(of block: Int) -> Double { layout.blocks[block].box.left }

    private func displayAbove(_ block: Int) -> (gap: Double, group: Int)? {
        let box = layout.blocks[block].box
        return layout.groups.indices.filter { place in
            let group = layout.groups[place].box
            return roles[place] != .label && group.bottom <= box.top + 0.8 * em && group.isInColumn(of: box, share: 0.45)
        }.map { (box.top - layout.groups[$0].box.bottom, $0) }.min { $0.0 < $1.0 }
    }

    private func blockAbove(_ block: Int) -> (gap: Double, block: Int)? {
        let box = layout.blocks[block].box
        return prose.filter { place in
            let other = layout.blocks[place].box
            return place != block && other.bottom <= box.top + 0.5 * em && other.isInColumn(of: box)
        }.map { (box.top - layout.blocks[$0].box.bottom, $0) }.min { $0.0 < $1.0 }
    }

    /// The block in the next column that has an owner and begins or ends in the same row; the left one before the right one.
    private func blockBeside(_ block: Int) -> Int? {
        let box = layout.blocks[block].box
        var best: (isOff: Bool, isRight: Bool, off: Double, block: Int)?
        for place in prose where place != block && owners[place] != nil {
            let other = layout.blocks[place].box
            let gap = max(box.left - other.right, other.left - box.right)
            guard gap >= -em, gap <= 3.2 * em, box.isInRow(of: other, share: 0.3) else { continue }
            let off = min(abs(box.bottom - other.bottom), abs(box.top - other.top))
            let found = (off > 1.8 * em, other.left > box.left, off, place)
            if best.map({ (found.0 ? 1 : 0, found.1 ? 1 : 0, found.2) < ($0.isOff ? 1 : 0, $0.isRight ? 1 : 0, $0.off) }) ?? true
            {
                best = found
            }
        }
        return best?.block
    }

    // MARK: - Stories

    private mutating func gather() {
        var places: [Int: Int] = [:]
        for block in prose {
            guard let owner = owners[block] else {
                areas.append(StoryArea(headline: nil, blocks: [block]))
                continue
            }
            if let place = places[owner] {
                areas[place].blocks.append(block)
            } else {
                places[owner] = areas.count
                areas.append(StoryArea(headline: owner, blocks: [block]))
            }
        }
        for i in roles.indices {
            guard let place = places[root(i)] else { continue }
            switch roles[i] {
            case .deck: areas[place].decks.append(i)
            case .kicker: areas[place].kickers.append(i)
            case .crossHead: areas[place].crossHeads.append(i)
            case .headline, .label: break
            }
        }
    }

    /// The jump lines of a story: those that stand nearest to one of its blocks.
    func jumps(of area: StoryArea) -> [Int] {
        layout.jumps.filter { i in
            let box = layout.lines[i].box
            let nearest = prose.min { distance(box, layout.blocks[$0].box) < distance(box, layout.blocks[$1].box) }
            return nearest.map(area.blocks.contains) ?? false
        }
    }

    /// How far a box stands from another; what is beside it counts for twice as far as what is above or below.
    private func distance(_ box: PageBox, _ other: PageBox) -> Double {
        2 * max(0, box.left - other.right, other.left - box.right) + max(0, box.top - other.bottom, other.top - box.bottom)
    }

    /// Gives a byline to the story whose headline or block is nearest.
    private mutating func give(_ byline: Int) {
        let box = layout.blocks[byline].box
        func distance(_ other: PageBox, _ stretch: Double) -> Double {
            max(0, box.left - other.right, other.left - box.right) + stretch
                * max(0, box.top - other.bottom, other.top - box.bottom)
        }
        let nearest = areas.indices.min { a, b in
            func least(_ area: StoryArea) -> Double {
                let heads = ([area.headline].compactMap { $0 } + area.decks).map { distance(layout.groups[$0].box, 1) }
                return min(heads.min() ?? .infinity, area.blocks.map { distance(layout.blocks[$0].box, 1.3) }.min() ?? .infinity)
            }
            return least(areas[a]) < least(areas[b])
        }
        if let nearest { areas[nearest].bylines.append(byline) }
    }
}
