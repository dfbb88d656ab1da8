package import AccessControl
package import Logging
package import Pipeline
import Synchronization
package import Threads
package import ZeroMQ

/// An intake on a ZeroMQ ROUTER socket that replies to every message what became of it, after the commit.
///
/// Replies leave in the order of the requests. A client that hears nothing sends again: what was stored is then a
/// `duplicate`. So a reply to a peer that is gone may be dropped, and so may one to a peer that does not read; see
/// ``PeerQueues``.
///
/// Its thread waits for the pipeline in two places, for room in the inbox and for answers to the oldest of too many
/// requests, and sends no replies meanwhile. The pipeline never waits for it: it takes its next batch, which makes room, or
/// turns away what waits when the disk is full, or closes the inbox. So a reply waits for the thread no longer than one
/// batch takes.
package final class SubmitIntake: Intake {
    package let name: String
    private let configuration: SocketIntakeConfiguration
    private let logger: Logger
    private let thread: EndpointThread
    private let requests: OpenRequests
    /// Open when the pipeline gives no more answers.
    private let finishing = Latch()
    private let lost = Atomic(0)
    /// Replies that wait inside ZeroMQ. Used on the thread only; locked because an intake is Sendable.
    private let queues = Locked(PeerQueues.ofReplies)
    package var liveness: LivenessProbe? { thread.liveness }

    /// How long no request must have come before a stopping intake believes that all have.
    private static let drainQuiet = Duration.milliseconds(500)
    /// How long a stopping intake goes on at most while requests keep coming: their clients will send them again.
    private static let drainMax = Duration.seconds(2)
    /// Requests taken between two looks at the wake-up.
    private static let turnRequestsMax = 256
    /// Requests without a reply; more stay in the socket. What inbox and batch hold at most, and some more.
    private static let openRequestsMax = 1024

    /// Prepares an intake; nothing is opened yet.
    package init(
        _ configuration: SocketIntakeConfiguration, in context: Context,
        behind accessController: AccessController? = nil, logger: Logger
    ) throws(ZeroMQError) {
        name = configuration.name
        self.configuration = configuration
        self.logger = logger
        thread = try EndpointThread(configuration, in: context, behind: accessController, logger: logger)
        requests = OpenRequests(ringing: thread.wakeup)
    }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    package var endpoints: [String] { thread.endpoints }

    /// Replies that were dropped because their peer did not read.
    package var repliesLost: Int { lost.load(ordering: .relaxed) }

    package func start(into inbox: Inbox) throws {
        try thread.start(configuration, onEnd: report) { [self] socket, listenerGuard, ready in
            inbox.join()
            ready()
            do { try serve(socket, listenerGuard, into: inbox) } catch {
                inbox.leave(because: error)
                throw error
            }
            // The pipeline ends when the last intake has left, and answers while it empties the inbox: who waited for
            // the answers first would wait for ever.
            inbox.leave()
            try sendLastReplies(on: socket)
        }
    }

    package func requestStop() { thread.requestStop() }

    package func finish() {
        finishing.open()
        thread.wakeup.signal()
        thread.join()
    }

    package func waitUntilEnded() { thread.join() }

    private func report(_ failure: (any Error)?) {
        guard let failure else { return }
        logger.error("intake failed", metadata: ["intake": "\(name)", "error": "\(failure)"])
    }
}

// MARK: - Requests, on the thread

