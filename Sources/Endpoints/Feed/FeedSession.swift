import FeedProtocol
import Journaling
import Pipeline
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
    private var held: JournalReader.RowResult?
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
        credit = min(follow.credit, FeedServer.creditMax)
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
        credit = min(credit + min(more, FeedServer.creditMax), FeedServer.creditMax)
        self.envelope = envelope
        heardAt = now
    }

    /// What is told of it.
    func figures(at now: Duration, head: Int) -> FollowerFigures {
        FollowerFigures(
            peer: peer.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(),
            at: min(position, head), lag: max(0, head - position), credit: credit, categories: labels ?? [],
            silence: Int((now - heardAt).components.seconds))
    }
}

// MARK: - When it is its turn

extension FeedSession {
    private func hasStories(upTo head: Int) -> Bool { credit > 0 && (held != nil || next <= head) }

    private func hasNews(upTo head: Int) -> Bool {
        farewell != nil || !isGreeted || hasStories(upTo: head)
    }

    /// Whether there is more to read for it than a moment's work.
    func isFarBehind(_ head: Int) -> Bool { credit > 0 && head - next >= FeedServer.nearRows }

    /// When there is something to do for it; the past when there is now.
    func dueAt(head: Int, _ patience: FeedServer.FeedTimeouts) -> Duration {
        let speakAt = hasNews(upTo: head) ? retryAt : max(retryAt, spokeAt + patience.alive)
        return min(speakAt, heardAt + patience.silence)
    }

    /// Does what is due, a bounded piece of it.
    mutating func serve(
        at now: Duration, from source: some FeedSource, _ patience: FeedServer.FeedTimeouts,
        _ replies: inout FeedReplySender
    ) throws(JournalError) -> Course {
        if now - heardAt >= patience.silence { return .ends }
        // Whoever has connected under its routing id since has asked for nothing yet.
        if let connection, !connection.isOpen { return .ends }
        if let farewell { return say(farewell, at: now, &replies) == .noRoom ? .stays : .ends }
        if !isGreeted {
            let greeting = sayAlive(at: now, source, &replies)
            guard greeting == .taken else { return greeting == .gone ? .ends : .stays }
            isGreeted = true
        }
        if hasStories(upTo: source.head) {
            guard try sendStories(at: now, source, &replies) == .stays else { return .ends }
        } else if position + 1 < source.oldest {
            return sayGone(at: now, source, &replies)
        }
        // Also while stories are passed over that it did not ask for, which may take long.
        guard now - spokeAt >= patience.alive, retryAt <= now, farewell == nil else { return .stays }
        return sayAlive(at: now, source, &replies) == .gone ? .ends : .stays
    }
}

// MARK: - What it says

extension FeedSession {
    private mutating func sendStories(
        at now: Duration, _ source: some FeedSource, _ replies: inout FeedReplySender
    ) throws(JournalError) -> Course {
        if let row = held {
            let sent = say(row.reply(as: replies.format).frames, at: now, &replies)
            guard sent == .taken else { return sent == .gone ? .ends : .stays }
            noteSent(row, &replies)
            held = nil
        }
        guard awaited == 0 || replies.hasRoom(peer, awaited) else {
            wait(at: now)
            return .stays
        }
        awaited = 0
        let stretch = try source.stretch(
            from: next, through: source.head, labelled: labels, atMost: min(credit, FeedServer.turnRowsMax))
        // Asked for afterwards: rows that were removed meanwhile are not in the stretch.
        if next < source.oldest { return sayGone(at: now, source, &replies) }
        for row in stretch.rows {
            let reply = row.reply(as: replies.format).frames
            switch say(reply, at: now, &replies) {
            case .taken: noteSent(row, &replies)
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

    private mutating func noteSent(_ row: JournalReader.RowResult, _ replies: inout FeedReplySender) {
        credit -= 1
        next = row.seq + 1
        if case .story = row { replies.published += 1 }
    }

    private mutating func sayGone(
        at now: Duration, _ source: some FeedSource, _ replies: inout FeedReplySender
    ) -> Course {
        let gone = FeedReply.gone(oldest: source.oldest, stream: source.stream).frames
        farewell = gone
        return say(gone, at: now, &replies) == .noRoom ? .stays : .ends
    }

    private mutating func sayAlive(
        at now: Duration, _ source: some FeedSource, _ replies: inout FeedReplySender
    ) -> FeedReplySender.Sent {
        let head = source.head
        let alive = FeedReply.alive(
            seq: min(position, head), stream: source.stream, oldest: source.oldest, head: head
        ).frames
        return say(alive, at: now, &replies)
    }

    private mutating func say(_ reply: [[UInt8]], at now: Duration, _ replies: inout FeedReplySender)
        -> FeedReplySender.Sent
    {
        let sent = replies.send(reply, to: peer, envelope)
        switch sent {
        case .taken: (spokeAt, retryAt, pause) = (now, .zero, .zero)
        case .noRoom: wait(at: now)
        case .gone: break
        }
        return sent
    }

    private mutating func wait(at now: Duration) {
        pause = min(max(pause * 2, FeedServer.pauseMin), FeedServer.pauseMax)
        retryAt = now + pause
    }

    /// Bytes of a record that is kept while it finds no room: of 1,024 sessions 8 MiB.
    private static let heldBytesMax = 8 << 10
}
