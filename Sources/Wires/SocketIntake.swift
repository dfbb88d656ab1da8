package import Logging
package import Newsdesk
import Stories
import Threads
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
    private let bound = Guarded<[String]>([])

    /// How long no message must have come before a stopping intake believes that all have.
    private static let drainQuiet = Duration.milliseconds(500)
    /// How long a stopping intake goes on at most while messages keep coming.
    private static let drainMax = Duration.seconds(10)
    /// Messages taken between two looks at the wake-up.
    private static let turnMessagesMax = 256
    /// The most frames a message may have; a producer that sends more speaks another protocol.
    private static let framesMax = 8
    /// Bytes kept of a channel name.
    private static let channelBytesMax = 256

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
            let socket = try Socket(configuration.pattern.socketKind, in: context)
            try configuration.open(socket, logger) { endpoint in bound.withLock { $0.append(endpoint) } }
            inbox.join()
            ready()
            try read(socket, into: inbox)
        }
    }

    package func stop() {
        stopping.open()
        wakeup.signal()
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
            guard let parcel = try reader.next(from: socket) else { return true }
            guard inbox.put(delivery(of: parcel)) else { return false }
        }
        return true
    }

    /// The first of several frames is the channel, the last the payload.
    private func delivery(of parcel: Parcel) -> Delivery {
        var rejection = configuration.rejection(ofPayloadBytes: parcel.payload.count)
        if parcel.frames > Self.framesMax {
            rejection = Rejection(.framing, "\(parcel.frames) frames; a message has at most \(Self.framesMax)")
        }
        return Delivery(
            intake: name,
            channel: parcel.heads.first.map { String(decoding: $0.bytes.prefix(Self.channelBytesMax), as: UTF8.self) },
            payload: parcel.payload.bytes, payloadBytes: parcel.payload.count, receivedAt: parcel.receivedAt,
            rejection: rejection)
    }
}
