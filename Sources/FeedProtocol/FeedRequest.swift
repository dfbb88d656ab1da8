package import Stories

// What a follower sends, one JSON frame each:
//
//     {"follow":{"from":"earliest"|"now"|<seq>|"<RFC 3339 time>","stream":"…","categories":["…"],"credit":100}}
//     {"credit":100}        more records may be sent; 0 says only that the follower is still there
//     {"bye":true}          it leaves
//
// All keys of a follow but `from` may be left out. Keys that are not named here are ignored.

/// What a follower asks of the feed.
package enum FeedRequest: Hashable, Sendable {
    /// Begin to send stories.
    case follow(Follow)
    /// So many more records may be sent.
    case credit(Int)
    /// Send nothing more.
    case bye

    /// How a follower wants to follow.
    package struct Follow: Hashable, Sendable {
        /// The first story it wants.
        package var from: Start
        /// The stream that ``from`` counts in; `nil` takes any.
        package var stream: String?
        /// The labels of the stories it wants; `nil`, as none at all, for all stories. Never empty.
        package var categories: [String]?
        /// How many records may be sent before it asks for more.
        package var credit: Int

        package init(from: Start, stream: String? = nil, categories: [String]? = nil, credit: Int = creditStandard) {
            self.from = from
            self.stream = stream
            self.categories = categories
            self.credit = credit
        }
    }

    /// Where a follower starts.
    package enum Start: Hashable, Sendable {
        /// At the oldest story there is.
        case earliest
        /// After the newest story there is.
        case now
        /// At a sequence number.
        case seq(Int)
        /// At the first story that came in at a time or after it.
        case time(Timestamp)
    }

    /// Why a frame is no request, in words for the follower.
    package struct Malformed: Error, Hashable, Sendable {
        /// What is wrong with it.
        package let reason: String

        /// Makes the reason known.
        package init(reason: String) { self.reason = reason }
    }

    /// The most bytes a request takes.
    package static let bytesMax = 4096
    /// The most categories of a follow.
    package static let categoriesMax = 64
    /// The most bytes of a category's name, and of a stream id.
    package static let nameBytesMax = 64
    /// The credit of a follow that names none.
    package static let creditStandard = 100
}
