import Stories

/// A JSON object that carries an article: wiredesk's own keys, a row of training data, or ninjs 1.x, 2.x, 3.x.
struct WireObject {
    private(set) var id: String?
    private(set) var version: Int?
    private(set) var headline = ""
    private(set) var body = ""
    /// Whether the body was HTML, so that its line ends are those of paragraphs.
    private(set) var isMarkup = false
    private(set) var publishedAt: Timestamp?
    private(set) var source: String?
    private(set) var label: String?
    private(set) var language: Language?
    /// Who the producer says wrote it.
    private(set) var people = Byline()
    /// Whether it takes back the story it names.
    private(set) var isWithdrawal = false

    /// The most bytes an id may have.
    static let idBytesMax = 512

    /// An object that says nothing but an id: the carrier of plain text.
    init(id: String? = nil) { self.id = id }

    /// Reads an object.
    ///
    /// - Parameters:
    ///   - utf8: Valid UTF-8.
    ///   - id: Its id, whatever it says itself.
    /// - Throws: `malformed`, naming the byte or key, what was expected and what was met.
    /// - Complexity: O(bytes)
    init(_ utf8: [UInt8], id given: String? = nil) throws(Rejection) {
        let root: JSONValue
        do { root = try JSONValue(parsing: utf8) } catch { throw Rejection(.malformed, error.description) }
        guard case .object(let members) = root else {
            throw Rejection(.malformed, "expected a JSON object, got \(root.kind)")
        }
        let keys = WireKeys(members)
        id = try keys.id("id")
        version = try keys.version("version")
        headline = try keys.string("headline", "title") ?? ""
        body = try keys.string("body", "text", "content") ?? ""
        publishedAt = try keys.timestamp("publishedAt")
        source = try keys.string("source")
        label = try keys.string("label")
        language = try keys.string("language", "lang").map(Language.init(tag:))
        _ = try keys.string("url")
        isWithdrawal = try keys.isWithdrawal()
        if keys.isNinjs { try readNinjs(keys) }
        id = given ?? id
        if isWithdrawal, id == nil, body.isEmpty, headline.isEmpty {
            throw Rejection(.malformed, "status: a withdrawal names a story by its id or its text; there is neither")
        }
    }

    private mutating func readNinjs(_ keys: WireKeys) throws(Rejection) {
        for key in ["uri", "guid"] where id == nil { id = try keys.id(key) }
        if headline.isEmpty { headline = try keys.text("headlines", preferring: "main")?.plain ?? "" }
        if body.isEmpty {
            if let text = try keys.string("body_text"), !text.isEmpty {
                body = text
            } else if let html = try keys.string("body_html") {
                body = Markup.text(of: html)
                isMarkup = true
            } else if let (text, isMarkup) = try keys.text("bodies", preferring: "main") {
                body = isMarkup ? Markup.text(of: text) : text
                self.isMarkup = isMarkup
            }
        }
        if publishedAt == nil { publishedAt = try keys.timestamp("versioncreated", "versionCreated") }
        if let by = try keys.string("byline", "by") {
            // Line by line, since a line's end is no part of a name.
            let sheet = Sheet(by)
            let lines = sheet.lines.indices.map { Glyphs(sheet.text($0)) }
            people =
                lines.lazy.compactMap { Extraction.credit($0[...]) }.first
                ?? Byline(reporters: lines.flatMap { Self.names(String($0)) })
        }
    }

    /// The people of a byline that has no roles, such as `王婷、李明`.
    private static func names(_ by: String) -> [String] {
        by.split { "、,，;；/".contains($0) }
            .map { part in part.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }
    }

    /// The clean headline, its lines separated by newlines; `nil` when there is none.
    var cleanHeadline: String? {
        if CleanText.isCleanLine(headline) { return headline }
        let sheet = Sheet(headline)
        let lines = sheet.lines.indices.map { String(Spacing.close(Glyphs(sheet.text($0)), .headline)) }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// An article with what the object says of it.
    func copy(of article: Article) -> Copy {
        Copy(
            article: article, id: id, version: version, publishedAt: publishedAt, source: source, label: label,
            isWithdrawal: isWithdrawal)
    }
}
