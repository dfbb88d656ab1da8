package import ZeroMQ

/// How a ``PubOutlet`` is connected.
package struct PubOutletConfiguration: Hashable, Sendable {
    /// The outlet's name.
    package var name: String
    /// Endpoints to listen on.
    package var bind: [String] = []
    /// Endpoints to connect to.
    package var connect: [String] = []
    /// Messages queued inside ZeroMQ for each subscriber; a slower one loses the rest.
    package var highWater = 10_000
    /// The time between two heartbeats. Subscribers count on one second; tests may have less patience.
    package var heartbeat = Duration.seconds(1)

    /// Makes a configuration with default values.
    package init(name: String) {
        self.name = name
    }

    /// Sets the socket's options, before it binds or connects.
    package func apply(to socket: borrowing Socket) throws(ZeroMQError) {
        // A subscriber sends subscriptions only.
        try socket.applyPeerOptions(frameBytesMax: 1024, for: bind + connect)
        try socket.set(.sendHighWater, to: Int32(clamping: highWater))
        // Dead links; safe here, since a PUB socket reads all the time.
        try socket.set(.heartbeatInterval, to: 5000)
        try socket.set(.heartbeatTimeout, to: 15_000)
        try socket.set(.heartbeatTTL, to: 15_000)
        // A stopping daemon gives its last stories this long to leave.
        try socket.set(.linger, to: 1000)
    }
}
