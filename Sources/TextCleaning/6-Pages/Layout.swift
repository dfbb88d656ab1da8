import Stories

/// A page cut into pieces of body text, bylines and displays.
struct Layout {
    /// Body text that nothing interrupts.
    struct BodyBlock {
        var paragraphs: [[Int]]
        /// The bylines on lines of their own before it, and behind it.
        var before = Byline()
        var behind = Byline()
        /// Whether a byline or dateline before it says that a story begins.
        var opens = false
        /// Whether a byline behind it says that a story ends.
        var closes = false
        /// Whether bylines name authors before it, and behind it: then it is two stories.
        var isNamedBefore = false
        var isNamedBehind = false
        /// Whether it ends in mid-sentence, and not because it goes on on another page.
        var isOpen = false
        /// Whether a jump line behind it leads on to another page.
        var endsInJump = false
        /// Whether lines on display stand right before it.
        var followsDisplay = false
        /// Whether its first line is set as no first line of a paragraph is.
        var isHeadless = false
        /// What its bylines say besides the names.
        var leftovers: [Leftover] = []

        /// The piece as two: the first keeps what stands before it, the second what stands behind.
        fileprivate func halves(at paragraph: Int) -> [BodyBlock] {
            var first = self
            first.paragraphs = Array(paragraphs[..<paragraph])
            first.behind = Byline()
            (first.closes, first.isNamedBehind, first.isOpen, first.endsInJump) = (false, false, false, false)
            var second = self
            second.paragraphs = Array(paragraphs[paragraph...])
            second.before = Byline()
            second.leftovers = []
            (second.opens, second.isNamedBefore) = (true, false)
            (second.isHeadless, second.followsDisplay) = (false, false)
            return [first, second]
        }

        /// Adds a line to the last paragraph.
        fileprivate mutating func extend(_ line: Int) { paragraphs[paragraphs.count - 1].append(line) }
    }

    /// The body, in the order of the page.
    private(set) var pieces: [BodyBlock] = []
    /// Bylines on lines of their own that stand beside no body text.
    private(set) var strays: [Int] = []
    /// Lines on display, each with the number of pieces before it.
    private(set) var displays: [(line: Int, pieces: Int)] = []

    /// The layout with some pieces cut in two.
    ///
    /// - Parameter cuts: For each such piece, the paragraph that begins its second part.
    func cutting(_ cuts: [Int: Int]) -> Layout {
        guard !cuts.isEmpty else { return self }
        var result = self
        result.pieces = []
        var before: [Int] = []
        for (i, piece) in pieces.enumerated() {
            before.append(result.pieces.count)
            result.pieces += cuts[i].map { piece.halves(at: $0) } ?? [piece]
        }
        before.append(result.pieces.count)
        for i in displays.indices { result.displays[i].pieces = before[displays[i].pieces] }
        return result
    }

    private enum Item {
        case piece(Int)
        case display
        case credit([Int])
    }

    init(_ lines: [PageLine], _ setting: LineClassifier) {
        let readings = setting.readings()
        var items: [Item] = []
        for i in lines.indices {
            switch readings[i] {
            case .display:
                displays.append((i, pieces.count))
                items.append(.display)
            case .credit:
                if case .credit(let group)? = items.last {
                    items[items.count - 1] = .credit(group + [i])
                } else {
                    items.append(.credit([i]))
                }
            case .first, .further:
                let isBehindJump = setting.jumpsBefore[i] != nil
                if case .piece(let last)? = items.last, !begins(i, lines, readings, isBehindJump) {
                    if readings[i] == .first { pieces[last].paragraphs.append([i]) } else { pieces[last].extend(i) }
                } else {
                    var piece = BodyBlock(paragraphs: [[i]])
                    piece.opens = lines[i].opens || setting.jumpsBefore[i] == .from
                    piece.isNamedBefore = lines[i].opensNamed
                    piece.isHeadless = setting.isHeadless(i)
                    if case .display? = items.last { piece.followsDisplay = true }
                    pieces.append(piece)
                    items.append(.piece(pieces.count - 1))
                }
            }
        }
        for i in pieces.indices {
            let place = pieces[i].paragraphs.last?.last ?? 0
            let last = lines[place]
            pieces[i].endsInJump = setting.jumpsBefore[place + 1] == .on
            pieces[i].isOpen = !last.endsSentence && !pieces[i].endsInJump
            pieces[i].closes = last.closes
            pieces[i].isNamedBehind = last.closesNamed
        }
        attachCredits(items, lines)
    }

    /// Whether a piece begins at a line right behind another piece.
    private func begins(
        _ i: Int, _ lines: [PageLine], _ readings: [LineClassifier.Reading], _ isBehindJump: Bool
    ) -> Bool {
        guard readings[i] == .first else { return false }
        return isBehindJump || lines[i].opens || lines[i - 1].closes || !lines[i - 1].endsSentence && lines[i - 1].last != 0xFF1A
    }

    // MARK: - Bylines

    /// Gives bylines on lines of their own to the piece before or behind them.
    private mutating func attachCredits(_ items: [Item], _ lines: [PageLine]) {
        for (i, item) in items.enumerated() {
            guard case .credit(let group) = item else { continue }
            let before: Int? = if i > 0, case .piece(let piece) = items[i - 1] { piece } else { nil }
            let after: Int? = if i + 1 < items.count, case .piece(let piece) = items[i + 1] { piece } else { nil }
            // Lines of a group may belong to both sides: `责编：N` ends one story, `▢ 记者 N` begins the next.
            var opening: [Int] = []
            var closing: [Int] = []
            for line in group {
                if opensStory(line, lines, before, after) || !opening.isEmpty {
                    opening.append(line)
                } else {
                    closing.append(line)
                }
            }
            for line in closing { attach(line, lines, to: before ?? after, opens: before == nil) }
            for line in opening { attach(line, lines, to: after ?? before, opens: after != nil) }
        }
    }

    private mutating func attach(_ line: Int, _ lines: [PageLine], to piece: Int?, opens: Bool) {
        guard let piece, let credit = lines[line].credit else { return strays.append(line) }
        if let text = lines[line].unpublished { pieces[piece].leftovers.append(text) }
        if opens {
            pieces[piece].before.merge(credit)
            pieces[piece].opens = true
        } else {
            pieces[piece].behind.merge(credit)
            pieces[piece].closes = true
        }
        if credit.hasAuthors, opens { pieces[piece].isNamedBefore = true }
        if credit.hasAuthors, !opens { pieces[piece].isNamedBehind = true }
    }

    private func opensStory(_ line: Int, _ lines: [PageLine], _ before: Int?, _ after: Int?) -> Bool {
        guard let credit = lines[line].credit else { return false }
        let isTail = credit.reporters.isEmpty && credit.correspondents.isEmpty && credit.photographers.isEmpty
        if isTail { return false }
        guard let after else { return false }
        guard let before else { return true }
        if pieces[before].isOpen { return true }
        if lines[line].isMarked { return true }
        // The next story names its authors itself.
        if pieces[after].isNamedBefore, !pieces[before].isNamedBehind { return false }
        if !credit.photographers.isEmpty { return false }
        // A dateline without a byline of its own waits for this one.
        if pieces[after].opens { return true }
        return pieces[before].closes || pieces[before].opens
    }
}
