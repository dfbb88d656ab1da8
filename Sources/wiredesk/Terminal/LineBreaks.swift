import Daemon

/// Breaks text into terminal lines: in Chinese anywhere but before closing and after opening punctuation, in Latin
/// text at spaces; a word that is longer than a line is broken where the line ends.
enum LineBreaks {
    private static let closing = Set("，。；：？！、”’）》」』】…％%".unicodeScalars)
    private static let opening = Set("“‘（《「『【".unicodeScalars)

    /// The lines of one paragraph as ranges of its code points; the spaces that lines break at are in none of them.
    ///
    /// - Parameters:
    ///   - indent: Columns that are taken in the first line.
    ///   - columns: Columns of a line.
    static func lines(of text: [Unicode.Scalar], indent: Int = 0, columns: Int) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        var used = indent
        for word in words(of: text) {
            let width = word.reduce(0) { $0 + DisplayWidth.of(text[$1]) }
            let isSpace = text[word.lowerBound] == " "
            if used + width > columns, word.lowerBound > start {
                lines.append(start..<word.lowerBound)
                start = isSpace ? word.upperBound : word.lowerBound
                used = isSpace ? 0 : width
            } else {
                used += width
            }
            while used > columns, start < word.upperBound - 1 {
                let end = end(of: start..<word.upperBound, in: text, columns: columns)
                lines.append(start..<end)
                start = end
                used = (start..<word.upperBound).reduce(0) { $0 + DisplayWidth.of(text[$1]) }
            }
        }
        return start < text.count || lines.isEmpty ? lines + [start..<text.count] : lines
    }

    /// Runs of code points that stay together.
    private static func words(of text: [Unicode.Scalar]) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = 0
        for index in text.indices.dropFirst() where mayBreak(between: text[index - 1], and: text[index]) {
            words.append(start..<index)
            start = index
        }
        return text.isEmpty ? [] : words + [start..<text.count]
    }

    private static func mayBreak(between left: Unicode.Scalar, and right: Unicode.Scalar) -> Bool {
        if left == " " || right == " " { return left != right }
        if closing.contains(right) || opening.contains(left) { return false }
        return DisplayWidth.of(left) == 2 || DisplayWidth.of(right) == 2
    }

    private static func end(of range: Range<Int>, in text: [Unicode.Scalar], columns: Int) -> Int {
        var used = 0
        for index in range {
            used += DisplayWidth.of(text[index])
            if used > columns { return max(index, range.lowerBound + 1) }
        }
        return range.upperBound
    }
}
