import Classification
import Foundation
import Journaling
import Logging
import Pipeline
import Stories
import Testing
import Threads
import TestSupport
import Endpoints
import ZeroMQ

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A submit intake with a pipeline behind it.
private struct Newsroom {
    let context: Context
    let journal: Journal
    let intake: SubmitIntake
    private let pipeline: StoryPipeline
    private let running: OwnedThread

    init(_ change: (inout SocketIntakeConfiguration) -> Void = { _ in }) throws {
        context = try Context()
        journal = try Journal.temporary()
        intake = try .test(in: context, change)
        let pipeline = StoryPipeline(
            intakes: [intake], lexicon: ActiveLexicon(Classifier(try .fixture())), journal: journal, outlets: [],
            logger: quiet)
        self.pipeline = pipeline
        running = try OwnedThread.start("pipeline") { ready in try pipeline.run(ready: ready) }
    }

    func client(_ kind: Socket.SocketType = .dealer) throws -> Socket {
        try intake.client(kind, in: context)
    }

    /// Stops the pipeline and returns when it has ended.
    func close() {
        pipeline.requestStop()
        running.join()
    }
}

extension SubmitIntake {
    fileprivate static func test(
        in context: Context, _ change: (inout SocketIntakeConfiguration) -> Void = { _ in }
    ) throws -> SubmitIntake {
        var configuration = SocketIntakeConfiguration(name: "desk", pattern: .submit)
        configuration.bind = ["tcp://127.0.0.1:*"]
        change(&configuration)
        return try SubmitIntake(configuration, in: context, logger: quiet)
    }

    fileprivate func client(_ kind: Socket.SocketType, in context: Context) throws -> Socket {
        let socket = try Socket(kind, in: context)
        for endpoint in endpoints { try socket.connect(endpoint) }
        return socket
    }
}

extension Socket {
    fileprivate func ask(_ frames: String...) throws {
        var poller = Poller()
        _ = poller.watchForRoom(self)
        while try !send(frames.map { Array($0.utf8) }) { _ = try poller.wait(for: nil) }
    }

    /// The next reply, which must be all of its message.
    fileprivate func reply() throws -> SubmitReply {
        let frames = try nextMessage()
        #expect(frames.count == 1, "\(frames)")
        return try SubmitReply(json: frames.last ?? "")
    }
}

extension SubmitReply {
    fileprivate init(json: String) throws {
        self = try JSONDecoder().decode(SubmitReply.self, from: Data(json.utf8))
    }
}

