/// The way of replies out of the feed.
struct FeedReplySender {
    /// What became of a reply.
    typealias Sent = FeedServer.Sent

    /// Sends a message, its routing id first.
    private let send: ([[UInt8]]) -> Sent
    /// Whether a message of so many bytes for a peer would be taken, as far as bytes go.
    let hasRoom: ([UInt8], Int) -> Bool
    /// Records that were taken.
    var published = 0

    /// In which format stories are sent.
    let format: PayloadFormat

    init(
        _ format: PayloadFormat, hasRoom: @escaping ([UInt8], Int) -> Bool, _ send: @escaping ([[UInt8]]) -> Sent
    ) {
        self.format = format
        self.hasRoom = hasRoom
        self.send = send
    }

    func send(_ reply: [[UInt8]], to peer: [UInt8], _ envelope: FeedEnvelope) -> Sent {
        send([peer] + envelope.frames + reply)
    }
}
