/// A line on display, or part of one: what a space divides, or stands in front of a quote, may be another headline,
/// where an extractor has run two lines together.
struct DisplaySegment {
    let line: Int
    /// Its glyphs on the sheet.
    var range: Range<Int>

    /// A part has at least so many characters.
    private static let lengthMin = 4

    /// The parts of a line that are long enough to be headlines; most often the whole line.
    static func segments(of line: Int, _ sheet: TextLines) -> [DisplaySegment] {
        let range = sheet.lines[line].range
        let text = sheet.text(line)
        // A date is one phrase, however it is spaced.
        if isFolio(text) { return [DisplaySegment(line: line, range: range)] }
        var segments: [DisplaySegment] = []
        var start = range.lowerBound
        var isQuoted = false
        for i in text.indices {
            let isLong = i - start >= lengthMin && range.upperBound - i >= lengthMin
            let divides = text[i] == .space || i > start && text[i].isOpener && text[i - 1] != .space && !isQuoted
            if isLong, divides {
                segments.append(DisplaySegment(line: line, range: start..<i))
                start = text[i] == .space ? i + 1 : i
                isQuoted = false
            }
            if text[i].isOpener { isQuoted = true }
        }
        return segments + [DisplaySegment(line: line, range: start..<range.upperBound)]
    }

    /// The lines that some segments make, those of one line together again.
    static func lines(of segments: [DisplaySegment]) -> [Range<Int>] {
        var lines: [DisplaySegment] = []
        for segment in segments {
            if let last = lines.last, last.line == segment.line {
                lines[lines.count - 1].range = last.range.lowerBound..<segment.range.upperBound
            } else {
                lines.append(segment)
            }
        }
        return lines.map(\.range)
    }

    /// Whether a text is what stands over a page besides its headlines: hardly more than a date, or a day of the week.
    static func isFolio(_ text: ArraySlice<Glyph>) -> Bool {
        if text.count <= 4, text.starts(with: "星期".glyphs) { return true }
        let date = "年月日".glyphs
        guard date.allSatisfy(text.contains) else { return false }
        return text.count { $0.isChineseCharacter && !date.contains($0) } <= 8 && text.count(where: \.isDigit) >= 5
    }
}
