import Stories

/// A page as an extractor gives it that knows where its lines stand and in which type they are set.
struct PositionedPage {
    /// A line, or the part of one that stands in one column.
    struct PositionedLine {
        var text: String
        var box: PageBox
        /// Height of its type, in the units of the page.
        var size: Double
        /// Which type it is set in, as far as the extractor tells; lines of one typeface and weight have the same.
        var typeface: String
    }

    /// The number that the document gives it; `nil` when it says none.
    var number: String?
    /// The lines, in the order of the extractor.
    private(set) var lines: [PositionedLine] = []

    /// The most lines of a page: several times what the largest newspaper page holds. Blocks are found in O(lines · columns),
    /// which is half a second where all lines of a hostile page stand in one place.
    static let linesMax = 6_000
    /// Coordinates beyond this are an error of whoever wrote them.
    private static let coordinateMax = 1e6

    /// Adds a line.
    ///
    /// - Throws: `malformed` for a box that no line can have, or when there are too many lines.
    mutating func append(_ line: PositionedLine) throws(Rejection) {
        let numbers = [line.box.left, line.box.top, line.box.right, line.box.bottom, line.size]
        guard numbers.allSatisfy({ $0.isFinite && abs($0) <= Self.coordinateMax }) else {
            throw Rejection(.malformed, "a line whose box is no box: \(String(line.text.prefix(40)))")
        }
        var line = line
        // Turned and mirrored type has extents below zero, and a height of nothing where it stands on its side.
        line.box = PageBox(
            left: min(line.box.left, line.box.right), top: min(line.box.top, line.box.bottom),
            right: max(line.box.left, line.box.right), bottom: max(line.box.top, line.box.bottom))
        // So that distances in lines of type stay numbers.
        if line.size < 0.1 { line.size = max(line.box.height, 1) }
        guard lines.count < Self.linesMax else {
            throw Rejection(.malformed, "more than \(Self.linesMax) lines on a page")
        }
        guard line.text.contains(where: { !$0.isWhitespace }) else { return }
        lines.append(line)
    }
}
