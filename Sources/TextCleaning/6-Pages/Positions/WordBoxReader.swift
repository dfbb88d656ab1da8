import Stories

/// Reads documents that have a box for each word, inside elements for lines: `pdftotext -bbox-layout`, ALTO and hOCR.
///
/// A line that goes over a gap as wide as one between columns is two: extractors read across narrow ones. Words outside of any
/// line, as `pdftotext -bbox` has them, are lines of their own; text of a line that is in no word has the box of the line.
struct WordBoxReader {
    private(set) var pages: [PositionedPage] = []
    private let format: PositionedDocument.PositionedFormat
    private var words: [BoxedWord] = []
    private var word: BoxedWord?
    /// Elements that are open inside the one of the word.
    private var wordDepth = 0
    /// The type of a line, where it is told, and of a style, by its id.
    private var lineSize: Double?
    private var lineBox: PageBox?
    /// Text of the line that is in no word.
    private var loose = ""
    private var typeface = ""
    private var styles: [String: (size: Double?, face: String)] = [:]
    private var lineDepth = 0
    private var depth = 0

    /// The lines of the page, as the extractor has them.
    private var lines: [ExtractedLine] = []

    private struct BoxedWord {
        var text: String
        var box: PageBox
    }

    private struct ExtractedLine {
        var words: [BoxedWord]
        var size: Double?
        var typeface: String
    }

    init(_ format: PositionedDocument.PositionedFormat) { self.format = format }

    mutating func read(_ event: XMLWalk.XMLEvent) throws {
        switch event {
        case .open(let name, let attributes):
            depth += 1
            try open(name, attributes)
        case .text(let text):
            if word != nil { word?.text += text } else if lineDepth > 0 { loose += text }
        case .close:
            if word != nil, depth == wordDepth { try endWord() }
            if depth == lineDepth { try endLine() }
            depth -= 1
        }
    }

    private mutating func open(_ name: String, _ attributes: [String: String]) throws {
        switch (format, name) {
        case (.boxLayout, "page"): try beginPage(nil)
        case (.alto, "Page"): try beginPage(attributes["PHYSICAL_IMG_NR"])
        case (.boxLayout, "line"), (.alto, "TextLine"): try beginLine(attributes)
        case (.boxLayout, "word"):
            beginWord(
                PageBox(
                    left: try PositionedDocument.number(attributes, "xMin"),
                    top: try PositionedDocument.number(attributes, "yMin"),
                    right: try PositionedDocument.number(attributes, "xMax"),
                    bottom: try PositionedDocument.number(attributes, "yMax")))
        case (.alto, "TextStyle"):
            guard let id = attributes["ID"], styles.count < 10_000 else { return }
            let face = (attributes["FONTFAMILY"] ?? "") + (attributes["FONTSTYLE"]?.contains("bold") == true ? " bold" : "")
            styles[id] = (attributes["FONTSIZE"].flatMap(Double.init), face)
        case (.alto, "String"):
            beginWord(try Self.altoBox(attributes))
            word?.text = attributes["CONTENT"] ?? ""
            try endWord()
        case (.alto, "HYP"):
            if let last = words.indices.last { words[last].text += attributes["CONTENT"] ?? "-" }
        case (.hOCR, _):
            let classes = (attributes["class"] ?? "").split(separator: " ")
            if classes.contains("ocr_page") { try beginPage(Self.property("ppageno", of: attributes["title"] ?? "")?.first) }
            if classes.contains(where: { Self.lineClasses.contains(String($0)) }) { try beginLine(attributes) }
            if classes.contains("ocrx_word"), let box = try Self.hocrBox(attributes["title"] ?? "") ?? lineBox { beginWord(box) }
        default: break
        }
    }

    private static let lineClasses: Set = ["ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"]

    private static func altoBox(_ attributes: [String: String]) throws(Rejection) -> PageBox {
        let (left, top) = (
            try PositionedDocument.number(attributes, "HPOS"), try PositionedDocument.number(attributes, "VPOS")
        )
        return PageBox(
            left: left, top: top, right: left + (try PositionedDocument.number(attributes, "WIDTH")),
            bottom: top + (try PositionedDocument.number(attributes, "HEIGHT")))
    }

    /// The box in a title such as `bbox 103 215 194 247; x_wconf 93`.
    private static func hocrBox(_ title: String) throws(Rejection) -> PageBox? {
        guard let numbers = property("bbox", of: title)?.compactMap(Double.init), numbers.count == 4 else { return nil }
        return PageBox(left: numbers[0], top: numbers[1], right: numbers[2], bottom: numbers[3])
    }

    private static func property(_ name: String, of title: String) -> [String]? {
        for part in title.split(separator: ";") {
            let words = part.split(separator: " ").map(String.init)
            if words.first == name { return Array(words.dropFirst()) }
        }
        return nil
    }

    // MARK: - Words and lines