// MARK: - With a pipeline

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A submit intake` {
    @Test func `serves a REQ client`() throws {
        let room = try Newsroom()
        let client = try room.client(.req)
        try client.ask(#"{"id":"a","body":"The council met."}"#)
        #expect(try client.nextMessage() == [#"{"status":"stored","id":"a","seq":1}"#])
        try client.ask(#"{"id":"a","body":"The council met."}"#)
        #expect(try client.nextMessage() == [#"{"status":"duplicate","id":"a","seq":1}"#])
        try client.ask(#"{"id":"a","body":"The council met again."}"#)
        #expect(try client.nextMessage() == [#"{"status":"stored","id":"a","seq":2}"#])
        let record = try #require(try room.journal.record(2))
        #expect(String(decoding: record, as: UTF8.self).contains(#""version":2"#))
        try client.ask("b", "The bank.")
        #expect(try client.nextMessage() == [#"{"status":"stored","id":"b","seq":3}"#])
        room.close()
    }

    @Test func `replies to a pipelining DEALER in the order of its requests`() throws {
        let room = try Newsroom()
        let client = try room.client()
        let ids = (1...1000).map { "story-\($0)" }
        for id in ids { try client.ask(id, "The body of \(id).") }
        for (index, id) in ids.enumerated() {
            #expect(try client.nextMessage() == [#"{"status":"stored","id":"\#(id)","seq":\#(index + 1)}"#])
        }
        room.close()
        #expect(room.journal.head == 1000)
    }

    @Test func `echoes the envelope of a request`() throws {
        let room = try Newsroom()
        let client = try room.client()
        try client.ask("17", "", "The council met.")
        try client.ask("", "id", "The bank.")
        try client.ask("x", "y", "z", "", "w", "The bank raised its rates.")
        let replies = try (1...3).map { _ in try client.nextMessage() }
        #expect(replies.map { $0.dropLast() } == [["17", ""], [""], ["x", "y", "z", ""]])
        #expect(try replies.map { try SubmitReply(json: $0.last ?? "").seq } == [1, 2, 3])
        #expect(try replies.dropFirst().map { try SubmitReply(json: $0.last ?? "").id } == ["id", "w"])
        room.close()
    }

    @Test func `replies to a page once, with all its stories`() throws {
        let room = try Newsroom()
        let client = try room.client(.req)
        let page = try String(contentsOf: Program.packageFolder.appending(path: "Samples/page.txt"), encoding: .utf8)
        for status in [SubmitReply.Status.stored, .duplicate] {
            try client.ask("page-1", page)
            let reply = try client.reply()
            #expect(reply.status == status && reply.id == "page-1" && reply.seq == 1)
            #expect(reply.stories?.map(\.seq) == Array(1...6))
            #expect(reply.stories?.map(\.id) == (1...6).map { "page-1#\($0)" })
            #expect(reply.stories?.allSatisfy { $0.status == status } == true)
        }
        try client.ask(page)
        #expect(try client.reply().id?.hasPrefix("sha256:") == true)
        room.close()
    }

    @Test func `says why it rejects, and keeps what it rejects`() throws {
        let room = try Newsroom { $0.payloadBytesMax = 1000 }
        let client = try room.client()
        let long = String(repeating: "x", count: 2000)
        let cases: [(frames: [String], reply: [String])] = [
            (["", ""], ["", #"{"status":"rejected","reason":"empty: no text is left after cleaning"}"#]),
            (["a", " "], [#"{"status":"rejected","id":"a","reason":"empty: no text is left after cleaning"}"#]),
            (
                ["b", #"{"body":5}"#],
                [#"{"status":"rejected","id":"b","reason":"malformed: body: expected a string, got a number"}"#]
            ),
            (
                [long], [#"{"status":"rejected","reason":"too-large: 2000 bytes; this intake takes at most 1000"}"#]
            ),
            (
                ["1", "", "a", "b", "c"],
                [
                    "1", "",
                    #"{"status":"rejected","reason":"framing: 3 frames; a request is a payload, or an id and a payload"}"#,
                ]
            ),
            (
                [String](repeating: "f", count: 20),
                [
                    #"{"status":"rejected","reason":"framing: 20 frames; a request is a payload, or an id and a payload"}"#
                ]
            ),
            (
                [long, "", "c"],
                [#"{"status":"rejected","reason":"framing: an envelope has at most 4 frames of at most 64 bytes"}"#]
            ),
            (
                ["1", "2", "3", "4", "", "c"],
                [#"{"status":"rejected","reason":"framing: an envelope has at most 4 frames of at most 64 bytes"}"#]
            ),
            (
                ["7", "", long, "c"],
                [
                    "7", "",
                    #"{"status":"rejected","reason":"framing: the id frame: expected UTF-8 of at most 512 bytes"}"#,
                ]
            ),
        ]
        for example in cases { _ = try client.send(example.frames.map { Array($0.utf8) }) }
        for example in cases { #expect(try client.nextMessage() == example.reply) }
        try client.ask("The council met.")
        #expect(try client.reply().status == .stored)
        room.close()
        #expect(try room.journal.deadLetters().count == cases.count)
    }

    @Test func `replies to everything that had arrived when it is stopped`() throws {
        let room = try Newsroom()
        let client = try room.client()
        for number in 1...900 { try client.ask("\(number)", "", "Story number \(number) of the day.") }
        #expect(try client.nextMessage()[0] == "1")
        room.close()
        for number in 2...900 { #expect(try client.nextMessage()[0] == "\(number)") }
        #expect(room.journal.head == 900)
    }

    @Test func `is not held up by a client that does not read its replies`() throws {
        // Without a kernel between the two, only ZeroMQ's queues hold replies.
        let room = try Newsroom { $0.bind = ["inproc://submit"] }
        let mute = try Socket(.dealer, in: room.context)
        try mute.set(.receiveHighWater, to: 1)
        try mute.connect("inproc://submit")
        for _ in 1...12_000 { try mute.ask("a", "The council met.") }
        let other = try Socket(.req, in: room.context)
        try other.connect("inproc://submit")
        try other.ask("b", "The bank.")
        #expect(try other.reply().seq == 2)
        room.close()
        #expect(room.intake.repliesLost > 1000 && room.intake.repliesLost <= 2000, "\(room.intake.repliesLost)")
    }

    @Test func `does not miss a client that has left`() throws {
        let room = try Newsroom()
        do {
            let gone = try room.client()
            try gone.set(.linger, to: 1000)
            try gone.ask("a", "The council met.")
        }
        let client = try room.client(.req)
        try client.ask("b", "The bank.")
        #expect(try client.reply().status == .stored)
        room.close()
        #expect(room.journal.head == 2)
        #expect(room.intake.repliesLost == 0)
    }
}

// MARK: - With an inbox only

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A submit intake before an inbox` {
    private let context: Context
    private let inbox = Inbox()
    private let intake: SubmitIntake

    init() throws {
        context = try Context()
        intake = try .test(in: context)
        inbox.join()
        try intake.start(into: inbox)
    }

    private func deliveries(_ count: Int) -> [Delivery] {
        var taken: [Delivery] = []
        while taken.count < count, let batch = inbox.messages(atMost: count - taken.count) { taken += batch }
        return taken
    }

    private func answer(_ delivery: Delivery, _ seq: Int) {
        delivery.answered?(.settled([.duplicate(id: "x", of: seq)], page: nil))
    }

    @Test func `turns clients away while the pipeline is held up, and takes them afterwards`() throws {
        let client = try intake.client(.req, in: context)
        inbox.setDiskFull(true)
        try client.ask("a", "The council met.")
        #expect(try client.nextMessage() == [#"{"status":"busy","id":"a","reason":"the disk is full"}"#])
        inbox.setDiskFull(false)
        try client.ask("a", "The council met.")
        for delivery in deliveries(1) { answer(delivery, 4) }
        #expect(try client.nextMessage() == [#"{"status":"duplicate","id":"a","seq":4}"#])
        intake.requestStop()
        intake.finish()
    }

    @Test func `replies in order, in whatever order the answers come`() throws {
        let client = try intake.client(.dealer, in: context)
        for number in 1...3 { try client.ask("\(number)", "", "Story \(number).") }
        for (index, delivery) in deliveries(3).enumerated().reversed() { answer(delivery, index + 1) }
        for number in 1...3 {
            #expect(
                try client.nextMessage() == ["\(number)", "", #"{"status":"duplicate","id":"x","seq":\#(number)}"#])
        }
        intake.requestStop()
        intake.finish()
    }

    @Test func `leaves the inbox before it waits for answers, and sends them when they come`() throws {
        let client = try intake.client(.dealer, in: context)
        for number in 1...5 { try client.ask("\(number)", "", "Story \(number).") }
        let first = deliveries(1)
        inbox.leave()
        intake.requestStop()
        var all = first
        // Ends when the intake has left.
        while let batch = inbox.messages(atMost: 10) { all += batch }
        #expect(all.count == 5)
        for (index, delivery) in all.enumerated() { answer(delivery, index) }
        for number in 1...5 { #expect(try client.nextMessage()[0] == "\(number)") }
        intake.finish()
    }

    @Test func `does not wait for answers of a pipeline that has given up`() throws {
        let client = try intake.client(.dealer, in: context)
        try client.ask("The council met.")
        #expect(deliveries(1).count == 1)
        _ = inbox.abandon()
        intake.requestStop()
        intake.finish()
    }

    @Test func `keeps what is too much in its socket until there are answers`() throws {
        let roomy = Inbox(messagesMax: 5000)
        roomy.join()
        let intake = try SubmitIntake.test(in: context)
        try intake.start(into: roomy)
        let client = try intake.client(.dealer, in: context)
        for number in 1...2000 { try client.ask("\(number)", "", "Story \(number).") }
        var taken: [Delivery] = []
        while taken.count < 1024, let batch = roomy.messages(atMost: 1024) { taken += batch }
        #expect(taken.count == 1024)
        guard case .nothing = roomy.next(atMost: 1, within: .milliseconds(50)) else {
            Issue.record("more requests than may be open")
            return
        }
        for delivery in taken { answer(delivery, 1) }
        while taken.count < 2000, let batch = roomy.messages(atMost: 1024) {
            for delivery in batch { answer(delivery, 1) }
            taken += batch
        }
        for number in 1...2000 { #expect(try client.nextMessage()[0] == "\(number)") }
        intake.requestStop()
        intake.finish()
    }
}
