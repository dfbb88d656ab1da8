import FeedProtocol
package import Journaling
package import Pipeline
import Stories

/// The feed without its socket: takes requests, and gives every follower in turn the next piece of what it asked for.
///
/// It knows no thread, no socket and no clock. Times are counted from any moment that its owner likes; replies go out
/// by a closure that never waits. Of connections it asks only whether they are still there.
package struct FeedServer: Sendable {
    /// How long it waits for what.
    package struct FeedTimeouts: Hashable, Sendable {
        /// How long a follower may be silent before its session ends.
        package var silence = Duration.seconds(30)
        /// The longest time that a follower hears nothing.
        package var alive = Duration.seconds(1)

        /// Makes the patience that followers count on.
        package init() {}

        /// The same with silence.
        var withoutEnd: FeedTimeouts {
            var patience = self
            patience.silence = .seconds(1 << 40)
            return patience
        }
    }

    /// What became of a message.
    package enum Sent: Hashable, Sendable {
        /// It was taken.
        case taken
        /// There is no room for it yet.
        case noRoom
        /// There is no such peer.
        case gone
    }

    /// The most followers at a time.
    package static let sessionsMax = 1024
    /// The most records that a follower may let itself be sent before it asks for more.
    package static let creditMax = 100_000
    /// The most records that a follower gets before it is another's turn.
    package static let turnRowsMax = 64
    /// The numbers that a follower may be behind and still count as near the newest.
    static let nearRows = 256
    /// The turns that those near the newest get between two of those who are far behind.
    static let nearTurns = 32
    /// The first and the last pause before a follower without room is tried again.
    static let (pauseMin, pauseMax) = (Duration.milliseconds(1), Duration.milliseconds(100))

    let patience: FeedTimeouts
    private let format: PayloadFormat
    var sessions: [[UInt8]: FeedSession] = [:]
    /// Those who follow, in the order of their turns.
    var round: [[UInt8]] = []
    private var turn = 0
    /// The same for those who are far behind; see ``nextPlace(at:head:)``.
    private var farTurn = 0
    /// Turns of others since one who is far behind had one.
    private var turnsSinceFar = 0
    /// What kept the source from being read, since it was last asked for.
    var troubles: [JournalError] = []
    private var published = 0

    /// Opens a pipeline that nobody follows.
    package init(patience: FeedTimeouts = FeedTimeouts(), format: PayloadFormat = .wiredesk) {
        self.patience = patience
        self.format = format
    }

    /// Who follows, and how many records were sent.
    package func figures(at now: Duration, head: Int) -> OutletFigures {
        OutletFigures(
            published: published,
            followers: round.compactMap { sessions[$0]?.figures(at: now, head: head) })
    }

    /// When there is something to do next; the past when there is now, `nil` while nobody follows.
    ///
    /// - Complexity: O(followers).
    package func dueAt(head: Int) -> Duration? {
        sessions.values.lazy.map { $0.dueAt(head: head, patience) }.min()
    }

    /// Gives up what kept the source from being read.
    package mutating func takeTroubles() -> [JournalError] {
        defer { troubles = [] }
        return troubles
    }
}

// MARK: - Turns

extension FeedServer {
    /// Serves the next follower that something is to be done for, with a bounded piece of it.
    ///
    /// - Parameters:
    ///   - endsTheSilent: Whether all that followers have said is known, so that silence may end their sessions.
    ///   - hasRoom: Whether a message of so many bytes for a peer would be taken; asked before a large one is read again.
    ///   - send: Sends a message, its routing id first, or says why it cannot; it must not wait.
    /// - Returns: `false` when there was nothing to do.
    /// - Complexity: O(followers), and one stretch of the source.
    package mutating func serveNext(
        at now: Duration, from source: some FeedSource, endingTheSilent endsTheSilent: Bool = true,
        hasRoom: ([UInt8], Int) -> Bool = { _, _ in true }, send: ([[UInt8]]) -> Sent
    ) -> Bool {
        let patience = endsTheSilent ? patience : patience.withoutEnd
        guard let place = nextPlace(at: now, head: source.head, patience), let session = sessions[round[place]] else {
            return false
        }
        withoutActuallyEscaping(send) { send in
            withoutActuallyEscaping(hasRoom) { hasRoom in
                let replies = FeedReplySender(format, hasRoom: hasRoom, send)
                serve(session, of: round[place], at: now, from: source, patience, replies)
            }
        }
        return true
    }

    /// The place in the round of who comes next.
    ///
    /// Whoever is near the newest story comes before those who search through what lies far behind, a stretch each: however
    /// many they are, a new story waits for one of them. They still get every so manieth turn, each in turn.
    private mutating func nextPlace(at now: Duration, head: Int, _ patience: FeedTimeouts) -> Int? {
        func due(from turn: Int, isFar: Bool) -> Int? {
            for offset in round.indices {
                let place = (turn + offset) % round.count
                guard let session = sessions[round[place]], session.isFarBehind(head) == isFar,
                    session.dueAt(head: head, patience) <= now
                else { continue }
                return place
            }
            return nil
        }
        let isFarsTurn = turnsSinceFar >= Self.nearTurns
        if !isFarsTurn, let near = due(from: turn, isFar: false) {
            (turn, turnsSinceFar) = (near + 1, turnsSinceFar + 1)
            return near
        }
        turnsSinceFar = 0
        if let far = due(from: farTurn, isFar: true) {
            farTurn = far + 1
            return far
        }
        guard isFarsTurn, let near = due(from: turn, isFar: false) else { return nil }
        turn = near + 1
        return near
    }

    private mutating func serve(
        _ session: FeedSession, of peer: [UInt8], at now: Duration, from source: some FeedSource,
        _ patience: FeedTimeouts,
        _ replies: FeedReplySender
    ) {
        var (session, replies) = (session, replies)
        do {
            switch try session.serve(at: now, from: source, patience, &replies) {
            case .stays: sessions[peer] = session
            case .ends: end(peer)
            }
        } catch {
            troubles.append(error)
            sessions[peer] = session.ended(
                saying: FeedReply.error(reason: "the journal cannot be read").frames, at: now)
        }
        published += replies.published
    }

    mutating func end(_ peer: [UInt8]) {
        guard sessions.removeValue(forKey: peer) != nil, let index = round.firstIndex(of: peer) else { return }
        round.remove(at: index)
        if index < turn { turn -= 1 }
        if index < farTurn { farTurn -= 1 }
    }
}
