import Foundation
import Journaling
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Ten thousand malformed messages` {
    private static let bad = 10_000
    private let seed = UInt64.random(in: .min ... .max)
    private let context: Context

    init() throws {
        context = try Context()
    }

    /// A publisher that the daemon has subscribed to.
    private func heard(_ publisher: borrowing Socket) throws {
        #expect(try publisher.frames() == [[1]])
    }

    /// Holds the books against what was sent, and looks whether the daemon is well.
    private func check(_ messages: [BadCopy.Message], _ name: String, _ site: Site, _ daemon: RunningProgram) throws {
        let start = ContinuousClock.now
        let sound = messages.count { !$0.isBad }
        let status = try site.status {
            $0.intake(name).map { $0.received == messages.count && $0.waiting == 0 } ?? false
        }
        let account = try #require(status.intake(name))
        #expect(account.dead == Self.bad && account.stored == sound && account.duplicates == 0, "seed \(seed)")
        #expect(status.journal.head == sound)
        #expect(daemon.stop() == 0, "\(daemon.errors)")
        #expect(try site.command("journal", "verify").status == 0)
        print("\(name): \(account) (seed \(seed); the last \(start.duration(to: .now)) after they were sent)")
    }

    /// Adds frames in front of some messages.
    private func channelled(_ message: BadCopy.Message, _ random: inout SeededNumbers) -> BadCopy.Message {
        var message = message
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            // More than a message may have.
            let count = Int.random(in: 8..<60, using: &random)
            message = BadCopy.Message(frames: [[UInt8]](repeating: [0x78], count: count) + message.frames, isBad: true)
        case 1: message.frames = [[], []] + message.frames
        case 2: message.frames = [[0xFF, 0x00], Array("b".utf8)] + message.frames
        case 3: message.frames = [[UInt8](repeating: 0x63, count: 70_000)] + message.frames
        default: break
        }
        return message
    }

    private func channelledMessages(_ name: String) -> [BadCopy.Message] {
        var copy = BadCopy(name, seed: seed)
        var random = SeededNumbers(seed: seed &+ 1)
        var bad = 0
        return copy.messages(bad: Self.bad).map { channelled($0, &random) }.prefix { message in
            bad += message.isBad ? 1 : 0
            return bad <= Self.bad
        }
    }

    @Test func `on pull are dead letters, every one counted, and the stories among them are stored`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, context: context)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let messages = channelledMessages("pull")
        let push = try Socket(.push, in: context)
        try push.connect(site.pull)
        for message in messages { try #require(try push.send(message.frames, within: .seconds(60))) }
        try check(messages, "pull", site, daemon)
    }

    @Test func `on sub are dead letters, every one counted, and the stories among them are stored`() throws {
        let publisher = try Socket(.xpub, in: context)
        // Nothing is dropped on the way.
        try publisher.set(.sendHighWater, to: 0)
        let site = try Site(lexicon: Site.shippedLexicon, publisher: try publisher.boundSomewhere(), context: context)
        defer { site.close() }
        let daemon = try site.startDaemon()
        try heard(publisher)
        let messages = channelledMessages("sub")
        for message in messages { try #require(try publisher.send(message.frames, within: .seconds(60))) }
        try check(messages, "sub", site, daemon)
    }

    @Test func `on submit are each answered, and the stories among them are stored`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, context: context)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        var copy = BadCopy("submit", seed: seed)
        var requests = BadRequests(seed: seed &+ 1)
        let messages = copy.messages(bad: Self.bad).map { requests.request(of: $0) }
        var bad = 0
        let sent = messages.prefix { message in
            bad += message.isBad ? 1 : 0
            return bad <= Self.bad
        }
        // So many requests are open at a time.
        let window = 300
        for (index, message) in sent.enumerated() {
            try submitter.send(message.frames)
            if index >= window { try expect(try submitter.reply(), to: sent[index - window]) }
        }
        for message in sent.suffix(window) { try expect(try submitter.reply(), to: message) }
        try check(Array(sent), "submit", site, daemon)
    }

    private func expect(_ reply: SubmitReply, to message: BadCopy.Message) throws {
        #expect(
            reply.status == (message.isBad ? .rejected : .stored), "\(text(message.frames)): \(reply), seed \(seed)")
    }

    /// The beginnings of frames, for a person.
    private func text(_ frames: [[UInt8]]) -> [String] {
        frames.map { String(decoding: $0.prefix(200), as: UTF8.self) }
    }

    @Test func `on a feed are each answered with an error, and a good follower does not notice`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, context: context)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        var follower = try Follower(of: site)
        let attacker = try Socket(.dealer, in: context)
        try attacker.set(.linger, to: 0)
        try attacker.connect(site.feed)
        var requests = BadRequests(seed: seed)
        let window = 64
        var sent: [[[UInt8]]] = []
        for number in 0..<Self.bad + window {
            if number < Self.bad {
                sent.append(requests.follow())
                try #require(try attacker.send(sent[number], within: .seconds(60)))
            }
            if number % 1000 == 0 { try follower.stay() }
            if number % 100 == 0 { #expect(try submitter.ask("Story \(number) of the day.").status == .stored) }
            guard number >= window else { continue }
            let answer = try attacker.frames().last ?? []
            try #require(
                answer.starts(with: Array(#"{"error":{"reason":""#.utf8)),
                "\(text(sent[number - window])): \(text([answer])), seed \(seed)")
        }
        // A frame that is far too large ends the connection, and nothing else.
        let giant = try Socket(.dealer, in: context)
        try giant.set(.linger, to: 1000)
        try giant.connect(site.feed)
        _ = try giant.send([[UInt8](repeating: 0x7B, count: 1 << 20)])
        // The same peer may still follow.
        _ = try attacker.send([Array(#"{"follow":{"from":"earliest"}}"#.utf8)])
        #expect(try attacker.frames().last?.starts(with: Array(#"{"alive""#.utf8)) == true)
        let head = try site.status().journal.head
        try follower.take(through: head)
        try follower.take(heartbeats: 1)
        #expect(follower.records.count == head && follower.damaged.isEmpty)
        #expect(daemon.stop() == 0, "\(daemon.errors)")
        print("feed: \(Self.bad) errors answered, \(head) stories to a good follower meanwhile (seed \(seed))")
    }

    @Test func `on the control socket, some hundreds, are answered or dropped, and status still works`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, context: context)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let path = ControlSocket.path(besideJournal: site.journal)
        var copy = BadCopy("control", seed: seed)
        let messages = copy.messages(bad: 400)
        let client = try ControlClient(path: path)
        for message in messages where message.payload.count < 1 << 20 {
            let answer = try #require(try client.ask(message.payload, patience: .seconds(30)))
            // Every JSON object without a question in it is one that asks nothing.
            #expect(answer == Array("{}".utf8) || answer.starts(with: Array(#"{"error":"#.utf8)))
        }
        // Without the frame that REP expects, and with more of them than it can want.
        let stranger = try Socket(.dealer, in: context)
        try stranger.set(.linger, to: 1000)
        try stranger.connect("ipc://\(path)")
        for message in messages {
            _ = try stranger.send(message.frames)
            _ = try stranger.send([[]] + [[UInt8]](repeating: message.payload, count: 5))
        }
        #expect(try site.status().state == "running")
        #expect(daemon.stop() == 0, "\(daemon.errors)")
    }
}
