import FeedProtocol

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

    enum Phase {
        case away, greeting, following
    }

    /// How long nothing may be heard before the connection counts as dead: three heartbeats, and some time for one
    /// on its way.
    package static let silenceMax = Duration.milliseconds(3500)
    /// The longest time that a connection is given.
    static let patienceMax = Duration.seconds(60)
    /// How long the daemon may hear nothing; after 30 s it would take us for dead.
    private static let reticenceMax = Duration.seconds(10)

    let categories: [String]?
    let window: Int
    var start: FeedStart
    var stream: String?
    /// Everything up to it has been delivered; `nil` until the daemon has said where the start is.
    var position: Int?

    var phase = Phase.away
    /// Whether the last that was said is that the daemon cannot be heard; `nil` while nothing has been said.
    var isWaiting: Bool?
    var errors = 0
    /// Records that the daemon may still send.
    var granted = 0
    /// Records that were delivered but not taken.
    var untaken = 0
    /// How long this connection may be silent: longer after each that was given up for its silence, since a large
    /// record on a slow line is heard only when all of it is there.
    var patience = silenceMax
    var heardAt = Duration.zero
    var spokeAt = Duration.zero

    /// Follows nothing before it is connected.
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
        phase == .away ? nil : min(heardAt + patience, spokeAt + Self.reticenceMax)
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
        if now - heardAt >= patience {
            let seconds = patience / .seconds(1)
            patience = min(patience * 2, Self.patienceMax)
            return reconnect("nothing was heard for \(seconds) s", after: .zero)
        }
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
        // A greeting is short, and says nothing about how long a record takes.
        if phase == .following { patience = Self.silenceMax }
        switch FeedReply(frames) {
        case .story(let seq, let record):
            return place(seq, at: now) { .story(FollowedStory(stream: $0, seq: seq, record: record)) }
        case .damaged(let seq, let reason):
            return place(seq, at: now) { .damaged(stream: $0, seq: seq, reason: reason) }
        case .alive(let seq, let stream, _, _):
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
