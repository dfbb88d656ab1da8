import WiredeskClient

/// A follower that lives on the feed alone, by the client library: its state machine, with a line in place of the
/// socket and a queue in place of the program.
struct ClientFollower: Follower {
    private(set) var cuttings: Cuttings
    private var following: Following
    private let window: Int
    /// What was delivered and waits to be dealt with.
    private var events: [FeedEvent] = []
    /// When the next connection is to be opened; `nil` while there is one.
    private var connectAt: Duration? = .zero
    /// Stories that were dealt with, and of which the following does not know yet.
    private var taken = 0
    /// The newest record that was sent since the last follow.
    private var sent = 0
    private var turn = Turn()

    init(of category: String?, window: Int) {
        self.window = window
        cuttings = Cuttings(of: category)
        following = Self.following(cuttings, window)
    }

    private static func following(_ cuttings: Cuttings, _ window: Int) -> Following {
        Following(
            from: cuttings.last == 0 ? .earliest : .seq(cuttings.last + 1, stream: cuttings.stream),
            categories: cuttings.category.map { [$0] }, window: window)
    }

    mutating func restart() {
        following = Self.following(cuttings, window)
        events = []
        taken = 0
        connectAt = .zero
    }

    mutating func hear(pub message: [[UInt8]], _ truth: Truth) {}

    mutating func hear(feed message: [[UInt8]], at now: Duration, _ truth: Truth) throws {
        guard connectAt == nil else { return }
        if message.count == 2, message[1].starts(with: Array(#"{"seq""#.utf8)) {
            let seq = Int(String(decoding: message[0], as: UTF8.self)) ?? -1
            try promise(seq > sent, "seq \(seq) was sent after \(sent)")
            sent = seq
        }
        perform(following.receive(message, at: now), at: now)
        try promise(events.count { $0.isStory } <= window, "more than \(window) stories were sent")
    }

    mutating func turn(at now: Duration, _ truth: Truth) throws -> Turn {
        if let time = connectAt, time <= now {
            connectAt = nil
            perform(following.connect(at: now), at: now)
        }
        let some = events.prefix(3)
        events = Array(events.dropFirst(3))
        for event in some { try deal(with: event, truth) }
        taken += some.count { $0.isStory }
        if connectAt == nil {
            perform(following.take(taken, at: now), at: now)
            taken = 0
        }
        perform(following.tick(at: now), at: now)
        defer { turn = Turn() }
        return turn
    }

    private mutating func perform(_ actions: [Following.Action], at now: Duration) {
        for action in actions {
            switch action {
            case .send(let frame):
                turn.requests.append([frame])
                if frame.starts(with: Array(#"{"follow""#.utf8)) { sent = 0 }
            case .deliver(let event): events.append(event)
            case .reconnect(let pause):
                turn = Turn(reconnects: true)
                connectAt = now + pause
                return
            }
        }
    }

    private mutating func deal(with event: FeedEvent, _ truth: Truth) throws {
        switch event {
        case .story(let story):
            try promise(story.stream == cuttings.stream, "seq \(story.seq) came without word of its stream")
            try cuttings.take(story.seq, story.record, truth)
        case .damaged(_, let seq, let reason): throw Violation(description: "seq \(seq): \(reason)")
        case .pruned(_, let missing):
            try cuttings.advance(to: missing.lowerBound - 1, truth)
            try cuttings.skip(to: missing.upperBound + 1, truth)
        case .restarted(let stream): cuttings.startOver(stream)
        case .following(let stream, let position):
            if stream != cuttings.stream { cuttings.startOver(stream) }
            try cuttings.advance(to: position, truth)
        case .waiting: break
        }
    }
}

extension FeedEvent {
    fileprivate var isStory: Bool {
        if case .story = self { true } else { false }
    }
}
