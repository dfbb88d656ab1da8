import Daemon
import Foundation
import Pipeline
import ServiceLifecycle
import Threads
import ZeroMQ

/// The sample wire service of the demo: publishes sample copy on a ZeroMQ socket of its own.
final class DemoWire: Service {
    private let pace: Double
    private let messagesMax: Int
    private let starting: Latch
    private let finished = Latch()
    private let thread: OwnedThread
    private let bound = Locked("")

    /// Where a producer publishes by the example configuration.
    private static let standardEndpoint = "tcp://127.0.0.1:5555"
    /// Messages that go out at once, so that there is something to look at.
    private static let promptMessages = 6

    /// Opens the service; nothing is published before ``begin()``.
    ///
    /// - Parameters:
    ///   - pace: Seconds between two messages.
    ///   - messagesMax: Ends after so many messages; 0 for never.
    init(pace: Double, messagesMax: Int, in context: Context) throws {
        self.pace = pace
        self.messagesMax = messagesMax
        let starting = Latch()
        self.starting = starting
        thread = OwnedThread("demo wire", wake: starting.open)
        try thread.start(onEnd: { [finished] _ in finished.open() }) { [self] ready in
            let socket = try Socket(.xpub, in: context)
            try bind(socket)
            ready()
            try publish(on: socket)
        }
    }

    /// Where it publishes.
    var endpoint: String { bound.withLock { $0 } }

    /// Starts to publish.
    func begin() { starting.open() }

    func run() async throws {
        await withGracefulShutdownHandler {
            await finished.opened()
        } onGracefulShutdown: { [thread] in
            thread.requestStop()
        }
    }

    private func bind(_ socket: borrowing Socket) throws(ZeroMQError) {
        let endpoint = try socket.bind(firstFreeOf: [Self.standardEndpoint, "tcp://127.0.0.1:*"])
        bound.withLock { $0 = endpoint }
    }

    private func publish(on socket: borrowing Socket) throws(ZeroMQError) {
        starting.wait()
        for (number, message) in DemoCopy().enumerated() {
            if messagesMax > 0, number >= messagesMax { return }
            let pause = number < Self.promptMessages ? min(pace, 0.15) : pace
            if thread.stopping.wait(atMost: .seconds(pause)) { return }
            _ = try socket.send(message.frames)
        }
    }
}

extension Latch {
    /// Waits, without holding up a thread of the concurrency pool, until the latch is open.
    func opened() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            Thread.detachNewThread { [self] in
                wait()
                done.resume()
            }
        }
    }
}
