package import Stories

/// A message that no story could be made of, kept raw.
package struct DeadLetter: Hashable, Sendable {
    /// Where on the path a message was refused; raw values are stored and shown.
    package enum RefusalStage: String, Sendable, CaseIterable {
        /// By the intake, unread.
        case intake
        /// By the article parser, which read it.
        case parser
        /// By the journal, which knows the other versions of its story.
        case journal

        /// Reads it from a row; in 0.1 the parser was called `copy-desk`.
        init?(stored text: String) {
            self.init(rawValue: text == "copy-desk" ? Self.parser.rawValue : text)
        }
    }

    /// The intake it came in by.
    package let intake: String
    /// The channel of its message.
    package let channel: String?
    /// The id that its message gave its story outside the payload.
    package let id: String?
    /// Who sent it: the fingerprint of the key of who did; `nil` where no keys are asked.
    package let sender: String?
    /// When it arrived.
    package let receivedAt: Timestamp
    /// Where it was refused.
    package let stage: RefusalStage
    /// Why it was refused.
    package let rejection: Rejection
    /// The payload as it came, or as much of its start as the intake allows.
    package let payload: [UInt8]
    /// Bytes of the whole payload.
    package let payloadBytes: Int

    /// Whether the payload is kept whole, so that it can be tried again.
    package var isWhole: Bool { payload.count == payloadBytes }

    package init(
        intake: String, channel: String?, id: String? = nil, sender: String? = nil, receivedAt: Timestamp,
        stage: RefusalStage,
        rejection: Rejection, payload: [UInt8], payloadBytes: Int
    ) {
        self.intake = intake
        self.channel = channel
        self.id = id
        self.sender = sender
        self.receivedAt = receivedAt
        self.stage = stage
        self.rejection = rejection
        self.payload = payload
        self.payloadBytes = payloadBytes
    }
}

/// A dead letter in the journal, under its number.
package struct FiledLetter: Hashable, Sendable {
    /// Its number, rising, never given twice.
    package let number: Int
    /// The letter.
    package let letter: DeadLetter
}
