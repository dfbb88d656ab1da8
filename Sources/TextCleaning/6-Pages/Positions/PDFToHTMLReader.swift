import Stories

/// Reads `pdftohtml -xml`: lines, or pieces of lines, with boxes and fonts.
///
///     <page number="1" top="0" left="0" height="1262" width="892">
///     <fontspec id="0" size="12" family="Song" color="#000000"/>
///     <text top="93" left="96" width="700" height="29" font="0"><b>The headline</b></text>
struct PDFToHTMLReader {
    private(set) var pages: [PositionedPage] = []
    private var fonts: [String: (size: Double, family: String)] = [:]
    /// The line that is open.
    private var line: PositionedPage.PositionedLine?
    private var isBold = false

    /// The most fonts of a document.
    private static let fontsMax = 10_000

    mutating func read(_ event: XMLWalk.XMLEvent) throws {
        switch event {
        case .open("page", let attributes): pages.append(PositionedPage(number: attributes["number"]))
        case .open("fontspec", let attributes):
            guard fonts.count < Self.fontsMax, let id = attributes["id"] else { return }
            fonts[id] = (try PositionedDocument.number(attributes, "size"), attributes["family"] ?? "")
        case .open("text", let attributes):
            let (left, top) = (
                try PositionedDocument.number(attributes, "left"), try PositionedDocument.number(attributes, "top")
            )
            let height = try PositionedDocument.number(attributes, "height")
            let font = attributes["font"].flatMap { fonts[$0] } ?? (height, "")
            line = PositionedPage.PositionedLine(
                text: "",
                box: PageBox(
                    left: left, top: top, right: left + (try PositionedDocument.number(attributes, "width")),
                    bottom: top + height),
                size: font.size, typeface: font.family)
            isBold = false
        case .open("b", _): isBold = true
        case .text(let text): line?.text += text
        case .close("text"):
            guard var closed = line else { return }
            line = nil
            if isBold { closed.typeface += " bold" }
            if pages.isEmpty { pages.append(PositionedPage()) }
            try pages[pages.count - 1].append(closed)
        default: break
        }
    }
}
