import Foundation

/// One side of the feed, as a follower speaks it: a small reference, written from the documentation of the format.
///
/// Every follow has a number in its envelope, which comes back in front of the answers: answers to an earlier follow
/// are told from those to the present one.
struct FeedReading {
    /// What the daemon says.
    enum News {
        case record(Int, [UInt8])
        /// Everything up to the number has been sent.
        case alive(Int, stream: String)
        case gone(oldest: Int, stream: String)
        case refused
    }

    private var follows = 0
    private var credit = 0
    private let creditMax: Int
    /// The newest record that was sent since the last follow.
    private var sent = 0
    private var heardAt = Duration.zero
    private var spokeAt = Duration.zero
    /// Whether there is a session, as far as is known.
    private(set) var isFollowing = false

    /// How long the daemon may be silent before it is asked again.
    private static let patience = Duration.seconds(4)

    init(creditMax: Int) {
        self.creditMax = creditMax
    }

    private func message(_ request: String) -> [[UInt8]] {
        [Array("\(follows)".utf8), [], Array(request.utf8)]
    }

    /// Asks for everything after a position.
    mutating func follow(_ cuttings: Cuttings, at now: Duration) -> [[UInt8]] {
        follows += 1
        credit = creditMax
        sent = 0
        isFollowing = true
        (heardAt, spokeAt) = (now, now)
        let stream = cuttings.stream.map { #","stream":"\#($0)""# } ?? ""
        let categories = cuttings.category.map { #","categories":["\#($0)"]"# } ?? ""
        return message(#"{"follow":{"from":\#(start(cuttings))\#(stream)\#(categories),"credit":\#(creditMax)}}"#)
    }

    private func start(_ cuttings: Cuttings) -> String {
        cuttings.last == 0 ? #""earliest""# : "\(cuttings.last + 1)"
    }

    /// What is to be said to keep the session alive: a follow when it seems to be over.
    mutating func keepUp(_ cuttings: Cuttings, at now: Duration) -> [[UInt8]]? {
        guard isFollowing, now - heardAt < Self.patience else { return follow(cuttings, at: now) }
        let used = creditMax - credit
        guard used * 2 > creditMax || used == creditMax || now - spokeAt > .seconds(10) else { return nil }
        credit = creditMax
        spokeAt = now
        return message(#"{"credit":\#(used)}"#)
    }

    mutating func leave() -> [[UInt8]] {
        isFollowing = false
        return message(#"{"bye":true}"#)
    }

    /// The same, with no session.
    var ended: FeedReading {
        var ended = self
        ended.isFollowing = false
        return ended
    }

    /// What a message says; `nil` when it answers an earlier follow.
    mutating func read(_ message: [[UInt8]], at now: Duration) throws -> News? {
        guard isFollowing, message.first == Array("\(follows)".utf8) else { return nil }
        heardAt = now
        let frames = Array(message.dropFirst(2))
        guard frames.count == 2 else {
            isFollowing = false
            let text = String(decoding: frames[0], as: UTF8.self)
            guard text.hasPrefix(#"{"gone""#) else { return .refused }
            return .gone(oldest: number(after: "oldest", text), stream: word(after: "stream", text))
        }
        let seq = Int(String(decoding: frames[0], as: UTF8.self)) ?? -1
        if frames[1].starts(with: Array(#"{"seq""#.utf8)) {
            try promise(seq > sent, "seq \(seq) was sent after \(sent)")
            sent = seq
            credit -= 1
            try promise(credit >= 0, "seq \(seq) was sent without credit")
            return .record(seq, frames[1])
        }
        let text = String(decoding: frames[1], as: UTF8.self)
        try promise(text.hasPrefix(#"{"alive""#), text)
        return .alive(seq, stream: word(after: "stream", text))
    }

    private func rest(after key: String, _ text: String) -> Substring {
        guard let range = text.range(of: "\"\(key)\":") else { return "" }
        return text[range.upperBound...]
    }

    private func number(after key: String, _ text: String) -> Int {
        Int(rest(after: key, text).prefix { $0.isNumber }) ?? -1
    }

    private func word(after key: String, _ text: String) -> String {
        String(rest(after: key, text).dropFirst().prefix { $0 != "\"" })
    }
}
