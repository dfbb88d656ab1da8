import Foundation
import Journaling
import Stories
import Testing
import TestSupport
import Endpoints
import ZeroMQ

/// The library that sets a process's clock, where Debian's package `faketime` puts it.
private let faketime: String? = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
    return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        .first { FileManager.default.fileExists(atPath: $0) }
}()

@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: faketime != nil, "needs the package faketime"))
struct `A clock that jumps` {
    /// The wall clock of a daemon, which can be set while it runs.
    private struct WallClock {
        private let file: URL

        init(in folder: URL) throws {
            file = folder.appending(path: "clock")
            try set("+0")
        }

        /// Sets it, in libfaketime's words, relative to the true time.
        func set(_ offset: String) throws { try "\(offset)\n".write(to: file, atomically: true, encoding: .utf8) }

        var environment: [String: String] {
            [
                "LD_PRELOAD": faketime ?? "", "FAKETIME_TIMESTAMP_FILE": file.path, "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            ]
        }
    }

    /// Waits for so many more heartbeats of a category.
    private func take(heartbeats count: Int, on socket: borrowing Socket) throws {
        var heard = 0
        while heard < count {
            if try socket.frames()[0] == Array("story.unclassified.alive".utf8) { heard += 1 }
        }
    }

    /// When each story came in, in days from the first.
    private func days(_ records: [[UInt8]]) throws -> [Double] {
        struct Times: Decodable { let receivedAt: String }
        let times = try records.map {
            try #require(Timestamp(JSONDecoder().decode(Times.self, from: Data($0)).receivedAt)).milliseconds
        }
        return times.map { Double($0 - (times.first ?? 0)) / 86_400_000 }
    }

    @Test func `changes neither order nor heartbeats nor sessions, removes nothing, and no duplicate is forgotten`()
        throws
    {
        let site = try Site(lexicon: Site.shippedLexicon, keep: "1d")
        defer { site.close() }
        let clock = try WallClock(in: site.folder)
        // Through env: Swift does not find its arguments when the library is loaded before it.
        let daemon = try site.startDaemon(environment: clock.environment, through: URL(filePath: "/usr/bin/env"))
        let submitter = try Submitter(to: site)
        var follower = try Follower(of: site)
        let subscriber = try Socket(.sub, in: site.context)
        try subscriber.set(.subscribe, to: "story.")
        try subscriber.connect(site.pub)
        let first = #"{"id":"first","body":"The council met on Monday."}"#
        #expect(try submitter.ask(first).seq == 1)
        try take(heartbeats: 1, on: subscriber)
        try follower.take(through: 1)
        let peers = try site.status().outlets.flatMap(\.followers).map(\.peer)
        #expect(peers.count == 1)

        var seq = 1
        for jump in ["+2d", "-1h", "-2d", "+0 x600"] {
            try clock.set(jump)
            let start = ContinuousClock.now
            for number in 1...20 {
                seq += 1
                let reply = try submitter.ask("Story \(number) after \(jump).")
                #expect(reply.status == .stored && reply.seq == seq, "\(reply)")
            }
            let again = try submitter.ask(first)
            #expect(again.status == .duplicate && again.seq == 1)
            try follower.take(through: seq)
            try follower.take(heartbeats: 3)
            try take(heartbeats: 3, on: subscriber)
            seq += 1
            #expect(try submitter.ask("The last story after \(jump).").seq == seq)
            print("clock \(jump): 20 stories and 3 heartbeats of each outlet in \(start.duration(to: .now))")
        }
        try follower.take(through: seq)
        let status = try site.status()
        #expect(status.journal.oldest == 1 && status.journal.head == seq)
        #expect(status.outlets.flatMap(\.followers).map(\.peer) == peers)
        #expect(daemon.stop() == 0, "\(daemon.errors)")

        let records = try JournalReader(path: site.journal).wholeRecords()
        #expect(records == follower.records.sorted { $0.key < $1.key }.map(\.value))
        let days = try days(records)
        // The jumps have happened, and in the end the clock ran 600 times as fast.
        #expect(days[21] > 1.9 && days[42] < 0 && days[63] < -1.9 && days[84] - days[64] > 0.01, "\(days)")
    }
}
