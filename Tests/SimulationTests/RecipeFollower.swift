/// A follower by the recipe: the pub outlet for speed, the feed for what it misses there.
struct RecipeFollower: Follower {
    private(set) var cuttings: Cuttings
    private var reading: FeedReading
    /// What the feed is asked for: everything up to this number.
    private var wanted: Int?
    /// Whether there was a heartbeat since it was started: from then on the subscription is known to work.
    private var hasHeard = false

    init(of category: String?, creditMax: Int) {
        cuttings = Cuttings(of: category)
        reading = FeedReading(creditMax: creditMax)
    }

    mutating func restart() {
        reading = reading.ended
        wanted = nil
        hasHeard = false
    }

    // MARK: - The feed

    mutating func turn(at now: Duration, _ truth: Truth) -> Turn {
        if let wanted, cuttings.last >= wanted { self.wanted = nil }
        let request =
            wanted != nil ? reading.keepUp(cuttings, at: now) : reading.isFollowing ? reading.leave() : nil
        return Turn(requests: request.map { [$0] } ?? [])
    }

    mutating func hear(feed message: [[UInt8]], at now: Duration, _ truth: Truth) throws {
        guard wanted != nil, let news = try reading.read(message, at: now) else { return }
        if case .alive(_, let stream) = news, stream != cuttings.stream { wanted = 1 }
        if case .gone(_, let stream) = news, stream != cuttings.stream { wanted = 1 }
        if !(try cuttings.note(news, truth)) { reading = reading.ended }
    }

    // MARK: - The pub outlet

    mutating func hear(pub message: [[UInt8]], _ truth: Truth) throws {
        let position = String(decoding: message[1], as: UTF8.self).split(separator: " ")
        let (stream, seq, previous) = (String(position[0]), Int(position[1]) ?? -1, Int(position[2]) ?? -1)
        let isHeartbeat = message[0].suffix(6) == Array(".alive".utf8)
        guard hasHeard || isHeartbeat else { return }
        if stream != cuttings.stream {
            cuttings.startOver(stream)
            reading = reading.ended
            wanted = nil
        }
        if !hasHeard || wanted != nil || isHeartbeat {
            hasHeard = true
            if seq > cuttings.last { wanted = max(wanted ?? 0, seq) }
            return
        }
        guard seq > cuttings.last else { return }
        let isNext = cuttings.category == nil ? seq == cuttings.last + 1 : previous <= cuttings.last
        guard isNext else {
            wanted = seq
            return
        }
        try cuttings.take(seq, message[2], truth)
    }
}

extension Cuttings {
    /// Notes what the feed says.
    ///
    /// - Returns: `false` when the feed has to be asked anew.
    mutating func note(_ news: FeedReading.News, _ truth: Truth) throws -> Bool {
        switch news {
        case .record(let seq, let record):
            // It may have come by the other way meanwhile.
            if seq > last { try take(seq, record, truth) }
            return true
        case .alive(let seq, let stream):
            if stream != self.stream {
                let isFirst = self.stream == nil
                startOver(stream)
                guard isFirst else { return false }
            }
            try advance(to: seq, truth)
            return true
        case .gone(let oldest, let stream):
            if stream != self.stream { startOver(stream) } else { try skip(to: oldest, truth) }
            return false
        case .refused: return false
        }
    }
}
