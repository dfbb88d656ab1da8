import Threads
package import ZeroMQ

/// What the thread of an end and the access controller's thread share: the end tells whom it hears, the access controller tells
/// who may stay.
///
/// An end calls it on its own thread, between ``AccessController/open(_:on:)`` and ``AccessController/close(_:on:)``.
package final class ListenerGuard: Sendable {
    package let rule: ListenerPolicy
    let watch: SocketMonitor.Watch
    private let state: Locked<GuardState>

    struct GuardState: Sendable {
        /// Who may stay, by the user ids that the access controller gave them; `nil` where no keys are asked.
        var allowedUsers: Set<String>?
        /// The most connections at a time.
        var connectionsMax: Int
        /// Where the end listens.
        var places: [ListeningPlace] = []
        var tracker: ConnectionTracker
        /// Who sent what came by a connection last.
        var callers: [PeerConnection: String] = [:]
        var heard: Set<PeerConnection> = []
        /// What each peer with unsent bytes had taken at the last call of ``cutStalled()`` or ``cutSlowest()``.
        var progress: [PeerConnection: PeerProgress] = [:]
        /// Whole messages since the last look.
        var messages = 0
        var wasEmpty = false
        /// Whether its end makes way.
        var isClosing = false
        /// Who was there then and has not gone.
        var leaving: [ConnectionIdentity: Leaving] = [:]

        /// How far it has got with somebody who is to go.
        enum Leaving: Hashable, Sendable {
            case unseen
            /// So many bytes had come when nothing of them was unread.
            case seen(Int?)
            case hungUp
        }
    }

    init(_ rule: ListenerPolicy, _ watch: SocketMonitor.Watch, allowedUsers: Set<String>?) {
        self.rule = rule
        self.watch = watch
        state = Locked(
            GuardState(
                allowedUsers: allowedUsers, connectionsMax: rule.connectionsMax,
                tracker: ConnectionTracker(rule.traffic)))
    }

    /// What has happened here.
    package var figures: ListenerFigures { state.withLock { $0.tracker.figures } }

    func withState<Result>(_ body: (inout GuardState) -> Result) -> Result { state.withLock(body) }
}

// MARK: - For the end

extension ListenerGuard {
    /// Says where the end listens.
    package func listens(at endpoint: String) {
        guard let place = ListeningPlace(endpoint) else { return }
        state.withLock { $0.places.append(place) }
    }

    /// Sets the most connections at a time. Those that are there stay.
    package func limit(connections: Int) { state.withLock { $0.connectionsMax = connections } }

    /// Whose messages a turn brought, and whether it took all there were.
    package struct ReceivedFrom: Sendable {
        fileprivate var heard: Set<PeerConnection> = []
        fileprivate var messages = 0
        fileprivate var refused = 0
        /// Whether nothing was left.
        package var isEmpty = false

        /// Begins a turn.
        package init() {}
    }

    /// Takes down a message, and asks whether it may be taken.
    ///
    /// - Parameters:
    ///   - user: The user id that the message bears.
    ///   - connection: What it came in by.
    ///   - bytes: Bytes that it took on the wire.
    package func admits(
        _ user: String?, by connection: PeerConnection?, bytes: Int = 0, in turn: inout ReceivedFrom
    ) -> Bool {
        turn.messages += 1
        if let connection { turn.heard.insert(connection) }
        let isWelcome = state.withLock { state in
            // At once: a turn may last as long as a disk is full, and who is revoked meanwhile is cut off all the same.
            if let connection {
                state.callers[connection] = user ?? ""
                state.tracker.noteTaken(bytes, from: connection)
            }
            return state.allowedUsers.map { $0.contains(user ?? "") } ?? true
        }
        if !isWelcome { turn.refused += 1 }
        return isWelcome
    }

    /// Ends a turn: the access controller learns who was heard, and whoever may stay no more is cut off.
    package func finishTurn(_ turn: inout ReceivedFrom) {
        let revokedConnections = state.withLock { state in
            state.heard.formUnion(turn.heard)
            state.messages += turn.messages
            state.wasEmpty = state.wasEmpty || turn.isEmpty
            if turn.isEmpty { state.tracker.noteEmpty() }
            state.tracker.noteMessagesRefused(turn.refused)
            return state.revokedConnections
        }
        turn = ReceivedFrom()
        cut(revokedConnections, because: .revoked)
    }

    /// From now on whoever connects is told to come again.
    package func closeToNewcomers() {
        state.withLock { state in
            state.isClosing = true
            for identity in state.tracker.all.compactMap(ConnectionIdentity.init) { state.leaving[identity] = .unseen }
        }
    }

