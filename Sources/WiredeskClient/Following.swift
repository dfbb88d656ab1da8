/// A feed as its follower sees it: what has come, what to ask for next, and when to give the connection up.
///
/// It knows no socket, no thread and no clock. It is told what happens, with times counted from any moment, and says
/// what to do.
package struct Following: Sendable {
    /// Something to do.
    package enum Action: Hashable, Sendable {
        /// Send a frame to the daemon.
        case send([UInt8])
        /// Hand an event to whoever follows. Stories and reports of damage are to be answered by ``take(_:at:)``.
        case deliver(FeedEvent)
        /// Close the connection, and open another one after a time.
        case reconnect(after: Duration)
    }

    private enum Phase {
        case away, greeting, following
    }

    /// How long nothing may be heard before the connection counts as dead: three heartbeats, and some time for one
    /// on its way.
    package static let silenceMax = Duration.milliseconds(3500)
    /// How long the daemon may hear nothing; after 30 s it would take us for dead.
    private static let reticenceMax = Duration.seconds(10)

    private let categories: [String]?
    private let window: Int
    private var start: FeedStart
    private var stream: String?
    /// Everything up to it has been delivered; `nil` until the daemon has said where the start is.
    private var position: Int?

    private var phase = Phase.away
    /// Whether the last that was said is that the daemon cannot be heard; `nil` while nothing has been said.
    private var isWaiting: Bool?
    private var errors = 0
    /// Records that the daemon may still send.
    private var granted = 0
    /// Records that were delivered but not taken.
    private var untaken = 0
    private var heardAt = Duration.zero
    private var spokeAt = Duration.zero

    /// Makes a following that is not connected.
    ///
    /// - Parameters:
    ///   - categories: The labels of the stories to follow; `nil` for all stories.
    ///   - window: The most records that are on their way or not taken.
    package init(from start: FeedStart, categories: [String]? = nil, window: Int) {
        self.start = start
        self.categories = categories
        self.window = window
        if case .seq(let seq, let stream) = start {
            position = seq - 1
            self.stream = stream
        }
    }

    /// When ``tick(at:)`` is to be called at the latest; `nil` while there is no connection.
    package var dueAt: Duration? {
        phase == .away ? nil : min(heardAt + Self.silenceMax, spokeAt + Self.reticenceMax)
    }
}

// MARK: - What happens

extension Following {
    /// A new connection is open.
    package mutating func connect(at now: Duration) -> [Action] {
        heardAt = now
        return [follow(at: now)]
    }

    /// Time has passed.
    package mutating func tick(at now: Duration) -> [Action] {
        guard phase != .away else { return [] }
        if now - heardAt >= Self.silenceMax { return reconnect("nothing was heard for 3.5 s", after: .zero) }
        // Also tells the daemon that we are there.
        return now - spokeAt >= Self.reticenceMax ? [grant(owed, at: now)] : []
    }

    /// Whoever follows has taken so many stories and reports of damage.
    package mutating func take(_ count: Int, at now: Duration) -> [Action] {
        untaken -= count
        return topUp(at: now)
    }

    /// A message has come.
    package mutating func receive(_ frames: [[UInt8]], at now: Duration) -> [Action] {
        guard phase != .away else { return [] }
        heardAt = now
        switch FeedAnswer(frames) {
        case .story(let seq, let record):
            return place(seq, at: now) { .story(FollowedStory(stream: $0, seq: seq, record: record)) }
        case .damaged(let seq, let reason):
            return place(seq, at: now) { .damaged(stream: $0, seq: seq, reason: reason) }
        case .alive(let seq, let stream):
            return phase == .greeting ? greet(seq, stream, at: now) : pass(to: seq, stream)
        case .gone(let oldest, let stream): return lose(before: oldest, stream, at: now)
        case .error(let reason):
            errors += 1
            // What the daemon says is worth more than that it cannot be heard.
            if errors == 1 { isWaiting = nil }
            return reconnect(reason, after: errors == 1 ? .milliseconds(100) : .seconds(1))
        case nil: return reconnect("what answers is no feed", after: .seconds(1))
        }
    }
}

// MARK: - Answers

extension Following {
    /// The first answer to a follow.
    private mutating func greet(_ seq: Int, _ stream: String, at now: Duration) -> [Action] {
        if let known = self.stream, known != stream { return restart(stream, at: now) }
        self.stream = stream
        let position = position ?? seq
        guard seq <= position else { return reconnect("the feed starts too late", after: .seconds(1)) }
        self.position = position
        phase = .following
        errors = 0
        let isNews = isWaiting != false
        isWaiting = false
        return (isNews ? [.deliver(.following(stream: stream, after: position))] : []) + topUp(at: now)
    }

    /// A story, or a report about one.
    private mutating func place(_ seq: Int, at now: Duration, _ event: (String) -> FeedEvent) -> [Action] {
        guard phase == .following, let position, let stream else {
            return reconnect("the feed does not say which stream it is", after: .seconds(1))
        }
        granted -= 1
        // We have it already.
        guard seq > position else { return topUp(at: now) }
        guard categories != nil || seq == position + 1 else {
            return reconnect("story \(position + 1) is missing", after: .milliseconds(100))
        }
        self.position = seq
        untaken += 1
        return [.deliver(event(stream))]
    }

    /// The word that everything up to a sequence number has been sent.
    private mutating func pass(to seq: Int, _ stream: String) -> [Action] {
        guard let position, stream == self.stream, categories != nil || seq <= position else {
            return reconnect("stories are missing", after: .milliseconds(100))
        }
        self.position = max(position, seq)
        return []
    }

    /// What was asked for is no longer there; the session is over.
    private mutating func lose(before oldest: Int, _ stream: String, at now: Duration) -> [Action] {
        if let known = self.stream, known != stream { return restart(stream, at: now) }
        self.stream = stream
        guard let position else { return [follow(at: now)] }
        guard oldest > position + 1 else {
            return reconnect("the feed takes for gone what it has", after: .seconds(1))
        }
        self.position = oldest - 1
        return [.deliver(.pruned(stream: stream, missing: position + 1...oldest - 1)), follow(at: now)]
    }

    private mutating func restart(_ stream: String, at now: Duration) -> [Action] {
        (self.stream, start, position) = (stream, .earliest, nil)
        return [.deliver(.restarted(stream: stream)), follow(at: now)]
    }

    private mutating func reconnect(_ reason: String, after pause: Duration) -> [Action] {
        phase = .away
        let isNews = isWaiting != true
        isWaiting = true
        return (isNews ? [.deliver(.waiting(reason: reason))] : []) + [.reconnect(after: pause)]
    }
}

// MARK: - Questions

extension Following {
    private mutating func follow(at now: Duration) -> Action {
        phase = .greeting
        spokeAt = now
        granted = max(0, window - untaken)
        let from = position.map { FeedStart.seq($0 + 1) } ?? start
        return .send(FeedQuestion.follow(from, stream: stream, categories: categories, credit: granted).frame)
    }

    private var owed: Int { max(0, window - granted - untaken) }

    private mutating func topUp(at now: Duration) -> [Action] {
        guard phase == .following, owed >= max(1, window / 2) else { return [] }
        return [grant(owed, at: now)]
    }

    private mutating func grant(_ credit: Int, at now: Duration) -> Action {
        granted += credit
        spokeAt = now
        return .send(FeedQuestion.credit(credit).frame)
    }
}
