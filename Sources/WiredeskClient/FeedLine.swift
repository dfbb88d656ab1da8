import Foundation
import Synchronization
import ZeroMQ

/// The line to a daemon: a thread that owns the connection and does what a ``Following`` says, and a queue of events
/// that one task takes from.
final class FeedLine: Sendable {
    private let endpoint: String
    private let window: Int
    private let state = Mutex(State())

    private struct State {
        var events = EventQueue()
        /// Records that were taken since the thread last asked.
        var taken = 0
        var isEnded = false
        var failure: (any Error)?
        var waiter: CheckedContinuation<FeedEvent?, any Error>?
        var wakeup: Wakeup?
    }

    init(to endpoint: String, window: Int) {
        self.endpoint = endpoint
        self.window = window
    }

    /// Starts the thread.
    func open(_ following: Following, in context: Context?) {
        do {
            let wakeup = try Wakeup()
            state.withLock { $0.wakeup = wakeup }
            let thread = Thread { [self] in
                do {
                    try run(following, in: context ?? Context(), wakeup)
                } catch {
                    end(because: error)
                }
            }
            thread.name = "feed line"
            thread.start()
        } catch {
            end(because: error)
        }
    }

    /// Ends the line and its thread; returns at once.
    func end(because failure: (any Error)? = nil) {
        let (waiter, wakeup) = state.withLock { state in
            defer { state.waiter = nil }
            if !state.isEnded { (state.isEnded, state.failure) = (true, failure) }
            return (state.waiter, state.wakeup)
        }
        wakeup?.signal()
        if let failure { waiter?.resume(throwing: failure) } else { waiter?.resume(returning: nil) }
    }
}

// MARK: - The task's side

extension FeedLine {
    /// The next event, as soon as there is one; `nil` when the line has ended.
    func next() async throws -> FeedEvent? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in wait(waiter) }
        } onCancel: {
            end()
        }
    }

    private func wait(_ waiter: CheckedContinuation<FeedEvent?, any Error>) {
        let answer: Result<FeedEvent?, any Error>? = state.withLock { state in
            if state.isEnded { return state.failure.map { .failure($0) } ?? .success(nil) }
            if let event = take(from: &state) { return .success(event) }
            state.waiter = waiter
            return nil
        }
        if let answer { waiter.resume(with: answer) }
    }

    private func take(from state: inout State) -> FeedEvent? {
        guard let event = state.events.next() else { return nil }
        if event.isRecord {
            state.taken += 1
            // Credit goes out for half a window at a time.
            if state.taken >= max(1, window / 2) { state.wakeup?.signal() }
        }
        return event
    }
}

// MARK: - The thread's side

extension FeedLine {
    private var isEnded: Bool { state.withLock { $0.isEnded } }

    private func run(_ following: Following, in context: Context, _ wakeup: Wakeup) throws(ZeroMQError) {
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
        try socket.connect(endpoint)
        var poller = Poller()
        _ = poller.watch(socket)
        _ = poller.watch(wakeup)
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
        _ = poller.watch(wakeup)
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
        if endpoint.contains("[") { try set(.ipv6, to: 1) }
    }
}
