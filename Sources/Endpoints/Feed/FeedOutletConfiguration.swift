import AccessControl
import FeedProtocol
package import ZeroMQ

/// How a ``FeedOutlet`` is connected.
package struct FeedOutletConfiguration: OutletEndpointConfiguration, EndpointConfiguration {
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
    /// Records queued inside ZeroMQ for each follower. Few: the journal is the buffer.
    package var highWater = 256
    /// How it knows its peers.
    package var peers = PeerRules()
    /// How long it waits for what; followers count on the standard, tests may have less.
    package var patience = FeedServer.FeedTimeouts()

    package init(name: String) {
        self.name = name
    }

    var end: String { "outlet \(name)" }
    package var kind: String { "feed" }
    var threadName: String { "feed \(name)" }
    var socketType: Socket.SocketType { .router }

    /// Where followers come in. Asking for credit, a request of 30 bytes, after each of 30,000 records a second is not too much.
    func binder(behind accessController: AccessController?) -> EndpointBinder {
        EndpointBinder(
            end: Grant.End(name: "outlet/\(name)", role: .follower), peers: peers,
            traffic: .requests(burst: 16 << 20, perSecond: 1 << 20), bind: bind, connect: connect,
            accessController: accessController)
    }

    /// Sets the socket's options, before it binds or connects.
    package func apply(to socket: borrowing Socket) throws(ZeroMQError) {
        // Above what a request may have, so that a request that is too large is answered.
        try socket.applyPeerOptions(frameBytesMax: 4 * FeedRequest.bytesMax)
        try socket.set(.routerMandatory, to: 1)
        // As on a submit intake: a follower that comes back under its routing id is served.
        try socket.set(.routerHandover, to: 1)
        try socket.set(.sendHighWater, to: Int32(clamping: highWater))
        // As on a pub outlet: a dead link under load is cut off, and so is a follower that has taken nothing for so
        // long; it comes back to where it was. Requests are few and read at once, so their queue needs no bound, and
        // one that never fills keeps libzmq from aborting when a peer that pings hangs up (Tests/Network/README.md).
        try socket.set(.tcpRetransmissionMax, to: 20_000)
        try socket.set(.receiveHighWater, to: 0)
        // A stopping daemon gives the last stories this long to leave; followers come back for the rest.
        try socket.set(.linger, to: 1000)
    }
}
