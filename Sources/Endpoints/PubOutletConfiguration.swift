import AccessControl
package import ZeroMQ

/// How a ``PubOutlet`` is connected.
package struct PubOutletConfiguration: OutletEndpointConfiguration, EndpointConfiguration {
    /// The outlet's name.
    package var name: String
    /// Endpoints to listen on.
    package var bind: [String] = []
    /// Endpoints to connect to.
    package var connect: [String] = []
    /// In which format stories are sent.
    package var format = PayloadFormat.wiredesk
    /// Whether a story under an embargo is not sent before that ends.
    package var holdsEmbargoes = false
    /// Messages queued inside ZeroMQ for each subscriber; a slower one loses the rest.
    package var highWater = 10_000
    /// Subscriptions that a subscriber may have, of 256 bytes each.
    package var subscriptionsMax = 1000
    /// How it knows its peers.
    package var peers = PeerRules()
    /// The time between two heartbeats. Subscribers count on one second; tests may have less patience.
    package var heartbeat = Duration.seconds(1)

    package init(name: String) {
        self.name = name
    }

    var end: String { "outlet \(name)" }
    package var kind: String { "pub" }
    var threadName: String { "pub \(name)" }
    /// A PUB that also tells who subscribes.
    var socketType: Socket.SocketType { .xpub }

    /// Where subscribers come in. A subscription costs libzmq up to a node of 32 bytes for each of its bytes, before any of our
    /// code sees it; so what bounds them is the bytes that a connection has brought.
    func binder(behind accessController: AccessController?) -> EndpointBinder {
        EndpointBinder(
            end: Grant.End(name: "outlet/\(name)", role: .subscriber), peers: peers,
            traffic: .requests(burst: subscriptionsMax * 256, perSecond: 4096), bind: bind, connect: connect,
            accessController: accessController
        )
    }

    /// Sets the socket's options, before it binds or connects.
    package func apply(to socket: borrowing Socket) throws(ZeroMQError) {
        // A subscriber sends subscriptions only.
        try socket.applyPeerOptions(frameBytesMax: 1024)
        try socket.set(.sendHighWater, to: Int32(clamping: highWater))
        // So that we hear from every subscriber who it is.
        try socket.set(.allSubscriptions, to: 1)
        // Keep-alive is silent while bytes wait to be acknowledged, and with a heartbeat a second some always do. This
        // also cuts off a subscriber that has taken nothing for so long; it has lost stories by then anyway.
        try socket.set(.tcpRetransmissionMax, to: 20_000)
        // No ZMTP heartbeats: they cut off subscribers that are only slow, and abort processes of theirs. Theirs must
        // not abort us either, which takes a queue that never fills: libzmq aborts when a peer that pings is gone
        // before its queued subscriptions are read (zeromq/libzmq#4364; Tests/Network/README.md).
        try socket.set(.receiveHighWater, to: 0)
        // A stopping daemon gives its last stories this long to leave.
        try socket.set(.linger, to: 1000)
    }
}
