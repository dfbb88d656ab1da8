/// Builds the text of HTML from its pieces: white space collapses, elements divide paragraphs, lines and cells.
///
/// Works on UTF-8. What divides is kept until text follows, so that nothing divides at the ends.
struct HTMLParagraphs {
    /// What divides two pieces of text, from weak to strong.
    private enum Division: Int, Comparable {
        case none, space, sourceLine, cell, line, paragraph

        static func < (a: Division, b: Division) -> Bool { a.rawValue < b.rawValue }
    }

    /// A row of a table that is being read.
    private struct Row {
        var hasText = false
        /// Whether its cells hold paragraphs or lines of their own, as those of a layout do.
        var isBroken = false
    }

    private var bytes: [UInt8] = []
    private var pending = Division.none
    private var rows: [Row] = []
    private var preformatted: Int
    private var quotations = 0
    private var superscripts = 0

    /// - Parameter keepsLines: Whether line ends of the source count, as in text with a few tags in it.
    init(keepsLines: Bool = false) { preformatted = keepsLines ? 1 : 0 }

    /// The text: paragraphs separated by a blank line, lines and rows of a table by a newline, cells by ` | `.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is no text yet.
    var isEmpty: Bool { bytes.isEmpty }

    // MARK: - Elements

    /// What follows is a paragraph of its own.
    mutating func beginParagraph() { divide(.paragraph) }

    /// An element begins.
    mutating func open(_ element: HTMLElement) {
        switch element {
        case .row:
            divide(.line)
            rows.append(Row())
        case .cell: beginCell()
        case .preformatted:
            divide(.paragraph)
            preformatted += 1
        case .quotation:
            put(quotations % 2 == 0 ? "“" : "‘")
            quotations += 1
        case .superscript: superscripts += 1
        default: divide(around: element)
        }
    }

    /// An element ends.
    mutating func close(_ element: HTMLElement) {
        switch element {
        case .row:
            divide(.line)
            if rows.popLast()?.hasText == true, !rows.isEmpty { rows[rows.count - 1].hasText = true }
        case .cell: break
        case .preformatted:
            divide(.paragraph)
            preformatted -= 1
        case .quotation:
            quotations -= 1
            // Not behind a space or line end before it.
            pending = pending == .space || pending == .sourceLine ? .none : pending
            put(quotations % 2 == 0 ? "”" : "’")
        case .superscript: superscripts -= 1
        default: divide(around: element)
        }
    }

    private mutating func divide(around element: HTMLElement) {
        // A paragraph that begins its cell does not divide it from the cell before.
        if pending == .cell { return }
        switch element {
        case .block, .headline, .article, .main, .furniture, .edge: divide(.paragraph)
        case .line: divide(.line)
        case .lineBreak: pending = pending >= .line ? .paragraph : .line
        default: break
        }
    }

    private mutating func divide(_ division: Division) { pending = max(pending, division) }

    private mutating func beginCell() {
        guard let row = rows.last else { return divide(.line) }
        guard row.hasText else { return }
        // Stronger than the end of a paragraph that is the whole cell before.
        pending = row.isBroken ? .paragraph : .cell
    }

    // MARK: - Text

    /// Adds text, whose white space collapses.
    mutating func append(_ text: UnsafeRawBufferPointer) {
        var i = 0
        while i < text.count {
            switch text[i] {
            case 0x20, 0x09: divide(.space)
            case 0x0A, 0x0C, 0x0D:
                if preformatted > 0 { divide(around: .lineBreak) } else { divide(.sourceLine) }
            default:
                let start = i
                while i < text.count, text[i] > 0x20 || !Self.isWhite(text[i]) { i += 1 }
                put(UnsafeRawBufferPointer(rebasing: text[start..<i]))
                continue
            }
            i += 1
        }
    }

    private static func isWhite(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D
    }

    private mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func put(_ text: UnsafeRawBufferPointer) {
        if !bytes.isEmpty { divide(before: text) }
        pending = .none
        if superscripts > 0 { putRaised(text) } else { bytes += text }
        if !rows.isEmpty { rows[rows.count - 1].hasText = true }
    }

    /// Adds text with its digits raised, so that they make no number with those before them: `10⁶`.
    private mutating func putRaised(_ text: UnsafeRawBufferPointer) {
        for byte in text {
            if byte &- 0x30 < 10 { bytes += Self.raised[Int(byte &- 0x30)] } else { bytes.append(byte) }
        }
    }

    private static let raised = "⁰¹²³⁴⁵⁶⁷⁸⁹".map { Array(String($0).utf8) }

    private mutating func divide(before text: UnsafeRawBufferPointer) {
        switch pending {
        case .none: break
        case .space: bytes.append(0x20)
        // Chinese text has no space where its source line ends.
        case .sourceLine: if !(Self.endsChinese(bytes) && Self.isChinese(text.first)) { bytes.append(0x20) }
        case .cell: bytes += " | ".utf8
        case .line: bytes.append(0x0A)
        case .paragraph: bytes += "\n\n".utf8
        }
        guard pending >= .line else { return }
        for i in rows.indices where rows[i].hasText { rows[i].isBroken = true }
    }

    /// The first byte of Chinese characters and marks, U+3000 to U+9FFF, and of full-width marks.
    private static func isChinese(_ byte: UInt8?) -> Bool {
        byte.map { (0xE3...0xE9).contains($0) || $0 == 0xEF } ?? false
    }

    private static func endsChinese(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 3 && isChinese(bytes[bytes.count - 3]) && bytes[bytes.count - 1] & 0xC0 == 0x80
            && bytes[bytes.count - 2] & 0xC0 == 0x80
    }
}
