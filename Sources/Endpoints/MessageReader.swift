import Pipeline
import Stories
import ZeroMQ

/// A whole message as it came off a socket.
struct MultipartMessage {
    /// One of its frames, or as much of its start as is worth keeping.
    struct KeptFrame {
        /// The bytes that were kept.
        let bytes: [UInt8]
        /// Bytes of the whole frame.
        let count: Int
    }

    /// The frames before the last one; of very many, the first ``headsMax``.
    let heads: [KeptFrame]
    /// How many frames it had.
    let frames: Int
    /// Bytes that it took on the wire, with what ZMTP adds.
    let bytes: Int
    /// The last frame.
    let payload: KeptFrame
    /// When it was read.
    let receivedAt: Timestamp
    /// Who sent it, as the access controller calls the peer; `nil` where there is none.
    var user: String?
    /// What it came in by; only where there is an access controller.
    var connection: PeerConnection?

    /// The most frames before the last one that are kept.
    static let headsMax = 8
    /// Bytes kept of each of them: an id of the largest size, and one more that shows when there is more.
    static let headBytesMax = 513
}

/// Reads whole messages off an intake's socket.
struct MessageReader: ~Copyable {
    /// What its intake takes.
    var configuration: SocketIntakeConfiguration
    private let knowsPeers: Bool
    private var frame = Message()

    /// - Parameter knowsPeers: Whether to look who sent a message.
    init(_ configuration: SocketIntakeConfiguration, knowsPeers: Bool) {
        self.configuration = configuration
        self.knowsPeers = knowsPeers
    }

    /// The next message that has already arrived whole; `nil` when there is none.
    mutating func next(from socket: borrowing Socket) throws(ZeroMQError) -> MultipartMessage? {
        guard try socket.receive(into: &frame) else { return nil }
        let receivedAt = Timestamp.now()
        var heads: [MultipartMessage.KeptFrame] = []
        var (frames, bytes) = (1, bytesOnWire)
        // The frames of a message arrive together, so the rest is there.
        while frame.hasMore {
            if heads.count < MultipartMessage.headsMax { heads.append(kept(upTo: MultipartMessage.headBytesMax)) }
            guard try socket.receive(into: &frame) else { break }
            frames += 1
            bytes += bytesOnWire
        }
        var multipart = MultipartMessage(
            heads: heads, frames: frames, bytes: bytes, payload: kept(upTo: configuration.payloadBytesMax),
            receivedAt: receivedAt)
        if knowsPeers {
            // Of the last frame: libzmq 4.3.4 now and then forgets them of a ROUTER's first.
            multipart.user = frame.userID
            multipart.connection = frame.connection
        }
        return multipart
    }

    /// Bytes of the frame as ZMTP 3.1 carries it: flags, and a length of one byte or eight; within a CURVE message (RFC 26) a
    /// name of 8, a nonce of 8, an authenticator of 16, and flags.
    private var bytesOnWire: Int {
        mutating get {
            let bytes = frame.count + (configuration.peers.keys == nil ? 0 : 33)
            return bytes + (bytes > 255 ? 9 : 2)
        }
    }

    private mutating func kept(upTo limit: Int) -> MultipartMessage.KeptFrame {
        MultipartMessage.KeptFrame(bytes: frame.bytes(upTo: limit), count: frame.count)
    }
}

/// What an intake found when it looked for messages; `closed` when the pipeline takes nothing more.
enum TurnResult: Comparable { case closed, nothing, some }
