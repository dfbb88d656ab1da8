import Foundation

/// A named thread that owns what it works with: sockets are made and closed inside its body.
///
///     let worker = try OwnedThread.start("pub stories") { ready in
///         let socket = try Socket(.pub, in: context)
///         try socket.bind(endpoint)
///         ready()
///         …                       // until told to stop
///     }
///     …
///     worker.join()
package final class OwnedThread: Sendable {
    private let started = Latch()
    private let ended = Latch()
    private let failure = Locked<(any Error)?>(nil)

    private init() {}

    /// Starts a thread and returns when its body says that it is ready.
    ///
    /// - Parameters:
    ///   - name: The thread's name, as `top -H` shows it (15 bytes of it).
    ///   - onEnd: Called on the thread when a body that had been ready ends, with the error that ended it.
    ///   - body: The thread's work; it must call its argument once everything it needs is open.
    /// - Throws: What the body threw before it was ready.
    package static func start(
        _ name: String, onEnd: @escaping @Sendable ((any Error)?) -> Void = { _ in },
        _ body: @escaping @Sendable (_ ready: () -> Void) throws -> Void
    ) throws -> OwnedThread {
        let worker = OwnedThread()
        Thread.start(named: name) { worker.run(body, onEnd) }
        worker.started.wait()
        if let error = worker.failure.withLock({ $0 }) {
            worker.join()
            throw error
        }
        return worker
    }

    /// Waits until the thread's body has returned.
    package func join() {
        ended.wait()
    }

    private func run(_ body: (_ ready: () -> Void) throws -> Void, _ onEnd: ((any Error)?) -> Void) {
        defer {
            started.open()
            ended.open()
        }
        do {
            try body { started.open() }
            onEnd(nil)
        } catch {
            if started.isOpen { onEnd(error) } else { failure.withLock { $0 = error } }
        }
    }
}
