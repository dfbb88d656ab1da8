import Certificates
import Glibc
import Logging
import Threads
import ZeroMQ

extension Gate {
    /// A door and the monitor of its socket.
    private final class Post {
        let door: Door
        let monitor: SocketMonitor

        init(_ door: Door, in context: Context) throws(ZeroMQError) {
            self.door = door
            monitor = try SocketMonitor(door.watch, in: context)
        }
    }

    /// What the thread keeps to itself.
    private struct Rounds {
        var posts: [Post] = []
        var lookedAt = Duration.zero
        var isShort = false
        /// Whether half of what may have arrived waits to be taken, so that newcomers must wait.
        var isFull = false
        /// When to return the memory that unfinished messages held of those who were cut off.
        var returnsAt: Duration?
        var ledger = RefusalLog()
    }

    func watch(_ zap: borrowing Socket) throws(ZeroMQError) {
        var rounds = Rounds()
        var poller = poller(zap, rounds.posts)
        while !stopping.isOpen {
            let hasPeers = rounds.posts.contains { post in post.door.withState { $0.book.open } > 0 }
            _ = try poller.wait(for: hasPeers || rounds.returnsAt != nil ? Self.lookEvery : nil)
            wakeup.clear()
            pulse.beat()
            try answer(zap, &rounds)
            for post in rounds.posts { try note(post, &rounds) }
            if try run(takeErrands(), &rounds) { poller = self.poller(zap, rounds.posts) }
            let now = Self.now
            if now - rounds.lookedAt >= Self.lookEvery { look(at: &rounds, now) }
        }
    }

    private func poller(_ zap: borrowing Socket, _ posts: [Post]) -> Poller {
        var poller = Poller()
        _ = poller.watch(zap)
        _ = poller.watch(wakeup)
        for post in posts { _ = poller.watch(post.monitor.socket) }
        return poller
    }

    /// - Returns: Whether there are other doors than before.
    private func run(_ errands: [Errand], _ rounds: inout Rounds) throws(ZeroMQError) -> Bool {
        for errand in errands {
            defer { errand.done.open() }
            guard errand.opens else {
                rounds.posts.removeAll { $0.door === errand.door }
                forget(errand.door)
                continue
            }
            do {
                rounds.posts.append(try Post(errand.door, in: context))
                know(errand.door)
            } catch { errand.failure.withLock { $0 = error } }
        }
        return !errands.isEmpty
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
            let post = rounds.posts.last { $0.door.rule.end.name == request.domain }
            // Who asks has been accepted: the book knows it, and all before it, once it has read what the monitor told.
            if let post { try note(post, &rounds) }
            _ = try zap.send(request.reply(answer(to: request, at: post?.door, isFull: rounds.isFull)))
        }
    }

    private func answer(to request: ZAPRequest, at door: Door?, isFull: Bool) -> ZAPRequest.Answer {
        guard let door else { return .denied }
        let user = request.key.map { Fingerprint(of: $0).description } ?? ""
        return door.withState { state in
            if let guests = state.guests, !guests.contains(user) {
                state.book.noteRefused(.key)
                return .denied
            }
            if state.isClosing { return .later }
            if isFull, case .copy = door.rule.traffic {
                state.book.noteRefused(.memory)
                return .later
            }
            guard state.book.admitted < state.connectionsMax else {
                state.book.noteRefused(.connections)
                return .later
            }
            state.book.noteWelcome(at: Self.now)
            return .welcome(user: user)
        }
    }

    // MARK: - What connections do

    private func note(_ post: Post, _ rounds: inout Rounds) throws(ZeroMQError) {
        while let event = try post.monitor.next() {
            if event.kind == .acceptFailed {
                rounds.isShort = true
                continue
            }
            let now = Self.now
            post.door.withState { state in
                state.book.note(event, at: now)
                if event.kind == .disconnected, let connection = event.connection { state.forget(connection) }
            }
        }
    }

    /// Measures connections, and cuts off those that send too much; when descriptors run out, those that say nothing.
    private func look(at rounds: inout Rounds, _ now: Duration) {
        let elapsed = now - rounds.lookedAt
        rounds.lookedAt = now
        let open = rounds.posts.reduce(0) { sum, post in sum + post.door.withState { $0.book.open } }
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
        for post in rounds.posts {
            let door = post.door
            let (excessive, isDrained) = door.withState { state in
                state.book.advance(to: now)
                let (received, heard) = (state.received, state.heard)
                // Peers are heard in turn: as many messages as there are peers, and one more, are one of each that has any.
                let isDrained = state.wasEmpty || state.messages > state.book.open
                (state.heard, state.messages, state.wasEmpty) = ([], 0, false)
                let look = ConnectionBook.Look(
                    received: received, unread: received.compactMapValuesOfKeys { $0.bytesUnread }, heard: heard,
                    isDrained: isDrained, elapsed: elapsed, resident: resident, isReturned: isReturned)
                return (state.book.excessive(at: look), isDrained)
            }
            // Else what has arrived are unfinished messages, whose senders must not keep others out.
            if !isDrained { waiting += door.withState { $0.book.held } }
            door.cut(excessive, because: .traffic)
            // libzmq takes a moment to let millions of parts go.
            if !excessive.isEmpty { (isCutting, rounds.returnsAt) = (true, now + .seconds(1)) }
            if isShort {
                door.cut(door.withState { $0.book.silent(at: now, received: $0.received) }, because: .descriptors)
            }
            rounds.ledger.report(door, at: now, to: logger)
        }
        rounds.isFull = waiting > arrivalsMax / 2
        limitArrivals(rounds.posts.map(\.door), &rounds, now, isCutting: isCutting)
    }

    /// When all has arrived that may have, at all ends together, cuts off those who hold more than their part.
    ///
    /// What was cut off is held until it is taken: cutting stops growth, and only the desk makes room.
    ///
    /// - Parameter isCutting: Whether somebody has just been cut off for an unfinished message, which makes room soon.
    private func limitArrivals(_ doors: [Door], _ rounds: inout Rounds, _ now: Duration, isCutting: Bool) {
        let total = doors.reduce(0) { sum, door in sum + door.withState { $0.book.held } }
        note(arrivals: total)
        guard total > arrivalsMax, !isCutting else { return }
        let senders = doors.reduce(0) { sum, door in sum + door.withState { $0.book.senders } }
        let part = arrivalsMax / max(1, senders)
        for door in doors { door.cut(door.withState { $0.book.holders(ofMoreThan: part) }, because: .memory) }
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

extension Door.State {
    /// Bytes that its connections have received.
    fileprivate var received: [PeerConnection: Int] {
        var received: [PeerConnection: Int] = [:]
        for connection in book.measured { received[connection] = bytesReceived(by: connection) }
        return received
    }
}
