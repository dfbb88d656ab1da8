/// One article as the article parser hands it on: clean text, with byline and dateline taken out of it.
///
/// Text is clean when it has no hard wraps and no stray spaces, full-width letters and digits are half width, and
/// paragraphs are separated by exactly one newline. Offsets into it are Unicode code points.
public struct Article: Hashable, Sendable {
    /// The headline, its lines separated by one newline; `nil` when the copy has none.
    public var headline: String?
    /// The body, its paragraphs separated by one newline; empty for a story that is only a headline.
    public var body: String
    /// Who wrote and photographed it, as far as the copy says.
    public var byline: Byline
    /// The dateline in front of the body, such as `本报讯`; `nil` when there is none.
    public var dateline: String?
    /// The language the text is in.
    public var language: Language
    /// Where the rest of the story stands, and where what is in front of it; `nil` when the copy does not say.
    public var continuesOn: Jump?
    public var continuedFrom: Jump?

    /// The text must be clean already: nothing here looks at it.
    public init(
        headline: String? = nil, body: String, byline: Byline = Byline(), dateline: String? = nil,
        language: Language
    ) {
        self.headline = headline
        self.body = body
        self.byline = byline
        self.dateline = dateline
        self.language = language
    }
}

/// What a jump line says.
public struct Jump: Hashable, Sendable {
    /// The page, as the line names it: `A16`, `2`.
    public var page: String
    /// The line: `Continued on Page A16`, `（下转第2版）`.
    public var text: String

    public init(page: String, text: String) {
        self.page = page
        self.text = text
    }
}

/// The people named in the bylines of an article, in the order in which the copy names them.
public struct Byline: Hashable, Sendable {
    /// Staff reporters (记者, 全媒体记者, 见习记者).
    public var reporters: [String]
    /// Correspondents outside the staff (通讯员).
    public var correspondents: [String]
    /// Photographers (摄, 摄影, 摄影记者); a reporter who also took the pictures stands in both lists.
    public var photographers: [String]
    /// Desk editors from a `责编` tail. They are taken out of the body, but are no part of the published record.
    public var editors: [String]

    /// Without arguments it is empty.
    public init(
        reporters: [String] = [], correspondents: [String] = [], photographers: [String] = [], editors: [String] = []
    ) {
        self.reporters = reporters
        self.correspondents = correspondents
        self.photographers = photographers
        self.editors = editors
    }

    /// Whether nobody is named.
    public var isEmpty: Bool {
        reporters.isEmpty && correspondents.isEmpty && photographers.isEmpty && editors.isEmpty
    }
}

/// The language of an article, as far as wiredesk tells languages apart; raw values are BCP 47 tags.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case chinese = "zh"
    case english = "en"
    case undetermined = "und"
}
