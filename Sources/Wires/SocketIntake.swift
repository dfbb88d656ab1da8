package import Logging
package import Newsdesk
import Stories
import Synchronization
package import ZeroMQ

/// An intake on a ZeroMQ SUB or PULL socket.
///
/// `pull` pushes back: when the desk cannot keep up, its queue fills and producers wait. `sub` gets what the
/// publisher does not drop. Either way, what was received but not yet journaled dies with a kill -9.
package final class SocketIntake: Intake {
    package let name: String
    private let configuration: SocketIntakeConfiguration
    private let context: Context
    private let logger: Logger

    private let wakeup: Wakeup
    private let stopping = Latch()
    private let bound = Mutex<[String]>([])

    /// How long no message must have come before a stopping intake believes that all have.
    private static let drainQuiet = Duration.milliseconds(500)
    /// How long a stopping intake goes on at most while messages keep coming.
    private static let drainMax = Duration.seconds(10)
    /// Messages taken between two looks at the wake-up.
    private static let turnMessagesMax = 256

    /// Prepares an intake; nothing is opened yet.
    package init(
        _ configuration: SocketIntakeConfiguration, in context: Context, logger: Logger
    ) throws(ZeroMQError) {
        name = configuration.name
        self.configuration = configuration
        self.context = context
        self.logger = logger
        wakeup = try Wakeup()
    }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    package var endpoints: [String] { bound.withLock { $0 } }

    package func start(into inbox: Inbox) throws {
        // Nobody waits for the thread: it ends by leaving the inbox, which the desk drains.
        _ = try Worker.start("intake \(name)", onEnd: { inbox.leave(because: $0) }) { [self] ready in
            let socket = try Socket(configuration.pattern == .sub ? .sub : .pull, in: context)
            try open(socket)
            inbox.join()
            ready()
            try read(socket, into: inbox)
        }
    }

    package func stop() {
        stopping.open()
        wakeup.signal()
    }

    private func open(_ socket: borrowing Socket) throws(ZeroMQError) {
        try configuration.apply(to: socket)
        for endpoint in configuration.bind {
            try socket.bind(endpoint)
            let actual = try socket.lastEndpoint()
            bound.withLock { $0.append(actual) }
        }
        for endpoint in configuration.connect { try socket.connect(endpoint) }
        let all = (endpoints + configuration.connect).joined(separator: " ")
        logger.info("intake \(name) (\(configuration.pattern)) at \(all)")
    }
}

// MARK: - On the thread

extension SocketIntake {
    private func read(_ socket: borrowing Socket, into inbox: Inbox) throws(ZeroMQError) {
        var poller = Poller()
        _ = poller.watch(socket)
        _ = poller.watch(wakeup)
        var reader = MessageReader(configuration)
        while !stopping.isOpen {
            _ = try poller.wait(for: nil)
            wakeup.clear()
            guard try takeTurn(socket, &reader, into: inbox) else { return }
        }
        try drain(socket, &reader, into: inbox)
    }

    /// Takes what has arrived by the time the intake is told to stop.
    ///
    /// Without unbinding first: libzmq drops what it has received for an endpoint that is unbound.
    private func drain(
        _ socket: borrowing Socket, _ reader: inout MessageReader, into inbox: Inbox
    ) throws(ZeroMQError) {
        var poller = Poller()
        _ = poller.watch(socket)
        let end = ContinuousClock.now + Self.drainMax
        while try poller.wait(for: Self.drainQuiet) {
            guard try takeTurn(socket, &reader, into: inbox) else { return }
            if ContinuousClock.now >= end {
                return logger.warning("stopped while messages were still coming", metadata: ["intake": "\(name)"])
            }
        }
    }

    /// Takes what has arrived, up to a bound.
    ///
    /// - Returns: `false` when the desk takes nothing more.
    private func takeTurn(
        _ socket: borrowing Socket, _ reader: inout MessageReader, into inbox: Inbox
    ) throws(ZeroMQError) -> Bool {
        for _ in 0..<Self.turnMessagesMax {
            guard let delivery = try reader.next(from: socket) else { return true }
            guard inbox.put(delivery) else { return false }
        }
        return true
    }
}
