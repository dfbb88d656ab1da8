import Glibc
import Logging
import Threads
import ZeroMQ

extension AccessController {
    /// A guard and the monitor of its socket.
    private final class WatchedListener {
        let listenerGuard: ListenerGuard
        let monitor: SocketMonitor

        init(_ listenerGuard: ListenerGuard, in context: Context) throws(ZeroMQError) {
            self.listenerGuard = listenerGuard
            monitor = try SocketMonitor(listenerGuard.watch, in: context)
        }
    }

    /// What the thread keeps to itself.
    private struct Rounds {
        var watchedListeners: [WatchedListener] = []
        var lookedAt = Duration.zero
        var isShort = false
        /// Whether half of what may have arrived waits to be taken, so that newcomers must wait.
        var isFull = false
        /// When to return the memory that unfinished messages held of those who were cut off.
        var returnsAt: Duration?
        var refusalLog = RefusalLog()
    }

    func watch(_ zap: borrowing Socket) throws(ZeroMQError) {
        var rounds = Rounds()
        var poller = poller(zap, rounds.watchedListeners)
        while !thread.stopping.isOpen {
            let hasPeers = rounds.watchedListeners.contains { watched in
                watched.listenerGuard.withState { $0.tracker.open } > 0
            }
            _ = try poller.wait(for: hasPeers || rounds.returnsAt != nil ? Self.lookEvery : nil)
            wakeup.clear()
            liveness.beat()
            try answer(zap, &rounds)
            for watched in rounds.watchedListeners { try note(watched, &rounds) }
            if try run(takeCommands(), &rounds) { poller = self.poller(zap, rounds.watchedListeners) }
            let now = Self.now
            if now - rounds.lookedAt >= Self.lookEvery { look(at: &rounds, now) }
        }
    }

    private func poller(_ zap: borrowing Socket, _ watchedListeners: [WatchedListener]) -> Poller {
        var poller = Poller()
        poller.watch(zap)
        poller.watch(wakeup)
        for watched in watchedListeners { poller.watch(watched.monitor.socket) }
        return poller
    }

    /// - Returns: Whether there are other listeners than before.
    private func run(_ commands: [Command], _ rounds: inout Rounds) throws(ZeroMQError) -> Bool {
        for command in commands {
            defer { command.done.open() }
            guard command.opens else {
                rounds.watchedListeners.removeAll { $0.listenerGuard === command.listenerGuard }
                forget(command.listenerGuard)
                continue
            }
            do {
                rounds.watchedListeners.append(try WatchedListener(command.listenerGuard, in: context))
                know(command.listenerGuard)
            } catch { command.failure.withLock { $0 = error } }
        }
        return !commands.isEmpty
    }

    // MARK: - Who comes

    private func answer(_ zap: borrowing Socket, _ rounds: inout Rounds) throws(ZeroMQError) {
        var frame = Message()
        while try zap.receive(into: &frame) {
            var frames = [frame.bytes()]
            while frame.hasMore, try zap.receive(into: &frame) { frames.append(frame.bytes()) }
            guard let request = ZAPRequest(frames) else {
                // libzmq asks nothing else; what it cannot read it takes for a refusal.
                _ = try zap.send([[]])
                continue
            }
            let watched = rounds.watchedListeners.last { $0.listenerGuard.rule.end.name == request.domain }
            // libzmq tells the monitor of a connection before it asks for it here. Read that first, so that the tracker has
            // counted the connection that is asked for.
            if let watched { try note(watched, &rounds) }
            _ = try zap.send(request.reply(answer(to: request, at: watched?.listenerGuard, isFull: rounds.isFull)))
        }
    }

    private func answer(to request: ZAPRequest, at listenerGuard: ListenerGuard?, isFull: Bool) -> ZAPRequest.ZAPAnswer {
        guard let listenerGuard else { return .denied }
        let user = request.key.map { Fingerprint(of: $0).description } ?? ""
        return listenerGuard.withState { state in
            if let allowedUsers = state.allowedUsers, !allowedUsers.contains(user) {
                state.tracker.noteRefused(.key)
                return .denied
            }
            if state.isClosing { return .later }
            if isFull, case .copy = listenerGuard.rule.traffic {
                state.tracker.noteRefused(.memory)
                return .later
            }
            guard state.tracker.admitted < state.connectionsMax else {
                state.tracker.noteRefused(.connections)
                return .later
            }
            state.tracker.noteWelcome(at: Self.now)
            return .welcome(user: user)
        }
    }

    // MARK: - What connections do

