import Glibc
package import Logging
package import Threads
package import ZeroMQ

/// Who comes in, on every socket of a context that listens: the one thread that answers ZAP and watches connections.
///
/// Peers of ends with keys must hold one that a grant opens the end to. All ends have a bound on connections, on what a peer
/// may send without making sense, and on descriptors. A key that is revoked ends its connections, and no others: libzmq can
/// only close an endpoint for all peers at once, so the one connection is cut off under it.
package final class AccessController: Sendable {
    package let context: Context
    /// What the ends of the context listen on.
    package let listeners = Listeners()
    let arrivalsMax: Int
    let logger: Logger
    let wakeup: Wakeup
    let thread: OwnedThread
    /// How its loop gets on.
    package var liveness: LivenessProbe { thread.liveness }
    private let state = Locked(AccessState())

    private struct AccessState {
        var content = AllowedKeys.AllowedKeysContent()
        var listenerGuards: [ListenerGuard] = []
        /// Listeners whose monitors are to be opened or let go.
        var commands: [Command] = []
        var hasEnded = false
        var arrivals = 0
    }

    struct Command: Sendable {
        let listenerGuard: ListenerGuard
        let opens: Bool
        let done = Latch()
        let failure = Locked<ZeroMQError?>(nil)
    }

    /// How often connections are looked at while there are any.
    static let lookEvery = Duration.milliseconds(100)
    /// Descriptors that are kept for everything but connections to these ends.
    static let descriptorsReserved = 64

    /// Prepares the access controller of a context.
    ///
    /// - Parameter arrivalsMax: The most bytes that libzmq may hold of what has arrived at all intakes; who holds more than
    ///   its part is cut off when there are more.
    package init(in context: Context, arrivalsMax: Int = 160 << 20, logger: Logger) throws(ZeroMQError) {
        self.context = context
        self.arrivalsMax = arrivalsMax
        self.logger = logger
        wakeup = try Wakeup()
        thread = OwnedThread("access control", wake: wakeup.signal)
    }

    /// Starts its thread, before any end opens.
    ///
    /// - Parameter failed: Called when it can no longer work: nobody is let in any more, and nobody is watched.
    package func start(failed: @escaping @Sendable (any Error) -> Void = { _ in }) throws {
        try thread.start(onEnd: { [self] in end(because: $0, failed) }) { [self] ready in
            let zap = try Socket(.rep, in: context)
            try zap.set(.linger, to: 0)
            try zap.bind("inproc://zeromq.zap.01")
            ready()
            try watch(zap)
        }
    }

    private func end(because failure: (any Error)?, _ failed: @Sendable (any Error) -> Void) {
        // Ends that wait for a command must not wait for ever.
        let left = state.withLock { state in
            state.hasEnded = true
            defer { state.commands = [] }
            return state.commands
        }
        for command in left { command.done.open() }
        guard let failure else { return }
        logger.critical("access control: \(failure)", metadata: ["event": "access-control-failed"])
        failed(failure)
    }

    /// Ends its thread, after all ends have closed.
    package func stop() {
        thread.requestStop()
        thread.join()
    }

    /// Who holds keys, and what is wrong with certificates.
    package var content: AllowedKeys.AllowedKeysContent { state.withLock { $0.content } }

    /// Bytes that libzmq holds of what has arrived at all intakes, at the last look.
    package var arrivals: Int { state.withLock { $0.arrivals } }

    func note(arrivals bytes: Int) { state.withLock { $0.arrivals = bytes } }

    /// The listener guards that are open.
    package var listenerGuards: [ListenerGuard] { state.withLock { $0.listenerGuards } }
}

// MARK: - For ends and for who keeps the keys

extension AccessController {
    /// Puts other keys into force. Who holds none of them any more is cut off.
    package func replace(by content: AllowedKeys.AllowedKeysContent) {
        let listenerGuards = state.withLock { state in
            state.content = content
            return state.listenerGuards
        }
        for listenerGuard in listenerGuards where listenerGuard.rule.keys != nil {
            listenerGuard.withState { $0.allowedUsers = content.allowedUsers(of: listenerGuard.rule.end) }
            // Not left to the end's thread, which may wait for a full disk.
            listenerGuard.cutRevoked()
        }
    }

    /// Opens the guard of a socket, on its thread, before it binds.
    package func open(_ rule: ListenerPolicy, on socket: borrowing Socket) throws(ZeroMQError) -> ListenerGuard {
        try socket.set(.zapDomain, to: rule.end.name)
        if let keys = rule.keys { try socket.serveCurve(with: keys) }
        let users = state.withLock { $0.content }.allowedUsers(of: rule)
        let listenerGuard = ListenerGuard(rule, try SocketMonitor.watch(socket), allowedUsers: users)
        try run(Command(listenerGuard: listenerGuard, opens: true))
        return listenerGuard
    }

    /// Lets a guard go, on its socket's thread, before the socket closes.
    package func close(_ listenerGuard: ListenerGuard, on socket: borrowing Socket) {
        do {
            try SocketMonitor.unwatch(socket)
            try run(Command(listenerGuard: listenerGuard, opens: false))
        } catch {
            logger.error("access control: \(error)", metadata: ["end": "\(listenerGuard.rule.end.name)"])
        }
    }

    private func run(_ command: Command) throws(ZeroMQError) {
        let isRun = state.withLock { state in
            if !state.hasEnded { state.commands.append(command) }
            return !state.hasEnded
        }
        // A guard that closes needs nobody; one that opens would let nobody in, and the daemon is about to end.
        guard isRun else { return }
        wakeup.signal()
        command.done.wait()
        if let failure = command.failure.withLock({ $0 }) { throw failure }
    }
}

// MARK: - For its thread

extension AccessController {
    func takeCommands() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    func know(_ listenerGuard: ListenerGuard) {
        state.withLock { state in
            state.listenerGuards.append(listenerGuard)
            // Keys may have been replaced since the guard was made.
            listenerGuard.withState { $0.allowedUsers = state.content.allowedUsers(of: listenerGuard.rule) }
        }
    }

    func forget(_ listenerGuard: ListenerGuard) {
        state.withLock { $0.listenerGuards.removeAll { $0 === listenerGuard } }
    }
}

extension AllowedKeys.AllowedKeysContent {
    /// The user ids of those whom an end is open to.
    fileprivate func allowedUsers(of end: Grant.End) -> Set<String> {
        Set(holders.values.filter { $0.grant.opens(end) }.map(\.fingerprint.description))
    }

    fileprivate func allowedUsers(of rule: ListenerPolicy) -> Set<String>? {
        rule.keys == nil ? nil : allowedUsers(of: rule.end)
    }
}
