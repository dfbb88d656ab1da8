import CZeroMQ

/// Waits for several sockets and wake-ups at once; belongs to the thread of those sockets.
///
/// The watched sockets must stay open as long as the poller is used.
@safe public struct Poller: ~Copyable {
    /// A watched thing, for asking whether it is ready.
    public struct PollerToken: Hashable, Sendable {
        fileprivate let index: Int
    }

    private var items: [zmq_pollitem_t] = unsafe []

    /// It watches nothing yet.
    public init() {}

    /// Watches a socket for messages to receive. The token tells later whether it is what ended a wait.
    @discardableResult
    public mutating func watch(_ socket: borrowing Socket) -> PollerToken {
        unsafe watch(zmq_pollitem_t(socket: socket.raw, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0))
    }

    /// Watches a socket for room to send.
    @discardableResult
    public mutating func watchForRoom(_ socket: borrowing Socket) -> PollerToken {
        unsafe watch(zmq_pollitem_t(socket: socket.raw, fd: 0, events: Int16(ZMQ_POLLOUT), revents: 0))
    }

    /// Watches a wake-up.
    @discardableResult
    public mutating func watch(_ wakeup: Wakeup) -> PollerToken {
        unsafe watch(zmq_pollitem_t(socket: nil, fd: wakeup.descriptor, events: Int16(ZMQ_POLLIN), revents: 0))
    }

    private mutating func watch(_ item: zmq_pollitem_t) -> PollerToken {
        unsafe items.append(item)
        return unsafe PollerToken(index: items.count - 1)
    }

    /// Waits until something is ready or the time is over.
    ///
    /// - Parameter timeout: At most how long; `nil` for ever.
    /// - Returns: Whether anything is ready.
    public mutating func wait(for timeout: Duration?) throws(ZeroMQError) -> Bool {
        let milliseconds = timeout.map { max(0, $0.roundedUpMilliseconds) } ?? -1
        let count = unsafe Int32(items.count)
        let ready = try calling("zmq_poll") { unsafe zmq_poll(&items, count, milliseconds) }
        return (ready ?? 0) > 0
    }

    /// Whether a watched thing was ready when ``wait(for:)`` last returned.
    public func isReady(_ token: PollerToken) -> Bool {
        unsafe items[token.index].revents != 0
    }
}

extension Duration {
    /// Whole milliseconds, a started one counted, so that a wait is never too short.
    fileprivate var roundedUpMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
