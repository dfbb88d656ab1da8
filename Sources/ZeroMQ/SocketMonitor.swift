import CZeroMQ
import Synchronization

/// Tells what happens to the connections of one socket.
///
/// The watched socket's thread starts the watch, before it binds or connects; one thread, that one or another, makes the
/// monitor and must read it until the watched socket is closed: libzmq waits for it when its queue is full.
public struct SocketMonitor: ~Copyable {
    /// Something that happened to a connection.
    public struct SocketEvent: Hashable, Sendable, CustomStringConvertible {
        /// What happened.
        public let kind: SocketEventKind
        /// The endpoint it happened on.
        public let endpoint: String
        /// The connection, when it was accepted or has ended.
        public let connection: PeerConnection?

        public var description: String { "\(kind.rawValue) \(endpoint)" }
    }

    /// What can happen to a connection.
    public enum SocketEventKind: String, Sendable {
        case accepted, connected, disconnected
        /// The peers speak: ZMTP's handshake is done.
        case ready
        /// A handshake failed, or a peer spoke something else than ZMTP.
        case handshakeFailed = "handshake failed"
        /// The ZAP handler did not let a peer in.
        case refused
        /// No connection could be accepted, for want of file descriptors most often.
        case acceptFailed = "accept failed"

        fileprivate init?(code: Int32) {
            switch code {
            case ZMQ_EVENT_ACCEPTED: self = .accepted
            case ZMQ_EVENT_CONNECTED: self = .connected
            case ZMQ_EVENT_DISCONNECTED: self = .disconnected
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .ready
            case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: self = .handshakeFailed
            case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: self = .refused
            case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed
            default: return nil
            }
        }

        fileprivate static let watched =
            ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
            | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_ACCEPT_FAILED
    }

    /// A watch over a socket that a monitor can be made of.
    public struct Watch: Hashable, Sendable {
        fileprivate let endpoint: String
    }

    /// The socket that the events arrive on, for a ``Poller``.
    public let socket: Socket

    /// Starts to watch a socket. Nothing may happen on it before the monitor is there: libzmq would wait for it.
    public static func watch(_ socket: borrowing Socket) throws(ZeroMQError) -> Watch {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let endpoint = "inproc://socket-monitor/\(number)"
        let raw = unsafe socket.raw
        try calling("zmq_socket_monitor", on: endpoint) {
            unsafe zmq_socket_monitor(raw, endpoint, SocketEventKind.watched)
        }
        return Watch(endpoint: endpoint)
    }

    /// Ends the watch over a socket, on its thread.
    public static func unwatch(_ socket: borrowing Socket) throws(ZeroMQError) {
        let raw = unsafe socket.raw
        try calling("zmq_socket_monitor") { unsafe zmq_socket_monitor(raw, nil, 0) }
    }

    /// Makes the monitor of a watch, on the thread that will read it.
    public init(_ watch: Watch, in context: Context) throws(ZeroMQError) {
        let events = try Socket(.pair, in: context)
        try events.connect(watch.endpoint)
        socket = events
    }

    /// Watches a socket on its own thread.
    public init(of watched: borrowing Socket) throws(ZeroMQError) {
        try self.init(Self.watch(watched), in: watched.context)
    }

    // Every monitor needs an endpoint of its own.
    private static let count = Atomic(0)

    /// The next event that has already happened; `nil` when there is none.
    public func next() throws(ZeroMQError) -> SocketEvent? {
        var frame = Message()
        while try socket.receive(into: &frame) {
            // First frame: the event's number (16 bits) and a value (32 bits), in the machine's order.
            let head = frame.bytes()
            var endpoint = ""
            if frame.hasMore, try socket.receive(into: &frame) {
                endpoint = String(decoding: frame.bytes(), as: UTF8.self)
            }
            guard head.count >= 6 else { continue }
            let code = UInt16(head[0]) | UInt16(head[1]) << 8
            let value = head[2..<6].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let kind = SocketEventKind(code: Int32(code)) else { continue }
            let isConnection = kind == .accepted || kind == .disconnected
            return SocketEvent(
                kind: kind, endpoint: endpoint,
                connection: isConnection ? PeerConnection(descriptor: Int32(bitPattern: value)) : nil)
        }
        return nil
    }
}
