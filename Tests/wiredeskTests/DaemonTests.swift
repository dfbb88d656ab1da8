import Foundation
import Journaling
import Stories
import Testing
import TestSupport
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The daemon` {
    let context: Context

    init() throws { context = try Context() }

    func site(journal: String? = nil, intakes: String = "", settings: String = "") throws -> Site {
        try Site(
            lexicon: Site.shippedLexicon, journal: journal, intakes: intakes, settings: settings, context: context)
    }

    /// A subscriber that is already heard by the outlet.
    private func subscriber(to site: Site, topic: String = "story.") throws -> Socket {
        let socket = try Socket(.sub, in: context)
        try socket.set(.subscribe, to: topic)
        try socket.set(.receiveHighWater, to: 100_000)
        try socket.connect(site.pub)
        while try !socket.nextMessage()[0].hasSuffix(".alive") {}
        return socket
    }

    /// The next messages that are no heartbeats.
    private func stories(_ count: Int, from socket: borrowing Socket) throws -> [[String]] {
        var stories: [[String]] = []
        while stories.count < count {
            let frames = try socket.nextMessage()
            if !frames[0].hasSuffix(".alive") { stories.append(frames) }
        }
        return stories
    }

    private func send(_ messages: [[[UInt8]]], to endpoint: String) throws {
        let push = try Socket(.push, in: context)
        try push.set(.linger, to: 30_000)
        try push.connect(endpoint)
        var poller = Poller()
        _ = poller.watchForRoom(push)
        for message in messages {
            while try !push.send(message) { _ = try poller.wait(for: nil) }
        }
    }

    @Test func `takes a page in by ZeroMQ, journals its stories and publishes them`() throws {
        let site = try site()
        let daemon = try site.startDaemon()
        let socket = try subscriber(to: site)
        let page = try [UInt8](Data(contentsOf: Program.packageFolder.appending(path: "Samples/page.txt")))
        try send([[Array("city".utf8), page]], to: site.pull)
        let published = try stories(6, from: socket)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")

        let journal = try Journal(path: site.journal)
        #expect(journal.head == 6)
        var newest: [String: Int] = [:]
        for (index, frames) in published.enumerated() {
            let record = try #require(try journal.record(index + 1))
            #expect(frames[2] == String(decoding: record, as: UTF8.self))
            let category = frames[0].split(separator: ".")[1]
            #expect(frames[1] == "\(journal.stream) \(index + 1) \(newest[String(category), default: 0])")
            newest[String(category)] = index + 1
            #expect(frames[2].contains(#""channel":"city","page":{"id":"sha256:"#))
        }
    }

    @Test func `makes dead letters of bad input and goes on with the next story`() throws {
        let site = try site()
        let daemon = try site.startDaemon()
        let socket = try subscriber(to: site)
        let deep = String(repeating: #"{"body":"#, count: 10_000) + "1" + String(repeating: "}", count: 10_000)
        let bad: [(payload: [UInt8], reason: Rejection.RejectionReason)] = [
            ([], .empty),
            (Array(" \n\t　\n".utf8), .empty),
            ([0, 0, 0], .empty),
            ([0xE4, 0xB9, 0x89, 0xFF, 0xFE], .undecodable),
            // 义乌 in GB18030.
            ([0xD2, 0xE5, 0xCE, 0xDA], .undecodable),
            (Array(#"{"body":5}"#.utf8), .malformed),
            (Array(#"{"headline":["a"],"body":"b"}"#.utf8), .malformed),
            (Array(#"{"body":"b""#.utf8), .malformed),
            (Array(#"{"id":"x"}"#.utf8), .empty),
            (Array(deep.utf8), .malformed),
            ([UInt8](repeating: 0x5B, count: 10_000) + [UInt8](repeating: 0x5D, count: 10_000), .malformed),
            (Array(#"[{"body":"An array of stories is no message."}]"#.utf8), .malformed),
            ([UInt8](repeating: 0x61, count: 50_000_000), .tooLarge),
        ]
        try send(bad.map { [$0.payload] } + [[Array("The council met on Monday.".utf8)]], to: site.pull)
        #expect(try stories(1, from: socket)[0][2].contains("The council met on Monday."))
        daemon.signal(SIGINT)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
        let letters = try Journal(path: site.journal).deadLetters()
        #expect(letters.map(\.rejection.reason) == bad.map(\.reason), "\(letters.map(\.rejection.description))")
        #expect(letters.last?.payloadBytes == 50_000_000)
        #expect(letters.last?.payload.count == 2 << 20)
    }

    @Test func `loses nothing that had arrived when it is told to stop`() throws {
        let site = try site()
        let daemon = try site.startDaemon()
        let socket = try subscriber(to: site)
        try send((1...3000).map { [Array("Story number \($0) of the day.".utf8)] }, to: site.pull)
        _ = try stories(1, from: socket)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
        #expect(try stories(2999, from: socket).last?[1].contains(" 3000 ") == true)
        let head = try Journal(path: site.journal).head
        #expect(head == 3000, "\(head) \(daemon.errors)")
    }

    @Test func `goes on in the same journal after a restart, and knows what it has`() throws {
        let site = try site()
        let copy = [[Array(#"{"id":"a","body":"The council met on Monday."}"#.utf8)]]
        for round in 1...2 {
            let daemon = try site.startDaemon()
            let socket = try subscriber(to: site)
            try send(copy + [[Array("Story of round \(round).".utf8)]], to: site.pull)
            _ = try stories(round == 1 ? 2 : 1, from: socket)
            daemon.signal(SIGTERM)
            #expect(daemon.wait() == 0, "\(daemon.errors)")
        }
        #expect(try Journal(path: site.journal).head == 3)
    }

    @Test func `subscribes to a publisher, by its topics, in GB18030`() throws {
        let publisher = try Socket(.xpub, in: context)
        try publisher.bind("tcp://127.0.0.1:*")
        let site = try site(
            intakes: """
                  - name: old-wire
                    kind: sub
                    connect: ["\(publisher.lastEndpoint())"]
                    topics: ["yiwu."]
                    encoding: gb18030
                """)
        let daemon = try site.startDaemon()
        let socket = try subscriber(to: site)
        var poller = Poller()
        poller.watch(publisher)
        var message = Message()
        while try !publisher.receive(into: &message) { _ = try poller.wait(for: nil) }
        #expect(message.bytes() == [1] + Array("yiwu.".utf8))
        let copy = try [UInt8](Data(contentsOf: Program.packageFolder.appending(path: "Samples/copy-gb18030.txt")))
        _ = try publisher.send([Array("yiwu.1".utf8), copy])
        let record = try stories(1, from: socket)[0][2]
        #expect(record.contains(#""intake":"old-wire","channel":"yiwu.1","language":"zh""#))
        #expect(record.contains("顾𬭎"))
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test func `feeds tail with every story, across its own restart`() throws {
        let site = try site()
        let first = try site.startDaemon()
        let socket = try subscriber(to: site)
        try send((1...300).map { [Array("Story number \($0) of the day.".utf8)] }, to: site.pull)
        _ = try stories(300, from: socket)
        let tail = try RunningProgram(
            "tail", "--config", site.configuration, "--json", "--from", "earliest", "--count", "301")
        tail.waitForOutput(lines: 300)
        first.signal(SIGTERM)
        #expect(first.wait() == 0, "\(first.errors)")
        let second = try site.startDaemon()
        try send([[Array("A story of the next day.".utf8)]], to: site.pull)
        #expect(tail.wait() == 0, "\(tail.errors)")
        second.signal(SIGTERM)
        #expect(second.wait() == 0, "\(second.errors)")
        let journal = try Journal(path: site.journal)
        let records = try (1...301).map { try String(decoding: #require(try journal.record($0)), as: UTF8.self) }
        #expect(tail.output.split(separator: "\n").map(String.init) == records)
        #expect(tail.errors.contains("following \(site.feed), stream \(journal.stream), after 0"), "\(tail.errors)")
    }

    @Test func `shows stories on tail's terminal, their new versions and withdrawals, until Ctrl-C`() throws {
        let site = try site()
        let daemon = try site.startDaemon()
        let tail = try RunningProgram("tail", "--to", site.feed)
        tail.waitForErrors(containing: "following")
        let copy = [
            #"{"id":"a","headline":"Council meets","body":"The council met on Monday."}"#,
            #"{"id":"a","headline":"Council met","body":"The council met on Tuesday."}"#,
            #"{"id":"a","status":"canceled","pubstatus":"canceled","body":"The council met on Tuesday."}"#,
        ]
        try send(copy.map { [Array($0.utf8)] }, to: site.pull)
        tail.waitForOutput(lines: 3)
        tail.signal(SIGINT)
        #expect(tail.wait() == 0, "\(tail.errors)")
        let lines = tail.output.split(separator: "\n")
        #expect(lines.count == 3, "\(tail.output)")
        #expect(lines.first?.contains("Council meets") == true, "\(tail.output)")
        #expect(lines.dropFirst().first?.contains("↻") == true, "\(tail.output)")
        #expect(lines.last?.contains("✕") == true && lines.last?.contains(" a") == true, "\(tail.output)")
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test(arguments: [
        (["--from", "yesterday"], Int32(64), "--from"), (["--count", "0"], 64, "--count takes a positive number"),
        (["--category", "a b"], 64, "--category takes the name of a category"),
        (["--to", "nowhere"], 64, "zmq_connect nowhere: Invalid argument"),
        (["--config", "/nonexistent.yaml"], 78, "cannot be read"),
    ])
    func `has a tail that says what it cannot do`(arguments: [String], status: Int32, expected: String) throws {
        let outcome = try Program.run(["tail"] + arguments)
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(expected), "\(outcome.errors)")
    }

    // MARK: - What keeps it from starting

    @Test func `names a port that is in use`() throws {
        let taken = try Socket(.pull, in: context)
        try taken.bind("tcp://127.0.0.1:*")
        let endpoint = try taken.lastEndpoint()
        let site = try site()
        let outcome = try Program.run(
            "run", "--config", site.configuration, environment: ["WIREDESK_INTAKES_PULL_BIND": endpoint])
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("wiredesk: bind \(endpoint): Address already in use"), "\(outcome.errors)")
    }

    @Test func `names a journal it cannot write to`() throws {
        let site = try site(journal: "/nonexistent/folder/journal.sqlite")
        let outcome = try Program.run("run", "--config", site.configuration)
        #expect(outcome.status == 74)
        #expect(
            outcome.errors.contains("opening failed: folder /nonexistent/folder: No such file or directory"),
            "\(outcome.errors)")
    }

    @Test func `names a typo in the configuration, and every other error in it too`() throws {
        let site = try site(settings: "jurnal: {}")
        let outcome = try Program.run(
            "run", "--config", site.configuration, environment: ["WIREDESK_JOURNAL_KEEP": "long"])
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains(#"wiredesk.yaml:11:1: unknown key "jurnal"; did you mean "journal"?"#))
        #expect(
            outcome.errors.contains(#"environment WIREDESK_JOURNAL_KEEP: journal.keep: expected a time such as 30d"#),
            "\(outcome.errors)")
    }

    @Test func `does not start without a configuration`() throws {
        let outcome = try Program.run("run", "--config", "/nonexistent.yaml")
        #expect(outcome.status == 78)
        #expect(outcome.errors == "wiredesk: /nonexistent.yaml: cannot be read: No such file or directory\n")
    }
}
