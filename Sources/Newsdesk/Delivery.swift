package import Stories

/// One message as an intake received it.
package struct Delivery: Hashable, Sendable {
    /// The name of the intake.
    package let intake: String
    /// The first frame, when the message had several.
    package let channel: String?
    /// The last frame; of a refused one, only as much of its start as is worth keeping.
    package let payload: [UInt8]
    /// Bytes of the whole last frame.
    package let payloadBytes: Int
    /// When it was received.
    package let receivedAt: Timestamp
    /// Why the intake itself refuses it; `nil` when the copy desk may look at it.
    package let rejection: Rejection?

    /// Makes a delivery.
    package init(
        intake: String, channel: String? = nil, payload: [UInt8], payloadBytes: Int? = nil, receivedAt: Timestamp,
        rejection: Rejection? = nil
    ) {
        self.intake = intake
        self.channel = channel
        self.payload = payload
        self.payloadBytes = payloadBytes ?? payload.count
        self.receivedAt = receivedAt
        self.rejection = rejection
    }
}