    private mutating func beginLine(_ attributes: [String: String]) throws {
        // A line inside a line, as hOCR's captions may have: what stands before it is one of its own.
        try endLine()
        lineDepth = depth
        lineBox = format == .hOCR ? try Self.hocrBox(attributes["title"] ?? "") : nil
        switch format {
        case .hOCR: lineSize = Self.property("x_size", of: attributes["title"] ?? "")?.first.flatMap(Double.init)
        case .alto:
            let ids = (attributes["STYLEREFS"] ?? "").split(separator: " ").map(String.init)
            let named = ids.compactMap { styles[$0] }
            typeface = named.map(\.face).joined(separator: " ")
            lineSize = nil
        case .boxLayout, .pdfToHTML: lineSize = nil
        }
    }

    private mutating func beginWord(_ box: PageBox) {
        word = BoxedWord(text: "", box: box)
        wordDepth = depth
    }

    private mutating func endWord() throws {
        defer { word = nil }
        guard let word, word.text.contains(where: { !$0.isWhitespace }) else { return }
        words.append(word)
        if lineDepth == 0 { try endLine() }
    }

    private mutating func endLine() throws {
        lineDepth = 0
        if let lineBox, loose.contains(where: { !$0.isWhitespace }) {
            words.append(BoxedWord(text: loose.split(whereSeparator: \.isWhitespace).joined(separator: " "), box: lineBox))
        }
        loose = ""
        guard !words.isEmpty else { return }
        guard lines.count < PositionedPage.linesMax else {
            throw Rejection(.malformed, "more than \(PositionedPage.linesMax) lines on a page")
        }
        lines.append(ExtractedLine(words: words, size: lineSize, typeface: typeface))
        words = []
    }

    // MARK: - Pages

    private mutating func beginPage(_ number: String?) throws {
        try endPage()
        pages.append(PositionedPage(number: number))
    }

    /// Ends the last page. To be called when all has been read.
    mutating func endPage() throws {
        try endLine()
        guard !lines.isEmpty else { return }
        if pages.isEmpty { pages.append(PositionedPage()) }
        let edges = ColumnStarts(lines.compactMap { $0.words.first?.box })
        for line in lines { try divide(line, edges) }
        lines = []
    }

    /// The left edges that many lines of a page have: columns begin there.
    private struct ColumnStarts {
        private var counts: [Int: Int] = [:]
        private let unit: Double

        init(_ boxes: [PageBox]) {
            let heights = boxes.map { abs($0.height) }.filter(\.isFinite).sorted()
            unit = max(heights.isEmpty ? 1 : heights[heights.count / 2] * 0.2, 0.01)
            for box in boxes { counts[step(box.left), default: 0] += 1 }
        }

        private func step(_ left: Double) -> Int { Int(exactly: (left / unit).rounded()) ?? 0 }

        /// Whether four lines or more begin where a word does.
        func hold(_ box: PageBox) -> Bool {
            let step = step(box.left)
            return (step - 1...step + 1).reduce(0) { $0 + (counts[$1] ?? 0) } >= 4
        }
    }

    /// Adds a line, or what of it stands in several columns.
    private mutating func divide(_ line: ExtractedLine, _ edges: ColumnStarts) throws {
        let words = line.words
        let gaps = zip(words, words.dropFirst()).map { $1.box.left - $0.box.right }
        let usual = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
        var part: [BoxedWord] = []
        for (i, word) in words.enumerated() {
            if let last = part.last,
                isApart(last, word, gap: gaps[i - 1], usual: gaps.count > 1 ? usual : nil)
                    || gaps[i - 1] > 0.5 * word.box.height && edges.hold(word.box)
            {
                try add(part, line)
                part = []
            }
            part.append(word)
        }
        try add(part, line)
    }

    /// Whether two words of a line stand in two columns: in type of another size, or over a gap much wider than others of the
    /// line.
    private func isApart(_ last: BoxedWord, _ next: BoxedWord, gap: Double, usual: Double?) -> Bool {
        let (small, large) = (min(last.box.height, next.box.height), max(last.box.height, next.box.height))
        if large > 1.35 * small, gap > 0.15 * small { return true }
        if Self.isChinese(last.text.last), Self.isChinese(next.text.first) { return gap > 1.3 * large }
        return gap > 1.1 * large || usual.map { gap > 0.45 * large && gap > 2.6 * max($0, 0.1 * large) } ?? false
    }

    private static func isChinese(_ character: Character?) -> Bool {
        character?.unicodeScalars.first.map { Glyph($0).isChinese } == true
    }

    private mutating func add(_ part: [BoxedWord], _ line: ExtractedLine) throws {
        guard var box = part.first?.box else { return }
        let heights = part.map(\.box.height).sorted()
        let size = line.size ?? heights[heights.count / 2]
        var text = ""
        for word in part {
            // Chinese characters that stand together are one text, whatever the extractor calls a word.
            let joins = Self.isChinese(text.last) && Self.isChinese(word.text.first) && word.box.left - box.right < 0.35 * size
            if !text.isEmpty, !joins { text += " " }
            text += word.text
            box.formUnion(word.box)
        }
        try pages[pages.count - 1].append(
            PositionedPage.PositionedLine(text: text, box: box, size: size, typeface: line.typeface))
    }
}
