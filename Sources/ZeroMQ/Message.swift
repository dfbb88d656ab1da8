import CZeroMQ

/// One frame as libzmq received it; the memory is libzmq's and goes with this value.
public struct Message: ~Copyable {
    var raw = zmq_msg_t()

    /// An empty frame to receive into.
    public init() {
        // Only sets a few bytes and cannot fail.
        unsafe zmq_msg_init(&raw)
    }

    deinit {
        var last = raw
        unsafe zmq_msg_close(&last)
    }

    /// Bytes in the frame.
    public var count: Int {
        mutating get { unsafe zmq_msg_size(&raw) }
    }

    /// Whether more frames of the same message follow.
    public var hasMore: Bool {
        mutating get { unsafe zmq_msg_more(&raw) != 0 }
    }

    /// A copy of the first `limit` bytes.
    ///
    /// - Complexity: O(bytes copied).
    public mutating func bytes(upTo limit: Int = .max) -> [UInt8] {
        let count = min(count, limit)
        guard count > 0, let data = unsafe zmq_msg_data(&raw) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: count))
    }

    /// Who sent it, as the ZAP handler called the peer; `nil` when no handler did.
    public var userID: String? {
        mutating get { property("User-Id") }
    }

    /// The connection that it came in by; `nil` when it came by no network.
    public var connection: PeerConnection? {
        // libzmq keeps it as a property under this name (zmq_msg_get with ZMQ_SRCFD reads the same).
        mutating get { property("__fd").flatMap { Int32($0) }.map(PeerConnection.init) }
    }

    private mutating func property(_ name: String) -> String? {
        guard let text = unsafe zmq_msg_gets(&raw, name) else { return nil }
        return unsafe String(cString: text)
    }
}
