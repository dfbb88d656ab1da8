extension LineClassifier {
    /// What is odd about two readings in a row; `i` is the second line.
    func step(from last: Reading, to reading: Reading, at i: Int) -> Double {
        let line = lines[i - 1]
        let next = lines[i]
        let isBody = last == .first || last == .further
        if let jump = jumpsBefore[i] {
            if reading == .further { return isBody ? LineCosts.goesOnOverJump : .infinity }
            return (reading == .display && last != .display ? LineCosts.headline : 0)
                + (jump == .from && isBody && !line.endsSentence ? LineCosts.interrupted : 0)
        }
        if reading == .further { return isBody ? joined(i, toFirst: last == .first) : .infinity }
        let entry = reading == .display ? (last == .display ? LineCosts.headlineGoesOn : LineCosts.headline) : 0
        guard isBody else {
            // A headline before its body, or a body that goes on behind a foreign headline.
            guard last == .display, reading == .first else { return entry }
            return (next.isBlankBefore ? 0 : LineCosts.unspaced)
                + torn(i, LineCosts.tornPair, LineCosts.tornPhrase, LineCosts.tornNothing)
                + (abs(line.width - next.width) > 6 ? 0 : LineCosts.displayIsEven)
        }
        if line.endsSentence {
            if reading != .first || next.opens || line.closes { return entry }
            return missing[i - 1] >= 4 || next.indent >= 2 ? 0 : LineCosts.endsFull
        }
        if line.last == 0xFF1A, reading == .first { return missing[i - 1] >= 4 ? 0.5 : 2 }
        // An interrupted sentence.
        let isMarked = next.credit != nil || next.opens
        return entry + (isMarked ? LineCosts.interruptedByMark : LineCosts.interrupted)
            + (line.endsInPause ? LineCosts.interruptedAtPause : 0)
            + (next.isBlankBefore ? 0 : LineCosts.interruptedUnspaced)
            + (reading == .first && !isMarked ? LineCosts.interruptedByText : 0)
            + (isMarked
                ? 0 : torn(i, LineCosts.interruptedPair, LineCosts.interruptedPhrase, LineCosts.interruptedNothing))
    }

    /// What is odd about a break before a line between two texts, from the characters that meet there.
    private func torn(_ i: Int, _ pair: Double, _ phrase: Double, _ unknown: Double) -> Double {
        switch evidence.joints[i] {
        case .mute: 0
        case .unknown: unknown
        case .pair: pair
        case .phrase: phrase
        }
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
            cost +=
                empty >= 8
                ? LineCosts.goesOnAfter8 : empty >= 4 ? LineCosts.goesOnAfter4 : empty >= 2 ? LineCosts.goesOnAfter2 : 0
            if isIndented == true, (3...6).contains(missing[i]), !next.endsSentence { cost += LineCosts.goesOnIndented }
            if next.isBlankBefore, !next.first.isOpener { cost += LineCosts.goesOnOverBlank }
        } else {
            // The next word may have been too wide for what is left.
            let word = next.firstWordWidth > 2 ? next.firstWordWidth - 2 : next.first.isOpener ? 2 : 0
            let gap = empty - word
            cost += LineCosts.leavesEmpty * (gap >= 10 ? 2 : gap >= 7 ? 1 : gap >= 5 ? 0.6 : gap >= 3 ? 0.3 : 0)
            if next.isBlankBefore { cost += next.first.isOpener ? 0.1 : LineCosts.goesOnOverBlankInside }
            if isIndented == true, (3...6).contains(missing[i]), !next.endsSentence, i + 1 < lines.count,
                !lines[i + 1].first.isOpener
            {
                cost += LineCosts.goesOnIndentedInside
            }
        }
        // A change of the column's width inside a paragraph happens, but seldom.
        if abs(line.width - next.width) > 8, !next.endsSentence { cost += LineCosts.widthChanges }
        return cost
    }
}
