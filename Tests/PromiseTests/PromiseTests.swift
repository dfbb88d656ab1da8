import Foundation
import Journaling
import Testing
import TestSupport
import Endpoints
import ZeroMQ

/// What the README promises for each edge, in its plainest form, on a running daemon. The other suites of this folder
/// hold the same promises under kills, full disks, damage, stopped readers, malformed input and wrong clocks.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `The promise of` {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `submit: stored means on the disk under its number, and a retry is answered duplicate with it`() throws {
        let site = try Site(lexicon: Site.shippedLexicon)
        var daemon = try site.startDaemon()
        let story = #"{"id":"a","body":"The council met on Monday."}"#
        let first = try Submitter(to: site).ask(story)
        #expect(first.status == .stored && first.id == "a" && first.seq == 1)
        daemon.stop(by: SIGKILL)
        #expect(try JournalReader(path: site.journal).record(1).map(text)?.contains(#""id":"a""#) == true)

        daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        let retry = try submitter.ask(story)
        #expect(retry.status == .duplicate && retry.seq == 1)
        let change = try submitter.ask(#"{"id":"a","body":"The council met on Tuesday."}"#)
        #expect(change.status == .stored && change.seq == 2)
        #expect(try submitter.ask(#"{"id":"a","body":5}"#).status == .rejected)
        #expect(try submitter.ask(story).seq == 1, "a late retry does not undo the correction")
        #expect(daemon.stop() == 0)
    }

    @Test func `pull: pushes back and drops nothing by itself`() throws {
        let site = try Site(lexicon: Site.shippedLexicon)
        let daemon = try site.startDaemon()
        let push = try Socket(.push, in: site.context)
        try push.set(.sendHighWater, to: 10)
        try push.set(.linger, to: 60_000)
        try push.connect(site.pull)
        for number in 1...4000 {
            try #require(try push.send([Array("Story number \(number).".utf8)], within: .seconds(60)))
        }
        _ = try site.status { $0.intake("pull")?.stored == 4000 }
        #expect(daemon.stop() == 0)
    }

    @Test func `sub: what arrived is counted and journaled`() throws {
        let context = try Context()
        let publisher = try Socket(.xpub, in: context)
        let site = try Site(lexicon: Site.shippedLexicon, publisher: publisher.boundSomewhere(), context: context)
        let daemon = try site.startDaemon()
        #expect(try publisher.frames() == [[1]], "the daemon subscribes to everything")
        for number in 1...400 { _ = try publisher.send([Array("wire".utf8), Array("Story number \(number).".utf8)]) }
        let status = try site.status { $0.intake("sub")?.stored == 400 }
        #expect(status.intake("sub")?.received == 400)
        #expect(daemon.stop() == 0)
    }

    @Test func `journal: dense numbers under one stream, and one story for each source, id and version`() throws {
        let site = try Site(lexicon: Site.shippedLexicon)
        var streams: Set<String> = []
        for round in 1...3 {
            let daemon = try site.startDaemon()
            let submitter = try Submitter(to: site)
            for id in 1...20 {
                for body in ["first", "of round \(round)", "first"] {
                    _ = try submitter.ask(#"{"id":"\#(id)","body":"The text is \#(body)."}"#)
                }
            }
            streams.insert(try site.status().journal.stream)
            daemon.stop(by: round == 2 ? SIGKILL : SIGTERM)
        }
        #expect(streams.count == 1)
        let reader = try JournalReader(path: site.journal)
        #expect(try reader.extent() == (1, 80), "twenty stories with four versions each")
        var versions: Set<String> = []
        for row in try reader.stretch(from: 1, through: 80, atMost: 100).rows {
            guard case .story(let stored) = row else {
                Issue.record("\(row)")
                continue
            }
            let story = try JSONDecoder().decode(Version.self, from: Data(stored.record))
            #expect(story.seq == stored.seq)
            versions.insert("\(story.id) \(story.version)")
        }
        #expect(versions.count == 80)
        #expect(try reader.verify().isSound)
    }

    private struct Version: Decodable {
        let seq, version: Int
        let id: String
    }

    @Test func `pub: every message says what came before it, and a heartbeat says where its category stands`() throws {
        let site = try Site(lexicon: Site.shippedLexicon)
        let daemon = try site.startDaemon()
        let subscriber = try Socket(.sub, in: site.context)
        try subscriber.set(.subscribe, to: "story.")
        try subscriber.connect(site.pub)
        while !text(try subscriber.frames()[0]).hasSuffix(".alive") {}
        let submitter = try Submitter(to: site)
        for number in 1...40 {
            let subject = ["The council voted", "股市今天上涨，央行公布利率", "Nothing"][number % 3]
            _ = try submitter.ask(#"{"body":"\#(subject) \#(number)."}"#)
        }
        var newest: [String: Int] = [:]
        var (stories, quietHeartbeats) = (0, Set<String>())
        while stories < 40 || quietHeartbeats.count < newest.count {
            let frames = try subscriber.frames().map(text)
            let topic = frames[0].split(separator: ".").map(String.init)
            let position = frames[1].split(separator: " ").compactMap { Int($0) }.suffix(2)
            let (seq, previous) = (try #require(position.first), try #require(position.last))
            if topic[2] == "alive" {
                #expect(seq == newest[topic[1], default: 0])
                #expect(frames[2] == #"{"oldest":1}"#)
                if stories == 40, seq > 0 { quietHeartbeats.insert(topic[1]) }
            } else {
                #expect(previous == newest[topic[1], default: 0] && seq > previous)
                #expect(frames[2].contains(#""category":"\#(topic[1])""#))
                newest[topic[1]] = seq
                stories += 1
            }
        }
        #expect(daemon.stop() == 0)
    }

    @Test func `feed: every matching story in order, byte for byte as journaled and published, from where one asks`()
        throws
    {
        let site = try Site(lexicon: Site.shippedLexicon)
        let daemon = try site.startDaemon()
        let subscriber = try Socket(.sub, in: site.context)
        try subscriber.set(.subscribe, to: "story.")
        try subscriber.connect(site.pub)
        while !text(try subscriber.frames()[0]).hasSuffix(".alive") {}
        let submitter = try Submitter(to: site)
        for number in 1...60 { _ = try submitter.ask(#"{"body":"The council voted on article \#(number)."}"#) }
        var follower = try Follower(of: site)
        try follower.take(through: 60)
        var published = 0
        while published < 60 {
            let frames = try subscriber.frames()
            guard !text(frames[0]).hasSuffix(".alive") else { continue }
            let seq = try #require(text(frames[1]).split(separator: " ").dropFirst().first.flatMap { Int($0) })
            #expect(follower.records[seq] == frames[2])
            published += 1
        }
        let reader = try JournalReader(path: site.journal)
        for (seq, record) in follower.records { #expect(try reader.record(seq) == record) }

        let dealer = try Socket(.dealer, in: site.context)
        try dealer.connect(site.feed)
        _ = try dealer.send([Array(#"{"follow":{"from":58,"credit":2}}"#.utf8)])
        #expect(try text(dealer.frames()[1]).hasPrefix(#"{"alive":{"stream":"\#(follower.stream)""#))
        #expect(try [58, 59].map { _ in try text(dealer.frames()[0]) } == ["58", "59"])
        // Without credit it is only told that the daemon is alive.
        #expect(try text(dealer.frames()[1]).hasPrefix(#"{"alive":"#))
        _ = try dealer.send([Array(#"{"credit":1}"#.utf8)])
        var next = try dealer.frames()
        while text(next[1]).hasPrefix(#"{"alive":"#) { next = try dealer.frames() }
        #expect(text(next[0]) == "60")
        #expect(daemon.stop() == 0)
    }

    @Test func `feed: pruned history is answered with the oldest number there is`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, keep: "1s")
        let daemon = try site.startDaemon()
        let submitter = try Submitter(to: site)
        for number in 1...20 { _ = try submitter.ask(#"{"body":"The council voted on article \#(number)."}"#) }
        let status = try site.status { status in
            // The pipeline looks for old stories between batches and when it is idle.
            _ = try? submitter.ask("Something else happened at \(UUID()).")
            return status.journal.oldest > 20
        }
        let dealer = try Socket(.dealer, in: site.context)
        try dealer.connect(site.feed)
        _ = try dealer.send([Array(#"{"follow":{"from":1}}"#.utf8)])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(try dealer.frames()[0]))
        #expect(answer.gone.oldest >= status.journal.oldest && answer.gone.stream == status.journal.stream)
        #expect(daemon.stop() == 0)
    }

    private struct Answer: Decodable {
        let gone: Gone

        struct Gone: Decodable {
            let oldest: Int
            let stream: String
        }
    }

    @Test func `balance: received = stored + duplicates + dead letters + waiting, at every moment`() throws {
        let site = try Site(lexicon: Site.shippedLexicon)
        let daemon = try site.startDaemon()
        let push = try Socket(.push, in: site.context)
        try push.set(.linger, to: 60_000)
        try push.connect(site.pull)
        let page = try [UInt8](Data(contentsOf: Program.packageFolder.appending(path: "Samples/page.txt")))
        for number in 1...1500 {
            let payload = number % 100 == 0 ? [0xFF] : Array("Story number \(number % 700).".utf8)
            try #require(try push.send([number == 750 ? page : payload], within: .seconds(60)))
            // Every look at the status checks the balance of each account.
            if number.isMultiple(of: 300) { _ = try site.status() }
        }
        let total = try site.status { $0.total.waiting == 0 && $0.total.dead == 15 }.total
        #expect(total.received == 1505, "a page of six stories, and 1,499 messages")
        #expect(daemon.stop() == 0)
    }

    @Test(.disabled("this version has no jetstream"))
    func `jetstream: each record is published until it is acknowledged`() {}
}
