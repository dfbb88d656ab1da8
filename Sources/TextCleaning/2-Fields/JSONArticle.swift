import JSON
import Stories

/// A JSON object that carries an article: wiredesk's own keys, a row of training data, ninjs 1.x, 2.x, 3.x, or an item of
/// a feed or content system.
///
/// What names the story and what it says must be readable, or the object is refused. All else that cannot be read is left
/// out, and noted.
struct JSONArticle {
    private(set) var id: String?
    private(set) var version: Int?
    private(set) var headline = ""
    private(set) var body = ""
    /// Whether the body was HTML, so that its line ends are those of paragraphs.
    private(set) var isMarkup = false
    /// What the body is when it is a document with positions.
    private(set) var positions: PositionedDocument.PositionedFormat?
    private(set) var publishedAt: Timestamp?
    private(set) var source: String?
    private(set) var url: String?
    private(set) var urgency: Int?
    private(set) var embargoedUntil: Timestamp?
    private(set) var label: String?
    private(set) var language: Language?
    /// Who the producer says wrote it.
    private(set) var people = Byline()
    /// Whether it takes back the story it names.
    private(set) var isWithdrawal = false
    /// What it says that is no part of the story.
    private(set) var leftovers: [Leftover] = []
    /// Other headlines and bodies of the object, as they came.
    private var unsaid: [String] = []
    /// What was not understood.
    private(set) var notes: [CopyNote] = []

    /// The most bytes an id may have.
    static let idBytesMax = 512

    /// An object that says nothing but an id: the carrier of plain text.
    init(id: String? = nil) { self.id = id }

    /// The carrier of text that was a page or fragment of HTML.
    init(id: String?, _ markup: MarkupText) {
        self.id = id
        headline = markup.headline
        body = markup.text
        isMarkup = markup.isMarkup
        leave(.unknown, markup.rest)
    }

    /// Reads an object.
    ///
    /// - Parameters:
    ///   - utf8: Valid UTF-8.
    ///   - id: Its id, whatever it says itself.
    ///   - dates: A reader of its dates.
    /// - Throws: `malformed`, naming the byte or key, what was expected and what was met.
    /// - Complexity: O(bytes)
    init(_ utf8: [UInt8], id given: String? = nil, dates: DateReader = DateReader()) throws(Rejection) {
        let root: JSONValue
        do { root = try JSONValue(parsingValid: utf8) } catch { throw Rejection(.malformed, error.description) }
        guard case .object(let members) = root else {
            throw Rejection(.malformed, "expected a JSON object, got \(root.kind)")
        }
        if case .string(let version)? = members["version"], version.contains("jsonfeed.org") {
            throw Rejection(.malformed, "it is a JSON Feed, which is not read: send each of its items")
        }
        let keys = JSONFields(members)
        id = try keys.id()
        version = try keys.version()
        try readHeadline(keys)
        try readBody(keys)
        isWithdrawal = keys.isWithdrawal(&notes)
        embargoedUntil = try readEmbargo(keys, dates)
        publishedAt = keys.publishedAt(dates, &notes)
        source = keys.source(&notes)
        url = keys.url(&notes)
        urgency = keys.urgency(&notes)
        language = keys.word(of: .language, &notes).map(Language.init(tag:))
        label = keys.word(of: .label, &notes)
        readPeople(keys)
        leaveUnsaid(keys.asides)
        id = given ?? id
        if isWithdrawal, id == nil, body.isEmpty, headline.isEmpty {
            throw Rejection(.malformed, "status: a withdrawal names a story by its id or its text; there is neither")
        }
        noteUnknown(keys)
    }

    private mutating func readHeadline(_ keys: JSONFields) throws(Rejection) {
        guard let read = try keys.headline() else { return }
        do { headline = try MarkupText.line(read.main) } catch {
            throw Rejection(error.reason, "headline: \(error.detail)")
        }
        unsaid = read.others
    }

