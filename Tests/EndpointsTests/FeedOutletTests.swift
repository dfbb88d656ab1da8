import Journaling
import Logging
import Pipeline
import Stories
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The feed outlet` {
    private let context: Context
    private let outlet: FeedOutlet
    private let journal: Journal

    init() throws {
        context = try Context()
        journal = try Journal.temporary()
        var configuration = FeedOutletConfiguration(name: "archive")
        configuration.bind = ["tcp://127.0.0.1:*"]
        configuration.highWater = 8
        configuration.patience.alive = .milliseconds(50)
        outlet = try FeedOutlet(
            configuration, in: context, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try outlet.start(at: OutletContext(journal: journal, positions: [:])) { _ in }
    }

    private func follower(_ kind: Socket.SocketType = .dealer, receiveHighWater: Int32 = 1000) throws -> Socket {
        let socket = try Socket(kind, in: context)
        try socket.set(.receiveHighWater, to: receiveHighWater)
        for endpoint in outlet.endpoints { try socket.connect(endpoint) }
        return socket
    }

    private func ask(_ frames: String..., on socket: borrowing Socket) throws {
        let sent = try socket.send(frames.map { Array($0.utf8) })
        #expect(sent)
    }

    /// The next message that is no heartbeat.
    private func story(on socket: borrowing Socket) throws -> [String] {
        while true {
            let frames = try socket.nextMessage()
            if frames.last?.hasPrefix(#"{"alive""#) != true { return frames }
        }
    }

    @Test func `sends what is there and what comes, byte for byte`() throws {
        var entries = try journal.add(storiesIn: ["safety", "culture", "safety"])
        let socket = try follower()
        try ask(#"{"follow":{"from":"earliest","categories":["safety"]}}"#, on: socket)
        #expect(try socket.nextMessage() == ["0", #"{"alive":{"stream":"\#(journal.stream)","oldest":1,"head":3}}"#])
        let first = try [story(on: socket), story(on: socket)]
        entries += try journal.add(storiesIn: ["culture", "safety"])
        outlet.publish([])
        let last = try story(on: socket)
        #expect((first + [last]).map { Array($0[1].utf8) } == [entries[0], entries[2], entries[4]].map(\.record))
        #expect((first + [last]).map { $0[0] } == ["1", "3", "5"])
        var heartbeat: [String] = []
        while heartbeat.first != "5" { heartbeat = try socket.nextMessage() }
        let follower = try #require(outlet.figures.followers.first)
        #expect(follower.at == 5 && follower.lag == 0 && follower.credit == 97 && follower.categories == ["safety"])
        #expect(outlet.figures.published == 3)
        outlet.stop()
    }

    @Test func `answers REQ sockets and clients that number their requests`() throws {
        try journal.add(storiesIn: ["safety"])
        let request = try follower(.req)
        try ask(#"{"follow":{"from":1,"credit":0}}"#, on: request)
        #expect(try request.nextMessage()[0] == "0")
        try ask(#"{"credit":1}"#, on: request)
        #expect(try story(on: request)[0] == "1")
        let dealer = try follower()
        try ask("17", "", #"{"follow":{"from":1}}"#, on: dealer)
        #expect(try dealer.nextMessage().prefix(3) == ["17", "", "0"])
        #expect(try dealer.nextMessage().prefix(3) == ["17", "", "1"])
        outlet.stop()
    }

    @Test func `answers what is no request, and goes on`() throws {
        let socket = try follower()
        try ask("x", on: socket)
        #expect(try socket.nextMessage() == [#"{"error":{"reason":"malformed: not JSON: unexpected character at byte 0"}}"#])
        try ask(#"{"credit":1}"#, on: socket)
        #expect(try socket.nextMessage() == [#"{"error":{"reason":"no session: follow first"}}"#])
        try ask(String(repeating: "x", count: 5000), on: socket)
        #expect(try socket.nextMessage() == [#"{"error":{"reason":"malformed: a request has at most 4096 bytes"}}"#])
        try ask("a", "b", "c", on: socket)
        #expect(try socket.nextMessage()[0].contains("expected one frame"))
        try ask(#"{"follow":{"from":3,"stream":"other"}}"#, on: socket)
        #expect(try socket.nextMessage() == [#"{"gone":{"oldest":1,"stream":"\#(journal.stream)"}}"#])
        outlet.stop()
    }

    @Test func `says what was removed from the journal`() throws {
        try journal.add(storiesIn: ["safety", "culture", "safety"])
        _ = try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 10_000))
        let gone = [#"{"gone":{"oldest":4,"stream":"\#(journal.stream)"}}"#]
        let socket = try follower()
        for categories in ["", #","categories":["safety"]"#] {
            try ask(#"{"follow":{"from":3\#(categories)}}"#, on: socket)
            let answer = try socket.nextMessage()
            #expect(answer == gone)
        }
        try ask(#"{"follow":{"from":"earliest"}}"#, on: socket)
        #expect(try socket.nextMessage()[0] == "3")
        try journal.add(storiesIn: ["safety"])
        outlet.publish([])
        #expect(try story(on: socket)[0] == "4")
        outlet.stop()
    }

    @Test func `is not held up by a follower that does not read or grants nothing`() throws {
        // More bytes than any buffer between the outlet and a follower takes.
        let count = 1000
        for first in stride(from: 1, through: count, by: 100) {
            _ = try journal.append(
                (first..<first + 100).map { number in
                    [PendingStory(.sample("\(number) " + String(repeating: "x", count: 30_000)))]
                })
        }
        let deaf = try follower(receiveHighWater: 1)
        try ask(#"{"follow":{"from":1,"credit":100000}}"#, on: deaf)
        let stingy = try follower()
        try ask(#"{"follow":{"from":1,"credit":0}}"#, on: stingy)
        let eager = try follower()
        try ask(#"{"follow":{"from":1,"credit":100000}}"#, on: eager)
        for seq in 1...count {
            let frames = try story(on: eager)
            guard frames[0] == "\(seq)" else {
                Issue.record("\(frames[0]) instead of \(seq)")
                break
            }
        }
        #expect(outlet.figures.followers.map(\.at).sorted()[1] < count)
        // When it reads at last, nothing is missing.
        for seq in 1...count {
            let frames = try story(on: deaf)
            guard frames[0] == "\(seq)" else {
                Issue.record("\(frames[0]) instead of \(seq)")
                break
            }
        }
        #expect(try stingy.nextMessage()[0] == "0")
        outlet.stop()
    }

    @Test func `has a follower that takes over a routing id ask for itself`() throws {
        func follower() throws -> Socket {
            let socket = try Socket(.dealer, in: context)
            try socket.set(.routingID, to: "paper")
            for endpoint in outlet.endpoints { try socket.connect(endpoint) }
            return socket
        }
        try journal.add(storiesIn: ["safety"])
        let old = try follower()
        try ask(#"{"follow":{"from":"earliest"}}"#, on: old)
        #expect(try story(on: old)[0] == "1")
        let new = try follower()
        try ask(#"{"credit":1}"#, on: new)
        #expect(try story(on: new) == [#"{"error":{"reason":"no session: follow first"}}"#])
        try journal.add(storiesIn: ["safety", "safety"])
        outlet.publish([])
        try ask(#"{"follow":{"from":3}}"#, on: new)
        #expect(try story(on: new)[0] == "3")
        outlet.stop()
    }

    @Test func `forgets a follower whose connection is gone`() throws {
        do {
            let socket = try follower()
            try ask(#"{"follow":{"from":"now"}}"#, on: socket)
            _ = try socket.nextMessage()
            #expect(outlet.figures.followers.count == 1)
        }
        // The next heartbeat but one finds nobody; another follower's heartbeats tell that it is over.
        let other = try follower()
        try ask(#"{"follow":{"from":"now"}}"#, on: other)
        while outlet.figures.followers.count != 1 { _ = try other.nextMessage() }
        outlet.stop()
    }
}
