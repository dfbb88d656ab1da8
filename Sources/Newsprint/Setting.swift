import Glibc

/// Tells the body lines of a page from its headlines, and where paragraphs begin.
///
/// Every line is the first line of a paragraph, a further line of it, or on display. Each sequence of such readings
/// costs what is odd about it (a paragraph that ends in mid-sentence, a line in it that leaves much of the column
/// empty, a headline with a full stop), and the cheapest sequence is taken, by dynamic programming.
struct Setting {
    /// How a line is read.
    enum Reading: Int, CaseIterable {
        case first, further, display
        /// A byline of its own line.
        case credit
    }

    private let lines: [PageLine]
    /// What each line leaves empty of its column, in columns.
    private let missing: [Int]
    /// How far each line goes beyond its column, in columns.
    private let excess: [Int]
    /// Whether the page's paragraphs begin with an indent that the extractor drops; `nil` when it cannot be told.
    private let isIndented: Bool?

    /// For each line, whether the pair of characters that meets at the break before it stands elsewhere on the page,
    /// as the two halves of a word do; `nil` where marks meet.
    private let joints: [Bool?]

    init(_ lines: [PageLine], joints: [Bool?]) {
        self.lines = lines
        self.joints = joints
        (missing, excess) = Self.measure(lines)
        isIndented = Self.habit(lines, missing)
    }

    // MARK: - Columns

    /// How each line fits the column set before or after it, whichever it fits better.
    private static func measure(_ lines: [PageLine]) -> (missing: [Int], excess: [Int]) {
        var missing: [Int] = []
        var excess: [Int] = []
        for i in lines.indices {
            let columns = [column(lines[max(0, i - 8)...i]), column(lines[i..<min(lines.count, i + 9)])].compactMap { $0 }
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
        state == Reading.first.rawValue || state == Reading.further.rawValue
            ? lines.last.map { $0.endsSentence ? 0 : 3 } ?? 0 : 0
    }

    /// What is odd about a line when it is read in a way.
    private func cost(of i: Int, as reading: Reading) -> Double {
        let line = lines[i]
        if line.credit != nil { return reading == .credit ? 0 : .infinity }
        switch reading {
        case .credit: return .infinity
        case .first: return prose(line) + firstCost(i) + (excess[i] > 3 ? 1.5 : 0)
        case .further: return prose(line) + (line.opens ? 8 : 0) + (excess[i] > 3 ? 1.5 : 0)
        case .display:
            if line.opens || isBeginless(line) { return 8 }
            return displayCost(i)
        }
    }

    private func firstCost(_ i: Int) -> Double {
        let line = lines[i]
            if line.opens { return 0 }
            if isBeginless(line) { return 8 }
            let isNarrow = (3...6).contains(missing[i])
            if line.indent >= 2, line.indent <= 8 { return 0 }
            // Paragraphs of a few characters are rare.
            if line.endsSentence { return line.width < 12 ? 1.8 : 0.3 }
            // Much narrower than the column, and not the end of anything.
            if missing[i] > 8 { return 3 }
            switch isIndented {
            case true?: return isNarrow ? 0 : line.isBlankBefore || (1...2).contains(missing[i]) ? 1.2 : 2
            case false?: return isNarrow ? 0.5 : 0
            case nil: return isNarrow ? 0 : 0.2
            }
    }

    /// How unlikely a line's pauses and stops are in prose, where one comes about every thirteen characters.
    private func prose(_ line: PageLine) -> Double {
        let free = Double(line.width) / 26
        return line.proseMarks + line.listMarks == 0 ? min(2, free) : -log(1 - exp(-max(0.2, free)))
    }

    private func displayCost(_ i: Int) -> Double {
        let line = lines[i]
        var cost = (line.proseMarks == 0 ? 0.15 : 1 + Double(line.proseMarks)) + Double(line.listMarks) * 0.3
        if line.endsSentence { cost += line.last == 0xFF1F || line.last == 0xFF01 || line.last.isCloser ? 1 : 8 }
        if line.endsInPause { cost += line.last == 0x3001 ? 1 : 3 }
        if line.width > 90 { cost += 8 }
        // It fills the column of the prose around it.
        let around = lines[max(0, i - 3)...min(lines.count - 1, i + 3)]
        if missing[i] <= 2, excess[i] <= 2, around.count(where: { $0.proseMarks > 0 }) > 1 { cost += 1 }
        return cost
    }

    /// Whether a line begins as no paragraph and no headline does.
    private func isBeginless(_ line: PageLine) -> Bool {
        line.first.isChineseMark && (line.first.isPause && line.first != 0x2014 || line.first.endsSentence && line.first != 0x2026 || line.first.isCloser)
    }

    /// What is odd about two readings in a row; `i` is the second line.
    private func step(from last: Reading, to reading: Reading, at i: Int) -> Double {
        let line = lines[i - 1]
        let next = lines[i]
        let isBody = last == .first || last == .further
        if reading == .further { return isBody ? joined(i, toFirst: last == .first) : .infinity }
        let entry = reading == .display ? (last == .display ? 0.2 : 1.6) : 0
        guard isBody else {
            // A headline before its body, or a body that goes on behind a foreign headline.
            guard last == .display, reading == .first else { return entry }
            return (next.isBlankBefore ? 0 : 0.3) + (joints[i] == true ? 0.7 : 0)
        }
        if line.endsSentence {
            if reading != .first || next.opens || line.closes { return entry }
            let isNarrow = isIndented == true && (3...6).contains(missing[i])
            return missing[i - 1] >= 4 || next.indent >= 2 ? 0 : next.isBlankBefore || isNarrow ? 0.2 : 0.6
        }
        if line.last == 0xFF1A, reading == .first { return missing[i - 1] >= 4 ? 0.5 : 2 }
        // An interrupted sentence.
        let isMarked = next.credit != nil || next.opens
        return entry + (isMarked ? 1.5 : 3.2) + (line.endsInPause ? 1 : 0) + (next.isBlankBefore ? 0 : 0.8) + (reading == .first && !isMarked ? 1 : 0)
            + (!isMarked && joints[i] == true ? 1 : 0)
    }

    /// What is odd about a paragraph that goes on from the line before `i`.
    private func joined(_ i: Int, toFirst: Bool) -> Double {
        let line = lines[i - 1]
        let next = lines[i]
        // An indent that the extractor dropped is no empty place.
        let empty = max(0, missing[i - 1] - (toFirst && isIndented != false ? 4 : 0))
        var cost = 0.0
        if line.closes { return 4 }
        if line.endsSentence {
            cost += empty >= 8 ? 4 : empty >= 4 ? 2.5 : 0
            if isIndented == true, (3...6).contains(missing[i]), !next.endsSentence { cost += 1.6 }
            if next.isBlankBefore, !next.first.isOpener { cost += 2 }
        } else {
            // The next word may have been too wide for what is left.
            let word = next.firstWordWidth > 2 ? next.firstWordWidth - 2 : next.first.isOpener ? 2 : 0
            let gap = empty - word
            cost += gap >= 10 ? 4 : gap >= 7 ? 2 : gap >= 5 ? 1.2 : gap >= 3 ? 0.6 : 0
            if next.isBlankBefore { cost += next.first.isOpener ? 0.1 : 0.5 }
            if isIndented == true, (3...6).contains(missing[i]), !next.endsSentence, i + 1 < lines.count,
                !lines[i + 1].first.isOpener
            {
                cost += 1
            }
        }
        // A change of the column's width inside a paragraph happens, but seldom.
        if abs(line.width - next.width) > 8, !next.endsSentence { cost += 1.5 }
        return cost
    }
}
