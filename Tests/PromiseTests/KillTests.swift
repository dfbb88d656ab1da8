import Foundation
import Glibc
import Journaling
import Testing
import TestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A kill -9 of the daemon` {
    private static let rounds = 30

    /// A story as the journal has it.
    private struct Journaled: Decodable {
        let seq: Int
        let id: String
        let intake: String
    }

    @Test(.enabled(if: Site.hasPythonZMQ, "follower.py needs Debian's python3-zmq"))
    func `loses nothing that was acknowledged, and followers see each story once, in order`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var dice = Dice(seed: seed)
        print("kill -9: seed \(seed)")
        let site = try Site()
        defer { site.close() }
        let agency = try KillAgency(at: site)
        defer { agency.stop() }
        var daemon = try site.startDaemon()
        let recipe = try site.startFollower()
        let tail = try site.startTail()
        for round in 1...Self.rounds {
            try load(agency, round.isMultiple(of: 10) ? tail : recipe, &dice, "round \(round), seed \(seed)")
            daemon.kill()
            daemon = try site.startDaemon()
            agency.reconnect()
        }
        #expect(agency.finish(), "seed \(seed): \(agency.account.open.count) requests without a reply")
        // What `pull` and `sub` still have is journaled by an orderly end.
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
        _ = try site.startDaemon()
        let records = try records(in: site)
        let books = agency.account
        let lost = try compare(books, with: records, "seed \(seed)")
        for (name, follower) in [("follower.py", recipe), ("tail", tail)] {
            #expect(follower.waitForOutput(lines: records.count, atMost: .seconds(30)), "\(name): \(follower.errors)")
            #expect(
                follower.outputBytes == Array(records.map { $0 + [UInt8(ascii: "\n")] }.joined()),
                "seed \(seed): \(name) saw other stories than the journal has: \(follower.errors)")
        }
        print(
            summary(books, records),
            "lost \(lost); seen by follower.py \(recipe.outputLineCount), by tail \(tail.outputLineCount), of \(records.count)"
        )
    }

    /// Waits for a random number of further replies, or of stories that a follower sees. `tail` takes 3.5 s to find that
    /// the daemon was away, so it is waited for now and then only.
    private func load(
        _ agency: KillAgency, _ follower: RunningProgram, _ dice: inout Dice, _ place: String
    ) throws {
        let more = Int.random(in: 0...120, using: &dice)
        if Bool.random(using: &dice) {
            let due = agency.account.replies + more
            try #require(agency.wait { $0.replies >= due || !$0.broken.isEmpty }, "\(place): no replies")
        } else {
            let due = follower.outputLineCount + more
            try #require(follower.waitForOutput(lines: due, atMost: .seconds(30)), "\(place): \(follower.errors)")
        }
        #expect(agency.account.broken == [], "\(place)")
    }

    private func records(in site: Site) throws -> [[UInt8]] {
        let reader = try JournalReader(path: site.journal)
        var records: [[UInt8]] = []
        while let record = try reader.record(records.count + 1) { records.append(record) }
        return records
    }

    private func compare(_ books: KillAgency.Books, with records: [[UInt8]], _ place: String) throws -> Int {
        #expect(books.broken == [], "\(place)")
        let stories = try records.map { try JSONDecoder().decode(Journaled.self, from: Data($0)) }
        #expect(stories.map(\.seq) == Array(1...records.count), "\(place): the seqs are not dense")
        #expect(Set(stories.map(\.id)).count == stories.count, "\(place): a story is stored twice")
        #expect(books.seqs.count == books.sent["submit"], "\(place): a story was never answered")
        let lost = books.seqs.filter { id, seq in !stories.indices.contains(seq - 1) || stories[seq - 1].id != id }
        #expect(lost == [:], "\(place): not under the seq of their reply")
        return lost.count
    }

    private func summary(_ books: KillAgency.Books, _ records: [[UInt8]]) -> String {
        let stored = ["submit", "pull", "sub"].map { intake in
            let count = records.count { String(decoding: $0, as: UTF8.self).contains(#""intake":"\#(intake)""#) }
            return "\(intake) \(count) of \(books.sent[intake, default: 0])"
        }
        return """
            kill -9: \(Self.rounds) rounds; stored \(stored.joined(separator: ", ")); replies \(books.storedReplies) \
            stored, \(books.duplicateReplies) duplicate;
            """
    }
}

/// Random numbers that a seed brings back.
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The splitmix64 step.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
