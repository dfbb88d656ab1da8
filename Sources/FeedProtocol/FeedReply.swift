import JSON

// What the daemon sends to a follower:
//
//     <seq>  record                                             a story
//     <seq>  {"damaged":{"reason":…}}                           in place of a record that the disk has damaged
//     <seq>  {"alive":{"stream":…,"oldest":…,"head":…}}         every story asked for up to <seq> has been sent
//     {"gone":{"oldest":…,"stream":…}}                          what was asked for is no longer there; nothing follows
//     {"error":{"reason":…}}                                    nothing was done
//
// <seq> is a number in ASCII. An `alive` is the first answer to a follow, and comes once a second while nothing else
// does.

/// What the feed says to a follower.
package enum FeedReply: Hashable, Sendable {
    case story(seq: Int, record: [UInt8])
    case damaged(seq: Int, reason: String)
    /// Every story that was asked for has been sent, up to a sequence number; `oldest` and `head` are those of the journal.
    case alive(seq: Int, stream: String, oldest: Int, head: Int)
    case gone(oldest: Int, stream: String)
    case error(reason: String)

    /// The frames of the message.
    package var frames: [[UInt8]] {
        switch self {
        case .story(let seq, let record): [Self.number(seq), record]
        case .damaged(let seq, let reason):
            [Self.number(seq), Self.object("damaged") { $0.field("reason", reason) }]
        case .alive(let seq, let stream, let oldest, let head):
            [
                Self.number(seq),
                Self.object("alive") {
                    $0.field("stream", stream)
                    $0.field("oldest", oldest)
                    $0.field("head", head)
                },
            ]
        case .gone(let oldest, let stream):
            [
                Self.object("gone") {
                    $0.field("oldest", oldest)
                    $0.field("stream", stream)
                }
            ]
        case .error(let reason): [Self.object("error") { $0.field("reason", reason) }]
        }
    }

    /// Reads the frames of a message.
    ///
    /// - Returns: `nil` when they are nothing that a daemon says.
    package init?(_ frames: [[UInt8]]) {
        // What is wrong with bytes that are no reply helps nobody: whoever follows takes the connection for broken.
        do {
            switch frames.count {
            case 2:
                guard let seq = Int(String(decoding: frames[0], as: UTF8.self)), seq >= 0 else { return nil }
                try self.init(seq: seq, frames[1])
            case 1:
                let members = try JSONValue(parsing: frames[0]).members()
                if let gone = try members["gone"]?.members() {
                    self = .gone(oldest: try gone.required("oldest"), stream: try gone.required("stream"))
                } else if let error = try members["error"]?.members() {
                    self = .error(reason: try error.required("reason"))
                } else {
                    return nil
                }
            default: return nil
            }
        } catch { return nil }
    }

    private init(seq: Int, _ frame: [UInt8]) throws {
        // A record starts with another key, so only what is short is ever decoded here.
        if frame.starts(with: #"{"alive":"#.utf8) {
            let alive = try JSONValue(parsing: frame).members().required("alive") as JSONValue.JSONMembers
            self = .alive(
                seq: seq, stream: try alive.required("stream"), oldest: try alive.optional("oldest") ?? 1,
                head: try alive.optional("head") ?? seq)
        } else if frame.starts(with: #"{"damaged":"#.utf8) {
            let damaged = try JSONValue(parsing: frame).members().required("damaged") as JSONValue.JSONMembers
            self = .damaged(seq: seq, reason: try damaged.required("reason"))
        } else {
            self = .story(seq: seq, record: frame)
        }
    }

    private static func number(_ seq: Int) -> [UInt8] { Array("\(seq)".utf8) }

    private static func object(_ key: StaticString, _ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.key(key)
        json.object(fields)
        json.closeObject()
        return json.bytes
    }
}