extension SubmitIntake {
    private func serve(_ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, into inbox: Inbox)
        throws(ZeroMQError)
    {
        var poller = Poller()
        poller.watch(socket)
        poller.watch(thread.wakeup)
        var reader = MessageReader(configuration, knowsPeers: listenerGuard != nil)
        while !thread.stopping.isOpen {
            _ = try poller.wait(for: nil)
            thread.wakeup.clear()
            guard try takeTurn(socket, listenerGuard, &reader, into: inbox) > .closed else { return }
        }
        // What arrives until it is quiet; answers that wake the poller are no requests.
        let end = ContinuousClock.now + Self.drainMax
        var quietAt = ContinuousClock.now + Self.drainQuiet
        while ContinuousClock.now < min(end, quietAt), !finishing.isOpen {
            _ = try poller.wait(for: ContinuousClock.now.duration(to: min(end, quietAt)))
            thread.wakeup.clear()
            switch try takeTurn(socket, listenerGuard, &reader, into: inbox) {
            case .closed: return
            case .nothing: break
            case .some: quietAt = .now + Self.drainQuiet
            }
        }
    }

    /// Sends the replies that are due and takes what has arrived, up to a bound.
    private func takeTurn(
        _ socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ reader: inout MessageReader, into inbox: Inbox
    ) throws(ZeroMQError) -> TurnResult {
        var turn = ListenerGuard.ReceivedFrom()
        defer { listenerGuard?.finishTurn(&turn) }
        thread.liveness.beat()
        try sendReplies(on: socket)
        for taken in 0..<Self.turnRequestsMax {
            while requests.count >= Self.openRequestsMax, !finishing.isOpen { try sendNextReplies(on: socket) }
            guard let multipart = try reader.next(from: socket) else {
                turn.isEmpty = true
                return taken == 0 ? .nothing : .some
            }
            if let listenerGuard,
                !listenerGuard.admits(multipart.user, by: multipart.connection, bytes: multipart.bytes, in: &turn)
            {
                continue
            }
            guard thread.liveness.excused({ take(multipart, into: inbox) }) else { return .closed }
            // The thread may have waited for room: what was answered meanwhile has waited for the thread.
            try sendReplies(on: socket)
        }
        return .some
    }

    /// - Returns: `false` when the pipeline takes nothing more.
    private func take(_ multipart: MultipartMessage, into inbox: Inbox) -> Bool {
        let request = SubmitRequest(multipart)
        let number = requests.open(request)
        let delivery = Delivery(
            intake: name, id: request.id, sender: configuration.peers.keys == nil ? nil : multipart.user,
            payload: multipart.payload.bytes, payloadBytes: multipart.payload.count,
            receivedAt: multipart.receivedAt,
            rejection: request.rejection ?? configuration.rejection(ofPayloadBytes: multipart.payload.count),
            answered: { [requests] in requests.answer(number, with: $0) })
        switch inbox.offer(delivery) {
        case .taken: return true
        case .busy:
            requests.answer(number, with: .busy("the disk is full"))
            return true
        case .closed:
            requests.withdrawNewest()
            return false
        }
    }
}

// MARK: - Replies, on the thread

extension SubmitIntake {
    /// Sends the replies that are due, in the order of the requests.
    private func sendReplies(on socket: borrowing Socket) throws(ZeroMQError) {
        for answered in requests.takeAnswered() {
            let request = answered.request
            let reply = SubmitReply(answered.answer, id: request.id).json
            do {
                let frames = [request.address] + request.envelope + [reply]
                let counter = queues.withLock { $0.room(for: frames) }
                if let counter, try socket.send(frames, counting: counter) { continue }
                lost.add(1, ordering: .relaxed)
            } catch {
                // Whoever is gone asks again when it is back.
                guard error.isPeerGone else { throw error }
            }
        }
    }

    /// Waits until an answer comes and sends the replies that are due.
    private func sendNextReplies(on socket: borrowing Socket) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(thread.wakeup)
        _ = try poller.wait(for: nil)
        thread.wakeup.clear()
        thread.liveness.beat()
        try sendReplies(on: socket)
    }

    /// Sends the replies to all requests that the pipeline still answers.
    private func sendLastReplies(on socket: borrowing Socket) throws(ZeroMQError) {
        while requests.count > 0, !finishing.isOpen { try sendNextReplies(on: socket) }
        try sendReplies(on: socket)
    }
}
