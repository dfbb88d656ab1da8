import Hashing
package import Stories

/// A story handed to the journal: what identifies it, and the part of its record that is already encoded.
package struct PendingStory: Hashable, Sendable {
    /// Whose ids ``id`` is one of.
    package let source: String
    /// Where else to look for a story that is withdrawn without a word on whose it is.
    package let otherSources: [String]
    /// The producer's id, or `sha256:` and 32 hexadecimal digits of the clean text.
    package let id: String
    /// The producer's version; `nil` lets the journal count.
    package let version: Int?
    /// The first 16 bytes of the SHA-256 of the clean text: tells a repeat from a new version.
    package let digest: [UInt8]
    /// The primary category, under which the story is published.
    package let category: String
    /// Every category that followers find the story under, the primary one first.
    package let labels: [String]
    /// Until when the story is held by outlets that hold embargoes; `nil` when it may go out. An embargo that was over when
    /// the story came in is none.
    package let embargo: Timestamp?
    /// When the story's message arrived.
    package let receivedAt: Timestamp
    /// What is stored.
    package let content: PendingContent

    /// What is stored of a pending story.
    package enum PendingContent: Hashable, Sendable {
        /// A story: its record from `receivedAt` on.
        case story(tail: [UInt8])
        /// The withdrawal of a story. Whom it concerns is known to the journal only, so it is encoded there.
        case withdrawal(Story)
    }

    /// Encodes a story for the journal.
    ///
    /// - Parameter otherSources: The names of all intakes: a withdrawal that names no source may come in by another one
    ///   than its story.
    /// - Complexity: O(bytes of the story).
    package init(_ story: Story, otherSources: [String] = []) {
        let digest = Self.digest(of: story.copy.article)
        source = story.source
        self.otherSources = story.copy.isWithdrawal && story.isAnonymous ? otherSources : []
        id = story.copy.id ?? Self.id(of: digest)
        version = story.copy.version
        self.digest = Array(digest.prefix(16))
        category = story.verdict.category
        labels = story.verdict.followedUnder
        receivedAt = story.receivedAt
        embargo = story.copy.isWithdrawal ? nil : story.copy.embargoedUntil.flatMap { $0 > story.receivedAt ? $0 : nil }
        content = story.copy.isWithdrawal ? .withdrawal(story) : .story(tail: Record.tail(of: story))
    }
}

extension Verdict {
    /// Every category that followers find a story under, the primary one first.
    var followedUnder: [String] { [category] + labels.map(\.category).filter { $0 != category } }
}

extension PendingStory {
    /// The id of a story: its producer's, or made from its clean text.
    package static func id(of story: Story) -> String { story.copy.id ?? id(of: digest(of: story.copy.article)) }

    private static func id(of digest: [UInt8]) -> String { "sha256:" + SHA256.hexadecimal(digest.prefix(16)) }

    /// The hash of headline, newline and body.
    private static func digest(of article: Article) -> [UInt8] {
        let headline = (article.headline ?? "").utf8
        let body = article.body.utf8
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: headline.count + 1 + body.count) { text in
            let newline = text.initialize(fromContentsOf: headline)
            text.initializeElement(at: newline, to: 0x0A)
            _ = text[(newline + 1)...].initialize(fromContentsOf: body)
            return SHA256.digest(of: UnsafeBufferPointer(text))
        }
    }
}

/// What the journal did with a pending story.
package enum AppendResult: Hashable, Sendable {
    /// It is stored and durable under a new sequence number.
    case stored(PublishedEntry)
    /// The same story is stored under this sequence number already.
    case duplicate(id: String, of: Int)
    /// It is not stored, and its message is a dead letter.
    case rejected(id: String, Rejection)

    /// The story's id.
    package var id: String {
        switch self {
        case .stored(let entry): entry.id
        case .duplicate(let id, _): id
        case .rejected(let id, _): id
        }
    }
}

extension [AppendResult] {
    /// Why stories of a message were rejected: the first reason, and how many more there are; `nil` when none was.
    package var rejection: Rejection? {
        let rejections = compactMap { if case .rejected(_, let rejection) = $0 { rejection } else { nil } }
        guard let first = rejections.first, rejections.count > 1 else { return rejections.first }
        return Rejection(first.reason, "\(first.detail); so are \(rejections.count - 1) more of its stories")
    }
}

/// One record of the journal, as every outlet sends it.
package struct PublishedEntry: Hashable, Sendable {
    /// What is stored.
    package let story: StoredStory
    /// The story's id.
    package let id: String
    /// Where the record is published: one place under the primary category, and one under every other category that a
    /// version of the story was published under.
    package let places: [CategoryPosition]

    /// A place in the sequence of a category.
    package struct CategoryPosition: Hashable, Sendable {
        /// The category.
        package let category: String
        /// The sequence number of the record before it under the same category; 0 when it is the first.
        package let previous: Int
        /// The same among the records that are under no embargo.
        package let previousReleased: Int

        package init(category: String, previous: Int, previousReleased: Int? = nil) {
            self.category = category
            self.previous = previous
            self.previousReleased = previousReleased ?? previous
        }

        /// The sequence number of the record before it that an outlet has sent.
        package func previous(holdingEmbargoes holds: Bool) -> Int { holds ? previousReleased : previous }
    }

    /// The sequence number, dense and rising.
    package var seq: Int { story.seq }
    /// What happened to the story.
    package var event: StoryEvent { story.event }
    /// Whether outlets that hold embargoes do not send it.
    package var isHeld: Bool { story.embargo != nil }
    /// The record's bytes, sent verbatim.
    package var record: [UInt8] { story.record }
    /// The primary category.
    package var category: String { places[0].category }
    /// The sequence number of the record before it under the primary category.
    package var previous: Int { places[0].previous }
}

/// Where a category stands in the journal: what a subscriber compares its own position with.
package struct Position: Hashable, Sendable {
    /// The newest sequence number under the category; 0 when there is none.
    package let seq: Int
    /// The newest before it; 0 when there is none.
    package let previous: Int

    package init(seq: Int, previous: Int) {
        self.seq = seq
        self.previous = previous
    }
}
