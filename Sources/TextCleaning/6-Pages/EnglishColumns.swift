import Stories

/// The columns of an English newspaper page as an extractor of text gives them: hard-wrapped lines one after the other, hardly a
/// blank line, headlines and bylines before or behind their bodies.
///
/// Each line is prose or on display, by what speaks for either (a divided word, function words, capitals, the room that it leaves
/// though the next word would have fitted), in runs, by dynamic programming. Runs of prose are bodies; jump lines end them and
/// datelines begin them. Whether this page draws headlines before or behind their bodies is decided once, by the words that they
/// share with both.
struct EnglishColumns {
    private let sheet: TextLines
    private let isProse: [Bool]
    /// How many lines each byline goes over, by its first.
    private let credits: [Int: Int]
    private let isCredit: [Bool]
    /// Lines that a dateline begins.
    private let datelines: Set<Int>
    /// Lines that a jump line stands in front of.
    private let jumpsBefore: Set<Int>

    /// Characters of a body.
    private static let bodyMin = 200

    /// A run of lines.
    private struct LineRun {
        var lines: Range<Int>
        var isProse: Bool
        /// Whether a jump line stands in front of it.
        var isBehindJump: Bool
    }

    /// Whether a sheet is set in narrow lines without blank ones between paragraphs.
    static func isUnspaced(_ sheet: TextLines) -> Bool {
        let widths = sheet.lines.map(\.width).sorted()
        guard widths.count >= 24 else { return false }
        let blanks = sheet.lines.count { $0.blanksBefore > 0 }
        return widths[widths.count / 2] <= 60 && blanks * 20 <= sheet.lines.count
    }

    /// - Parameter jumps: The places on the sheet at which jump lines stood.
    init(_ sheet: TextLines, jumps: [Int]) {
        self.sheet = sheet
        credits = Self.credits(sheet)
        datelines = Set(sheet.lines.indices.filter { Dateline.find(in: sheet.text($0)) != nil })
        jumpsBefore = Set(jumps.map { jump in sheet.lines.partitioningIndex { $0.range.lowerBound >= jump } })
        var isByline = [Bool](repeating: false, count: sheet.lines.count)
        for (first, count) in credits { for line in first..<(first + count) { isByline[line] = true } }
        isCredit = isByline
        let opening = datelines
        let scores = sheet.lines.indices.map { isByline[$0] ? -6 : opening.contains($0) ? 4 : Self.score($0, sheet) }
        isProse = Self.readings(scores, jumpsBefore)
    }

    // MARK: - Lines

    private static func credits(_ sheet: TextLines) -> [Int: Int] {
        var credits: [Int: Int] = [:]
        for i in sheet.lines.indices where BylineExtraction.credit(sheet.text(i)) != nil {
            credits[i] = 1
            let ends = sheet.text(i).last
            guard i + 1 < sheet.lines.count, ends == 0x2D || ends == 0x2C || sheet.text(i + 1).first?.isLower == true else {
                continue
            }
            credits[i] =
                [4, 3, 2].first { count in
                    i + count <= sheet.lines.count
                        && BylineExtraction.credit(joined(i..<(i + count), of: sheet)[...]) != nil
                } ?? 1
        }
        return credits
    }

    private static func joined(_ lines: Range<Int>, of sheet: TextLines) -> Glyphs {
        BylineExtraction.joined(lines.map { sheet.text($0) })
    }

    /// The cheapest division into runs of prose and of display type.
    ///
    /// - Parameter scores: What speaks for each line being prose.
    private static func readings(_ scores: [Double], _ jumpsBefore: Set<Int>) -> [Bool] {
        let change = 2.5
        var costs = (prose: 0.0, display: 0.0)
        var back: [(prose: Bool, display: Bool)] = []
        for (i, score) in scores.enumerated() {
            let step = jumpsBefore.contains(i) ? 0 : change
            back.append((costs.prose <= costs.display + step, costs.prose + step < costs.display))
            costs = (min(costs.prose, costs.display + step) - score, min(costs.display, costs.prose + step) + score)
        }
        var isProse = [Bool](repeating: false, count: scores.count)
        var state = costs.prose <= costs.display
        for i in scores.indices.reversed() {
            isProse[i] = state
            state = state ? back[i].prose : back[i].display
        }
        return isProse
    }

