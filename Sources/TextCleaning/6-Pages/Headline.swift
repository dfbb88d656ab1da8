import Stories

/// Finds the headline that stands in front of a text: a few first lines, short and set off, none of which ends a
/// sentence, with a body behind them.
enum Headline {
    /// A headline has at most so many lines.
    static let linesMax = 4
    /// A line of a headline is at most so many columns wide: forty Chinese characters, or ninety letters.
    static let columnsMax = 90

    /// How many of the first lines are the headline; 0 when there is none.
    static func lines(of sheet: TextLines) -> Int {
        var count = 0
        while count < linesMax, count + 1 < sheet.lines.count, isDisplay(count, in: sheet),
            count == 0 || goesOn(count, in: sheet)
        {
            count += 1
        }
        // A line that announces what follows is a headline only in front of another line of it.
        while count > 0, announces(sheet.text(count - 1)) { count -= 1 }
        // The last line of a deck must be set off from the body; else it is the first line of a paragraph.
        while count > 0, !isSetOff(count - 1, in: sheet) { count -= 1 }
        if isVerse(count, in: sheet) || isTable(0..<count, in: sheet) { return 0 }
        // Rows of a table or a list of names under the first line.
        return count > 2 && (isTable(1..<count, in: sheet) || (1..<count).allSatisfy { isNames(sheet.text($0)) })
            ? 1 : count
    }

    /// Whether a line belongs to the headline that the line before it began: right below it, or as the only line of its
    /// block in front of a byline, dateline or prose.
    private static func goesOn(_ line: Int, in sheet: TextLines) -> Bool {
        guard sheet.lines[line].blanksBefore > 0 else { return true }
        let text = sheet.text(line)
        if text.first == 0x2014 { return true }
        let next = sheet.text(line + 1)
        let isAlone = sheet.lines[line + 1].blanksBefore > 0 || isMarked(next)
        return isAlone && !announces(text)
            && (isMarked(next) || next.endsSentence || next.contains { $0 == 0xFF0C }
                || sheet.lines[line + 1].width > 40)
    }

    private static func isMarked(_ text: ArraySlice<Glyph>) -> Bool {
        BylineExtraction.credit(text) != nil || Dateline.find(in: text) != nil
    }

    private static func announces(_ text: ArraySlice<Glyph>) -> Bool { text.last == 0xFF1A || text.last == 0x3A }

    /// Whether the first lines are those of verse: three or more of one width.
    private static func isVerse(_ count: Int, in sheet: TextLines) -> Bool {
        guard count >= 3 else { return false }
        let words = (0..<count).reduce(0) { $0 + sheet.text($1).split(separator: .space).count }
        if words >= 20, sheet.text(0).first?.isLetter == true { return true }
        let widths = Set(sheet.lines[..<count].map(\.width))
        return widths.count == 1 && (widths.first ?? 0) <= 20
    }

    /// Whether the first lines are rows of a table: the same number of words, figures at the same places.
    private static func isTable(_ lines: Range<Int>, in sheet: TextLines) -> Bool {
        guard lines.count >= 2 else { return false }
        let patterns = Set(
            lines.map { line in sheet.text(line).split(separator: .space).map { $0.contains(where: \.isDigit) } })
        return patterns.count == 1 && (patterns.first?.count { $0 } ?? 0) >= 1 && (patterns.first?.count ?? 0) >= 2
    }

    /// Whether a line is a list of names: `王小明、李小红、钱多多`.
    private static func isNames(_ text: ArraySlice<Glyph>) -> Bool {
        let words = text.split(separator: 0x3001)
        return words.count >= 3 && words.allSatisfy { $0.count <= 4 }
    }

    private static func isDisplay(_ line: Int, in sheet: TextLines) -> Bool {
        let text = sheet.text(line)
        guard let last = text.last, sheet.lines[line].width <= columnsMax else { return false }
        // A list that announces itself begins no headline.
        if isMarked(text) || Reflow.isItem(text) { return false }
        // The first question of a conversation.
        if text.has("问：".glyphs, at: text.startIndex) { return false }
        if text.endsSentence {
            return isQuestion(text) && !text.dropLast().contains { $0.endsSentence || $0 == 0xFF0C }
        }
        return !last.isPause && last != 0xFF0C
    }

    /// A headline may ask or exclaim.
    private static func isQuestion(_ text: ArraySlice<Glyph>) -> Bool {
        text.last.map { "？！?!".unicodeScalars.map(\.value).contains($0) } ?? false
    }

    /// Whether a line is set off from the next: by a blank line, by a byline or dateline, by width.
    private static func isSetOff(_ line: Int, in sheet: TextLines) -> Bool {
        let next = line + 1
        let text = sheet.text(next)
        if BylineExtraction.credit(text) != nil || Dateline.find(in: text) != nil { return true }
        let isTitled = sheet.lines[next].blanksBefore > 0 && sheet.lines.count - next >= 3
        guard isTitled || hasSentence(from: next, in: sheet) else { return false }
        let own = sheet.text(line)
        // A line that ends with `on` or `the` goes on in the next.
        if sheet.lines[next].blanksBefore == 0, Reflow.isUnfinished(own) { return false }
        let width = sheet.lines[line].width
        let following = sheet.lines[next]
        // The sentence goes on.
        if let first = text.first, first.isLower || first.isPause || first.isCloser { return false }
        // Copy without hard wraps: a paragraph is much longer than a headline.
        if following.width > Reflow.columnsMax || following.width > width * 3 / 2, text.endsSentence { return true }
        if following.indent >= sheet.lines[line].indent + 2 { return true }
        let column = sheet.lines[next..<min(next + 4, sheet.lines.count)].map(\.width).max() ?? 0
        if following.blanksBefore > 0 {
            return !(text.first?.isOpener ?? false) || Reflow.isItem(text) || width < column - 4 || width > column + 2
        }
        // One short sentence behind a line that is none.
        if text.endsSentence { return own.last?.isChinese == true && !own.contains { $0 == 0xFF0C || $0 == 0x3002 } }
        // Lines of ragged Latin text differ more than those of Chinese columns.
        let isLatin = own.last?.isChinese == false && text.first?.isChinese == false
        return width < column - 8 || width > (isLatin ? column * 3 / 2 : column + 4)
    }

    /// Whether anything behind the headline reads as a sentence.
    private static func hasSentence(from line: Int, in sheet: TextLines) -> Bool {
        sheet.lines.indices[line...].prefix(12).contains { i in
            let text = sheet.text(i)
            return text.endsSentence || text.contains { $0 == 0xFF0C || $0 == 0x3002 }
                || sheet.lines[i].width > columnsMax
        }
    }
}
