/// Undoes hard wraps: tells which lines of set text flow into the next one, and joins them.
///
/// Blank lines alone decide nothing, since extractors put them into the middle of sentences. What decides is how
/// the line ends (a sentence's end, a pause, in the middle), how far it fills the column that is set around it, how
/// the next line begins (a pause or closing mark cannot begin a paragraph), its indent, and blank lines with these.
struct Reflow {
    private let sheet: TextLines

    init(_ sheet: TextLines) { self.sheet = sheet }

    /// Lines wider than this are paragraphs, not lines of a column.
    static let columnsMax = 160

    /// The paragraphs that some lines make, their spaces as they were.
    ///
    /// - Complexity: O(glyphs)
    func paragraphs(_ lines: [Int]) -> [Glyphs] {
        var paragraphs: [Glyphs] = []
        var current: Glyphs = []
        if isVerse(lines) { return lines.map { Glyphs(sheet.text($0)) } }
        let isWrapped = isWrapped(lines)
        for (i, line) in lines.enumerated() {
            append(sheet.text(line), to: &current)
            if i + 1 == lines.count || (isWrapped ? breaks(after: i, in: lines) : ends(i, in: lines)) {
                paragraphs.append(current)
                current = []
            }
        }
        return paragraphs
    }

    /// Whether lines are those of English verse: four or more, each with a capital and none at its bounds in mid-phrase, most
    /// of them with a mark at their end.
    private func isVerse(_ lines: [Int]) -> Bool {
        guard lines.count >= 4 else { return false }
        let marked = lines.count { line in
            sheet.text(line).last.map { $0.isPause || $0 == 0x3A } == true || sheet.text(line).endsSentence
        }
        guard marked * 2 >= lines.count, marked < lines.count else { return false }
        return lines.allSatisfy { line in
            sheet.lines[line].width <= 64 && sheet.text(line).first?.isUpper == true
                && !Self.isUnfinished(sheet.text(line))
        }
    }

    /// Whether lines are lines of a column: then most of them end in mid-sentence.
    private func isWrapped(_ lines: [Int]) -> Bool {
        let inner = lines.dropLast()
        if isSpaced(lines) { return false }
        let whole = inner.count { sheet.text($0).endsSentence || sheet.lines[$0].width > Self.columnsMax }
        return whole * 2 < inner.count
    }

    /// Whether blank lines stand between all lines, which are too unequal to be lines of a column.
    private func isSpaced(_ lines: [Int]) -> Bool {
        guard lines.count >= 2, lines.dropFirst().allSatisfy({ sheet.lines[$0].blanksBefore > 0 }) else { return false }
        let widths = lines.dropLast().map { sheet.lines[$0].width }
        guard let least = widths.min(), let most = widths.max() else { return false }
        return lines.count == 2 || most - least > 6
    }

    /// Whether a paragraph ends with line `i` where lines are paragraphs.
    private func ends(_ i: Int, in lines: [Int]) -> Bool {
        guard let first = sheet.text(lines[i + 1]).first, let last = sheet.text(lines[i]).last else { return true }
        if first.isChineseMark, first.isCloser || first.isPause || first == 0x3002 { return false }
        return sheet.text(lines[i]).endsSentence || !last.isPause && !(last.isLetter && first.isLower)
    }

    /// Whether a paragraph ends with line `i` of some lines, `i` not being the last.
    func breaks(after i: Int, in lines: [Int]) -> Bool {
        let text = sheet.text(lines[i])
        let next = sheet.text(lines[i + 1])
        guard let last = text.last, let first = next.first else { return true }
        let line = sheet.lines[lines[i]]
        let following = sheet.lines[lines[i + 1]]
        let follows = lines[i + 1] == lines[i] + 1
        let blank = follows && following.blanksBefore > 0
        let indented = isIndented(i + 1, in: lines)
        let column = columnWidth(around: i, in: lines)
        if line.width > Self.columnsMax { return !last.isPause || indented || following.width > Self.columnsMax }
        let missing = column - line.width

        if first.isCloser && first != 0x22 && first != 0x27 || first.isPause || first == 0xFF1A
            || first.endsSentence && first.isChineseMark
        {
            return false
        }
        if Self.hasCells(text) || Self.hasCells(next) { return true }
        if text.endsSentence {
            if indented || missing >= 4 { return true }
            if !last.isChinese && !first.isChinese { return blank || !fitsNot(next, missing) && missing > 8 }
            if blank && !first.isOpener { return true }
            return isFirstLine(i + 1, in: lines)
        }
        if last.isPause || last.isOpener { return indented && blank }
        if last == 0xFF1A || last == 0x3A {
            return indented || blank || missing >= 4 || Self.isItem(next) || following.width < Self.columnMin
                || !last.isChinese && isList(around: i + 1, in: lines)
        }
        if isRow(text), isRow(next) { return true }
        if blank, Self.isItem(text), !Self.isItem(next) { return true }
        if isLabelled(text), isLabelled(next) { return true }
        if !last.isChinese && !first.isChinese {
            if Self.isItem(next), Self.isItem(text) || missing >= 4 { return true }
            if !first.isLower, isList(around: i, in: lines) { return true }
            if first.isUpper, Self.isItem(text) || column < Self.columnMin, !fitsNot(next, missing) { return true }
            if first.isLower { return blank && missing > column / 2 }
            return blank || indented || missing > max(12, column / 4) && !fitsNot(next, missing)
        }
        if column < Self.columnMin || line.width < Self.columnMin && text.allSatisfy({ !$0.isChineseMark }) {
            return true
        }
        return missing >= 8 || indented && missing >= 2 || Self.isItem(next) && (Self.isItem(text) || missing >= 4)
    }

