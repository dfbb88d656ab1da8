/// A page that is set for a test, and written as each extractor would.
struct SetPage {
    /// A line: where it stands, and the height of its type; a character takes its height, a Latin one half of it.
    struct SetLine {
        var text: String
        var left: Double
        var top: Double
        var size: Double
        var isBold = false

        var width: Double { text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 0.5 : 1) } * size }
    }

    var lines: [SetLine] = []

    /// Sets text in columns: so many characters a line, so many lines a column, the first line of a paragraph indented.
    mutating func set(
        _ paragraphs: [String], at left: Double, _ top: Double, size: Double = 12, measure: Int = 18, columnLines: Int = 12,
        gutter: Double = 20
    ) {
        var rows: [(text: String, indent: Double)] = []
        for paragraph in paragraphs {
            let isLatin = !paragraph.unicodeScalars.contains { $0.value >= 0x2E80 }
            var rest = paragraph[...]
            var isFirst = true
            while !rest.isEmpty {
                var count = (isLatin ? measure * 2 : measure) - (isFirst ? 2 : 0)
                if isLatin, rest.count > count {
                    let window = rest.prefix(count + 1)
                    if let space = window.lastIndex(of: " ") { count = rest.distance(from: rest.startIndex, to: space) }
                }
                rows.append((String(rest.prefix(count)), isFirst ? 2 * size : 0))
                rest = rest.dropFirst(count)
                if isLatin { rest = rest.drop { $0 == " " } }
                isFirst = false
            }
        }
        for (i, row) in rows.enumerated() {
            let column = left + Double(i / columnLines) * (Double(measure) * size + gutter)
            lines.append(
                SetLine(text: row.text, left: column + row.indent, top: top + Double(i % columnLines) * 1.4 * size, size: size))
        }
    }

    mutating func set(line: String, at left: Double, _ top: Double, size: Double, isBold: Bool = false) {
        lines.append(SetLine(text: line, left: left, top: top, size: size, isBold: isBold))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }

    /// As `pdftohtml -xml` writes it.
    var pdfToHTML: String { Self.pdfToHTML(of: [self]) }

    /// Several pages as `pdftohtml -xml` writes them.
    static func pdfToHTML(of pages: [SetPage]) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd">
        <pdf2xml producer="poppler" version="22.12.0">\n
        """ + pages.enumerated().map { i, page in page.element(number: i + 1) }.joined() + "</pdf2xml>\n"
    }

    private func element(number: Int) -> String {
        let sizes = Array(Set(lines.map(\.size))).sorted()
        var text = "<page number=\"\(number)\" position=\"absolute\" top=\"0\" left=\"0\" height=\"1262\" width=\"892\">\n"
        for (i, size) in sizes.enumerated() {
            text += "<fontspec id=\"\(i)\" size=\"\(Int(size))\" family=\"Song\" color=\"#000000\"/>\n"
        }
        for line in lines {
            let content = line.isBold ? "<b>\(Self.escaped(line.text))</b>" : Self.escaped(line.text)
            text += """
                <text top="\(Int(line.top))" left="\(Int(line.left))" width="\(Int(line.width))" height="\(Int(line.size))" \
                font="\(sizes.firstIndex(of: line.size) ?? 0)">\(content)</text>\n
                """
        }
        return text + "</page>\n"
    }

    /// The words of a line with their boxes: what spaces divide.
    private func words(_ line: SetLine) -> [(text: String, left: Double, right: Double)] {
        var words: [(String, Double, Double)] = []
        var at = line.left
        for word in line.text.split(separator: " ", omittingEmptySubsequences: false) {
            let width = SetLine(text: String(word), left: 0, top: 0, size: line.size).width
            if !word.isEmpty { words.append((String(word), at, at + width)) }
            at += width + line.size / 2
        }
        return words
    }

    /// As `pdftotext -bbox-layout` writes it.
    var boxLayout: String {
        var text = """
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\
            <html xmlns="http://www.w3.org/1999/xhtml">
            <head><title></title></head>
            <body>
            <doc>
              <page width="892.0" height="1262.0">
                <flow><block xMin="0" yMin="0" xMax="892" yMax="1262">\n
            """
        for line in lines {
            text +=
                "<line xMin=\"\(line.left)\" yMin=\"\(line.top)\" xMax=\"\(line.left + line.width)\" yMax=\"\(line.top + line.size)\">\n"
            for word in words(line) {
                text += """
                    <word xMin="\(word.left)" yMin="\(line.top)" xMax="\(word.right)" yMax="\(line.top + line.size)">\
                    \(Self.escaped(word.text))</word>\n
                    """
            }
            text += "</line>\n"
        }
        return text + "</block></flow></page></doc></body></html>\n"
    }

    /// As ALTO 4 writes it.
    var alto: String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>
            <Page ID="P1" PHYSICAL_IMG_NR="1" WIDTH="892" HEIGHT="1262"><PrintSpace><TextBlock ID="B1">\n
            """
        for line in lines {
            text += "<TextLine HPOS=\"\(line.left)\" VPOS=\"\(line.top)\" WIDTH=\"\(line.width)\" HEIGHT=\"\(line.size)\">\n"
            for word in words(line) {
                text += """
                    <String CONTENT="\(Self.escaped(word.text))" HPOS="\(word.left)" VPOS="\(line.top)" \
                    WIDTH="\(word.right - word.left)" HEIGHT="\(line.size)"/><SP/>\n
                    """
            }
            text += "</TextLine>\n"
        }
        return text + "</TextBlock></PrintSpace></Page></Layout></alto>\n"
    }

    /// As tesseract writes hOCR.
    var hOCR: String {
        func box(_ left: Double, _ line: SetLine, _ right: Double) -> String {
            "bbox \(Int(left)) \(Int(line.top)) \(Int(right)) \(Int(line.top + line.size))"
        }
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml"><head><title></title></head><body>
            <div class='ocr_page' id='page_1' title='image "page.png"; bbox 0 0 892 1262; ppageno 0'>\n
            """
        for line in lines {
            text += "<span class='ocr_line' title=\"\(box(line.left, line, line.left + line.width)); x_size \(line.size)\">\n"
            for word in words(line) {
                text +=
                    "<span class='ocrx_word' title='\(box(word.left, line, word.right)); x_wconf 95'>\(Self.escaped(word.text))</span>\n"
            }
            text += "</span>\n"
        }
        return text + "</div></body></html>\n"
    }
}
