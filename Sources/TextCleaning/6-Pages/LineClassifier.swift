/// Tells the body lines of a page from its headlines, and where paragraphs begin.
///
/// Every line is the first line of a paragraph, a further line of it, on display, or a byline of its own. Each sequence of such
/// readings costs what is odd about it (a paragraph that ends in mid-sentence, a line in it that leaves much of the column
/// empty, a headline with a full stop), and the cheapest sequence is taken, by dynamic programming.
struct LineClassifier {
    /// How a line is read.
    enum Reading: Int, CaseIterable {
        case first, further, display
        /// A byline of its own line.
        case credit
    }

    let lines: [PageLine]
    /// What each line leaves empty of its column, in character widths.
    let missing: [Int]
    /// How far each line goes beyond its column, in character widths.
    let excess: [Int]
    /// Whether the page's paragraphs begin with an indent that the extractor drops; `nil` when it cannot be told.
    let isIndented: Bool?

    /// What the words of the page say of its lines.
    let evidence: LineBreakEvidence

    /// Lines that a jump line stands in front of, and where that leads: behind one that leads on a piece has ended, behind one
    /// that leads back one begins.
    let jumpsBefore: [Int: JumpLine.JumpDirection]

    init(_ lines: [PageLine], _ evidence: LineBreakEvidence, jumpsBefore: [Int: JumpLine.JumpDirection]) {
        self.lines = lines
        self.evidence = evidence
        self.jumpsBefore = jumpsBefore
        (missing, excess) = Self.measure(lines)
        isIndented = Self.habit(lines, missing)
    }

    // MARK: - Columns

    /// How each line fits the column set before or after it, whichever it fits better.
    private static func measure(_ lines: [PageLine]) -> (missing: [Int], excess: [Int]) {
        var missing: [Int] = []
        var excess: [Int] = []
        for i in lines.indices {
            let columns = [column(lines[max(0, i - 8)...i]), column(lines[i..<min(lines.count, i + 9)])].compactMap {
                $0
            }
            let fits = columns.map { $0 - lines[i].width }
            let best = fits.min { abs($0) < abs($1) } ?? 0
            missing.append(max(0, fits.filter { $0 >= 0 }.min() ?? 0, best))
            excess.append(max(0, -best))
        }
        return (missing, excess)
    }

    /// The width that most lines reach or nearly reach; `nil` when there are not three of them.
    private static func column(_ lines: ArraySlice<PageLine>) -> Int? {
        var best: (count: Int, width: Int) = (2, 0)
        for line in lines where line.credit == nil {
            let count = lines.count { $0.width <= line.width && $0.width >= line.width - 3 && $0.credit == nil }
            if count > best.count || count == best.count && line.width > best.width { best = (count, line.width) }
        }
        return best.width > 0 ? best.width : nil
    }

    /// Whether lines behind the end of a paragraph are narrower by an indent.
    private static func habit(_ lines: [PageLine], _ missing: [Int]) -> Bool? {
        var narrow = 0
        var wide = 0
        for i in lines.indices.dropLast() where lines[i].endsSentence && missing[i] >= 6 {
            let next = lines[i + 1]
            guard next.credit == nil, !next.opens, !next.endsSentence, next.indent == 0 else { continue }
            if (3...6).contains(missing[i + 1]) { narrow += 1 }
            if missing[i + 1] <= 2 { wide += 1 }
        }
        guard narrow + wide >= 4 else { return nil }
        return narrow * 2 > wide ? true : narrow * 4 < wide ? false : nil
    }

    /// Whether a line is set as no first line of a paragraph is: on a page of indents it fills the column.
    func isHeadless(_ i: Int) -> Bool {
        isBeginless(lines[i]) || isIndented == true && missing[i] <= 1 && !lines[i].opens && lines[i].indent < 2
    }

    // MARK: - Readings

    /// The cheapest reading of all lines.
    ///
    /// - Complexity: O(lines)
    func readings() -> [Reading] {
        guard !lines.isEmpty else { return [] }
        let all = Reading.allCases
        var costs = all.map { begin($0) }
        var back: [[Int]] = []
        for i in lines.indices.dropFirst() {
            var next = [Double](repeating: .infinity, count: all.count)
            var from = [Int](repeating: 0, count: all.count)
            for reading in all {
                let own = cost(of: i, as: reading)
                if own == .infinity { continue }
                for last in all where costs[last.rawValue] < .infinity {
                    let cost = costs[last.rawValue] + own + step(from: last, to: reading, at: i)
                    if cost < next[reading.rawValue] {
                        next[reading.rawValue] = cost
                        from[reading.rawValue] = last.rawValue
                    }
                }
            }
            costs = next
            back.append(from)
        }
        var state = all.map(\.rawValue).min { costs[$0] + end($0) < costs[$1] + end($1) } ?? 0
        var readings = [all[state]]
        for from in back.reversed() {
            state = from[state]
            readings.append(all[state])
        }
        return readings.reversed()
    }

    private func begin(_ reading: Reading) -> Double {
        reading == .further ? .infinity : cost(of: 0, as: reading)
    }

    private func end(_ state: Int) -> Double {
        (state == Reading.first.rawValue || state == Reading.further.rawValue) && jumpsBefore[lines.count] == nil
            ? lines.last.map { $0.endsSentence ? 0 : 3 } ?? 0 : 0
    }
}
