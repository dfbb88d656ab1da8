import FeedProtocol
import Foundation
import Stories

extension Following {
    /// The first answer to a follow.
    mutating func greet(_ seq: Int, _ stream: String, at now: Duration) -> [Action] {
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
    mutating func place(_ seq: Int, at now: Duration, _ event: (String) -> FeedEvent) -> [Action] {
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
    mutating func pass(to seq: Int, _ stream: String) -> [Action] {
        guard let position, stream == self.stream, categories != nil || seq <= position else {
            return reconnect("stories are missing", after: .milliseconds(100))
        }
        self.position = max(position, seq)
        return []
    }

    /// What was asked for is no longer there; the session is over.
    mutating func lose(before oldest: Int, _ stream: String, at now: Duration) -> [Action] {
        if let known = self.stream, known != stream { return restart(stream, at: now) }
        self.stream = stream
        guard let position else { return [follow(at: now)] }
        guard oldest > position + 1 else {
            return reconnect("the feed takes for gone what it has", after: .seconds(1))
        }
        self.position = oldest - 1
        return [.deliver(.pruned(stream: stream, missing: position + 1...oldest - 1)), follow(at: now)]
    }

    mutating func restart(_ stream: String, at now: Duration) -> [Action] {
        (self.stream, start, position) = (stream, .earliest, nil)
        // Where its earliest story is will be news.
        isWaiting = nil
        return [.deliver(.restarted(stream: stream)), follow(at: now)]
    }

    mutating func reconnect(_ reason: String, after pause: Duration) -> [Action] {
        phase = .away
        let isNews = isWaiting != true
        isWaiting = true
        return (isNews ? [.deliver(.waiting(reason: reason))] : []) + [.reconnect(after: pause)]
    }
}

// MARK: - Questions

extension Following {
    mutating func follow(at now: Duration) -> Action {
        phase = .greeting
        spokeAt = now
        granted = max(0, window - untaken)
        var follow = FeedRequest.Follow(from: .now, stream: stream, categories: categories, credit: granted)
        switch position.map({ FeedStart.seq($0 + 1) }) ?? start {
        case .earliest: follow.from = .earliest
        case .now: break
        case .time(let time):
            follow.from = .time(Timestamp(milliseconds: Int64((time.timeIntervalSince1970 * 1000).rounded())))
        case .seq(let seq, let its):
            follow.from = .seq(seq)
            follow.stream = its ?? stream
        }
        return .send(FeedRequest.follow(follow).frame)
    }

    var owed: Int { max(0, window - granted - untaken) }

    mutating func topUp(at now: Duration) -> [Action] {
        guard phase == .following, owed >= max(1, window / 2) else { return [] }
        return [grant(owed, at: now)]
    }

    mutating func grant(_ credit: Int, at now: Duration) -> Action {
        granted += credit
        spokeAt = now
        return .send(FeedRequest.credit(credit).frame)
    }
}
