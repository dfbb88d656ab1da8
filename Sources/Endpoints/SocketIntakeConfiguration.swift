import AccessControl
import Stories
package import ZeroMQ

/// How a ``SocketIntake`` or a ``SubmitIntake`` is connected and what it takes.
package struct SocketIntakeConfiguration: Hashable, Sendable, EndpointConfiguration {
    /// The socket's pattern.
    package enum Pattern: String, CaseIterable, Sendable {
        case sub, pull, submit
    }

    /// The intake's name.
    package var name: String
    /// The socket's pattern.
    package var pattern: Pattern
    /// Endpoints to listen on.
    package var bind: [String] = []
    /// Endpoints to connect to.
    package var connect: [String] = []
    /// Prefixes to subscribe to; `sub` only. One empty prefix subscribes to everything.
    package var topics = [""]
    /// Bytes of the largest payload; a larger one becomes a dead letter.
    package var payloadBytesMax = 2 << 20
    /// Messages queued inside ZeroMQ for each peer, fewer where messages may be large. Two batches: a full disk should push
    /// back soon.
    package var highWater = 512
    /// How it knows its peers.
    package var peers = PeerRules()

    package init(name: String, pattern: Pattern) {
        self.name = name
        self.pattern = pattern
    }

    var end: String { "intake \(name)" }
    package var kind: String { pattern.rawValue }
    var threadName: String { end }
    var socketType: Socket.SocketType {
        switch pattern {
        case .sub: .sub
        case .pull: .pull
        case .submit: .router
        }
    }

    /// Bytes of the largest frame that libzmq accepts; it cuts off a peer that announces a larger one before it
    /// sets memory aside. Well above ``payloadBytesMax``, so that a payload that is too large still becomes a dead
    /// letter that names its size.
    package var frameBytesMax: Int { max(64 << 20, payloadBytesMax * 2) }

    /// Sets the socket's options, before it binds or connects.
    package func apply(to socket: borrowing Socket) throws(ZeroMQError) {
        try socket.applyPeerOptions(frameBytesMax: frameBytesMax)
        try socket.set(.receiveHighWater, to: Int32(clamping: queueDepth))
        try socket.set(.receiveBuffer, to: Self.receiveBuffer)
        // No ZMTP heartbeats: an intake whose pipeline pushes back does not read for a while; pinging, it would take its
        // healthy producers for dead, lose what they sent, and abort the process (Tests/Network/README.md). TCP's
        // keep-alive finds dead links, and the kernel answers it for a peer that is only held back.
        switch pattern {
        case .sub:
            // Subscriptions go out as messages: beyond the default of 1,000 libzmq drops them without a word.
            try socket.set(.sendHighWater, to: 0)
            for topic in Set(topics) { try socket.set(.subscribe, to: topic) }
        case .pull: break
        case .submit: return try applyReplyOptions(to: socket)
        }
        // An intake that gives no replies has nothing to send.
        try socket.set(.linger, to: 0)
    }

    private func applyReplyOptions(to socket: borrowing Socket) throws(ZeroMQError) {
        // Says when a reply finds its peer gone or its queue full, instead of dropping it unseen.
        try socket.set(.routerMandatory, to: 1)
        // A client that comes back while its old connection hangs is served, under the routing id that it had.
        try socket.set(.routerHandover, to: 1)
        try socket.set(.sendHighWater, to: Self.repliesMax)
        // Replies are under way when a link dies, and keep-alive is silent then. A client that is cut off sends again.
        try socket.set(.tcpRetransmissionMax, to: 20_000)
        try socket.set(.linger, to: 1000)
    }

    /// Shrinks what waits in the kernel, where a crash loses it unseen.
    private static let receiveBuffer: Int32 = 131_072
    /// Replies queued for each peer: about a megabyte, for a client that sends all it has before it reads.
    private static let repliesMax: Int32 = 10_000
}

extension SocketIntakeConfiguration {
    /// How many messages ZeroMQ queues for each peer: so many of the largest as make 8 MiB, else a few producers of large ones
    /// fill the memory. A depth of 4 is as fast as one of 512, and a smaller one loses copy when producers are asked to go on
    /// elsewhere: what is unread behind a full queue ends with its connection. It is fixed for good: in libzmq 4.3.4 a queue
    /// whose depth is changed can sleep for ever, since its writer waits to be told of a multiple of half the old depth.
    var queueDepth: Int { max(1, min(highWater, (8 << 20) / payloadBytesMax)) }

    /// Whether a socket that was made for this can serve another configuration: all else can be changed while it is open.
    func sharesSocket(with other: SocketIntakeConfiguration) -> Bool {
        var same = other
        (same.topics, same.payloadBytesMax, same.highWater) = (topics, payloadBytesMax, highWater)
        same.peers.connectionsMax = peers.connectionsMax
        return same == self && other.queueDepth == queueDepth && other.frameBytesMax == frameBytesMax
    }

    /// Where producers come in.
    func binder(behind accessController: AccessController?) -> EndpointBinder {
        EndpointBinder(
            end: Grant.End(name: "intake/\(name)", role: .source), peers: peers,
            traffic: .copy(unfinishedBytesMax: frameBytesMax + 1 << 20), bind: bind, connect: connect,
            accessController: accessController,
            receiveBuffer: Self.receiveBuffer)
    }

    /// Why a payload is refused for its size; `nil` when it is not.
    func rejection(ofPayloadBytes count: Int) -> Rejection? {
        guard count > payloadBytesMax else { return nil }
        return Rejection(.tooLarge, "\(count) bytes; this intake takes at most \(payloadBytesMax)")
    }
}

extension Socket {
    /// Sets what every socket of ours wants towards its peers.
    func applyPeerOptions(frameBytesMax: Int) throws(ZeroMQError) {
        // Idle and dawdling peers are gone in 2 s instead of 30.
        try set(.handshakeInterval, to: Int32(ListenerPolicy.handshakeTimeMax / .milliseconds(1)))
        try set(.frameBytesMax, to: Int64(frameBytesMax))
        // A silent link that is dead is noticed after 10 + 3 * 5 s; the system's defaults take two hours.
        try set(.tcpKeepAlive, to: 1)
        try set(.tcpKeepAliveIdle, to: 10)
        try set(.tcpKeepAliveInterval, to: 5)
        try set(.tcpKeepAliveCount, to: 3)
        // While a link is dead the system tries at ever longer intervals; a new attempt finds the repaired link.
        try set(.connectTimeout, to: 5000)
        // Back-off towards a peer that is away.
        try set(.reconnectInterval, to: 100)
        try set(.reconnectIntervalMax, to: 5000)
    }
}
