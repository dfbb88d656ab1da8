import Stories

/// A document with positions, read into its pages: `pdftohtml -xml`, `pdftotext -bbox-layout`, ALTO 2 to 4, hOCR.
enum PositionedDocument {
    /// Who wrote it.
    enum PositionedFormat {
        case pdfToHTML, boxLayout, alto, hOCR
    }

    /// Characters of a document that are looked at to tell what it is.
    private static let headMax = 16_384

    /// What a text is, by its first element and, for HTML, by an element that only such a document has; `nil` when it has no
    /// positions. An article that speaks of these formats has none.
    static func format(of text: [UInt8]) -> PositionedFormat? {
        guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return nil }
        let head = String(decoding: text.prefix(headMax), as: UTF8.self)
        guard let root = head.firstMatch(of: /<(?:[A-Za-z0-9_.\-]+:)?(?<name>[A-Za-z][A-Za-z0-9_.\-]*)(?=[\s>\/])/) else {
            return nil
        }
        switch root.name {
        case "pdf2xml": return .pdfToHTML
        case "alto": return .alto
        case "html":
            if head.contains(/<doc>\s*<page\s+width=/) { return .boxLayout }
            return head.contains(/<div[^>]*\sclass=["']ocr_page["'\s]/) ? .hOCR : nil
        default: return nil
        }
    }

    /// Reads a document. Pages without text, such as pictures, are among its pages.
    ///
    /// - Throws: `malformed` when it is not what it says, or more than a page can be; `empty` for one without text, such as a
    ///   scan that nobody has recognised.
    /// - Complexity: O(bytes)
    static func pages(of text: [UInt8], _ format: PositionedFormat) throws(Rejection) -> [PositionedPage] {
        var pages: [PositionedPage]
        do {
            switch format {
            case .pdfToHTML:
                var reader = PDFToHTMLReader()
                try XMLWalk.through(text) { try reader.read($0) }
                pages = reader.pages
            case .boxLayout, .alto, .hOCR:
                var reader = WordBoxReader(format)
                try XMLWalk.through(text) { try reader.read($0) }
                try reader.endPage()
                pages = reader.pages
            }
        } catch let rejection as Rejection {
            throw rejection
        } catch {
            throw Rejection(.malformed, "\(error)")
        }
        guard pages.contains(where: { !$0.lines.isEmpty }) else {
            throw Rejection(.empty, "pages without any text: a scan has to be recognised first (OCR)")
        }
        return pages
    }

    /// A number of an attribute.
    static func number(_ attributes: [String: String], _ key: String) throws(Rejection) -> Double {
        guard let text = attributes[key], let number = Double(text.trimmingBlanks) else {
            throw Rejection(
                .malformed, "\(key): expected a number, got \(attributes[key].map { "\"\($0.prefix(20))\"" } ?? "none")")
        }
        return number
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmingBlanks: Substring {
        let start = drop { $0 == " " }
        return start.lastIndex { $0 != " " }.map { start[...$0] } ?? start
    }
}
