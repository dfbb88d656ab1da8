import Foundation
import Journaling
import Testing
import TestSupport
import ZeroMQ

/// `deploy/clients/follower.py` and `submit.py` against the real daemon.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Site.hasPythonZMQ, "the clients need Debian's python3-zmq"))
struct `The recipe for followers` {
    private func story(_ id: String, _ body: String) -> String { #"{"id":"\#(id)","body":"\#(body)"}"# }

    /// Submits lines and expects them to be stored.
    private func store(_ lines: [String], at site: Site) throws {
        let outcome = try site.submit(lines: lines)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.lines.count == lines.count)
        for line in outcome.lines { #expect(line.hasPrefix(#"{"status": "stored""#), "\(line)") }
    }

    /// Hands copy to the pull intake, as fast as it takes it.
    private func push(_ payloads: [String], to site: Site) throws {
        let socket = try Socket(.push, in: Context())
        try socket.set(.linger, to: 30_000)
        try socket.connect(site.pull)
        var poller = Poller()
        _ = poller.watchForRoom(socket)
        for payload in payloads { while try !socket.send([Array(payload.utf8)]) { _ = try poller.wait(for: nil) } }
    }

    /// The records that a journal holds, in order.
    private func records(in site: Site) throws -> [[UInt8]] {
        let reader = try JournalReader(path: site.journal)
        var records: [[UInt8]] = []
        while let record = try reader.record(records.count + 1) { records.append(record) }
        return records
    }

    private func text(_ records: [[UInt8]]) -> String {
        records.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    }

    private func expect(_ follower: RunningProgram, toPrint records: [[UInt8]]) {
        #expect(follower.waitForOutput(lines: records.count, atMost: .seconds(30)), "\(follower.errors)")
        #expect(follower.output == text(records), "\(follower.errors)")
    }

    @Test func `repairs from the feed what pub has dropped`() throws {
        let site = try Site(pubHighWater: 1)
        defer { site.close() }
        _ = try site.startDaemon()
        let follower = try site.startFollower()
        try store([story("first", "The council met on Monday.")], at: site)
        #expect(follower.waitForOutput(lines: 1, atMost: .seconds(30)), "\(follower.errors)")
        // A batch leaves faster than libzmq takes it off a queue of one message: most of it is dropped.
        try push((1...2000).map { story("burst-\($0)", "The bank raised its rates to \($0).") }, to: site)
        #expect(follower.waitForOutput(lines: 2001, atMost: .seconds(60)), "\(follower.errors)")
        #expect(follower.output == text(try records(in: site)))
        #expect(follower.errors.contains("asking the feed"), "nothing was lost")
    }

    @Test func `goes on after a restart of the daemon, and of itself`() throws {
        let site = try Site()
        defer { site.close() }
        var daemon = try site.startDaemon()
        let follower = try site.startFollower()
        for round in 1...3 {
            try store((1...20).map { story("\(round)-\($0)", "Story \($0) of round \(round).") }, at: site)
            #expect(follower.waitForOutput(lines: round * 20, atMost: .seconds(30)), "\(follower.errors)")
            daemon.kill()
            daemon = try site.startDaemon()
        }
        expect(follower, toPrint: try records(in: site))
        follower.kill()
        try store([story("meanwhile", "Nobody follows.")], at: site)
        // Killed before it saved its state, it would print its last stories again.
        let seen = try JSONDecoder().decode(
            State.self, from: Data(contentsOf: site.folder.appending(path: "follower.json"))
        ).seen["*"]
        expect(try site.startFollower(), toPrint: Array(try records(in: site).dropFirst(try #require(seen))))
    }

    private struct State: Decodable { let seen: [String: Int] }

    @Test func `starts over when the daemon has a new journal, and says so`() throws {
        let site = try Site()
        defer { site.close() }
        let first = try site.startDaemon()
        let follower = try site.startFollower()
        try store((1...5).map { story("a\($0)", "Story \($0) of the old journal.") }, at: site)
        #expect(follower.waitForOutput(lines: 5, atMost: .seconds(30)), "\(follower.errors)")
        let old = try records(in: site)
        first.kill()
        for suffix in ["", "-wal", "-shm", "-lock"] {
            try? FileManager.default.removeItem(atPath: site.journal + suffix)
        }
        _ = try site.startDaemon()
        try store((1...7).map { story("b\($0)", "Story \($0) of the new journal.") }, at: site)
        expect(follower, toPrint: old + (try records(in: site)))
        #expect(follower.errors.contains("a new journal, stream"))
    }

    @Test func `follows some categories, and hears what becomes of their stories`() throws {
        let site = try Site()
        defer { site.close() }
        _ = try site.startDaemon()
        try store([story("before", "The bank closed its books.")], at: site)
        let economy = try site.startFollower(state: "economy.json", "--category", "economy")
        let both = try site.startFollower(
            state: "both.json", "--category", "economy", "--category", "politics")
        let everything = try site.startFollower()
        for follower in [economy, everything] {
            #expect(follower.waitForOutput(lines: 1, atMost: .seconds(30)), "\(follower.errors)")
        }
        // A story that changes its category is updated and withdrawn under both.
        try store(
            [
                story("x", "The bank raised its rates."), story("y", "The council met on Monday."),
                story("x", "The council told of rates."), #"{"id":"x","status":"canceled"}"#,
                story("z", "The bank opened again."),
            ], at: site)
        let all = try records(in: site)
        // 1 before, 2 x as economy, 3 y as politics, 4 x as politics, 5 x withdrawn, 6 z.
        #expect(all.count == 6)
        expect(everything, toPrint: all)
        expect(economy, toPrint: [all[0], all[1], all[3], all[4], all[5]])
        #expect(both.waitForOutput(lines: 6, atMost: .seconds(30)), "\(both.errors)")
        let printed = both.output.split(separator: "\n").map(String.init).sorted()
        #expect(printed == text(all).split(separator: "\n").map(String.init).sorted())
    }
}
