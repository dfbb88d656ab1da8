import CZeroMQ

/// A ZeroMQ socket. It belongs to the thread that made it, and closes when its owner lets it go.
///
/// Make it inside the body of that thread; other threads reach it through a ``Wakeup``.
@safe public struct Socket: ~Copyable {
    /// What a socket does with messages.
    public enum SocketType: Sendable {
        case dealer, pair, pub, pull, push, rep, req, router, sub, xpub, xsub

        fileprivate var code: Int32 {
            switch self {
            case .dealer: ZMQ_DEALER
            case .pair: ZMQ_PAIR
            case .pub: ZMQ_PUB
            case .pull: ZMQ_PULL
            case .push: ZMQ_PUSH
            case .rep: ZMQ_REP
            case .req: ZMQ_REQ
            case .router: ZMQ_ROUTER
            case .sub: ZMQ_SUB
            case .xpub: ZMQ_XPUB
            case .xsub: ZMQ_XSUB
            }
        }
    }

    let raw: UnsafeMutableRawPointer
    // Held so that the context ends after its sockets.
    let context: Context

    /// Opens a socket.
    public init(_ kind: SocketType, in context: Context) throws(ZeroMQError) {
        guard let raw = unsafe zmq_socket(context.raw, kind.code) else {
            throw ZeroMQError("zmq_socket", code: zmq_errno())
        }
        unsafe self.raw = unsafe raw
        self.context = context
    }

    deinit {
        unsafe zmq_close(raw)
    }
}

// MARK: - Options and endpoints

extension Socket {
    /// Sets a 32-bit option.
    public func set(_ option: SocketOption<Int32>, to value: Int32) throws(ZeroMQError) {
        try set(option.code, option.name, value)
    }

    /// Sets a 64-bit option.
    public func set(_ option: SocketOption<Int64>, to value: Int64) throws(ZeroMQError) {
        try set(option.code, option.name, value)
    }

    /// Sets a text option.
    public func set(_ option: SocketOption<String>, to value: String) throws(ZeroMQError) {
        let bytes = Array(value.utf8)
        try calling("zmq_setsockopt", on: option.name) { unsafe zmq_setsockopt(raw, option.code, bytes, bytes.count) }
    }

    private func set(_ code: Int32, _ name: String, _ value: some BitwiseCopyable) throws(ZeroMQError) {
        var value = value
        try calling("zmq_setsockopt", on: name) {
            unsafe zmq_setsockopt(raw, code, &value, MemoryLayout.size(ofValue: value))
        }
    }

    /// Listens on an endpoint such as `tcp://127.0.0.1:5556`; port `*` lets the system choose.
    public func bind(_ endpoint: String) throws(ZeroMQError) {
        try calling("zmq_bind", on: endpoint) { unsafe zmq_bind(raw, endpoint) }
    }

    /// Connects to an endpoint, now or as soon as something listens there.
    public func connect(_ endpoint: String) throws(ZeroMQError) {
        try calling("zmq_connect", on: endpoint) { unsafe zmq_connect(raw, endpoint) }
    }

    /// The endpoint last bound or connected, with the port that the system chose.
    public func lastEndpoint() throws(ZeroMQError) -> String {
        var buffer = [CChar](repeating: 0, count: 512)
        var size = buffer.count
        try calling("zmq_getsockopt", on: "ZMQ_LAST_ENDPOINT") {
            unsafe zmq_getsockopt(raw, ZMQ_LAST_ENDPOINT, &buffer, &size)
        }
        return String(decoding: buffer.prefix(max(0, size - 1)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

// MARK: - Messages

extension Socket {
    /// Takes the next frame that has already arrived.
    ///
    /// - Returns: Whether there was one; `false` leaves `message` as it was.
    public func receive(into message: inout Message) throws(ZeroMQError) -> Bool {
        var received = Message()
        let count = try calling("zmq_msg_recv") { unsafe zmq_msg_recv(&received.raw, raw, ZMQ_DONTWAIT) }
        guard count != nil else { return false }
        message = received
        return true
    }

    /// Sends one message of one or more frames, if it can go out or be queued at once.
    ///
    /// - Parameter counter: Counts the last frame until it is written.
    /// - Returns: Whether it was taken. A `pub` takes everything and drops what a slow peer has no room for.
    public func send(_ frames: [[UInt8]], counting counter: OutgoingBytes? = nil) throws(ZeroMQError) -> Bool {
        for (index, frame) in frames.enumerated() {
            let isLast = index == frames.count - 1
            let flags = ZMQ_DONTWAIT | (isLast ? 0 : ZMQ_SNDMORE)
            let sent = try calling("zmq_send") {
                if isLast, let counter { return unsafe counter.send(frame, on: raw, flags: flags) }
                return unsafe zmq_send(raw, frame, frame.count, flags)
            }
            // Room is a matter of whole messages: only the first frame can be refused.
            guard sent != nil else { return false }
        }
        return true
    }
}