    /// No column of running text is narrower than this: shorter lines are those of a list or of verse.
    private static let columnMin = 16

    // MARK: - Setting

    /// The width of the column that is set around line `i`: what the widest lines before and after it reach, and of
    /// these the lesser, since the column may become wider or narrower here.
    func columnWidth(around i: Int, in lines: [Int]) -> Int {
        func widest(_ range: Range<Int>) -> Int {
            range.clamped(to: lines.indices).map { sheet.lines[lines[$0]].width }.max() ?? 0
        }
        let before = widest(i - 3..<i + 1)
        let after = widest(i + 1..<i + 5)
        return i + 2 >= lines.count || after < 12 ? max(before, after) : min(before, after)
    }

    private func isIndented(_ i: Int, in lines: [Int]) -> Bool {
        let indent = sheet.lines[lines[i]].indent
        guard indent >= 2, indent <= 12 else { return false }
        let others = (i - 2...i + 2).filter { $0 != i && lines.indices.contains($0) }
        return others.contains { sheet.lines[lines[$0]].indent <= indent - 2 }
    }

    /// Whether a line is set narrower than the next ones by an indent, which the extractor has dropped.
    private func isFirstLine(_ i: Int, in lines: [Int]) -> Bool {
        guard i + 2 < lines.count, !sheet.text(lines[i]).endsSentence else { return false }
        let column = columnWidth(around: i + 1, in: lines)
        let missing = column - sheet.lines[lines[i]].width
        let opens = sheet.text(lines[i + 1]).first?.isOpener ?? false
        return missing >= (opens ? 5 : 3) && missing <= 6
    }

    /// Whether the next line's first word does not fit into what this line leaves of the column.
    private func fitsNot(_ next: ArraySlice<Glyph>, _ missing: Int) -> Bool {
        next.prefix { $0 != .space }.count + 1 > missing
    }

    /// Whether a line starts with the number or dot of a list.
    static func isItem(_ text: ArraySlice<Glyph>) -> Bool {
        guard let first = text.first else { return false }
        if [0x2D, 0x2013, 0x2A].contains(first), text.dropFirst().first == .space { return true }
        // （一）
        if first == 0xFF08 || first == 0x28,
            let close = text.prefix(5).firstIndex(where: { $0 == 0xFF09 || $0 == 0x29 }),
            close > text.startIndex + 1,
            text[(text.startIndex + 1)..<close].allSatisfy({ $0.isDigit || "一二三四五六七八九十".glyphs.contains($0) })
        {
            return true
        }
        if first.isBullet || first == 0x2022 || (0x2460...0x2473).contains(first) { return true }
        let numbered = text.prefix { $0.isDigit || "一二三四五六七八九十".glyphs.contains($0) }
        guard !numbered.isEmpty, numbered.count <= 3, let mark = text.dropFirst(numbered.count).first else {
            return false
        }
        if mark == 0x3001 { return true }
        return first.isDigit && [0x2E, 0xFF0E, 0x29, 0xFF09].contains(mark)
            && !(text.dropFirst(numbered.count + 1).first?.isDigit ?? true)
    }

    /// Whether a line begins with who says it: `问：`, `记者：`.
    private func isLabelled(_ text: ArraySlice<Glyph>) -> Bool {
        guard let colon = text.prefix(6).firstIndex(of: 0xFF1A) else { return false }
        return colon > text.startIndex && text[..<colon].allSatisfy(\.isChineseCharacter)
    }

    /// Whether a line ends with a word that goes on (`on`, `in`, `the`), as entries of a list do not.
    static func isUnfinished(_ text: ArraySlice<Glyph>) -> Bool {
        let word = text.suffix(6).split(separator: .space).last ?? []
        let last = String(word)
        return EnglishPage.unfinished.contains(last) || ["on", "in", "or", "is", "was"].contains(last)
    }

