import Glibc
package import Logging
import Pipeline
package import Threads
package import ZeroMQ

/// The daemon's local control socket: one JSON object asked, one answered, on a ZeroMQ REP socket that is a file of
/// mode 0660 beside the journal.
package final class ControlSocket: Sendable {
    private let path: String
    private let context: Context
    private let logger: Logger
    private let answer: @Sendable ([UInt8]) -> [UInt8]
    private let wakeup: Wakeup
    private let thread: OwnedThread
    /// How its loop gets on. While it works on an answer, which may take long, it is excused.
    package var liveness: LivenessProbe { thread.liveness }

    /// Bytes of the largest question: a payload for a dead letter may be in it.
    private static let questionBytesMax: Int64 = 96 << 20

    /// Prepares the socket; nothing is opened yet.
    ///
    /// - Parameter answer: Called on the socket's thread with each question.
    package init(
        path: String, in context: Context, logger: Logger, answer: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) throws(ZeroMQError) {
        self.path = path
        self.context = context
        self.logger = logger
        self.answer = answer
        wakeup = try Wakeup()
        thread = OwnedThread("control", wake: wakeup.signal)
    }

    /// Bytes that the path of a socket may have.
    package static let pathBytesMax = 107

    /// Where the control socket of a daemon with a journal at a path is.
    package static func path(besideJournal journal: String) -> String { journal + "-control" }

    /// Opens the socket. Its file must not be in use, which the lock of the journal makes sure of.
    ///
    /// - Parameter failed: Called when it can no longer answer.
    /// - Throws: ``ZeroMQError`` when the file cannot be made, or its path is longer than the system allows (107 bytes).
    package func start(failed: @escaping @Sendable (any Error) -> Void = { _ in }) throws {
        try thread.start(
            onEnd: { [logger] failure in
                guard let failure else { return }
                logger.critical("control: \(failure)")
                failed(failure)
            }
        ) { [self] ready in
            // Its file goes with it, after the socket.
            let listener = try Listener("ipc://\(path)", mode: 0o660)
            let socket = try Socket(.rep, in: context)
            try socket.set(.linger, to: 500)
            try socket.set(.frameBytesMax, to: Self.questionBytesMax)
            _ = try socket.bind(listener)
            ready()
            try withExtendedLifetime(listener) { try serve(socket) }
        }
    }

    /// Closes the socket and removes its file.
    package func stop() {
        thread.requestStop()
        thread.join()
    }

    private func serve(_ socket: borrowing Socket) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(socket)
        poller.watch(wakeup)
        var message = Message()
        while !thread.stopping.isOpen {
            liveness.beat()
            guard try socket.receive(into: &message) else {
                _ = try poller.wait(for: nil)
                wakeup.clear()
                continue
            }
            let question = message.bytes()
            while message.hasMore, try socket.receive(into: &message) {}
            _ = try socket.send([liveness.excused { answer(question) }])
        }
    }
}

/// Asks a running daemon.
package struct ControlClient {
    private let path: String
    private let context: Context

    /// Prepares to ask the daemon whose control socket is at a path.
    package init(path: String) throws(ZeroMQError) {
        self.path = path
        context = try Context()
    }

    /// Asks one thing.
    ///
    /// - Returns: The answer; `nil` when none came in time.
    package func ask(_ question: [UInt8], patience: Duration = .seconds(5)) throws(ZeroMQError) -> [UInt8]? {
        let socket = try Socket(.req, in: context)
        try socket.set(.linger, to: 0)
        try socket.connect("ipc://\(path)")
        var poller = Poller()
        poller.watch(socket)
        guard try socket.send([question]), try poller.wait(for: patience) else { return nil }
        var message = Message()
        return try socket.receive(into: &message) ? message.bytes() : nil
    }
}
