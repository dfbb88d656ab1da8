import CZeroMQ
import Glibc

/// Wakes a thread that waits in a ``Poller``; the one thing about a socket's thread that others may touch.
///
/// Signals add up to one waking until they are cleared. An eventfd underneath, owned by this object.
public final class Wakeup: Sendable {
    let descriptor: Int32

    /// Takes a descriptor of the system (`eventfd`), which goes with it.
    ///
    /// - Throws: ``ZeroMQError`` when the process has no descriptor left.
    public init() throws(ZeroMQError) {
        descriptor = wiredesk_eventfd()
        if descriptor < 0 { throw ZeroMQError("eventfd", code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the waiting thread, now or when it next waits.
    public func signal() {
        // Fails only when 2^64 - 2 signals are pending, and then the thread wakes anyway.
        _ = wiredesk_eventfd_signal(descriptor)
    }

    /// Takes back the pending signals.
    public func clear() {
        // "Again" means that none was pending.
        _ = wiredesk_eventfd_clear(descriptor)
    }
}
