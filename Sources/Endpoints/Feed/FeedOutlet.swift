package import AccessControl
import FeedProtocol
import Glibc
package import Journaling
package import Logging
package import Pipeline
package import Threads
package import ZeroMQ

/// The outlet on a ZeroMQ ROUTER socket: everyone who follows gets every story it asked for, in order, from where it
/// wants, at the pace it wants.
///
/// Stories come out of the journal, so a follower that is slow, away or new holds up nobody and misses nothing that
/// the journal still has. The thread here only moves messages; what they mean is the ``FeedServer``'s business.
package final class FeedOutlet: Outlet {
    package let name: String
    private let configuration: FeedOutletConfiguration
    private let logger: Logger
    private let thread: EndpointThread
    private let start = ContinuousClock.now
    /// Held for a turn at a time.
    private let server: Locked<FeedServer>
    private let journal = Locked<Journal?>(nil)
    package var liveness: LivenessProbe? { thread.liveness }

    /// Requests taken between two turns.
    private static let requestsMax = 64
    /// The most frames of a message that are kept: one more than a request can have.
    private static let framesMax = 8

    /// Prepares an outlet; nothing is opened yet.
    package init(
        _ configuration: FeedOutletConfiguration, in context: Context, behind accessController: AccessController? = nil,
        logger: Logger
    ) throws(ZeroMQError) {
        name = configuration.name
        self.configuration = configuration
        self.logger = logger
        server = Locked(FeedServer(patience: configuration.patience, format: configuration.format))
        thread = try EndpointThread(configuration, in: context, behind: accessController, logger: logger)
    }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    package var endpoints: [String] { thread.endpoints }

    /// Who follows, and how many records were sent.
    package var figures: OutletFigures {
        let head = journal.withLock { $0 }?.head ?? 0
        return server.withLock { $0.figures(at: elapsed, head: head) }
    }

    package func start(at outletContext: OutletContext, failed: @escaping @Sendable (any Error) -> Void) throws {
        let source = try JournalFeedSource(outletContext.journal, holdingEmbargoes: configuration.holdsEmbargoes)
        try thread.start(configuration, onEnd: { $0.map(failed) }) { [self] socket, listenerGuard, ready in
            ready()
            try serve(on: socket, listenerGuard, from: source)
        }
        journal.withLock { $0 = outletContext.journal }
    }

    /// Only says that there is something new; it is in the journal.
    package func publish(_ entries: [PublishedEntry]) { thread.wakeup.signal() }

    package func stop() {
        thread.requestStop()
        thread.join()
    }

    private var elapsed: Duration { start.duration(to: .now) }
}

// MARK: - On the thread

extension FeedOutlet {
    private func serve(on socket: borrowing Socket, _ listenerGuard: ListenerGuard?, from source: JournalFeedSource)
        throws(ZeroMQError)
    {
        var queues = PeerQueues.ofFollowers
        var slow = SlowPeers.ofFollowers
        var poller = Poller()
        poller.watch(socket)
        poller.watch(thread.wakeup)
        while !thread.stopping.isOpen {
            thread.liveness.beat()
            // Who has spoken while this thread was away is heard before silence is held against anybody.
            slow.cut(at: listenerGuard, with: Outgoing.feed.bytes)
            let isHeard = try takeRequests(from: socket, listenerGuard, source, &queues)
            if try serveNext(on: socket, source, isHeard: isHeard, &queues) || !isHeard { continue }
            let due = server.withLock { $0.dueAt(head: source.head) }
            _ = try poller.wait(for: due.map { $0 - elapsed })
            thread.wakeup.clear()
        }
        // A last turn for everyone: whoever keeps up has got everything.
        for _ in 0..<FeedServer.sessionsMax {
            guard try serveNext(on: socket, source, isHeard: true, &queues) else { return }
        }
    }

    private func serveNext(
        on socket: borrowing Socket, _ source: JournalFeedSource, isHeard: Bool, _ queues: inout PeerQueues
    ) throws(ZeroMQError) -> Bool {
        var failure: ZeroMQError?
        let (hasServed, troubles) = server.withLock { server in
            let hasServed = server.serveNext(
                at: elapsed, from: source, endingTheSilent: isHeard,
                hasRoom: { peer, bytes in queues.room(for: peer, bytes) != nil },
                send: { post($0, on: socket, &queues, &failure) })
            return (hasServed, server.takeTroubles())
        }
        if let failure { throw failure }
        for trouble in troubles {
            logger.error("a follower was turned away", metadata: ["outlet": "\(name)", "error": "\(trouble)"])
        }
        return hasServed
    }

    /// - Returns: Whether it has taken all that had arrived.
    private func takeRequests(
        from socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ source: JournalFeedSource,
        _ queues: inout PeerQueues
    ) throws(ZeroMQError) -> Bool {
        var failure: ZeroMQError?
        var turn = ListenerGuard.ReceivedFrom()
        defer { listenerGuard?.finishTurn(&turn) }
        for _ in 0..<Self.requestsMax {
            guard let message = try nextMessage(from: socket, listenerGuard, &turn) else { return true }
            let identity = message.connection.flatMap(ConnectionIdentity.init)
            // Of somebody who may not ask any more, or is gone.
            guard message.isWelcome, identity != nil || message.connection == nil else { continue }
            server.withLock { server in
                server.receive(message.frames, by: identity, at: elapsed, from: source) {
                    post($0, on: socket, &queues, &failure)
                }
            }
            if let failure { throw failure }
        }
        return false
    }

    /// A message as it came in.
    private struct Arrival {
        /// Its frames, the routing id first.
        let frames: [[UInt8]]
        /// `nil` when it came by no network.
        let connection: PeerConnection?
        /// Whether its sender may ask.
        let isWelcome: Bool
    }

    private func nextMessage(
        from socket: borrowing Socket, _ listenerGuard: ListenerGuard?, _ turn: inout ListenerGuard.ReceivedFrom
    ) throws(ZeroMQError) -> Arrival? {
        var frame = Message()
        guard try socket.receive(into: &frame) else { return nil }
        // The routing id must be whole, whatever its length.
        var frames = [frame.bytes()]
        // The frames of a message arrive together, so the rest is there.
        while frame.hasMore, try socket.receive(into: &frame) {
            if frames.count < Self.framesMax { frames.append(frame.bytes(upTo: FeedRequest.bytesMax + 1)) }
        }
        let connection = frame.connection
        let isWelcome = listenerGuard?.admits(frame.userID, by: connection, in: &turn) ?? true
        return Arrival(frames: frames, connection: connection, isWelcome: isWelcome)
    }

    private func post(
        _ message: [[UInt8]], on socket: borrowing Socket, _ queues: inout PeerQueues,
        _ failure: inout ZeroMQError?
    ) -> FeedServer.Sent {
        do {
            guard let counter = queues.room(for: message) else { return .noRoom }
            return try socket.send(message, counting: counter) ? .taken : .noRoom
        } catch {
            if error.code != EHOSTUNREACH { failure = error }
            return .gone
        }
    }
}
