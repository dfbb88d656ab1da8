import CZeroMQ
import Synchronization

/// Tells what happens to the connections of one socket; belongs to the same thread.
public struct SocketMonitor: ~Copyable {
    /// Something that happened to a connection.
    public struct Event: Hashable, Sendable, CustomStringConvertible {
        /// What happened.
        public let kind: Kind
        /// The endpoint it happened on.
        public let endpoint: String

        public var description: String { "\(kind.rawValue) \(endpoint)" }
    }

    /// What can happen to a connection.
    public enum Kind: String, Sendable {
        case accepted, connected, disconnected
        /// The peers speak: ZMTP's handshake is done.
        case ready
        /// A handshake failed, or a peer spoke something else than ZMTP.
        case handshakeFailed = "handshake failed"
        /// No connection could be accepted, for want of file descriptors most often.
        case acceptFailed = "accept failed"

        fileprivate init?(code: Int32) {
            switch code {
            case ZMQ_EVENT_ACCEPTED: self = .accepted
            case ZMQ_EVENT_CONNECTED: self = .connected
            case ZMQ_EVENT_DISCONNECTED: self = .disconnected
            case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .ready
            case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL,
                ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
                self = .handshakeFailed
            case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed
            default: return nil
            }
        }

        fileprivate static let watched =
            ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
            | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
            | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_ACCEPT_FAILED
    }

    /// The socket that the events arrive on, for a ``Poller``.
    public let socket: Socket

    /// Starts to watch a socket; do so before it binds or connects, or early events are missed.
    public init(of watched: borrowing Socket) throws(ZeroMQError) {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        let endpoint = "inproc://socket-monitor/\(number)"
        let raw = unsafe watched.raw
        try calling("zmq_socket_monitor", on: endpoint) { unsafe zmq_socket_monitor(raw, endpoint, Kind.watched) }
        let events = try Socket(.pair, in: watched.context)
        try events.connect(endpoint)
        socket = events
    }

    // Every monitor needs an endpoint of its own.
    private static let count = Atomic(0)

    /// The next event that has already happened; `nil` when there is none.
    public func next() throws(ZeroMQError) -> Event? {
        var frame = Message()
        while try socket.receive(into: &frame) {
            // First frame: the event's number (16 bits) and a value (32 bits), in the machine's order.
            let head = frame.bytes()
            var endpoint = ""
            if frame.hasMore, try socket.receive(into: &frame) {
                endpoint = String(decoding: frame.bytes(), as: UTF8.self)
            }
            guard head.count >= 2 else { continue }
            let code = UInt16(littleEndian: UInt16(head[0]) | UInt16(head[1]) << 8)
            if let kind = Kind(code: Int32(code)) { return Event(kind: kind, endpoint: endpoint) }
        }
        return nil
    }
}
