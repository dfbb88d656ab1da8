import CZeroMQ

/// The context that sockets live in. A process needs one, made at its start.
///
/// It ends when the last socket made from it is closed and nobody else holds it. One context a process: with
/// libzmq 4.3.4, ending one context can bring down the CURVE connections of another.
@safe public final class Context: Sendable {
    // A context, unlike a socket, may be used by all threads.
    nonisolated(unsafe) let raw: UnsafeMutableRawPointer

    /// - Parameter ioThreads: Threads that libzmq moves bytes with; one carries about a gigabyte a second.
    public init(ioThreads: Int32 = 1) throws(ZeroMQError) {
        guard let raw = unsafe zmq_ctx_new() else { throw ZeroMQError("zmq_ctx_new", code: zmq_errno()) }
        unsafe self.raw = unsafe raw
        try calling("zmq_ctx_set", on: "ZMQ_IO_THREADS") { unsafe zmq_ctx_set(raw, ZMQ_IO_THREADS, ioThreads) }
        // Sockets that were never given a linger must not hold up the end of the process.
        try calling("zmq_ctx_set", on: "ZMQ_BLOCKY") { unsafe zmq_ctx_set(raw, ZMQ_BLOCKY, 0) }
    }

    deinit {
        // Every socket holds its context, so all are closed by now and this waits only for their linger.
        while unsafe zmq_ctx_term(raw) != 0, zmq_errno() == EINTR {}
    }
}

/// The version of libzmq at run time, such as `4.3.4`.
public func libraryVersion() -> String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    unsafe zmq_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
}