    /// What speaks for a line being prose that is neither byline nor dateline; below zero for display type.
    private static func score(_ i: Int, _ sheet: TextLines) -> Double {
        let text = sheet.text(i)
        let words = text.split(separator: .space)
        guard let first = text.first, let last = text.last else { return 0 }
        var score = 0.0
        if last == 0x2D, text.dropLast().last?.isLower == true { score += 3 }
        if first.isLower { score += 2.5 }
        if last == 0x2C || last == 0x3B { score += 1.5 }
        if text.endsSentence { score += 1.5 }
        score += 0.7 * Double(min(4, words.count { EnglishPage.functionWords.contains(String($0).lowercased()) }))
        let long = words.filter { $0.count(where: \.isLetter) >= 4 }
        let capitals = long.count { $0.first(where: \.isLetter)?.isUpper == true }
        if long.count >= 2, capitals * 4 >= long.count * 3 { score -= 2 } else if capitals * 5 <= long.count * 2 { score += 1 }
        if text.count(where: \.isLower) == 0 { score -= 2 }
        let around = sheet.lines[max(0, i - 8)...min(sheet.lines.count - 1, i + 8)].map(\.width).sorted()
        let column = around[around.count * 3 / 4]
        let width = sheet.lines[i].width
        if abs(width - column) <= 4 { score += 0.8 }
        // No line of prose is wider than its column.
        if width > column + 10 { score -= 4 }
        // A line of prose would have taken the next word.
        if i + 1 < sheet.lines.count, !text.endsSentence {
            let next = sheet.text(i + 1).prefix { $0 != .space }.count
            if column - width > next + 3 { score -= 3 }
        }
        return score
    }

    /// What decided whether a line is prose.
    func reason(_ line: Int) -> String {
        if datelines.contains(line) { return "a dateline begins it" }
        return isCredit[line] ? "reads as a byline" : "prose \(NumberFormat.decimals(Self.score(line, sheet), 1))"
    }

    // MARK: - Stories

    private var runs: [LineRun] {
        var runs: [LineRun] = []
        for i in sheet.lines.indices {
            let isBehindJump = jumpsBefore.contains(i)
            let opens = isProse[i] && datelines.contains(i)
            if let last = runs.last, last.isProse == isProse[i], !isBehindJump, !opens {
                runs[runs.count - 1].lines = last.lines.lowerBound..<(i + 1)
            } else {
                runs.append(LineRun(lines: i..<(i + 1), isProse: isProse[i], isBehindJump: isBehindJump))
            }
        }
        return runs
    }

    private func text(_ lines: Range<Int>) -> Glyphs { Glyphs(lines.map { sheet.text($0) }.joined(separator: [.space])) }

    /// Whether a run is the text of a story, and no caption or entry of an index.
    private func isBody(_ run: LineRun) -> Bool {
        guard run.isProse, text(run.lines).count >= Self.bodyMin, let last = run.lines.last else { return false }
        return run.lines.count > 10 || !Furniture.endsInPageReference(sheet.text(last))
    }

    /// The stories in the order of their bodies, and what belongs to none, with its place on the sheet.
    func stories() -> (manuscripts: [ArticleDraft], others: [(range: Range<Int>, leftover: Leftover)]) {
        let runs = runs
        let bodies = runs.indices.filter { isBody(runs[$0]) }
        let index = GramIndex(bodies.map { text(runs[$0].lines) })
        // For each run on display, the bodies right before and behind it, if no jump line stands in between.
        let before = neighbours(Array(runs.indices), runs, bodies)
        let behind = neighbours(runs.indices.reversed(), runs, bodies)
        let sides = runs.indices.filter { !runs[$0].isProse }.map { run in
            (run: run, before: before[run], behind: behind[run], shares: index.shares(of: text(runs[run].lines)[...]))
        }
        var (shareBefore, shareBehind) = (0.0, 0.0)
        for side in sides {
            if let before = side.before { shareBefore += side.shares[before] ?? 0 }
            if let behind = side.behind { shareBehind += side.shares[behind] ?? 0 }
        }
        let follows = shareBefore >= shareBehind
        var drafts = bodies.map { ArticleDraft(sheet: sheet, body: Array(runs[$0].lines)) }
        let isInStory = Set(bodies)
        var others = runs.indices.filter { runs[$0].isProse && !isInStory.contains($0) }.map {
            leftover(runs[$0].lines, .caption)
        }
        for side in sides {
            guard let body = follows ? side.before : side.behind else {
                others.append(leftover(runs[side.run].lines, .banner))
                continue
            }
            others += add(runs[side.run].lines, to: &drafts[body])
        }
        return (drafts, others)
    }

