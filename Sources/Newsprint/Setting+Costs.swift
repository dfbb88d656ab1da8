import Glibc

extension Setting {
    /// What is odd about a line when it is read in a way.
    func cost(of i: Int, as reading: Reading) -> Double {
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
    func isBeginless(_ line: PageLine) -> Bool {
        line.first.isChineseMark
            && (line.first.isPause && line.first != 0x2014 || line.first.endsSentence && line.first != 0x2026
                || line.first.isCloser)
    }

    /// What is odd about two readings in a row; `i` is the second line.
    func step(from last: Reading, to reading: Reading, at i: Int) -> Double {
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
            return missing[i - 1] >= 4 || next.indent >= 2 ? 0 : next.isBlankBefore || isNarrow ? 0.2 : 0.2
        }
        if line.last == 0xFF1A, reading == .first { return missing[i - 1] >= 4 ? 0.5 : 2 }
        // An interrupted sentence.
        let isMarked = next.credit != nil || next.opens
        return entry + (isMarked ? 1.5 : 3.2) + (line.endsInPause ? 1 : 0) + (next.isBlankBefore ? 0 : 0.8)
            + (reading == .first && !isMarked ? 1 : 0)
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
            cost += empty >= 8 ? 4 : empty >= 4 ? 2.5 : empty >= 2 ? 0.8 : 0
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
