package import Stories

/// A version of a story as the journal keeps it.
package struct StoredStory: Hashable, Sendable {
    /// Its sequence number, dense and rising.
    package let seq: Int
    /// Which story it is a version of.
    package let identity: Identity
    /// The number of the version, from 1.
    package let version: Int
    /// What happened to the story.
    package let event: StoryEvent
    /// The primary category.
    package let category: String
    /// Every category that followers find it under, the primary one among them: those of its earlier versions too, so that
    /// whoever found one of them hears of this.
    package let labels: [String]
    /// The categories it is published under: its own, and those of its earlier versions.
    package let audience: [String]
    /// Until when outlets that hold embargoes do not send it; `nil` when it may go out. What is due is stored once more,
    /// as a version without an embargo.
    package let embargo: Timestamp?
    /// When it came in.
    package let receivedAt: Timestamp
    /// The record's bytes, sent verbatim.
    package let record: [UInt8]

    package init(
        seq: Int, identity: Identity, version: Int = 1, event: StoryEvent = .new, category: String, labels: [String],
        audience: [String]? = nil, embargo: Timestamp? = nil, receivedAt: Timestamp, record: [UInt8]
    ) {
        self.seq = seq
        self.identity = identity
        self.version = version
        self.event = event
        self.category = category
        self.labels = labels
        self.audience = audience ?? [category]
        self.embargo = embargo
        self.receivedAt = receivedAt
        self.record = record
    }
}
