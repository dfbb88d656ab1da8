public import ZeroMQ

/// Follows the feed of a wiredesk daemon: every story, in order, none twice, none missing.
///
///     let follower = StoryFollower(of: "tcp://127.0.0.1:5558", from: .earliest, categories: ["safety"])
///     for try await event in follower {
///         guard case .story(let story) = event else { continue }
///         try await store(story.record)
///         last = .after(story)               // where to go on after a restart of this program
///     }
///
/// Stories are asked for as they are taken: at most a window of them waits in memory, and a slow consumer holds up
/// nobody but itself. When the daemon cannot be heard for 3.5 s the connection is given up and another one opened,
/// which goes on after the last story that came, so a restart of the daemon shows only as two events
/// (``FeedEvent/waiting(reason:)`` and ``FeedEvent/following(stream:after:)``). Where a story cannot be had any more
/// an event says so. When the daemon has got another journal, ``FeedEvent/restarted(stream:)`` says so and all of
/// that journal follows from its earliest story.
///
/// Each iteration is a following of its own, with a thread and a connection that end with it: when the task is
/// cancelled, or the iterator is let go. It never ends by itself.
public struct StoryFollower: AsyncSequence, Sendable {
    public typealias Element = FeedEvent

    private let endpoint: String
    private let start: FeedStart
    private let categories: [String]?
    private let window: Int
    private let credentials: CurveClient?
    private let context: Context?

    /// Describes a following; nothing is opened before it is iterated.
    ///
    /// - Parameters:
    ///   - endpoint: The daemon's feed outlet, such as `tcp://127.0.0.1:5558`.
    ///   - start: The first story to follow.
    ///   - categories: The labels of the stories to follow, at most 64; `nil` for all stories.
    ///   - window: The most stories that wait to be taken; from 1.
    ///   - credentials: Keys, for a daemon that asks for them.
    ///   - context: The ZeroMQ context of the process; `nil` makes one for each iteration.
    public init(
        of endpoint: String, from start: FeedStart = .now, categories: [String]? = nil, window: Int = 256,
        credentials: CurveClient? = nil, in context: Context? = nil
    ) {
        precondition(window >= 1, "a window takes at least one story")
        self.endpoint = endpoint
        self.start = start
        self.categories = categories
        self.window = window
        self.credentials = credentials
        self.context = context
    }

    public func makeAsyncIterator() -> AsyncIterator {
        let line = FeedLine(to: endpoint, as: credentials, window: window)
        line.open(Following(from: start, categories: categories, window: window), in: context)
        return AsyncIterator(owner: AsyncIterator.Owner(line: line))
    }

    /// What is heard, one event at a time.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let owner: Owner

        /// Ends the line when the last copy of the iterator is let go.
        fileprivate final class Owner: Sendable {
            let line: FeedLine

            init(line: FeedLine) { self.line = line }

            deinit { line.end() }
        }

        /// The next event; waits until there is one.
        ///
        /// - Returns: `nil` when the task is cancelled.
        /// - Throws: `ZeroMQError` when libzmq can make nothing of the endpoint.
        public mutating func next() async throws -> FeedEvent? {
            try await owner.line.next()
        }
    }
}
