extension TextLines {
    /// Puts right what an extractor has done to the lines.
    ///
    /// Parts lines it ran together, and joins lines it cut: before a mark that begins no line, before an opening quote
    /// when both parts fit into the column, and inside a byline.
    mutating func mend() {
        part()
        var mended: [Line] = []
        mended.reserveCapacity(lines.count)
        for (i, line) in lines.enumerated() {
            if let last = mended.last, joins(last, line, at: i) {
                mended[mended.count - 1].range = last.range.lowerBound..<line.range.upperBound
                mended[mended.count - 1].width += line.width
            } else {
                mended.append(line)
            }
        }
        lines = mended
    }

    // MARK: - Parting

    /// Parts lines that an extractor has run together: a marked byline begins a line of its own, however close it
    /// stands to a headline.
    private mutating func part() {
        guard glyphs.contains(where: \.isBullet) else { return }
        var parted: [Line] = []
        parted.reserveCapacity(lines.count)
        for line in lines {
            guard let mark = bylineMark(in: line.range) else {
                parted.append(line)
                continue
            }
            var (head, tail) = (line, line)
            var end = mark
            while glyphs[end - 1] == .space { end -= 1 }
            head.range = line.range.lowerBound..<end
            tail.range = mark..<line.range.upperBound
            tail.width = glyphs[tail.range].reduce(0) { $0 + $1.columns }
            head.width = max(1, line.width - tail.width)
            (tail.indent, tail.blanksBefore) = (0, 0)
            parted += [head, tail]
        }
        lines = parted
    }

    /// The mark of a byline inside a line, behind text of any other kind.
    private func bylineMark(in range: Range<Int>) -> Int? {
        range.dropFirst(2).first { i in
            glyphs[i].isBullet && ChineseCredit.hasRole(glyphs[i..<min(range.upperBound, i + Self.markReach)])
        }
    }

    /// The role stands so close behind the mark: `■ 江州日报全媒体记者`.
    private static let markReach = 14

    // MARK: - Joining

    private func joins(_ last: Line, _ line: Line, at i: Int) -> Bool {
        guard let first = glyphs[line.range].first, last.width + line.width <= 120 else { return false }
        if first.isChineseMark,
            first.isCloser && first != 0x2019 || first.isPause && first != 0x2014
                || first.endsSentence && first != 0x2026 || first == 0xFF1A
        {
            return line.blanksBefore == 0
        }
        if opensByline(last, before: line) { return true }
        if goesOn(last, in: line) { return true }
        guard first.isOpener, line.blanksBefore <= 1, !glyphs[last.range].endsSentence else { return false }
        let column = lines[max(0, i - 5)..<min(lines.count, i + 6)].map(\.width).sorted()
        return last.width + line.width <= column[max(0, column.count - 2)] + 1
    }

    /// Whether a byline's bracket stands open at the end of a line and is closed in the next.
    private func opensByline(_ last: Line, before line: Line) -> Bool {
        let end = glyphs[last.range].suffix(30)
        if ChineseCredit.opensBracket(end) { return true }
        guard let open = end.lastIndex(of: 0xFF08), !end[open...].contains(0xFF09),
            let close = glyphs[line.range].firstIndex(of: 0xFF09)
        else { return false }
        return ChineseCredit.parse(glyphs[(open + 1)..<close], isBracketed: true) != nil
    }

    /// Whether a byline goes on in the next line: with more names, or, when it is marked, with half a name.
    private func goesOn(_ last: Line, in line: Line) -> Bool {
        guard line.width <= 24, line.blanksBefore == 0, last.width > line.width else { return false }
        let whole = glyphs[last.range.lowerBound..<line.range.upperBound]
        if ChineseCredit.parse(glyphs[last.range]) != nil {
            return ChineseCredit.isNames(glyphs[line.range]) && ChineseCredit.parse(whole) != nil
        }
        return glyphs[last.range.lowerBound].isBullet && ChineseCredit.hasRole(glyphs[last.range])
            && ChineseCredit.parse(whole) != nil
    }
}
