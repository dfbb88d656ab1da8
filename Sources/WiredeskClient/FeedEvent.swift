public import Foundation

/// What a feed says.
public enum FeedEvent: Hashable, Sendable {
    /// A story, a new version of one, or its withdrawal.
    case story(FollowedStory)
    /// The record under this sequence number is damaged on the daemon's disk; the next stories follow.
    case damaged(stream: String, seq: Int, reason: String)
    /// The stories under these sequence numbers were removed before they could be sent; the next stories follow.
    case pruned(stream: String, missing: ClosedRange<Int>)
    /// The daemon has another journal than before: its stories follow, from the earliest. Sequence numbers count anew.
    case restarted(stream: String)
    /// The daemon has answered, for the first time or after ``waiting(reason:)`` or ``restarted(stream:)``; stories
    /// follow from the next one after this sequence number.
    case following(stream: String, after: Int)
    /// The daemon cannot be heard; it is tried again and again, and nothing will be missed.
    case waiting(reason: String)
}

/// A story out of a feed.
public struct FollowedStory: Hashable, Sendable {
    /// The id of the journal that ``seq`` counts in.
    public let stream: String
    /// The sequence number: dense and rising in the journal, rising in a feed of some categories.
    public let seq: Int
    /// The record, `wiredesk.story.v1`: a JSON object in UTF-8, byte for byte as the journal has it.
    public let record: [UInt8]

    /// For tests of what takes stories: a follower hands out those of the feed.
    public init(stream: String, seq: Int, record: [UInt8]) {
        self.stream = stream
        self.seq = seq
        self.record = record
    }
}

/// Where to start in a feed.
public enum FeedStart: Hashable, Sendable {
    /// At the oldest story there is.
    case earliest
    /// At the next story that comes in.
    case now
    /// At a sequence number, which counts in a stream; `nil` takes it for one of whatever stream the daemon has.
    case seq(Int, stream: String? = nil)
    /// At the first story that came in at a time or after it.
    case time(Date)

    /// After a story that was the last to be dealt with.
    public static func after(_ story: FollowedStory) -> FeedStart { .seq(story.seq + 1, stream: story.stream) }
}
