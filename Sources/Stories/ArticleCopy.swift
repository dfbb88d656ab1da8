/// One article off the article parser, with what its producer said about it besides the text.
public struct ArticleCopy: Hashable, Sendable {
    /// The clean article.
    public var article: Article
    /// The producer's id; `nil` when it gave none.
    public var id: String?
    /// The producer's version, 1 to ``versionMax``; `nil` when it gave none.
    public var version: Int?
    /// When the producer published it; `nil` when it did not say.
    public var publishedAt: Timestamp?
    /// Who produced it (an agency, a paper); `nil` when the copy does not say.
    public var source: String?
    /// The address of the original; `nil` when the copy does not say.
    public var url: String?
    /// How urgent the producer says it is, 1 (most) to 8; `nil` when it does not say.
    public var urgency: Int?
    /// Until when the producer asks that it not be published; `nil` when it does not.
    public var embargoedUntil: Timestamp?
    /// The label of a training or test row; `nil` in ordinary copy.
    public var label: String?
    /// Where on a page it stood; `nil` when it did not come from a page.
    public var page: PagePlace?
    /// Whether it takes the story of its id back instead of telling one. It may have no text.
    public var isWithdrawal: Bool

    /// The highest version: the largest integer that every JSON reader keeps exactly.
    public static let versionMax = 1 << 53 - 1

    /// What a producer left out is `nil`.
    public init(
        article: Article, id: String? = nil, version: Int? = nil, publishedAt: Timestamp? = nil,
        source: String? = nil, url: String? = nil, urgency: Int? = nil, embargoedUntil: Timestamp? = nil,
        label: String? = nil, page: PagePlace? = nil, isWithdrawal: Bool = false
    ) {
        self.article = article
        self.id = id
        self.version = version
        self.publishedAt = publishedAt
        self.source = source
        self.url = url
        self.urgency = urgency
        self.embargoedUntil = embargoedUntil
        self.label = label
        self.page = page
        self.isWithdrawal = isWithdrawal
    }
}

/// The place of a story among the stories that were split from one page.
public struct PagePlace: Hashable, Sendable {
    /// The page's id: the producer's, or the hash of the page's clean text.
    public var id: String
    /// Position on the page, from 1.
    public var index: Int
    /// How many stories the page held.
    public var of: Int

    public init(id: String, index: Int, of: Int) {
        self.id = id
        self.index = index
        self.of = of
    }
}

/// Why copy was refused: it becomes a dead letter with this reason.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of refusal; raw values are stored, counted and shown.
    public enum RejectionReason: String, Sendable, CaseIterable {
        /// The message is larger than the intake allows.
        case tooLarge = "too-large"
        /// The bytes are not text in the encoding of the intake.
        case undecodable = "undecodable"
        /// The payload is not JSON, or not an article in JSON.
        case malformed = "malformed"
        /// Nothing is left after cleaning.
        case empty = "empty"
        /// The message has more frames than a message may have.
        case framing = "framing"
        /// The producer's number of the version is stored already with another text.
        case versionConflict = "version-conflict"
    }

    /// The kind of refusal.
    public let reason: RejectionReason
    /// What exactly is wrong and where, in a sentence; never any text of the article.
    public let detail: String

    /// - Parameter detail: A sentence for people: what was found, and what was expected.
    public init(_ reason: RejectionReason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    public var description: String { "\(reason.rawValue): \(detail)" }
}