    /// The body that each run comes to, back in an order of runs, without crossing a jump line.
    private func neighbours(_ order: [Int], _ runs: [LineRun], _ bodies: [Int]) -> [Int: Int] {
        let places = Dictionary(uniqueKeysWithValues: bodies.enumerated().map { ($1, $0) })
        let isForward = order.first ?? 0 <= order.last ?? 0
        var found: [Int: Int] = [:]
        var last: Int?
        for run in order {
            if isForward, runs[run].isBehindJump { last = nil }
            if let body = places[run] { last = body } else { found[run] = last }
            if !isForward, runs[run].isBehindJump { last = nil }
        }
        return found
    }

    private func leftover(_ lines: Range<Int>, _ kind: Leftover.LeftoverKind) -> (range: Range<Int>, leftover: Leftover) {
        let isEntry = lines.last.map { Furniture.endsInPageReference(sheet.text($0)) } ?? false
        let text = lines.map { String(Spacing.close(Glyphs(sheet.text($0)), .headline)) }.joined(separator: "\n")
        let range = lines.reduce(into: sheet.lines[lines.lowerBound].range) {
            $0 = $0.lowerBound..<sheet.lines[$1].range.upperBound
        }
        return (range, Leftover(isEntry ? .jump : kind, text))
    }

    /// The name of a section or a date: capitals only.
    private func isLabel(_ line: Int) -> Bool { !sheet.text(line).contains(where: \.isLower) }

    /// Adds lines on display to a story: bylines, and lines of its headline; `By JANE DOE Deck of the Story` is both.
    ///
    /// - Returns: What belongs to neither.
    private func add(_ lines: Range<Int>, to draft: inout ArticleDraft) -> [(range: Range<Int>, leftover: Leftover)] {
        var others: [(range: Range<Int>, leftover: Leftover)] = []
        var i = lines.lowerBound
        while i < lines.upperBound {
            let range = sheet.lines[i].range
            let text = sheet.glyphs[range]
            let line = i
            // A jump line may have cut a byline off: then its first line is all there is of it.
            let count = credits[line].map { line + $0 <= lines.upperBound ? $0 : 1 } ?? 1
            i += count
            if count == 1, let (credit, end) = byline(atStartOf: text) {
                draft.byline.merge(credit)
                draft.headline.append((end + 1)..<range.upperBound)
            } else if credits[line] != nil,
                let credit = BylineExtraction.credit(Self.joined(line..<i, of: sheet)[...])
            {
                draft.byline.merge(credit)
            } else if isLabel(line) {
                others.append(leftover(line..<i, .label))
            } else if draft.byline.isEmpty, !draft.headline.isEmpty, i == lines.upperBound, EnglishCredit.isName(text) {
                draft.byline.merge(Byline(reporters: [String(text)]))
            } else {
                draft.headline.append(range)
            }
        }
        return others
    }

    /// A byline in capitals with a deck behind it on the same line.
    private func byline(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        let words = text.split(separator: .space)
        let capitals = words.dropFirst().prefix { $0.count(where: \.isLower) == 0 || $0.elementsEqual("and".glyphs) }
        guard words.first.map({ $0.elementsEqual("By".glyphs) }) == true, capitals.count >= 2, capitals.count + 1 < words.count,
            let end = capitals.last?.endIndex, let credit = BylineExtraction.credit(text[..<end])
        else { return nil }
        return (credit, end)
    }
}
