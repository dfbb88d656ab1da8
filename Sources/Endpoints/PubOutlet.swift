package import AccessControl
package import Journaling
package import Logging
package import Pipeline
package import Threads
package import ZeroMQ

// Frames of a story:      story.<category>.<event>   <stream> <seq> <previous>   record
// Frames of a heartbeat:  story.<category>.alive     <stream> <seq> <previous>   {"oldest":<seq>}
//
// <previous> is the seq before <seq> under the same category, 0 when there is none: a subscriber of one category
// compares it with the last seq it saw. Every second a heartbeat of each category repeats the newest position, so
// that the loss of a burst's tail shows too.

/// The outlet on a ZeroMQ PUB socket: best effort, one topic a category and event.
///
/// It never waits: ZeroMQ drops what a slow subscriber has no room for, and others do not notice. The position
/// frame and the heartbeats let the subscriber notice.
package final class PubOutlet: Outlet {
    package let name: String
    private let configuration: PubOutletConfiguration
    private let logger: Logger
    private let thread: EndpointThread
    private let state = Locked(PubOutletState())
    package var liveness: LivenessProbe? { thread.liveness }

    private struct PubOutletState {
        var waiting: [PublishedEntry] = []
        var waitingBytes = 0
        var dropped = 0
        /// Where the categories stand that dropped stories belong to: heartbeats must tell of them all the same.
        var skipped: [String: Position] = [:]
        var figures = OutletFigures()
    }

    /// Stories that wait for the thread. It only copies them into ZeroMQ's queues, so they wait only if it is starved.
    private static let waitingMax = 10_000
    /// Bytes of their records.
    private static let waitingBytesMax = 16 << 20
    /// Bytes on their way to subscribers after which nothing is sent. A record counts until the last subscriber has
    /// taken it, so one that is slow could keep all others from being sent anything. Well before, the slow are cut off.
    private static let outgoingMax = MemoryBudget.bytes(of: .pub) - waitingBytesMax
    /// Subscriptions taken between two looks at the stories.
    private static let subscriptionsTaken = 1000

    /// Prepares an outlet; nothing is opened yet.
    package init(
        _ configuration: PubOutletConfiguration, in context: Context, behind accessController: AccessController? = nil,
        logger: Logger
    ) throws(ZeroMQError) {
        name = configuration.name
        self.configuration = configuration
        self.logger = logger
        thread = try EndpointThread(configuration, in: context, behind: accessController, logger: logger)
    }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    package var endpoints: [String] { thread.endpoints }

    package func start(at outletContext: OutletContext, failed: @escaping @Sendable (any Error) -> Void) throws {
        try thread.start(configuration, onEnd: { $0.map(failed) }) { [self] socket, listenerGuard, ready in
            ready()
            try send(on: socket, listenerGuard, from: outletContext)
        }
    }

    package func publish(_ entries: [PublishedEntry]) {
        let entries = configuration.holdsEmbargoes ? entries.filter { !$0.isHeld } : entries
        state.withLock { state in
            for entry in entries {
                let bytes = state.waitingBytes + entry.record.count
                guard state.waiting.count < Self.waitingMax, state.waiting.isEmpty || bytes <= Self.waitingBytesMax
                else {
                    drop(entry, &state)
                    continue
                }
                state.waiting.append(entry)
                state.waitingBytes = bytes
            }
        }
        thread.wakeup.signal()
    }

    /// Leaves out a story; heartbeats tell where its categories stand.
    private func drop(_ entry: PublishedEntry, _ state: inout PubOutletState) {
        state.dropped += 1
        state.figures.dropped += 1
        for place in entry.places where entry.seq > state.skipped[place.category]?.seq ?? 0 {
            state.skipped[place.category] = Position(
                seq: entry.seq, previous: place.previous(holdingEmbargoes: configuration.holdsEmbargoes))
        }
    }

    package func stop() {
        thread.requestStop()
        thread.join()
    }

    /// What has been handed to ZeroMQ, which may drop it for a subscriber that is slow, and what has not.
    package var figures: OutletFigures { state.withLock { $0.figures } }
}

// MARK: - On the thread

extension PubOutlet {
    private func send(on socket: borrowing Socket, _ listenerGuard: ListenerGuard?, from outletContext: OutletContext)
        throws(ZeroMQError)
    {
        var poller = Poller()
        poller.watch(thread.wakeup)
        poller.watch(socket)
        var encoder = PubEncoder(
            stream: outletContext.journal.stream, format: configuration.format,
            holdingEmbargoes: configuration.holdsEmbargoes,
            positions: configuration.holdsEmbargoes ? outletContext.releasedPositions : outletContext.positions)
        var nextHeartbeat = ContinuousClock.now
        var slow = SlowPeers(above: Self.outgoingMax / 3, slowestAbove: Self.outgoingMax / 2)
        while true {
            thread.liveness.beat()
            let isLast = thread.stopping.isOpen
            try takeSubscriptions(from: socket, listenerGuard)
            slow.cut(at: listenerGuard, with: Outgoing.pub.bytes)
            let (entries, skipped) = take()
            for entry in entries {
                guard Outgoing.pub.bytes < Self.outgoingMax else {
                    state.withLock { drop(entry, &$0) }
                    continue
                }
                for frames in encoder.messages(of: entry) { _ = try socket.send(frames, counting: Outgoing.pub) }
                state.withLock { $0.figures.published += 1 }
            }
            encoder.pass(skipped)
            if ContinuousClock.now >= nextHeartbeat || isLast {
                encoder.introduce(outletContext.categories())
                for frames in encoder.heartbeats(oldest: outletContext.journal.oldest) { _ = try socket.send(frames) }
                nextHeartbeat = .now + configuration.heartbeat
            }
            if isLast { return }
            _ = try poller.wait(for: ContinuousClock.now.duration(to: nextHeartbeat))
            thread.wakeup.clear()
        }
    }

    /// Subscriptions are libzmq's affair; they only tell which connection is whose.
    private func takeSubscriptions(from socket: borrowing Socket, _ listenerGuard: ListenerGuard?) throws(ZeroMQError) {
        var turn = ListenerGuard.ReceivedFrom()
        var frame = Message()
        for _ in 0..<Self.subscriptionsTaken {
            guard try socket.receive(into: &frame) else { break }
            _ = listenerGuard?.admits(frame.userID, by: frame.connection, in: &turn)
        }
        listenerGuard?.finishTurn(&turn)
    }

    private func take() -> (entries: [PublishedEntry], skipped: [String: Position]) {
        let taken = state.withLock { state in
            defer { (state.waiting, state.waitingBytes, state.dropped, state.skipped) = ([], 0, 0, [:]) }
            return (entries: state.waiting, dropped: state.dropped, skipped: state.skipped)
        }
        if taken.dropped > 0 {
            logger.warning("stories not published", metadata: ["outlet": "\(name)", "count": "\(taken.dropped)"])
        }
        return (taken.entries, taken.skipped)
    }
}
