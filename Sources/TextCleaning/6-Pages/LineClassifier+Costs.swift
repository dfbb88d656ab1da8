import Glibc
import Stories

extension LineClassifier {
    /// What is odd about a line when it is read in a way.
    func cost(of i: Int, as reading: Reading) -> Double {
        let line = lines[i]
        if line.credit != nil { return reading == .credit ? 0 : .infinity }
        switch reading {
        case .credit: return .infinity
        case .first: return prose(line) + firstCost(i) + (excess[i] > 3 ? LineCosts.exceeds : 0)
        case .further: return prose(line) + (line.opens ? 8 : 0) + (excess[i] > 3 ? LineCosts.exceeds : 0)
        case .display:
            if line.opens || isBeginless(line) { return 8 }
            return displayCost(i)
        }
    }

    /// What a line costs as each thing that it can be, in words.
    func explanation(of i: Int) -> String {
        let costs: [(String, Reading)] = [("display", .display), ("begins a paragraph", .first), ("goes on", .further)]
        return costs.map { name, reading in
            let cost = cost(of: i, as: reading)
            return "\(name) \(cost < 100 ? NumberFormat.decimals(cost, 1) : "never")"
        }.joined(separator: ", ")
    }

    private func firstCost(_ i: Int) -> Double {
        let line = lines[i]
        if line.opens { return 0 }
        if isBeginless(line) { return 8 }
        let isNarrow = (3...6).contains(missing[i])
        if line.indent >= 2, line.indent <= 8 { return 0 }
        // Paragraphs of a few characters are rare.
        if line.endsSentence { return line.width < 12 ? LineCosts.shortParagraph : 0.3 }
        // Much narrower than the column, and not the end of anything.
        if missing[i] > 8 { return 3 }
        switch isIndented {
        case true?:
            return isNarrow
                ? 0
                : line.isBlankBefore || (1...2).contains(missing[i]) ? LineCosts.hardlyIndented : LineCosts.unindented
        case false?: return isNarrow ? LineCosts.narrowParagraph : 0
        case nil: return isNarrow ? 0 : LineCosts.wideParagraph
        }
    }

    /// How unlikely a line's pauses and stops are in prose, where one comes about every thirteen characters.
    private func prose(_ line: PageLine) -> Double {
        let free = Double(line.width) / LineCosts.pauseColumns
        let plain = line.particles == 0 ? Double(line.width) * LineCosts.withoutParticle : 0
        return line.proseMarks + line.listMarks == 0
            ? plain + min(LineCosts.withoutPause, free) : plain - log(1 - exp(-max(0.2, free)))
    }

    private func displayCost(_ i: Int) -> Double {
        let line = lines[i]
        var cost =
            (line.proseMarks == 0 ? LineCosts.display : LineCosts.displayMark * (1 + Double(line.proseMarks))) + Double(
                line.listMarks) * 0.3
        cost += Double(line.particles) * LineCosts.particle
        if line.endsSentence { cost += line.last == 0xFF1F || line.last == 0xFF01 || line.last.isCloser ? 1 : 8 }
        if line.endsInPause { cost += line.last == 0x3001 ? 1 : 3 }
        if line.width > 90 { cost += 8 }
        // It fills the column of the prose around it.
        let around = lines[max(0, i - 3)...min(lines.count - 1, i + 3)]
        if missing[i] <= 2, excess[i] <= 2, around.count(where: { $0.proseMarks > 0 }) > 1 {
            cost += LineCosts.displayFills
        }
        return cost
    }

    /// Whether a line begins as no paragraph and no headline does.
    func isBeginless(_ line: PageLine) -> Bool {
        line.first.isChineseMark
            && (line.first.isPause && line.first != 0x2014 || line.first.endsSentence && line.first != 0x2026
                || line.first.isCloser)
    }
}
