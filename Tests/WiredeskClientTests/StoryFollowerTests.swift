import Journaling
import Logging
import Pipeline
import Testing
import TestSupport
import WiredeskClient
import Endpoints
import ZeroMQ

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A story follower` {
    private let context: Context
    private let journal: Journal

    init() throws {
        context = try Context()
        journal = try Journal.temporary()
    }

    /// Starts an outlet; waits for the endpoint of one that has just ended.
    private func outlet(of journal: Journal, at endpoint: String = "tcp://127.0.0.1:*") throws -> FeedOutlet {
        var configuration = FeedOutletConfiguration(name: "archive")
        configuration.bind = [endpoint]
        configuration.patience.alive = .milliseconds(50)
        while true {
            let outlet = try FeedOutlet(configuration, in: context, logger: quiet)
            do {
                try outlet.start(at: OutletContext(journal: journal, positions: [:])) { _ in }
                return outlet
            } catch let error as ZeroMQError where error.reason == "Address already in use" {
                continue
            }
        }
    }

    /// The next events up to and including a number of stories.
    private func events(
        _ count: Int, _ iterator: inout StoryFollower.AsyncIterator
    ) async throws -> [FeedEvent] {
        var events: [FeedEvent] = []
        while events.count(where: { if case .story = $0 { true } else { false } }) < count,
            let event = try await iterator.next()
        {
            events.append(event)
        }
        return events
    }

    private func seqs(_ events: [FeedEvent]) -> [Int] {
        events.compactMap { if case .story(let story) = $0 { story.seq } else { nil } }
    }

    @Test func `gets what is there and what comes, through a window of any size`() async throws {
        let entries = try journal.add(storiesIn: Array(repeating: "safety", count: 200))
        let outlet = try outlet(of: journal)
        let endpoint = try #require(outlet.endpoints.first)
        for window in [1, 3, 256] {
            var iterator = StoryFollower(of: endpoint, from: .earliest, window: window, in: context)
                .makeAsyncIterator()
            let events = try await events(200, &iterator)
            #expect(events.first == .following(stream: journal.stream, after: 0))
            #expect(
                events.dropFirst()
                    == entries.map {
                        .story(FollowedStory(stream: journal.stream, seq: $0.seq, record: $0.record))
                    }[...])
        }
        var iterator = StoryFollower(of: endpoint, from: .now, categories: ["culture"], in: context).makeAsyncIterator()
        #expect(try await iterator.next() == .following(stream: journal.stream, after: 200))
        try journal.add(storiesIn: ["safety", "culture"])
        outlet.publish([])
        #expect(seqs(try await events(1, &iterator)) == [202])
        outlet.stop()
    }

    @Test func `goes on after the outlet was started anew`() async throws {
        try journal.add(storiesIn: Array(repeating: "safety", count: 50))
        let first = try outlet(of: journal)
        let endpoint = try #require(first.endpoints.first)
        var iterator = StoryFollower(of: endpoint, from: .seq(11), window: 8, in: context).makeAsyncIterator()
        var seqs = seqs(try await events(10, &iterator))
        first.stop()
        try journal.add(storiesIn: Array(repeating: "safety", count: 50))
        let second = try outlet(of: journal, at: endpoint)
        let rest = try await events(80, &iterator)
        seqs += self.seqs(rest)
        #expect(seqs == Array(11...100))
        #expect(rest.contains { if case .waiting = $0 { true } else { false } })
        second.stop()
    }

    @Test func `follows a new journal from its earliest story, and says so`() async throws {
        try journal.add(storiesIn: ["safety", "safety"])
        let first = try outlet(of: journal)
        let endpoint = try #require(first.endpoints.first)
        var iterator = StoryFollower(of: endpoint, from: .earliest, in: context).makeAsyncIterator()
        #expect(seqs(try await events(2, &iterator)) == [1, 2])
        first.stop()
        let other = try Journal.temporary()
        try other.add(storiesIn: ["culture", "culture"])
        let second = try outlet(of: other, at: endpoint)
        let events = try await events(2, &iterator)
        #expect(events.contains(.restarted(stream: other.stream)))
        #expect(seqs(events) == [1, 2])
        #expect(second.figures.followers.map(\.at) == [2])
        second.stop()
    }

    @Test func `ends when its task is cancelled`() async throws {
        let outlet = try outlet(of: journal)
        let endpoint = try #require(outlet.endpoints.first)
        let (started, start) = AsyncStream<Void>.makeStream()
        let context = context
        let task = Task {
            for try await _ in StoryFollower(of: endpoint, in: context) { start.yield() }
        }
        for await _ in started { break }
        task.cancel()
        try await task.value
        outlet.stop()
    }

    @Test func `refuses an endpoint that is none`() async throws {
        var iterator = StoryFollower(of: "nowhere", in: context).makeAsyncIterator()
        await #expect(throws: ZeroMQError.self) { try await iterator.next() }
    }
}
