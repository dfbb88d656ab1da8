import Stories

/// Puts the pieces of a page together into stories.
struct StoryGrouping {
    /// The stories, in the order in which their bodies begin.
    private(set) var stories: [PageStory] = []

    /// The pieces, some of them cut.
    private(set) var layout: Layout
    private let index: GramIndex
    private let texts: [Glyphs]
    /// The story of each piece.
    private var storyOf: [Int] = []
    /// The lines on display right before each piece.
    private let displaysBefore: [Int: [Glyphs]]
    /// Stories that were left in mid-sentence, oldest first.
    private var open: [Int] = []

    /// So many stories can be waiting for their next column; a page has fewer columns.
    private static let openMax = 16

    init(_ whole: Layout, _ sheet: TextLines) {
        let layout = Self.cut(whole, sheet)
        self.layout = layout
        texts = layout.pieces.map { piece in
            var text: Glyphs = []
            for line in piece.paragraphs.joined() { text += sheet.text(line) }
            return text
        }
        index = GramIndex(texts)
        displaysBefore = Dictionary(grouping: layout.displays) { $0.pieces }.mapValues {
            $0.map { Glyphs(sheet.text($0.line)) }
        }
        for i in layout.pieces.indices { place(i) }
    }

    /// Cuts every piece that has authors both before and behind it, where its paragraphs have least in common.
    private static func cut(_ layout: Layout, _ sheet: TextLines) -> Layout {
        guard layout.pieces.contains(where: { $0.isNamedBefore && $0.isNamedBehind }) else { return layout }
        let texts = layout.pieces.map { $0.paragraphs.map { lines in Glyphs(lines.map { sheet.text($0) }.joined()) } }
        let index = GramIndex(Array(texts.joined()))
        var cuts: [Int: Int] = [:]
        for (i, piece) in layout.pieces.enumerated() where piece.isNamedBefore && piece.isNamedBehind {
            let cohesion = index.cohesion(of: texts[i])
            if let least = cohesion.indices.min(by: { cohesion[$0] < cohesion[$1] }) { cuts[i] = least + 1 }
        }
        return layout.cutting(cuts)
    }

    // MARK: - Placing

    private mutating func place(_ i: Int) {
        let piece = layout.pieces[i]
        if !piece.opens, let story = story(goingOnWith: i) {
            let wasOpen = stories[story].isOpen
            stories[story].append(piece, number: i, goesOn: wasOpen || piece.isHeadless)
            storyOf.append(story)
            open.removeAll { $0 == story }
            if piece.isOpen { open.append(story) }
            return
        }
        var story = PageStory()
        story.append(piece, number: i, goesOn: false)
        stories.append(story)
        storyOf.append(stories.count - 1)
        if piece.isOpen { open.append(stories.count - 1) }
        if open.count > Self.openMax { open.removeFirst() }
    }

    /// The story that a piece without a mark goes on with; `nil` when it is a story of its own.
    private func story(goingOnWith i: Int) -> Int? {
        let piece = layout.pieces[i]
        let kinship = kinship(of: i)
        let hasOwnByline = piece.closes
        if !open.isEmpty {
            // Columns are read from left to right: of equals, the story that waits longest goes on.
            let best = open.enumerated().max { a, b in
                kinship[a.element, default: 0] - Double(a.offset) * 0.004 < kinship[b.element, default: 0] - Double(
                    b.offset) * 0.004
            }
            guard let story = best?.element else { return nil }
            if hasOwnByline, !stories[story].byline.isEmpty { return kinship[story, default: 0] > 0.1 ? story : nil }
            if piece.isHeadless || kinship[story, default: 0] >= 0.02 || !piece.followsDisplay
                || !hasOwnHeadline(i, rather: story)
            {
                return story
            }
            return nil
        }
        guard i > 0 else { return nil }
        if stories[storyOf[i - 1]].isClosed, kinship.isEmpty { return nil }
        let best = kinship.filter { !stories[$0.key].isClosed && $0.key >= stories.count - 8 }.max {
            // Of equals, the story that was read last.
            ($0.value, $0.key) < ($1.value, $1.key)
        }
        guard let best else { return nil }
        if hasOwnByline, !stories[best.key].byline.isEmpty { return nil }
        if best.value >= Self.kinshipClear { return best.key }
        // The headline before it decides: its own, or one that has been set into another story's column.
        return best.value >= Self.kinshipMin && !hasOwnHeadline(i, rather: best.key) ? best.key : nil
    }

    /// Pieces as alike as this are of one story, whatever stands between them.
    private static let kinshipClear = 0.15
    /// Pieces less alike than this are two stories.
    private static let kinshipMin = 0.06

    /// Whether what stands on display before a piece speaks of it rather than of a story.
    private func hasOwnHeadline(_ i: Int, rather story: Int) -> Bool {
        var own = 0.0
        var other = 0.0
        for line in displaysBefore[i] ?? [] {
            let shares = index.shares(of: line[...])
            own += shares[i] ?? 0
            other += stories[story].pieces.map { shares[$0] ?? 0 }.max() ?? 0
        }
        return own > 0.2 && own > other * 1.2
    }

    /// How near each story is to a piece: the cosine of their pairs of characters, weighted by rarity.
    private func kinship(of i: Int) -> [Int: Double] {
        var kinship: [Int: Double] = [:]
        for (other, likeness) in index.likeness(of: texts[i][...]) where other < i {
            kinship[storyOf[other]] = max(kinship[storyOf[other], default: 0], likeness)
        }
        return kinship
    }
}
