/// What one message holds after it has been read: its stories, and everything else that it said.
///
/// Every word of a message stands in one of its stories (headline, body, byline, dateline) or among its leftovers.
public struct ParsedMessage: Hashable, Sendable {
    /// The stories, those of a page in the order of the page; behind them those of other pages that it changes. Never empty.
    public var copies: [ArticleCopy]
    /// Text that belongs to no story, in the order of the message.
    public var leftovers: [Leftover]
    /// What in the message was not understood; the stories do without it.
    public var notes: [CopyNote]
    /// The id of the page or of the document that it was; `nil` when it was a single story.
    public private(set) var page: String?
    private var severalPages: [ParsedPage]

    /// A message that is one story or one page.
    public init(copies: [ArticleCopy], leftovers: [Leftover] = [], notes: [CopyNote] = []) {
        self.copies = copies
        self.leftovers = leftovers
        self.notes = notes
        page = copies.first?.page?.id
        severalPages = []
    }

    /// A document of several pages.
    ///
    /// - Parameter pages: Each page, the ids of whose copies are set, and its leftovers.
    public init(document id: String, pages: [(id: String, copies: [ArticleCopy], leftovers: [Leftover])], notes: [CopyNote]) {
        copies = pages.flatMap(\.copies)
        leftovers = pages.flatMap(\.leftovers)
        self.notes = notes
        page = id
        severalPages = []
        var (story, leftover) = (0, 0)
        for page in pages {
            severalPages.append(
                ParsedPage(
                    id: page.id, stories: story..<(story + page.copies.count),
                    leftovers: leftover..<(leftover + page.leftovers.count)))
            (story, leftover) = (story + page.copies.count, leftover + page.leftovers.count)
        }
    }

    /// Puts a leftover in front of those of the first page.
    public mutating func leaveFirst(_ leftover: Leftover) {
        leftovers.insert(leftover, at: 0)
        severalPages = severalPages.enumerated().map { i, page in
            ParsedPage(
                id: page.id, stories: page.stories,
                leftovers: (i == 0 ? 0 : page.leftovers.lowerBound + 1)..<(page.leftovers.upperBound + 1))
        }
    }

    /// Puts stories of other pages in place of some of its own, behind those that stay: what a piece of a story made them.
    ///
    /// - Parameters:
    ///   - places: The places of the stories that go.
    ///   - leftovers: What they leave to their page, by their places.
    public mutating func replace(_ places: Set<Int>, with others: [ArticleCopy], leaving leftovers: [Int: [Leftover]]) {
        var left: [Leftover] = []
        var story = 0
        severalPages = pages.map { page in
            let first = (story: story, leftover: left.count)
            story += page.stories.count { !places.contains($0) }
            left += self.leftovers[page.leftovers] + page.stories.flatMap { leftovers[$0] ?? [] }
            return ParsedPage(id: page.id, stories: first.story..<story, leftovers: first.leftover..<left.count)
        }
        copies = copies.indices.filter { !places.contains($0) }.map { copies[$0] } + others
        self.leftovers = left
    }

    /// Its pages; for a message that is one story or one page, one with everything.
    public var pages: [ParsedPage] {
        severalPages.isEmpty ? [ParsedPage(id: page, stories: copies.indices, leftovers: leftovers.indices)] : severalPages
    }
}

/// One of the pages of a message.
public struct ParsedPage: Hashable, Sendable {
    /// Its id; `nil` when the message is a single story.
    public let id: String?
    /// Which of the message's copies stand on it.
    public let stories: Range<Int>
    /// Which of the message's leftovers do.
    public let leftovers: Range<Int>
}

/// Text of a page or message that belongs to no story: it is kept with the page, counted, and shown.
public struct Leftover: Hashable, Sendable {
    /// What it is, as far as that can be told; raw values are stored and shown.
    public enum LeftoverKind: String, Hashable, Sendable, CaseIterable {
        /// Display type that speaks of no story: a slogan, a column's title.
        case banner
        /// The text under a picture.
        case caption
        /// What stands over or under a page: date, page number, running head, imprint.
        case folio
        /// An advertisement or announcement.
        case notice
        /// Rows of a table.
        case table
        /// Words about a story that are no part of it: a source line, a slug, an editor's name, a reporter's title.
        case label
        /// Where a story goes on, or comes from.
        case jump
        /// Anything else.
        case unknown
    }

    /// What it is.
    public var kind: LeftoverKind
    /// Its clean text, lines separated by one newline.
    public var text: String

    public init(_ kind: LeftoverKind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// Something a producer said beside the text that was not understood. It refuses no story.
public struct CopyNote: Hashable, Sendable {
    /// What is wrong; raw values are counted and shown.
    public enum CopyNoteKind: String, Hashable, Sendable, CaseIterable {
        /// A key that no format of copy has.
        case unknownKey = "unknown-key"
        /// A value that could not be read, and was left out.
        case unreadValue = "unread-value"
        /// No body, while there are keys that are not known.
        case emptyBody = "empty-body"
    }

    /// What is wrong.
    public let kind: CopyNoteKind
    /// The key it is about; for ``CopyNoteKind/emptyBody`` the unknown keys, separated by commas.
    public let key: String
    /// What exactly, in a sentence; never any text of the article.
    public let detail: String

    public init(_ kind: CopyNoteKind, key: String, _ detail: String) {
        self.kind = kind
        self.key = key
        self.detail = detail
    }
}
