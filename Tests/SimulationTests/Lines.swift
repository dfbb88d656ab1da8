import Endpoints

/// The connection of a follower to the feed: in order, but it breaks, and loses what is in it, without a word.
struct FeedLine {
    private let number: UInt8
    private var connections: UInt8 = 0
    private let roomMax: Int
    /// What is on its way to the daemon.
    var requests: [[[UInt8]]] = []
    /// What is on its way to the follower.
    var replies: [[[UInt8]]] = []

    init(_ number: Int, roomMax: Int) {
        self.number = UInt8(number)
        self.roomMax = roomMax
    }

    /// The routing id that a ROUTER socket gives to a connection.
    var peer: [UInt8] { [0, number, connections] }

    /// Ends the connection; the next one begins at once.
    mutating func interrupt(keepingReplies kept: Int) {
        requests = []
        replies = Array(replies.prefix(kept))
        connections &+= 1
    }

    /// The daemon sends: a message without its routing id.
    mutating func reply(_ message: [[UInt8]]) -> FeedServer.Sent {
        guard replies.count < roomMax else { return .noRoom }
        replies.append(message)
        return .taken
    }
}

/// The subscription of a follower to the pub outlet: in order, but messages are dropped.
struct PubLine {
    private let topic: [UInt8]
    var messages: [[[UInt8]]] = []

    init(of category: String?) {
        topic = Array("story.\(category.map { $0 + "." } ?? "")".utf8)
    }

    /// Whether a message is for this subscription.
    func wants(_ message: [[UInt8]]) -> Bool {
        message[0].starts(with: topic)
    }
}
