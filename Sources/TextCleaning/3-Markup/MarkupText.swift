import Stories

/// Text of a producer, read as what it is written in: plain, with character references, or HTML.
///
/// What was escaped twice is unescaped twice.
struct MarkupText {
    /// The text.
    private(set) var text: String
    /// Whether its lines are its paragraphs, as those of HTML are.
    private(set) var isMarkup = false
    /// The headline of a whole page; empty in all else.
    private(set) var headline = ""
    /// What a whole page says besides.
    private(set) var rest: [String] = []

    /// Reads the text of a body.
    ///
    /// - Parameters:
    ///   - source: The text as it came.
    ///   - isHTML: Whether the producer says that it is HTML; otherwise its tags decide.
    /// - Throws: `malformed` when it is another kind of document, or HTML that is too deep or too complex.
    /// - Complexity: O(bytes); plain text costs a look for `<` and `&`.
    init(_ source: String, isHTML: Bool = false) throws(Rejection) {
        text = source
        var isHTML = isHTML
        // The second round reads what was escaped once more.
        for _ in 0..<2 {
            let kind = MarkupKind(of: text)
            switch kind {
            case .plain where !isHTML: return
            case .plain, .references, .inline:
                if isHTML || kind == .inline { text = try HTMLText.text(of: text, keepsLines: true) }
                let unescaped = try CharacterReferences.unescaped(text)
                // Tags that come to light only now were escaped; those beside others speak of tags.
                let isDone = kind == .inline || unescaped == text && !isHTML
                text = unescaped
                if isDone { return }
            case .html:
                text = try CharacterReferences.unescaped(HTMLText.text(of: text))
                isMarkup = true
                return
            case .document:
                try read(HTMLPage(text))
                return
            case .foreign(let name): throw Rejection(.malformed, Self.sentence(name))
            }
            isHTML = false
        }
    }

    private mutating func read(_ page: HTMLPage) throws(Rejection) {
        text = try CharacterReferences.unescaped(page.body)
        headline = try CharacterReferences.unescaped(page.headline)
        rest = page.rest
        isMarkup = true
    }

    /// What is said of a document that is not read.
    private static func sentence(_ name: String) -> String {
        "it is \(name), which is not read: send text, HTML, or an object of JSON for each story"
    }

    /// Reads the whole of a plain payload: its first headline is that of the story.
    ///
    /// - Throws: As ``init(_:isHTML:)``.
    init(payload: String) throws(Rejection) {
        self = try MarkupText(payload)
        guard isMarkup, headline.isEmpty, rest.isEmpty, MarkupKind(of: payload) == .html else { return }
        let page = try HTMLPage(payload, as: .fragment)
        if !page.headline.isEmpty { try read(page) }
    }

    /// A headline, name or other short text without tags and references.
    ///
    /// - Throws: `malformed` when it is HTML that is too deep or too complex.
    static func line(_ source: String) throws(Rejection) -> String {
        var text = source
        for _ in 0..<2 {
            switch MarkupKind(of: text) {
            case .plain: return text
            case .references: text = try CharacterReferences.unescaped(text)
            default:
                return try CharacterReferences.unescaped(HTMLText.text(of: text, keepsLines: true))
            }
        }
        return text
    }
}