    /// Whether the lines around a line are those of an English list: three or more together, none of which begins in small
    /// letters, as the lines of a wrapped paragraph mostly do.
    private func isList(around i: Int, in lines: [Int]) -> Bool {
        func isOne(_ i: Int) -> Bool {
            guard lines.indices.contains(i), let first = sheet.text(lines[i]).first,
                let last = sheet.text(lines[i]).last
            else {
                return false
            }
            return sheet.lines[lines[i]].width <= 48 && (first.isUpper || first.isDigit) && !last.isPause
                && last != 0x2D && !Self.isUnfinished(sheet.text(lines[i]))
                && !sheet.text(lines[i]).endsSentence
        }
        guard isOne(i), isOne(i + 1) || i + 2 >= lines.count || sheet.text(lines[i + 1]).endsSentence else {
            return false
        }
        var count = 1
        var at = i
        while at > 0, count < 3, sheet.lines[lines[at]].blanksBefore == 0, isOne(at - 1) {
            at -= 1
            count += 1
        }
        at = i
        while at + 1 < lines.count, count < 3, sheet.lines[lines[at + 1]].blanksBefore == 0, isOne(at + 1) {
            at += 1
            count += 1
        }
        return count >= 3
    }

    /// Whether a line is a row of cells: ` | ` between two of them.
    private static func hasCells(_ text: ArraySlice<Glyph>) -> Bool {
        text.has([.space, 0x7C, .space], atAnyOf: text.indices)
    }

    /// Whether a line is a row of a table: words and at least as many figures, and no sentence.
    private func isRow(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 60, !text.endsSentence, !text.contains(where: \.isPause) else { return false }
        let words = text.split(separator: .space)
        let figures = words.count { $0.allSatisfy { $0.isDigit || [0x2E, 0x2D, 0x3A, 0x25, 0x2B].contains($0) } }
        return words.count >= 3 && figures >= 2 && figures * 2 >= words.count
    }

    // MARK: - Joining

    /// One paragraph of some lines.
    func joined(_ lines: [Int]) -> Glyphs {
        var text: Glyphs = []
        for line in lines { append(sheet.text(line), to: &text) }
        return text
    }

    /// Whether the hyphen at the end of a text stands behind a word of two characters or more, or a figure.
    private static func isInWord(_ text: Glyphs) -> Bool {
        guard text.count > 2, let before = text.dropLast().last else { return false }
        return before.isDigit || before.isLetter && text[text.count - 3].isLetter
    }

    /// Joins a line to the text before it.
    func append(_ whole: ArraySlice<Glyph>, to text: inout Glyphs) {
        // Lines that were mended keep their line ends for those who read names.
        if let end = whole.firstIndex(of: .newline) {
            append(whole[..<end], to: &text)
            return append(whole[(end + 1)...], to: &text)
        }
        let line = whole
        guard let last = text.last, let first = line.first else {
            text += line
            return
        }
        if last == 0x2D || last == 0x2010, first.isLower, text.count > 1, text[text.count - 2].isLetter {
            // `pre-` and `and watched-war`: the hyphen waits for a word that comes later.
            if ["and", "or", "to"].contains(String(Glyphs(line.prefix { $0.isLetter }))) {
                text.append(.space)
            } else if !Hyphenation.keepsHyphen(text, line) {
                text.removeLast()
            }
        } else if last == 0x2D || last == 0x2010, first.isDigit || first.isUpper, Self.isInWord(text) {
            // `2020-` and `21`, `COVID-` and `19`, `Smith-` and `Jones` are one; no syllable begins so.
        } else if last == 0x2D || last == 0x2010, first.isLower, text.count > 1,
            text[text.count - 2].isDigit || text[text.count - 2] == 0x2E
        {
            // `20-` and `year`, `U.S.-` and `backed`.
        } else if last == 0x2011, first.isLetter {
            // A hyphen that does not divide is the word's own.
        } else if last.isDigit, first.isDigit {
            // A number broken by a narrow Chinese column; in English a space divides two numbers.
            if !(text.suffix(40) + line.prefix(40)).contains(where: \.isChineseCharacter) { text.append(.space) }
        } else if ChineseCredit.opensBracket(text.suffix(60)) {
            // It may divide two names; whoever reads the byline decides.
            text.append(.newline)
        } else if !last.isChinese || !first.isChinese {
            // Whether it is a word space is decided where all spaces are.
            text.append(.space)
        }
        text += line
    }
}

extension RandomAccessCollection<Glyph> where Index == Int {
    /// Whether the text ends a sentence: with its mark, perhaps inside quotes or brackets.
    var endsSentence: Bool {
        var end = endIndex
        while end > startIndex, self[end - 1].isCloser || self[end - 1] == .space { end -= 1 }
        return end > startIndex && self[end - 1].endsSentence
    }
}
