import FeedRequests
import Journaling
import Newsdesk
import ZeroMQ

/// One follower of the feed: what it wants, how far it has come, and what it is yet to be told.
struct FeedSession: Sendable {
    /// Whether a session goes on after its turn.
    enum Course { case stays, ends }

    /// What it was asked for by; it ends with it. `nil` where no network is between.
    var connection: ConnectionIdentity?
    private let peer: [UInt8]
    private let labels: [String]?
    private var envelope: FeedEnvelope
    private var credit: Int
    /// The first sequence number that was not looked at.
    private var next: Int
    /// A row that was read, but found no room in the peer's queue. A large one is not kept, but read again.
    private var held: Archived?
    /// Bytes that must find room before it is read on; 0 when that is not known.
    private var awaited = 0
    private var isGreeted = false
    /// The last thing to say; after it the session is over.
    private var farewell: [[UInt8]]?
    private var heardAt: Duration
    private var spokeAt: Duration
    /// Not before then is it worth while to try again to send.
    private var retryAt = Duration.zero
    private var pause = Duration.zero

    /// Begins a session.
    init(_ follow: FeedRequest.Follow, from next: Int, peer: [UInt8], envelope: FeedEnvelope, at now: Duration) {
        self.peer = peer
        self.envelope = envelope
        self.next = next
        labels = follow.categories
        credit = min(follow.credit, FeedDesk.creditMax)
        (heardAt, spokeAt) = (now, now)
    }

    /// A session that has only one thing left to say.
    init(saying farewell: [[UInt8]], peer: [UInt8], envelope: FeedEnvelope, at now: Duration) {
        self.init(FeedRequest.Follow(from: .now), from: 1, peer: peer, envelope: envelope, at: now)
        self.farewell = farewell
    }

    /// The session with only one thing left to say.
    func ended(saying farewell: [[UInt8]], at now: Duration) -> FeedSession {
        var session = FeedSession(saying: farewell, peer: peer, envelope: envelope, at: now)
        session.connection = connection
        return session
    }

    /// Up to where everything that was asked for has been sent.
    private var position: Int { (held?.seq ?? next) - 1 }

    /// Takes note of a top-up.
    mutating func add(credit more: Int, envelope: FeedEnvelope, at now: Duration) {
        credit = min(credit + min(more, FeedDesk.creditMax), FeedDesk.creditMax)
        self.envelope = envelope
        heardAt = now
    }

    /// What is told of it.
    func figures(at now: Duration, head: Int) -> FollowerFigures {
        FollowerFigures(
            peer: peer.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
            at: min(position, head), lag: max(0, head - position), credit: credit, categories: labels ?? [],
            idleSeconds: Int((now - heardAt).components.seconds))
    }
}

// MARK: - When it is its turn

extension FeedSession {
    private func hasStories(upTo head: Int) -> Bool { credit > 0 && (held != nil || next <= head) }

    private func hasNews(upTo head: Int) -> Bool {
        farewell != nil || !isGreeted || hasStories(upTo: head)
    }

    /// Whether there is more to read for it than a moment's work.
    func isFarBehind(_ head: Int) -> Bool { credit > 0 && head - next >= FeedDesk.nearRows }

    /// When there is something to do for it; the past when there is now.
    func dueAt(head: Int, _ patience: FeedDesk.Patience) -> Duration {
        let speakAt = hasNews(upTo: head) ? retryAt : max(retryAt, spokeAt + patience.alive)
        return min(speakAt, heardAt + patience.silence)
    }

    /// Does what is due, a bounded piece of it.
    mutating func serve(
        at now: Duration, from archive: some Archive, _ patience: FeedDesk.Patience, _ post: inout FeedPost
    ) throws(JournalError) -> Course {
        if now - heardAt >= patience.silence { return .ends }
        // Whoever has connected under its routing id since has asked for nothing yet.
        if let connection, !connection.isOpen { return .ends }
        if let farewell { return say(farewell, at: now, &post) == .noRoom ? .stays : .ends }
        if !isGreeted {
            let greeting = sayAlive(at: now, archive, &post)
            guard greeting == .taken else { return greeting == .gone ? .ends : .stays }
            isGreeted = true
        }
        if hasStories(upTo: archive.head) {
            guard try sendStories(at: now, archive, &post) == .stays else { return .ends }
        } else if position + 1 < archive.oldest {
            return sayGone(at: now, archive, &post)
        }
        // Also while stories are passed over that it did not ask for, which may take long.
        guard now - spokeAt >= patience.alive, retryAt <= now, farewell == nil else { return .stays }
        return sayAlive(at: now, archive, &post) == .gone ? .ends : .stays
    }
}

// MARK: - What it says

extension FeedSession {
    private mutating func sendStories(
        at now: Duration, _ archive: some Archive, _ post: inout FeedPost
    ) throws(JournalError) -> Course {
        if let row = held {
            let sent = say(FeedReply.story(row, as: post.format), at: now, &post)
            guard sent == .taken else { return sent == .gone ? .ends : .stays }
            settle(row, &post)
            held = nil
        }
        guard awaited == 0 || post.hasRoom(peer, awaited) else {
            wait(at: now)
            return .stays
        }
        awaited = 0
        let stretch = try archive.stretch(
            from: next, through: archive.head, labelled: labels, atMost: min(credit, FeedDesk.turnRowsMax))
        // Asked for afterwards: rows that were removed meanwhile are not in the stretch.
        if next < archive.oldest { return sayGone(at: now, archive, &post) }
        for row in stretch.rows {
            let reply = FeedReply.story(row, as: post.format)
            switch say(reply, at: now, &post) {
            case .taken: settle(row, &post)
            case .gone: return .ends
            case .noRoom:
                // The rest is read again: only one small row a session is kept in memory.
                let bytes = reply.last?.count ?? 0
                if bytes <= Self.heldBytesMax {
                    (held, next) = (row, row.seq + 1)
                } else {
                    (awaited, next) = (bytes, row.seq)
                }
                return .stays
            }
        }
        next = stretch.next
        return .stays
    }

    private mutating func settle(_ row: Archived, _ post: inout FeedPost) {
        credit -= 1
        next = row.seq + 1
        if case .story = row { post.published += 1 }
    }

    private mutating func sayGone(
        at now: Duration, _ archive: some Archive, _ post: inout FeedPost
    ) -> Course {
        let gone = FeedReply.gone(oldest: archive.oldest, stream: archive.stream)
        farewell = gone
        return say(gone, at: now, &post) == .noRoom ? .stays : .ends
    }

    private mutating func sayAlive(
        at now: Duration, _ archive: some Archive, _ post: inout FeedPost
    ) -> FeedPost.Sent {
        let head = archive.head
        let alive = FeedReply.alive(
            at: min(position, head), stream: archive.stream, oldest: archive.oldest, head: head)
        return say(alive, at: now, &post)
    }

    private mutating func say(_ reply: [[UInt8]], at now: Duration, _ post: inout FeedPost) -> FeedPost.Sent {
        let sent = post.send(reply, to: peer, envelope)
        switch sent {
        case .taken: (spokeAt, retryAt, pause) = (now, .zero, .zero)
        case .noRoom: wait(at: now)
        case .gone: break
        }
        return sent
    }

    private mutating func wait(at now: Duration) {
        pause = min(max(pause * 2, FeedDesk.pauseMin), FeedDesk.pauseMax)
        retryAt = now + pause
    }

    /// Bytes of a record that is kept while it finds no room: of 1,024 sessions 8 MiB.
    private static let heldBytesMax = 8 << 10
}
