/// Tells whole documents from fragments by what they begin with.
enum DocumentKind {
    /// What document begins at a position; `nil` when none does.
    static func kind(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> MarkupKind? {
        var position = start
        var isXML = false
        // Declarations, comments and the document type stand before the root; more of them are no document.
        for _ in 0..<64 {
            position = bytes[position...].firstIndex { !MarkupKind.isBlank($0) } ?? bytes.count
            if MarkupKind.has("<?", in: bytes, at: position) {
                isXML = isXML || MarkupKind.has("<?xml", in: bytes, at: position)
                position = end(of: [0x3F, 0x3E], in: bytes, from: position)
            } else if MarkupKind.has("<!--", in: bytes, at: position) {
                position = end(of: [0x2D, 0x2D, 0x3E], in: bytes, from: position)
            } else if MarkupKind.has("<!doctype html", in: bytes, at: position) {
                return .document
            } else if MarkupKind.has("<!doctype ", in: bytes, at: position) {
                isXML = true
                position = end(of: [0x3E], in: bytes, from: position)
            } else {
                break
            }
        }
        return root(in: bytes, at: position, isXML: isXML)
    }

    private static func root(in bytes: UnsafeBufferPointer<UInt8>, at start: Int, isXML: Bool) -> MarkupKind? {
        guard start < bytes.count, bytes[start] == 0x3C else { return isXML ? .foreign(other) : nil }
        let name = bytes[(start + 1)...].prefix(32).prefix { !MarkupKind.isBlank($0) && $0 != 0x3E && $0 != 0x2F }
        let root = String(decoding: name, as: UTF8.self).lowercased()
        if root == "html" { return .document }
        let local = root.split(separator: ":").last.map(String.init) ?? ""
        if let known = known[root] ?? known[local] { return .foreign(known) }
        return isXML ? .foreign(other) : nil
    }

    private static func end(of mark: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var i = start
        while let at = bytes[i...].firstIndex(of: mark[0]) {
            if at + mark.count <= bytes.count, mark.indices.allSatisfy({ bytes[at + $0] == mark[$0] }) {
                return at + mark.count
            }
            i = at + 1
        }
        return bytes.count
    }

    private static let other = "an XML document"

    /// Roots of documents that are seen in newsrooms, by their names in lower case.
    private static let known = [
        "rss": "an RSS feed", "rdf": "an RSS 1.0 feed", "feed": "an Atom feed", "nitf": "a NITF document",
        "newsml": "a NewsML document", "newsitem": "a NewsML-G2 document", "newsmessage": "a NewsML-G2 message",
        "packageitem": "a NewsML-G2 package", "conceptitem": "a NewsML-G2 concept",
        "knowledgeitem": "NewsML-G2 concepts",
        "planningitem": "NewsML-G2 planning", "sports-content": "a SportsML document", "urlset": "a sitemap",
        "sitemapindex": "a sitemap", "opml": "an OPML document", "pdf2xml": "a page by pdftohtml",
        "alto": "a page in ALTO",
    ]
}