    private func note(_ watched: WatchedListener, _ rounds: inout Rounds) throws(ZeroMQError) {
        while let event = try watched.monitor.next() {
            if event.kind == .acceptFailed {
                rounds.isShort = true
                continue
            }
            let now = Self.now
            watched.listenerGuard.withState { state in
                state.tracker.note(event, at: now)
                if event.kind == .disconnected, let connection = event.connection { state.forget(connection) }
            }
        }
    }

    /// Measures connections, and cuts off those that send too much; when descriptors run out, those that say nothing.
    private func look(at rounds: inout Rounds, _ now: Duration) {
        let elapsed = now - rounds.lookedAt
        rounds.lookedAt = now
        let open = rounds.watchedListeners.reduce(0) { sum, watched in
            sum + watched.listenerGuard.withState { $0.tracker.open }
        }
        let isShort = rounds.isShort || open > Self.descriptorsMax - Self.descriptorsReserved
        rounds.isShort = false
        if let due = rounds.returnsAt, now >= due {
            PeerConnection.returnMemory()
            rounds.returnsAt = nil
        }
        let resident = ResidentMemory.bytes ?? 0
        let isReturned = rounds.returnsAt == nil
        var isCutting = false
        var waiting = 0
        for watched in rounds.watchedListeners {
            let listenerGuard = watched.listenerGuard
            let (excessive, isDrained) = listenerGuard.withState { state in
                state.tracker.advance(to: now)
                let (received, heard) = (state.received, state.heard)
                // Peers are heard in turn: as many messages as there are peers, and one more, are one of each that has any.
                let isDrained = state.wasEmpty || state.messages > state.tracker.open
                (state.heard, state.messages, state.wasEmpty) = ([], 0, false)
                let look = ConnectionTracker.ConnectionMeasurements(
                    received: received, unread: received.compactMapValuesOfKeys { $0.bytesUnread }, heard: heard,
                    isDrained: isDrained, elapsed: elapsed, resident: resident, isReturned: isReturned)
                return (state.tracker.excessive(at: look), isDrained)
            }
            // Else what has arrived are unfinished messages, whose senders must not keep others out.
            if !isDrained { waiting += listenerGuard.withState { $0.tracker.held } }
            listenerGuard.cut(excessive, because: .traffic)
            // libzmq takes a moment to let millions of parts go.
            if !excessive.isEmpty { (isCutting, rounds.returnsAt) = (true, now + .seconds(1)) }
            if isShort {
                listenerGuard.cut(
                    listenerGuard.withState { $0.tracker.silent(at: now, received: $0.received) }, because: .descriptors
                )
            }
            rounds.refusalLog.report(listenerGuard, at: now, to: logger)
        }
        rounds.isFull = waiting > arrivalsMax / 2
        limitArrivals(rounds.watchedListeners.map(\.listenerGuard), &rounds, now, isCutting: isCutting)
    }

    /// When all has arrived that may have, at all ends together, cuts off those who hold more than their part.
    ///
    /// What was cut off is held until it is taken: cutting stops growth, and only the pipeline makes room.
    ///
    /// - Parameter isCutting: Whether somebody has just been cut off for an unfinished message, which makes room soon.
    private func limitArrivals(
        _ listenerGuards: [ListenerGuard], _ rounds: inout Rounds, _ now: Duration, isCutting: Bool
    ) {
        let total = listenerGuards.reduce(0) { sum, listenerGuard in sum + listenerGuard.withState { $0.tracker.held } }
        note(arrivals: total)
        guard total > arrivalsMax, !isCutting else { return }
        let senders = listenerGuards.reduce(0) { sum, listenerGuard in
            sum + listenerGuard.withState { $0.tracker.senders }
        }
        let part = arrivalsMax / max(1, senders)
        for listenerGuard in listenerGuards {
            listenerGuard.cut(listenerGuard.withState { $0.tracker.holders(ofMoreThan: part) }, because: .memory)
        }
        rounds.returnsAt = now + .seconds(1)
    }

    private static var now: Duration { start.duration(to: .now) }
    private static let start = ContinuousClock.now

    /// The most descriptors that the process may have.
    private static let descriptorsMax: Int = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int.max }
        return Int(clamping: limit.rlim_cur)
    }()
}

extension Dictionary {
    /// What there is to say of the keys, where there is anything.
    fileprivate func compactMapValuesOfKeys<Result>(_ value: (Key) -> Result?) -> [Key: Result] {
        var results: [Key: Result] = [:]
        for key in keys { results[key] = value(key) }
        return results
    }
}

extension ListenerGuard.GuardState {
    /// Bytes that its connections have received.
    fileprivate var received: [PeerConnection: Int] {
        var received: [PeerConnection: Int] = [:]
        for connection in tracker.measured { received[connection] = bytesReceived(by: connection) }
        return received
    }
}
