import Foundation

/// A named thread that owns what it works with, sockets above all: they are made and closed inside its body.
///
///     let thread = OwnedThread("pub stories", wake: wakeup.signal)
///     try thread.start { ready in
///         let socket = try Socket(.pub, in: context)
///         try socket.bind(endpoint)
///         ready()
///         while !thread.stopping.isOpen { … }
///     }
///     …
///     thread.requestStop()
///     thread.join()
package final class OwnedThread: Sendable {
    /// Open when the body is to end.
    package let stopping = Latch()
    /// How the body's loop gets on, for a watchdog; the body beats it.
    package let liveness: LivenessProbe
    private let name: String
    private let wake: @Sendable () -> Void
    private let ready = Latch()
    private let ended = Latch()
    private let failure = Locked<(any Error)?>(nil)
    private let isStarted = Locked(false)

    /// Prepares a thread; nothing runs yet.
    ///
    /// - Parameters:
    ///   - name: The thread's name, as `top -H` shows it (15 bytes of it).
    ///   - liveness: What a watchdog calls it; without one, its name.
    ///   - wake: Makes the body's loop turn soon when it waits; may be called by any thread.
    package init(_ name: String, liveness: String? = nil, wake: @escaping @Sendable () -> Void = {}) {
        self.name = name
        self.wake = wake
        self.liveness = LivenessProbe(liveness ?? name, wake: wake)
    }

    /// Starts a thread whose body ends by itself, or is told to by whoever started it.
    package static func start(
        _ name: String, onEnd: @escaping @Sendable ((any Error)?) -> Void = { _ in },
        _ body: @escaping @Sendable (_ ready: () -> Void) throws -> Void
    ) throws -> OwnedThread {
        let thread = OwnedThread(name)
        try thread.start(onEnd: onEnd, body)
        return thread
    }

    /// Starts it, once, and returns when its body says that it is ready.
    ///
    /// - Parameters:
    ///   - onEnd: Called on the thread when a body that had been ready ends, with the error that ended it.
    ///   - body: The thread's work; it must call its argument once everything it needs is open.
    /// - Throws: What the body threw before it was ready.
    package func start(
        onEnd: @escaping @Sendable ((any Error)?) -> Void = { _ in },
        _ body: @escaping @Sendable (_ ready: () -> Void) throws -> Void
    ) throws {
        isStarted.withLock { $0 = true }
        Thread.start(named: name) { self.run(body, onEnd) }
        ready.wait()
        if let error = failure.withLock({ $0 }) {
            join()
            throw error
        }
    }

    /// Tells the body to end; returns at once.
    package func requestStop() {
        stopping.open()
        wake()
    }

    /// Waits until the body has returned; not at all when it was never started.
    package func join() {
        if isStarted.withLock({ $0 }) { ended.wait() }
    }

    private func run(_ body: (_ ready: () -> Void) throws -> Void, _ onEnd: ((any Error)?) -> Void) {
        defer {
            ready.open()
            ended.open()
        }
        do {
            try body { ready.open() }
            onEnd(nil)
        } catch {
            if ready.isOpen { onEnd(error) } else { failure.withLock { $0 = error } }
        }
    }
}
