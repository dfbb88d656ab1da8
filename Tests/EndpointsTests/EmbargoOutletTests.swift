import Journaling
import Logging
import Pipeline
import Stories
import Testing
import TestSupport
import Endpoints
import ZeroMQ

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// One journal, and outlets that hold embargoes beside outlets that pass them.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `An outlet that holds embargoes` {
    private let context: Context
    private let journal: Journal

    init() throws {
        context = try Context()
        journal = try Journal.temporary()
    }

    private var outletContext: OutletContext {
        OutletContext(journal: journal, positions: journal.positions, releasedPositions: journal.releasedPositions)
    }

    private func pub(holds: Bool) throws -> PubOutlet {
        var configuration = PubOutletConfiguration(name: "desks")
        configuration.bind = ["tcp://127.0.0.1:*"]
        configuration.heartbeat = .milliseconds(20)
        configuration.holdsEmbargoes = holds
        let outlet = try PubOutlet(configuration, in: context, logger: quiet)
        try outlet.start(at: outletContext) { _ in }
        return outlet
    }

    private func feed(holds: Bool) throws -> FeedOutlet {
        var configuration = FeedOutletConfiguration(name: "archive")
        configuration.bind = ["tcp://127.0.0.1:*"]
        configuration.patience.alive = .milliseconds(50)
        configuration.holdsEmbargoes = holds
        let outlet = try FeedOutlet(configuration, in: context, logger: quiet)
        try outlet.start(at: outletContext) { _ in }
        return outlet
    }

    private func add(_ stories: Story...) throws -> [PublishedEntry] {
        try journal.append(stories.map { [PendingStory($0)] }).flatMap { $0 }.compactMap {
            if case .stored(let entry) = $0 { entry } else { nil }
        }
    }

    /// Topics and positions of stories on a socket, up to a position.
    private func stories(on socket: borrowing Socket, through seq: Int) throws -> [String] {
        var found: [String] = []
        while true {
            let frames = try socket.nextMessage()
            guard !frames[0].hasSuffix(".alive") else { continue }
            let words = frames[1].split(separator: " ")
            found.append("\(frames[0].dropFirst("story.".count)) \(words[1]) \(words[2])")
            if words[1] == "\(seq)" { return found }
        }
    }

    @Test(arguments: [false, true])
    func `on pub sends a held story when it is released, and leaves no gap`(holds: Bool) throws {
        let outlet = try pub(holds: holds)
        let socket = try Socket(.sub, in: context)
        try socket.set(.subscribe, to: "story.")
        for endpoint in outlet.endpoints { try socket.connect(endpoint) }
        outlet.publish(try add(.sample("Zero.", id: "z", category: "safety")))
        // A subscriber that has just connected may have missed it; heartbeats tell when it listens.
        while try !socket.nextMessage()[0].hasSuffix("safety.alive") {}
        outlet.publish(try add(.sample("One.", id: "a"), .sample("Two.", id: "b", embargo: 1000)))
        outlet.publish(try add(.sample("Three.", id: "c"), .sample("Four.", id: "d", embargo: 1000)))
        outlet.publish(try add(.sample("", id: "d", isWithdrawal: true)))
        outlet.publish(try journal.release([3]).entries)
        let found = try stories(on: socket, through: 7)
        #expect(
            found
                == (holds
                    ? ["economy.new 2 0", "economy.new 4 2", "economy.kill 6 4", "economy.update 7 6"]
                    : [
                        "economy.new 2 0", "economy.new 3 2", "economy.new 4 3", "economy.new 5 4", "economy.kill 6 5",
                        "economy.update 7 6",
                    ]))
        outlet.stop()
    }

    @Test func `on pub goes on from what it has sent, also after a restart`() throws {
        _ = try add(.sample("One.", id: "a"), .sample("Two.", id: "b", embargo: 1000))
        for (holds, position) in [(true, "1 0"), (false, "2 1")] {
            let outlet = try pub(holds: holds)
            let socket = try Socket(.sub, in: context)
            try socket.set(.subscribe, to: "story.economy.")
            for endpoint in outlet.endpoints { try socket.connect(endpoint) }
            #expect(try socket.nextMessage()[1] == "\(journal.stream) \(position)")
            outlet.stop()
        }
    }

    @Test(arguments: [false, true])
    func `on feed passes over what is held, and sends it under its new number`(holds: Bool) throws {
        _ = try add(.sample("One.", id: "a"), .sample("Two.", id: "b", embargo: 1000), .sample("Three.", id: "c"))
        let outlet = try feed(holds: holds)
        let socket = try Socket(.dealer, in: context)
        for endpoint in outlet.endpoints { try socket.connect(endpoint) }
        _ = try socket.send([Array(#"{"follow":{"from":"earliest"}}"#.utf8)])
        var seqs: [String] = []
        func read(until seq: String) throws {
            while seqs.last != seq {
                let frames = try socket.nextMessage()
                if frames.last?.hasPrefix(#"{"alive""#) != true { seqs.append(frames[0]) }
            }
        }
        try read(until: "3")
        #expect(seqs == (holds ? ["1", "3"] : ["1", "2", "3"]))
        // Up to the newest story it is told that nothing is missing.
        while try socket.nextMessage().last?.contains(#""head":3"#) != true {}
        _ = try journal.release([2])
        outlet.publish([])
        try read(until: "4")
        #expect(seqs.last == "4")
        #expect(outlet.figures.followers.first?.lag == 0)
        outlet.stop()
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Followers of a category` {
    @Test func `are sent the next version of a story that they were sent, though it has left`() throws {
        let context = try Context()
        let journal = try Journal.temporary()
        var configuration = PubOutletConfiguration(name: "desks")
        configuration.bind = ["tcp://127.0.0.1:*"]
        configuration.heartbeat = .milliseconds(20)
        let outlet = try PubOutlet(configuration, in: context, logger: quiet)
        try outlet.start(at: OutletContext(journal: journal, positions: ["economy": Position(seq: 0, previous: 0)])) {
            _ in
        }
        let socket = try Socket(.sub, in: context)
        try socket.set(.subscribe, to: "story.economy.")
        for endpoint in outlet.endpoints { try socket.connect(endpoint) }
        _ = try socket.nextMessage()
        let versions = [
            Story.sample("One.", id: "a", category: "economy"), .sample("Two.", id: "a", category: "safety"),
            .sample("Three.", id: "a", category: "safety"), .sample("", id: "a", isWithdrawal: true),
        ]
        let entries = try journal.append(versions.map { [PendingStory($0)] }).flatMap { $0 }.compactMap {
            if case .stored(let entry) = $0 { entry } else { nil }
        }
        outlet.publish(entries)
        var found: [String] = []
        while found.count < 4 {
            let frames = try socket.nextMessage()
            if !frames[0].hasSuffix(".alive") { found.append("\(frames[0]) \(frames[1].split(separator: " ")[2])") }
        }
        #expect(
            found == [
                "story.economy.new 0", "story.economy.update 1", "story.economy.update 2", "story.economy.kill 3",
            ])
        outlet.stop()
    }
}
