import Hashing
package import Stories

/// A story handed to the journal: what identifies it, and the part of its record that is already encoded.
package struct Submission: Hashable, Sendable {
    /// Whose ids ``id`` is one of.
    package let source: String
    /// The producer's id, or `sha256:` and 32 hexadecimal digits of the clean text.
    package let id: String
    /// The producer's version; `nil` lets the journal count.
    package let version: Int?
    /// The first 16 bytes of the SHA-256 of the clean text: tells a repeat from a new version.
    package let digest: [UInt8]
    /// The primary category, under which the story is published.
    package let category: String
    /// When the story's message arrived.
    package let receivedAt: Timestamp
    /// The record from `receivedAt` on.
    package let tail: [UInt8]

    /// Encodes a story for the journal.
    ///
    /// - Complexity: O(bytes of the story).
    package init(_ story: Story) {
        let article = story.copy.article
        let digest = SHA256.digest(of: Array((article.headline ?? "").utf8) + [0x0A] + Array(article.body.utf8))
        source = story.source
        id = story.copy.id ?? "sha256:" + SHA256.hexadecimal(digest.prefix(16))
        version = story.copy.version
        self.digest = Array(digest.prefix(16))
        category = story.verdict.category
        receivedAt = story.receivedAt
        tail = Record.tail(of: story)
    }
}

/// What the journal did with a submission.
package enum Outcome: Hashable, Sendable {
    /// It is stored and durable under a new sequence number.
    case stored(Entry)
    /// The same source, id and version is stored under this sequence number already.
    case duplicate(of: Int)
}

/// One record of the journal, as every outlet sends it.
package struct Entry: Hashable, Sendable {
    /// The sequence number, dense and rising.
    package let seq: Int
    /// The sequence number of the record before it under the same primary category; 0 when it is the first.
    package let previous: Int
    /// The primary category.
    package let category: String
    /// What happened to the story.
    package let event: StoryEvent
    /// The record's bytes, sent verbatim.
    package let record: [UInt8]
}

/// A message that no story could be made of, kept raw.
package struct DeadLetter: Hashable, Sendable {
    /// The intake it came in by.
    package let intake: String
    /// The channel of its message.
    package let channel: String?
    /// When it arrived.
    package let receivedAt: Timestamp
    /// Why it was refused.
    package let rejection: Rejection
    /// The payload as it came, or as much of its start as the intake allows.
    package let payload: [UInt8]
    /// Bytes of the whole payload.
    package let payloadBytes: Int

    /// Makes a dead letter.
    package init(
        intake: String, channel: String?, receivedAt: Timestamp, rejection: Rejection, payload: [UInt8],
        payloadBytes: Int
    ) {
        self.intake = intake
        self.channel = channel
        self.receivedAt = receivedAt
        self.rejection = rejection
        self.payload = payload
        self.payloadBytes = payloadBytes
    }
}

/// Where a category stands in the journal: what a subscriber compares its own position with.
package struct Position: Hashable, Sendable {
    /// The newest sequence number under the category; 0 when there is none.
    package let seq: Int
    /// The newest before it; 0 when there is none.
    package let previous: Int

    /// Makes a position.
    package init(seq: Int, previous: Int) {
        self.seq = seq
        self.previous = previous
    }
}
