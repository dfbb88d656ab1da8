package import AccessControl
package import Logging
package import Pipeline
import Stories
package import Threads
package import ZeroMQ

/// An intake on a ZeroMQ SUB or PULL socket.
///
/// `pull` pushes back: when the pipeline cannot keep up, its queue fills and producers wait. `sub` gets what the
/// publisher does not drop. Either way, what was received but not yet journaled dies with a kill -9.
package final class SocketIntake: Intake {
    package let name: String
    private let wanted: Locked<SocketIntakeConfiguration>
    private let logger: Logger
    private let thread: EndpointThread
    package var liveness: LivenessProbe? { thread.liveness }

    /// How long no message must have come before a stopping intake believes that all have.
    private static let drainQuiet = Duration.milliseconds(500)
    /// How long a stopping intake goes on at most while messages keep coming.
    private static let drainMax = Duration.seconds(10)
    /// How long producers may take to go on being asked. For half of it those who are sending are left alone.
    private static let hangUpMax = Duration.seconds(6)
    /// How long what they left may take.
    private static let leftMax = Duration.seconds(4)
    /// How often it is looked who is still there, and who sends nothing.
    private static let hangUpLook = Duration.milliseconds(1)
    /// Messages taken between two looks at the wake-up.
    private static let turnMessagesMax = 256
    /// The most frames a message may have; a producer that sends more speaks another protocol.
    private static let framesMax = 8
    /// Bytes kept of a channel name.
    private static let channelBytesMax = 256

    /// Prepares an intake; nothing is opened yet.
    package init(
        _ configuration: SocketIntakeConfiguration, in context: Context,
        behind accessController: AccessController? = nil, logger: Logger
    ) throws(ZeroMQError) {
        name = configuration.name
        wanted = Locked(configuration)
        self.logger = logger
        thread = try EndpointThread(configuration, in: context, behind: accessController, logger: logger)
    }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    package var endpoints: [String] { thread.endpoints }

    package func start(into inbox: Inbox) throws {
        let configuration = wanted.withLock { $0 }
        // It ends by leaving the inbox, which the pipeline drains.
        try thread.start(configuration, onEnd: { inbox.leave(because: $0) }) { [self] socket, listenerGuard, ready in
            inbox.join()
            ready()
            try read(socket, listenerGuard, MessageReader(configuration, knowsPeers: listenerGuard != nil), into: inbox)
        }
    }

    package func adopt(_ next: any Intake) -> Bool {
        guard let next = next as? SocketIntake else { return false }
        let other = next.wanted.withLock { $0 }
        return wanted.withLock { configuration in
            guard configuration.sharesSocket(with: other) else { return false }
            configuration = other
            thread.wakeup.signal()
            return true
        }
    }

    package func waitUntilEnded() { thread.join() }

    package func requestStop() { thread.requestStop() }
}

// MARK: - On the thread

