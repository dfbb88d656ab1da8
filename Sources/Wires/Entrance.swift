import Admission
import Certificates
package import ZeroMQ

/// How an end knows its peers.
package struct PeerRules: Hashable, Sendable {
    /// Our keys. Those who connect to us must have a key that opens this end; those we connect to must be ``server``.
    package var keys: CurveKeyPair?
    /// The public key of whom we connect to.
    package var server: CurveKey?
    /// The most peers that may be connected at a time.
    package var connectionsMax = 1000

    /// Makes the rules of an end that asks for no keys.
    package init() {}
}

/// Where an end meets its peers: opens its socket, and knows who stands at its door.
struct Entrance: Sendable {
    /// The end, as grants name it.
    let end: Grant.End
    let peers: PeerRules
    let traffic: DoorRule.Traffic
    let bind: [String]
    let connect: [String]
    /// `nil` only where an end is used without a daemon, which lets in whoever comes.
    let gate: Gate?

    /// Binds and connects a socket whose options are set.
    ///
    /// - Parameters:
    ///   - ring: Called by any thread when the door should be cleared.
    ///   - bound: Called with each endpoint that it listens on, with the port that the system chose.
    /// - Returns: The door, to be closed by ``close(_:on:)``; `nil` when nobody can connect to it.
    func open(
        _ socket: borrowing Socket, ring: @escaping @Sendable () -> Void, bound: (String) -> Void
    ) throws(ZeroMQError) -> Door? {
        var door: Door?
        if let gate, !bind.isEmpty {
            var rule = DoorRule(end: end, keys: peers.keys, traffic: traffic)
            rule.connectionsMax = peers.connectionsMax
            door = try gate.open(rule, on: socket, ring: ring)
        } else if let keys = peers.keys, let server = peers.server {
            try socket.useCurve(as: keys, towards: server)
        }
        do {
            for endpoint in bind {
                try socket.bind(endpoint)
                let actual = try socket.lastEndpoint()
                door?.listens(at: actual)
                bound(actual)
            }
            for endpoint in connect { try socket.connect(endpoint) }
        } catch {
            close(door, on: socket)
            throw error
        }
        return door
    }

    /// Closes the door before its socket.
    func close(_ door: Door?, on socket: borrowing Socket) {
        if let door { gate?.close(door, on: socket) }
    }
}
