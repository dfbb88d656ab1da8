import Foundation

/// A message to the daemon.
struct FeedQuestion: Encodable {
    private var follow: FollowBody?
    private var credit: Int?

    private struct FollowBody: Encodable {
        let from: FollowFrom
        let stream: String?
        let categories: [String]?
        let credit: Int
    }

    private enum FollowFrom: Encodable {
        case seq(Int)
        case word(String)

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .seq(let seq): try value.encode(seq)
            case .word(let word): try value.encode(word)
            }
        }
    }

    static func credit(_ credit: Int) -> FeedQuestion { FeedQuestion(credit: credit) }

    static func follow(_ start: FeedStart, stream: String?, categories: [String]?, credit: Int) -> FeedQuestion {
        var stream = stream
        let from: FollowFrom
        switch start {
        case .earliest: from = .word("earliest")
        case .now: from = .word("now")
        case .time(let time): from = .word(Self.text(time))
        case .seq(let seq, let its):
            from = .seq(seq)
            stream = its ?? stream
        }
        return FeedQuestion(follow: FollowBody(from: from, stream: stream, categories: categories, credit: credit))
    }

    /// RFC 3339 with milliseconds.
    private static func text(_ time: Date) -> String {
        // A tenth of a millisecond more, since the fraction is cut off and not rounded.
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return style.format(time.addingTimeInterval(0.0001))
    }

    /// The frame.
    var frame: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers and strings can always be encoded; an empty question would be answered with an error.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
