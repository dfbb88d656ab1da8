package import Journaling
package import Stories

/// One message as an intake received it.
package struct Delivery: Sendable {
    /// The name of the intake.
    package let intake: String
    /// The first frame, when the message had several.
    package let channel: String?
    /// The id that the message gives its story, whatever the payload says; `nil` when it gives none.
    package let id: String?
    /// Who sent it: the fingerprint of the key of who did; `nil` where no keys are asked.
    package let sender: String?
    /// The last frame; of a refused one, only as much of its start as is worth keeping.
    package let payload: [UInt8]
    /// Bytes of the whole last frame.
    package let payloadBytes: Int
    /// When it was received.
    package let receivedAt: Timestamp
    /// The same by a clock that nobody sets.
    package let readAt = ContinuousClock.now
    /// Why the intake itself refuses it; `nil` when the article parser may look at it.
    package let rejection: Rejection?
    /// The number of the dead letter that this message was, when it is tried again.
    package let retried: Int?
    /// Called by the pipeline, once, when it is known what became of the message; `nil` when nobody waits for that.
    ///
    /// It must not hold up the pipeline.
    package let answered: (@Sendable (Answer) -> Void)?

    package init(
        intake: String, channel: String? = nil, id: String? = nil, sender: String? = nil, payload: [UInt8],
        payloadBytes: Int? = nil, receivedAt: Timestamp, rejection: Rejection? = nil, retried: Int? = nil,
        answered: (@Sendable (Answer) -> Void)? = nil
    ) {
        self.intake = intake
        self.channel = channel
        self.id = id
        self.sender = sender
        self.payload = payload
        self.payloadBytes = payloadBytes ?? payload.count
        self.receivedAt = receivedAt
        self.rejection = rejection
        self.retried = retried
        self.answered = answered
    }
}

/// What became of a message. Except for `busy`, it is on the disk when it is said.
package enum Answer: Sendable {
    /// What became of its stories: those of a page, whose id is given too, in the order of the page. Never empty. When one
    /// of them is rejected, the message is a dead letter too.
    case settled([AppendResult], page: String?)
    /// It is a dead letter.
    case rejected(Rejection)
    /// It was not taken, and may be sent again later.
    case busy(String)
}
