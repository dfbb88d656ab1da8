/// The frames in front of a request, which come back in front of every reply, as a REP socket does it: those up to
/// and including the first empty one. So REQ sockets are answered as they expect, and so are clients that number
/// their requests.
struct FeedEnvelope: Hashable, Sendable {
    /// The frames; empty for a plain request.
    let frames: [[UInt8]]

    static let none = FeedEnvelope(frames: [])

    private static let framesMax = 4
    private static let frameBytesMax = 64

    private init(frames: [[UInt8]]) {
        self.frames = frames
    }

    /// Divides a message, without its routing id, into its envelope and its payload.
    ///
    /// - Returns: `nil` when the envelope is too large, or there is more than one frame behind it.
    static func opened(_ message: ArraySlice<[UInt8]>) -> (envelope: FeedEnvelope, payload: [UInt8])? {
        guard let payload = message.last else { return nil }
        let envelope = message.dropLast()
        if envelope.isEmpty { return (.none, payload) }
        // The first empty frame must be the one before the payload.
        guard envelope.count <= framesMax, envelope.firstIndex(of: []) == envelope.endIndex - 1,
            envelope.allSatisfy({ $0.count <= frameBytesMax })
        else { return nil }
        return (FeedEnvelope(frames: Array(envelope)), payload)
    }
}
