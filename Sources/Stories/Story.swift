/// A classified story on its way into the journal: everything of its record but the place in the journal.
public struct Story: Hashable, Sendable {
    /// The clean copy.
    public var copy: ArticleCopy
    /// The intake it came in by.
    public var intake: String
    /// The channel (first frame) of its message; `nil` when the message had only a payload.
    public var channel: String?
    /// Who sent it, proven by a key: the key's fingerprint; `nil` where no keys are asked.
    public var sender: String?
    /// When its message arrived.
    public var receivedAt: Timestamp
    /// What the classifier says of it.
    public var verdict: Verdict

    /// - Parameters:
    ///   - intake: The name of the intake it came in by.
    ///   - sender: The fingerprint of its sender's key, where keys are asked.
    public init(
        copy: ArticleCopy, intake: String, channel: String?, sender: String? = nil, receivedAt: Timestamp,
        verdict: Verdict
    ) {
        self.copy = copy
        self.intake = intake
        self.channel = channel
        self.sender = sender
        self.receivedAt = receivedAt
        self.verdict = verdict
    }

    /// Whose ids `copy.id` is one of: a key's holder, whatever the copy says; else the producer it names, else the intake.
    public var source: String { sender ?? copy.source ?? intake }

    /// Whether nothing but the intake tells whose it is.
    public var isAnonymous: Bool { sender == nil && copy.source == nil }
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
