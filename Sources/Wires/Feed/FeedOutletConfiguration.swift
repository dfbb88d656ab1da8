package import ZeroMQ

/// How a ``FeedOutlet`` is connected.
package struct FeedOutletConfiguration: Hashable, Sendable {
    /// The outlet's name.
    package var name: String
    /// Endpoints to listen on.
    package var bind: [String] = []
    /// Endpoints to connect to.
    package var connect: [String] = []
    /// Records queued inside ZeroMQ for each follower. Few: the journal is the buffer.
    package var highWater = 256
    /// How long it waits for what; followers count on the standard, tests may have less.
    package var patience = FeedDesk.Patience()

    /// Makes a configuration with default values.
    package init(name: String) {
        self.name = name
    }

    /// Sets the socket's options, before it binds or connects.
    package func apply(to socket: borrowing Socket) throws(ZeroMQError) {
        // Above what a request may have, so that a request that is too large is answered.
        try socket.applyPeerOptions(frameBytesMax: 4 * FeedRequest.bytesMax, for: bind + connect)
        try socket.set(.routerMandatory, to: 1)
        try socket.set(.sendHighWater, to: Int32(clamping: highWater))
        // A stopping daemon gives the last stories this long to leave; followers come back for the rest.
        try socket.set(.linger, to: 1000)
    }
}
