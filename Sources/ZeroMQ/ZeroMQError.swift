import CZeroMQ
import Glibc

/// A call into libzmq that failed.
public struct ZeroMQError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The C function that failed.
    public let call: String
    /// What it was called with, where that helps: an endpoint, an option's name.
    public let subject: String?
    /// The error number.
    public let code: Int32
    private let words: String?

    init(_ call: StaticString, on subject: String? = nil, code: Int32, saying words: String? = nil) {
        self.call = "\(call)"
        self.subject = subject
        self.code = code
        self.words = words
    }

    /// What the error number means, in libzmq's words where there are none of ours.
    public var reason: String {
        unsafe words ?? String(cString: zmq_strerror(code))
    }

    /// Somebody listens on an endpoint already.
    public static func addressInUse(_ endpoint: String) -> ZeroMQError {
        ZeroMQError("bind", on: endpoint, code: EADDRINUSE)
    }

    /// Whether a `router` that must say so was to send to a peer that is not there.
    public var isPeerGone: Bool { code == EHOSTUNREACH }

    public var description: String {
        [call, subject].compactMap { $0 }.joined(separator: " ") + ": " + reason
    }
}

/// The funnel that every call into libzmq passes: reads the error number at once, and calls again when a signal
/// interrupted the call.
///
/// - Returns: What the call returned, never negative; `nil` when it would have had to wait ("again").
@discardableResult
func calling(
    _ name: StaticString, on subject: String? = nil, _ body: () -> Int32
) throws(ZeroMQError) -> Int32? {
    while true {
        let result = body()
        if result >= 0 { return result }
        let code = zmq_errno()
        switch code {
        case EINTR: continue
        case EAGAIN: return nil
        default: throw ZeroMQError(name, on: subject, code: code)
        }
    }
}