    private mutating func readBody(_ keys: JSONFields) throws(Rejection) {
        guard let source = try keys.body(&notes) else { return }
        positions = PositionedDocument.format(of: Array(source.text.utf8))
        if positions != nil {
            body = source.text
            return
        }
        let markup: MarkupText
        do { markup = try MarkupText(source.text, isHTML: source.isHTML) } catch {
            throw Rejection(error.reason, "\(source.key): \(error.detail)")
        }
        body = markup.text
        isMarkup = markup.isMarkup
        if headline.isBlank { headline = markup.headline } else { leave(.label, [markup.headline]) }
        leave(.unknown, markup.rest)
        unsaid += source.others
    }

    /// Keeps what other headlines, other bodies and asides say, unless headline or body say it: a summary is mostly the first
    /// sentence again, a second body the same text in another form.
    private mutating func leaveUnsaid(_ asides: [String]) {
        let others = unsaid + asides
        guard !others.isEmpty else { return }
        let said = Self.letters(of: headline) + [0] + Self.letters(of: body)
        for other in others {
            let text = (try? MarkupText(other).text) ?? other
            let letters = Self.letters(of: text)
            if !letters.isEmpty, !said.holds(letters) { leave(.label, [text]) }
        }
    }

    /// The letters and digits of a text, without regard to case, spaces and marks.
    private static func letters(of text: String) -> [UInt8] {
        var letters: [UInt8] = []
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
            letters +=
                scalar.isASCII
                ? [UInt8(scalar.value) | 0x20] : Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        return letters
    }

    /// A withdrawal does not wait for what it takes back.
    private mutating func readEmbargo(_ keys: JSONFields, _ dates: DateReader) throws(Rejection) -> Timestamp? {
        do { return try keys.embargo(dates) } catch {
            guard isWithdrawal else { throw error }
            return nil
        }
    }

    private mutating func readPeople(_ keys: JSONFields) {
        let authors = keys.authors(&notes)
        people = authors.byline
        leave(.label, authors.labels)
    }

    private mutating func noteUnknown(_ keys: JSONFields) {
        for name in keys.unknown { notes.append(CopyNote(.unknownKey, key: name, "no format of copy has this key")) }
        guard body.isBlank, !isWithdrawal, !keys.unknown.isEmpty else { return }
        let names = keys.unknown.joined(separator: ",")
        notes.append(CopyNote(.emptyBody, key: names, "there is no body, but there are keys that are not known"))
    }

    /// Keeps texts that are no part of the story.
    private mutating func leave(_ kind: Leftover.LeftoverKind, _ texts: [String]) {
        for text in texts {
            let sheet = TextLines(text)
            let lines = sheet.lines.indices.map { String(Spacing.close(Glyphs(sheet.text($0)), .body)) }
            if !lines.isEmpty { leftovers.append(Leftover(kind, lines.joined(separator: "\n"))) }
        }
    }

    /// The clean headline, its lines separated by newlines; `nil` when there is none.
    var cleanHeadline: String? {
        if CleanText.isCleanLine(headline) { return headline }
        let sheet = TextLines(headline)
        let lines = sheet.lines.indices.map { String(Spacing.close(Glyphs(sheet.text($0)), .headline)) }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    /// An article with what the object says of it.
    func copy(of article: Article) -> ArticleCopy {
        ArticleCopy(
            article: article, id: id, version: version, publishedAt: publishedAt, source: source, url: url,
            urgency: urgency, embargoedUntil: embargoedUntil, label: label, isWithdrawal: isWithdrawal)
    }
}

extension [UInt8] {
    /// Whether other bytes stand somewhere among these (Knuth, Morris, Pratt).
    ///
    /// - Complexity: O(bytes of both), whatever they are.
    fileprivate func holds(_ other: [UInt8]) -> Bool {
        // How much of the start of `other` ends at each of its bytes.
        var borders = [Int](repeating: 0, count: other.count)
        var length = 0
        for i in other.indices.dropFirst() {
            while length > 0, other[i] != other[length] { length = borders[length - 1] }
            if other[i] == other[length] { length += 1 }
            borders[i] = length
        }
        var met = 0
        for byte in self {
            while met > 0, met == other.count || byte != other[met] { met = borders[met - 1] }
            if met < other.count, byte == other[met] { met += 1 }
            if met == other.count { return true }
        }
        return other.isEmpty
    }
}
