/// A classified story on its way into the journal: everything of its record but the place in the journal.
public struct Story: Hashable, Sendable {
    /// The clean copy.
    public var copy: Copy
    /// The intake it came in by.
    public var intake: String
    /// The channel (first frame) of its message; `nil` when the message had only a payload.
    public var channel: String?
    /// When its message arrived.
    public var receivedAt: Timestamp
    /// What the classifier says of it.
    public var verdict: Verdict

    /// Makes a story.
    public init(copy: Copy, intake: String, channel: String?, receivedAt: Timestamp, verdict: Verdict) {
        self.copy = copy
        self.intake = intake
        self.channel = channel
        self.receivedAt = receivedAt
        self.verdict = verdict
    }

    /// Whose ids `copy.id` is one of: the producer the copy names, else the intake.
    public var source: String { copy.source ?? intake }
}

/// What a record says of a story's life.
public enum StoryEvent: String, Hashable, Sendable, CaseIterable {
    /// The first version of a story.
    case new
    /// A later version.
    case update
    /// A withdrawal.
    case kill
}
