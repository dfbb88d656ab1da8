package import ZeroMQ

/// Whom an intake or outlet lets in, and how much of what.
package struct ListenerPolicy: Hashable, Sendable {
    /// The end, as grants name it.
    package let end: Grant.End
    /// The daemon's keys, where peers must have one too; `nil` lets in whoever comes.
    package var keys: CurveKeyPair?
    /// The most connections at a time, until ``ListenerGuard/limit(connections:)`` says otherwise.
    package var connectionsMax = Self.connectionsStandard
    /// The most connections at a time where nothing else is said.
    package static let connectionsStandard = 1000
    /// What peers send.
    package var traffic: Traffic

    /// How long a handshake may take; who has not got through by then is cut off by libzmq.
    package static let handshakeTimeMax = Duration.seconds(2)

    /// What peers of an end send, and how much of it is too much. One that sends more is cut off.
    package enum Traffic: Hashable, Sendable {
        /// Messages of copy, as many as they like; bytes of one message that is not finished.
        case copy(unfinishedBytesMax: Int)
        /// Subscriptions or requests: so many bytes at once, and so many more a second.
        case requests(burst: Int, perSecond: Int)
    }

    package init(end: Grant.End, keys: CurveKeyPair? = nil, traffic: Traffic) {
        self.end = end
        self.keys = keys
        self.traffic = traffic
    }
}

/// Why a peer was turned away or cut off; raw values are shown.
package enum PeerRefusal: String, Hashable, Sendable, CaseIterable {
    /// Its key opens nothing, or not this end.
    case key
    /// There are as many connections as there may be.
    case connections
    /// It sent more than its kind may, or a message without an end.
    case traffic
    /// It had said next to nothing when descriptors ran out.
    case descriptors
    /// Its key opens this end no more.
    case revoked
    /// Memory for what has arrived was used up, and it held more than its part, or came anew.
    case memory
    /// It took nothing, or was the slowest, when memory for what is on its way out ran short.
    case stalled
    /// It went on sending when its end had closed.
    case closed
}

/// What has happened at the guard of an end since it was opened.
package struct ListenerFigures: Hashable, Sendable {
    /// Peers that are connected and have been let in.
    package var connections = 0
    /// Handshakes that failed: other protocols, silence, wrong keys of the server.
    package var handshakesFailed = 0
    /// Peers that were not let in, by the reason.
    package var refused: [PeerRefusal: Int] = [:]
    /// Connections that were cut off, by the reason.
    package var cut: [PeerRefusal: Int] = [:]
    /// Messages that came from holders of revoked keys before their connections were cut.
    package var messagesRefused = 0

    /// Makes figures of nothing.
    package init() {}
}
