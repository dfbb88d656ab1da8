package import Certificates
import Glibc
package import Logging
package import Threads
package import ZeroMQ

/// Who comes in, on every socket of a context that listens: the one thread that answers ZAP and watches connections.
///
/// Peers of ends with keys must hold one that a grant opens the end to. All ends have a bound on connections, on what a peer
/// may send without making sense, and on descriptors. A key that is revoked ends its connections, and no others: libzmq can
/// only close an endpoint for all peers at once, so the one connection is cut off under it.
package final class Gate: Sendable {
    package let context: Context
    /// What the ends of the context listen on.
    package let listeners = Listeners()
    let arrivalsMax: Int
    let logger: Logger
    let wakeup: Wakeup
    let stopping = Latch()
    private let worker = Guarded<Worker?>(nil)
    /// How its loop gets on.
    package let pulse: Pulse
    private let state = Guarded(State())

    private struct State {
        var content = KeyCabinet.Content()
        var doors: [Door] = []
        /// Doors whose monitors are to be opened or let go.
        var errands: [Errand] = []
        var hasEnded = false
        var arrivals = 0
    }

    struct Errand: Sendable {
        let door: Door
        let opens: Bool
        let done = Latch()
        let failure = Guarded<ZeroMQError?>(nil)
    }

    /// How often connections are looked at while there are any.
    static let lookEvery = Duration.milliseconds(100)
    /// Descriptors that are kept for everything but connections to these ends.
    static let descriptorsReserved = 64

    /// Prepares the gate of a context.
    ///
    /// - Parameter arrivalsMax: The most bytes that libzmq may hold of what has arrived at all intakes; who holds more than
    ///   its part is cut off when there are more.
    package init(in context: Context, arrivalsMax: Int = 160 << 20, logger: Logger) throws(ZeroMQError) {
        self.context = context
        self.arrivalsMax = arrivalsMax
        self.logger = logger
        wakeup = try Wakeup()
        pulse = Pulse("gate", wake: wakeup.signal)
    }

    /// Starts its thread, before any end opens.
    ///
    /// - Parameter failed: Called when it can no longer work: nobody is let in any more, and nobody is watched.
    package func start(failed: @escaping @Sendable (any Error) -> Void = { _ in }) throws {
        let started = try Worker.start("gate", onEnd: { [self] in end(because: $0, failed) }) { [self] ready in
            let zap = try Socket(.rep, in: context)
            try zap.set(.linger, to: 0)
            try zap.bind("inproc://zeromq.zap.01")
            ready()
            try watch(zap)
        }
        worker.withLock { $0 = started }
    }

    private func end(because failure: (any Error)?, _ failed: @Sendable (any Error) -> Void) {
        // Ends that wait for an errand must not wait for ever.
        let left = state.withLock { state in
            state.hasEnded = true
            defer { state.errands = [] }
            return state.errands
        }
        for errand in left { errand.done.open() }
        guard let failure else { return }
        logger.critical("gate: \(failure)", metadata: ["event": "gate-failed"])
        failed(failure)
    }

    /// Ends its thread, after all ends have closed.
    package func stop() {
        stopping.open()
        wakeup.signal()
        worker.withLock { $0 }?.join()
    }

    /// Who holds keys, and what is wrong with certificates.
    package var content: KeyCabinet.Content { state.withLock { $0.content } }

    /// Bytes that libzmq holds of what has arrived at all intakes, at the last look.
    package var arrivals: Int { state.withLock { $0.arrivals } }

    func note(arrivals bytes: Int) { state.withLock { $0.arrivals = bytes } }

    /// The doors that are open.
    package var doors: [Door] { state.withLock { $0.doors } }
}

// MARK: - For ends and for who keeps the keys

extension Gate {
    /// Puts other keys into force. Who holds none of them any more is cut off.
    package func replace(by content: KeyCabinet.Content) {
        let doors = state.withLock { state in
            state.content = content
            return state.doors
        }
        for door in doors where door.rule.keys != nil {
            door.withState { $0.guests = content.guests(of: door.rule.end) }
            // Not left to the end's thread, which may wait for a full disk.
            door.clear()
        }
    }

    /// Opens the door of a socket, on its thread, before it binds.
    ///
    package func open(_ rule: DoorRule, on socket: borrowing Socket) throws(ZeroMQError) -> Door {
        try socket.set(.zapDomain, to: rule.end.name)
        if let keys = rule.keys { try socket.serveCurve(with: keys) }
        let door = state.withLock { $0.content }.guests(of: rule)
        let opened = Door(rule, try SocketMonitor.watch(socket), guests: door)
        try run(Errand(door: opened, opens: true))
        return opened
    }

    /// Lets a door go, on its socket's thread, before the socket closes.
    package func close(_ door: Door, on socket: borrowing Socket) {
        do {
            try SocketMonitor.unwatch(socket)
            try run(Errand(door: door, opens: false))
        } catch {
            logger.error("gate: \(error)", metadata: ["end": "\(door.rule.end.name)"])
        }
    }

    private func run(_ errand: Errand) throws(ZeroMQError) {
        let isRun = state.withLock { state in
            if !state.hasEnded { state.errands.append(errand) }
            return !state.hasEnded
        }
        // A door that closes needs nobody; one that opens would let nobody in, and the daemon is about to end.
        guard isRun else { return }
        wakeup.signal()
        errand.done.wait()
        if let failure = errand.failure.withLock({ $0 }) { throw failure }
    }
}

// MARK: - For its thread

extension Gate {
    func takeErrands() -> [Errand] {
        state.withLock { state in
            defer { state.errands = [] }
            return state.errands
        }
    }

    func know(_ door: Door) {
        state.withLock { state in
            state.doors.append(door)
            // Keys may have been replaced since the door was made.
            door.withState { $0.guests = state.content.guests(of: door.rule) }
        }
    }

    func forget(_ door: Door) { state.withLock { $0.doors.removeAll { $0 === door } } }
}

extension KeyCabinet.Content {
    /// The user ids of those whom an end is open to.
    fileprivate func guests(of end: Grant.End) -> Set<String> {
        Set(holders.values.filter { $0.grant.opens(end) }.map(\.fingerprint.description))
    }

    fileprivate func guests(of rule: DoorRule) -> Set<String>? { rule.keys == nil ? nil : guests(of: rule.end) }
}
