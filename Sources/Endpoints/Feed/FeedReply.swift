import Journaling
import Stories

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

/// The frames of the daemon's side of the feed.
enum FeedReply {
    static func story(_ row: Archived, as format: PayloadFormat) -> [[UInt8]] {
        switch row {
        case .story(let story): [number(seq: story.seq), format.payload(of: story)]
        case .damaged(let seq):
            [
                number(seq: seq),
                object("damaged") { $0.field("reason", "the record is damaged or missing in the journal") },
            ]
        }
    }

    static func alive(at seq: Int, stream: String, oldest: Int, head: Int) -> [[UInt8]] {
        let alive = object("alive") {
            $0.field("stream", stream)
            $0.field("oldest", oldest)
            $0.field("head", head)
        }
        return [number(seq: seq), alive]
    }

    static func gone(oldest: Int, stream: String) -> [[UInt8]] {
        let gone = object("gone") {
            $0.field("oldest", oldest)
            $0.field("stream", stream)
        }
        return [gone]
    }

    static func error(_ reason: String) -> [[UInt8]] {
        [object("error") { $0.field("reason", reason) }]
    }

    private static func number(seq: Int) -> [UInt8] { Array("\(seq)".utf8) }

    private static func object(_ key: StaticString, _ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.key(key)
        json.object(fields)
        json.closeObject()
        return json.bytes
    }
}
