import Threads
import ZeroMQ

extension FeedLine {
    private var isEnded: Bool { state.withLock { $0.isEnded } }

    func run(_ following: Following, in context: Context, _ wakeup: Wakeup) throws(ZeroMQError) {
        var following = following
        while !isEnded {
            let pause = try converse(&following, in: context, wakeup)
            try rest(for: pause, wakeup)
        }
    }

    /// Opens a connection and uses it until it is given up.
    ///
    /// - Returns: How long to wait before the next.
    private func converse(
        _ following: inout Following, in context: Context, _ wakeup: Wakeup
    ) throws(ZeroMQError) -> Duration {
        let socket = try Socket(.dealer, in: context)
        try socket.applyOptions(for: endpoint)
        if let credentials { try socket.useCurve(as: credentials.keys, towards: credentials.server) }
        try socket.connect(endpoint)
        var poller = Poller()
        poller.watch(socket)
        poller.watch(wakeup)
        var pause = try perform(following.connect(at: Self.now), on: socket)
        while pause == nil, !isEnded {
            wakeup.clear()
            if let frames = try nextMessage(from: socket) {
                pause = try perform(following.receive(frames, at: Self.now), on: socket)
                continue
            }
            let taken = state.withLock { state in
                defer { state.taken = 0 }
                return state.taken
            }
            pause = try perform(following.take(taken, at: Self.now) + following.tick(at: Self.now), on: socket)
            if pause == nil { _ = try poller.wait(for: following.dueAt.map { $0 - Self.now }) }
        }
        return pause ?? .zero
    }

    /// Does what the following says.
    ///
    /// - Returns: When the connection is to be given up, how long to wait before the next.
    private func perform(
        _ actions: [Following.Action], on socket: borrowing Socket
    ) throws(ZeroMQError) -> Duration? {
        for action in actions {
            switch action {
            // What finds no room is lost with the connection, which is then found dead.
            case .send(let frame): _ = try socket.send([frame])
            case .deliver(let event): deliver(event)
            case .reconnect(let pause): return pause
            }
        }
        return nil
    }

    private func deliver(_ event: FeedEvent) {
        let (waiter, next) = state.withLock { state in
            state.events.append(event)
            guard let waiter = state.waiter, let next = take(from: &state) else {
                return (CheckedContinuation<FeedEvent?, any Error>?.none, FeedEvent?.none)
            }
            state.waiter = nil
            return (waiter, next)
        }
        waiter?.resume(returning: next)
    }

    private func rest(for pause: Duration, _ wakeup: Wakeup) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(wakeup)
        let end = Self.now + pause
        while !isEnded, Self.now < end {
            wakeup.clear()
            // A signal may also only mean that something was taken.
            _ = try poller.wait(for: end - Self.now)
        }
    }

    private func nextMessage(from socket: borrowing Socket) throws(ZeroMQError) -> [[UInt8]]? {
        var frame = Message()
        guard try socket.receive(into: &frame) else { return nil }
        var frames = [frame.bytes()]
        // The frames of a message arrive together, so the rest is there; more than three are nothing we know.
        while frame.hasMore, try socket.receive(into: &frame) {
            if frames.count < 3 { frames.append(frame.bytes()) }
        }
        return frames
    }

    private static let start = ContinuousClock.now
    private static var now: Duration { start.duration(to: .now) }
}

extension Socket {
    fileprivate func applyOptions(for endpoint: String) throws(ZeroMQError) {
        try set(.linger, to: 0)
        try set(.handshakeInterval, to: 2000)
        try set(.reconnectInterval, to: 100)
        try set(.reconnectIntervalMax, to: 1000)
        try set(.tcpKeepAlive, to: 1)
        try set(.tcpKeepAliveIdle, to: 60)
        try set(.ipv6, to: EndpointHost(endpoint)?.needsIPv6() ?? false ? 1 : 0)
    }
}