    /// Asks those who were connected at ``closeToNewcomers()`` to connect anew: those who send nothing at the moment, or all.
    ///
    /// What they have sent is lost only where it is more than the end's queue takes and comes as they are asked.
    /// - Parameters:
    ///   - isPatient: Whether those are left alone for now who have sent something since the last call, or of whom something
    ///     is unread.
    ///   - isEmpty: Whether nothing waits in the end's queue: behind a full one, hanging up loses what is unread.
    /// - Returns: How many of them libzmq has not closed yet. It says that they have ended a moment before it passes on the
    ///   last that they sent, so what it says is not enough.
    package func hangUp(isPatient: Bool, isEmpty: Bool) -> Int {
        state.withLock { state in
            state.leaving = state.leaving.filter { $0.key.isOpen }
            for (identity, leaving) in state.leaving where leaving != .hungUp {
                let connection = identity.connection
                if isPatient {
                    let isQuiet = isEmpty && connection.bytesUnread == 0
                    let now = isQuiet ? GuardState.Leaving.seen(state.bytesReceived(by: connection)) : .unseen
                    guard isQuiet, leaving == now else {
                        state.leaving[identity] = now
                        continue
                    }
                }
                if state.places.contains(where: { connection.hangUp(ifAt: $0) }) { state.leaving[identity] = .hungUp }
            }
            return state.leaving.count
        }
    }

    /// Cuts off those who have not gone, at the end of the time that they had.
    ///
    /// - Returns: Whether something was lost for certain: somebody's copy lay unread in the system.
    package func cutRest() -> Bool {
        let rest = state.withLock { $0.leaving.keys.filter(\.isOpen).map(\.connection) }
        let isLossy = rest.contains { ($0.bytesUnread ?? 0) > 0 }
        cut(rest, because: .closed)
        return isLossy
    }

    /// Cuts off who has taken nothing of what was written to it since this was last called.
    package func cutStalled() {
        let stalled = state.withLock { state in
            let standings = state.standings
            defer { state.progress = standings }
            return standings.filter { connection, now in
                state.progress[connection].map { now.taken(since: $0) == 0 } ?? false
            }.map(\.key)
        }
        cut(stalled, because: .stalled)
    }

    /// Cuts off who may stay no more. May be called by any thread.
    package func cutRevoked() { cut(state.withLock { $0.revokedConnections }, because: .revoked) }

    func cut(_ connections: [PeerConnection], because reason: PeerRefusal) {
        guard !connections.isEmpty else { return }
        state.withLock { state in
            for connection in connections {
                state.forget(connection)
                guard state.places.contains(where: { connection.cut(ifAt: $0) }) else { continue }
                state.tracker.noteCut(connection, reason)
            }
        }
    }
}

extension ListenerGuard.GuardState {
    /// Connections of those who may stay no more.
    fileprivate var revokedConnections: [PeerConnection] {
        guard let allowedUsers else { return [] }
        return callers.filter { !allowedUsers.contains($0.value) }.map(\.key)
    }

    /// Whoever has its descriptor next is somebody else.
    mutating func forget(_ connection: PeerConnection) { (callers[connection], progress[connection]) = (nil, nil) }

    /// How far those are who have not taken all.
    fileprivate var standings: [PeerConnection: ListenerGuard.PeerProgress] {
        var standings: [PeerConnection: ListenerGuard.PeerProgress] = [:]
        for connection in tracker.measured {
            guard let unsent = connection.bytesUnsent, unsent > 0 else { continue }
            standings[connection] = ListenerGuard.PeerProgress(taken: connection.bytesAcknowledged, unsent: unsent)
        }
        return standings
    }

    /// Bytes that a connection has received; `nil` where that is not known (`ipc`).
    func bytesReceived(by connection: PeerConnection) -> Int? {
        for case .port(let port) in places {
            if let bytes = connection.bytesReceived(onPort: port) { return bytes }
        }
        return nil
    }
}

// MARK: - Who is slow

extension ListenerGuard {
    /// Cuts off the slowest peers, by what each has taken since the last call of this or of ``cutStalled()``.
    ///
    /// A peer is measured by how long it would need, at that rate, for the bytes that the system still holds for it. Peers that
    /// took more than that between two calls are not slow, however much they are sent. Of the others, the one that would need
    /// longest is cut off, and all that would need at least half as long; one that took nothing would need for ever.
    package func cutSlowest() {
        let slowest = state.withLock { state in
            let standings = state.standings
            defer { state.progress = standings }
            return Self.slowest(of: standings, since: state.progress)
        }
        cut(slowest, because: .stalled)
    }

    /// What a peer has taken of what was written to it, in bytes.
    struct PeerProgress: Hashable, Sendable {
        /// What it has acknowledged since it was accepted; `nil` where that is not known (`ipc`).
        var taken: Int?
        /// What it has not taken.
        var unsent: Int

        /// What it has taken since; `nil` where that is not known: of a peer over `ipc` only that it takes nothing.
        func taken(since before: PeerProgress) -> Int? {
            if let taken, let earlier = before.taken { return taken >= earlier ? taken - earlier : nil }
            return unsent == before.unsent ? 0 : nil
        }
    }

    /// The slowest; see ``cutSlowest()``.
    ///
    /// - Parameter progress: How far those were at the last look who had not taken all.
    static func slowest(
        of standings: [PeerConnection: PeerProgress], since progress: [PeerConnection: PeerProgress]
    ) -> [PeerConnection] {
        let times: [PeerConnection: Double] = standings.reduce(into: [:]) { times, peer in
            guard let before = progress[peer.key], let taken = peer.value.taken(since: before),
                taken < peer.value.unsent
            else { return }
            times[peer.key] = taken > 0 ? Double(peer.value.unsent) / Double(taken) : .infinity
        }
        let longest = times.values.max() ?? 0
        return times.filter { $0.value >= longest / 2 }.map(\.key)
    }
}
