import AccessControl
import Foundation
import Threads
package import ZeroMQ

/// How an end knows its peers.
package struct PeerRules: Hashable, Sendable {
    /// Our keys. Those who connect to us must have a key that opens this end; those we connect to must be ``server``.
    package var keys: CurveKeyPair?
    /// The public key of whom we connect to.
    package var server: CurveKey?
    /// The most peers that may be connected at a time.
    package var connectionsMax = ListenerPolicy.connectionsStandard

    /// Makes the rules of an end that asks for no keys.
    package init() {}
}

/// Binds or connects the socket of an end, and opens its ``ListenerGuard``.
struct EndpointBinder: Sendable {
    /// The end, as grants name it.
    let end: Grant.End
    let peers: PeerRules
    let traffic: ListenerPolicy.Traffic
    let bind: [String]
    let connect: [String]
    /// `nil` only where an end is used without a daemon, which lets in whoever comes.
    let accessController: AccessController?
    /// Bytes of the kernel's receive buffer of each connection; `nil` for the system's choice.
    var receiveBuffer: Int32?
    private let listeners: Listeners
    /// What it listens on, as ``Listeners`` names it.
    private let taken = Locked<[String]>([])

    init(
        end: Grant.End, peers: PeerRules, traffic: ListenerPolicy.Traffic, bind: [String], connect: [String],
        accessController: AccessController?,
        receiveBuffer: Int32? = nil
    ) {
        self.end = end
        self.peers = peers
        self.traffic = traffic
        self.bind = bind
        self.connect = connect
        self.accessController = accessController
        self.receiveBuffer = receiveBuffer
        listeners = accessController?.listeners ?? Listeners()
    }

    /// Binds and connects a socket whose options are set.
    ///
    /// - Parameters:
    ///   - bound: Called with each endpoint that it listens on, with the port that the system chose.
    /// - Returns: The guard, to be closed by ``close(_:on:)``; `nil` when nobody can connect to it. When the socket is closed,
    ///   ``leave()`` is to be called, also when this throws.
    func open(
        _ socket: borrowing Socket, bound: (String) -> Void
    ) throws(ZeroMQError) -> ListenerGuard? {
        var listenerGuard: ListenerGuard?
        if let accessController, !bind.isEmpty {
            var rule = ListenerPolicy(end: end, keys: peers.keys, traffic: traffic)
            rule.connectionsMax = peers.connectionsMax
            listenerGuard = try accessController.open(rule, on: socket)
        } else if let keys = peers.keys, let server = peers.server {
            try socket.useCurve(as: keys, towards: server)
        }
        do {
            for endpoint in bind {
                let (actual, key) = try listeners.bind(socket, to: endpoint, receiveBuffer: receiveBuffer)
                taken.withLock { $0.append(key) }
                listenerGuard?.listens(at: actual)
                bound(actual)
            }
            for endpoint in connect {
                try socket.set(.ipv6, to: Self.needsIPv6(endpoint) ? 1 : 0)
                try socket.connect(endpoint)
            }
        } catch {
            close(listenerGuard, on: socket)
            throw error
        }
        return listenerGuard
    }

    /// Lets go of what it listened on, after its socket has been closed.
    func leave() {
        let keys = taken.withLock { taken in
            defer { taken = [] }
            return taken
        }
        for key in keys { listeners.leave(key) }
    }

    /// Closes the guard before its socket.
    func close(_ listenerGuard: ListenerGuard?, on socket: borrowing Socket) {
        if let listenerGuard { accessController?.close(listenerGuard, on: socket) }
    }

    /// How long the resolver may take: a name that nobody knows yet must not keep the daemon from starting.
    private static let resolverMax = Duration.seconds(2)

    private static func needsIPv6(_ endpoint: String) -> Bool {
        guard let host = EndpointHost(endpoint) else { return false }
        let (answer, answered) = (Locked(false), Latch())
        Thread.start(named: "resolver") {
            let needs = host.needsIPv6()
            answer.withLock { $0 = needs }
            answered.open()
        }
        return answered.wait(atMost: resolverMax) && answer.withLock { $0 }
    }
}
