/// Finds the headline that stands in front of a text: a few first lines, short and set off, none of which ends a
/// sentence, with a body behind them.
enum Headline {
    /// A headline has at most so many lines.
    static let linesMax = 4
    /// A line of a headline is at most so many columns wide: forty Chinese characters, or ninety letters.
    static let columnsMax = 90

    /// How many of the first lines are the headline; 0 when there is none.
    static func lines(of sheet: Sheet) -> Int {
        var count = 0
        while count < linesMax, count + 1 < sheet.lines.count, isDisplay(count, in: sheet) { count += 1 }
        // The last line of a deck must be set off from the body; else it is the first line of a paragraph.
        while count > 0, !isSetOff(count - 1, in: sheet) { count -= 1 }
        return count
    }

    private static func isDisplay(_ line: Int, in sheet: Sheet) -> Bool {
        let text = sheet.text(line)
        guard let last = text.last, sheet.lines[line].width <= columnsMax else { return false }
        if Extraction.credit(text) != nil || Dateline.find(in: text) != nil { return false }
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
    private static func isSetOff(_ line: Int, in sheet: Sheet) -> Bool {
        let next = line + 1
        let text = sheet.text(next)
        if Extraction.credit(text) != nil || Dateline.find(in: text) != nil { return true }
        guard hasSentence(from: next, in: sheet) else { return false }
        let own = sheet.text(line)
        let width = sheet.lines[line].width
        let following = sheet.lines[next]
        // The sentence goes on.
        if let first = text.first, first.isLower || first.isPause || first.isCloser { return false }
        // Copy without hard wraps: a paragraph is much longer than a headline.
        if following.width > Flow.columnsMax || following.width > width * 3 / 2, text.endsSentence { return true }
        if following.indent >= sheet.lines[line].indent + 2 { return true }
        let column = sheet.lines[next..<min(next + 4, sheet.lines.count)].map(\.width).max() ?? 0
        if following.blanksBefore > 0 {
            return !(text.first?.isOpener ?? false) || width < column - 4 || width > column + 2
        }
        // One short sentence behind a line that is none.
        if text.endsSentence { return own.last?.isChinese == true && !own.contains { $0 == 0xFF0C || $0 == 0x3002 } }
        return width < column - 8 || width > column + 4
    }

    /// Whether anything behind the headline reads as a sentence.
    private static func hasSentence(from line: Int, in sheet: Sheet) -> Bool {
        sheet.lines.indices[line...].prefix(12).contains { i in
            let text = sheet.text(i)
            return text.endsSentence || text.contains { $0 == 0xFF0C || $0 == 0x3002 }
                || sheet.lines[i].width > columnsMax
        }
    }
}