extension SocketIntake {
    private func read(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ reader: consuming MessageReader,
        into inbox: Inbox
    ) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(socket)
        poller.watch(thread.wakeup)
        while !thread.stopping.isOpen {
            _ = try poller.wait(for: nil)
            thread.wakeup.clear()
            try adoptWanted(socket, listenerGuard, &reader)
            guard try takeTurn(socket, listenerGuard, &reader, into: inbox) > .closed else { return }
        }
        if reader.configuration.pattern == .pull, let listenerGuard {
            guard try hangUp(socket, listenerGuard, &reader, into: inbox) else { return }
            if reader.configuration.connect.isEmpty { return }
        }
        try drain(socket, listenerGuard, &reader, into: inbox)
    }

    /// Puts in force what ``adopt(_:)`` brought.
    private func adoptWanted(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ reader: inout MessageReader
    ) throws(ZeroMQError) {
        let (current, next) = (reader.configuration, wanted.withLock { $0 })
        guard next != current else { return }
        if next.pattern == .sub {
            // New topics first: copy that an old and a new topic both match then comes without a gap.
            for topic in Set(next.topics).subtracting(current.topics) { try socket.set(.subscribe, to: topic) }
            for topic in Set(current.topics).subtracting(next.topics) { try socket.set(.unsubscribe, to: topic) }
        }
        listenerGuard?.limit(connections: next.peers.connectionsMax)
        reader.configuration = next
    }

    /// Asks the producers that have connected to connect anew, and takes what they had sent before they do: they keep the
    /// rest, and find this intake's successor, or wait for the daemon to come back.
    ///
    /// - Returns: `false` when the pipeline takes nothing more.
    private func hangUp(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard, _ reader: inout MessageReader, into inbox: Inbox
    ) throws(ZeroMQError) -> Bool {
        var poller = Poller()
        poller.watch(socket)
        let start = ContinuousClock.now
        let end = start + Self.hangUpMax
        listenerGuard.closeToNewcomers()
        while true {
            let turn = try takeTurn(socket, listenerGuard, &reader, into: inbox, until: end)
            if turn == .closed { return false }
            let elapsed = ContinuousClock.now - start
            if elapsed >= Self.hangUpMax { break }
            if listenerGuard.hangUp(isPatient: elapsed < Self.hangUpMax / 2, isEmpty: turn == .nothing) == 0 { break }
            if turn == .nothing { _ = try poller.wait(for: Self.hangUpLook) }
        }
        let isCut = listenerGuard.cutRest()
        // Who has gone may have left something.
        while true {
            switch try takeTurn(socket, listenerGuard, &reader, into: inbox, until: end + Self.leftMax) {
            case .closed: return false
            case .some where ContinuousClock.now < end + Self.leftMax: continue
            case let last:
                if isCut || last == .some {
                    logger.warning(
                        "stopped while producers were still sending: what was on its way is lost",
                        metadata: ["event": "copy-lost", "intake": "\(name)"])
                }
                return true
            }
        }
    }

    /// Takes what has arrived by the time the intake is told to stop.
    ///
    /// Without unbinding first: libzmq drops what it has received for an endpoint that is unbound.
    private func drain(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ reader: inout MessageReader, into inbox: Inbox
    ) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(socket)
        let end = ContinuousClock.now + Self.drainMax
        while try poller.wait(for: Self.drainQuiet) {
            guard try takeTurn(socket, listenerGuard, &reader, into: inbox, until: end) > .closed else { return }
            if ContinuousClock.now >= end {
                return logger.warning("stopped while messages were still coming", metadata: ["intake": "\(name)"])
            }
        }
    }

    /// Takes what has arrived, up to a bound; `closed` when the pipeline takes nothing more.
    ///
    /// - Parameter end: When to take no more; `nil` for when the intake is told to stop. A turn of large messages may take
    ///   many seconds.
    private func takeTurn(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ reader: inout MessageReader, into inbox: Inbox,
        until end: ContinuousClock.Instant? = nil
    ) throws(ZeroMQError) -> TurnResult {
        var turn = ListenerGuard.ReceivedFrom()
        defer { listenerGuard?.finishTurn(&turn) }
        thread.liveness.beat()
        for taken in 0..<Self.turnMessagesMax {
            guard end.map({ ContinuousClock.now < $0 }) ?? !thread.stopping.isOpen else { return .some }
            guard let multipart = try reader.next(from: socket) else {
                turn.isEmpty = true
                return taken == 0 ? .nothing : .some
            }
            if let listenerGuard,
                !listenerGuard.admits(multipart.user, by: multipart.connection, bytes: multipart.bytes, in: &turn)
            {
                continue
            }
            let delivery = delivery(of: multipart, by: reader.configuration)
            // A full inbox is the pipeline's affair.
            guard thread.liveness.excused({ inbox.put(delivery) }) else { return .closed }
        }
        return .some
    }

    /// The first of several frames is the channel, the last the payload.
    private func delivery(of multipart: MultipartMessage, by configuration: SocketIntakeConfiguration) -> Delivery {
        var rejection = configuration.rejection(ofPayloadBytes: multipart.payload.count)
        if multipart.frames > Self.framesMax {
            rejection = Rejection(.framing, "\(multipart.frames) frames; a message has at most \(Self.framesMax)")
        }
        return Delivery(
            intake: name,
            channel: multipart.heads.first.map {
                String(decoding: $0.bytes.prefix(Self.channelBytesMax), as: UTF8.self)
            },
            sender: configuration.peers.keys == nil ? nil : multipart.user, payload: multipart.payload.bytes,
            payloadBytes: multipart.payload.count, receivedAt: multipart.receivedAt, rejection: rejection)
    }
}
