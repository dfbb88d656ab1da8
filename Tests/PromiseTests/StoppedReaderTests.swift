import Foundation
import Glibc
import Journaling
import Testing
import TestSupport
import ZeroMQ

/// Whether the system's Python can speak ZeroMQ.
private let hasPython =
    (try? Program.run(URL(filePath: "/usr/bin/python3"), ["-c", "import zmq"]).status) == 0

@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: hasPython, "needs python3-zmq"))
struct `A reader that has stopped reading` {
    private static let stories = 20_000
    /// Stories before readers are stopped.
    private static let head = 4_000
    private static let bytes = 2_000

    /// One of the clients that are shipped, as a process of its own.
    private struct Reader {
        let program: RunningProgram

        /// Subscribes, and asks the feed for what it misses.
        init(subscribing name: String, to site: Site) throws {
            program = try RunningProgram(
                URL(filePath: "/usr/bin/python3"),
                [
                    Program.packageFolder.appending(path: "deploy/clients/follower.py").path, "--pub", site.pub,
                    "--feed", site.feed, "--state", site.folder.appending(path: name).path,
                ], environment: [:])
        }

        /// Follows the feed.
        init(following site: Site) throws {
            program = try RunningProgram("tail", "--json", "--from", "earliest", "--to", site.feed)
        }

        /// Waits until it has printed so many stories.
        func wait(for count: Int) throws {
            try #require(
                program.waitForOutput(lines: count, atMost: .seconds(120)),
                "\(program.outputLineCount) of \(count): \(program.errors.suffix(500))")
        }

        /// How often it has found that it lost something.
        var gaps: Int { program.errors.split(separator: "\n").count { $0.contains("gap") } }
    }

    private func push(_ numbers: ClosedRange<Int>, on socket: borrowing Socket, _ site: Site) throws -> Duration {
        let start = ContinuousClock.now
        let text = String(repeating: "义乌市场的客流量继续增长。", count: Self.bytes / 39)
        for number in numbers {
            try #require(try socket.send([Array(#"{"body":"\#(number)：\#(text)"}"#.utf8)], within: .seconds(60)))
        }
        _ = try site.status { $0.total.stored == numbers.upperBound }
        return start.duration(to: .now)
    }

    @Test func `holds up nobody, costs a bounded piece of memory, and catches up when it goes on`() throws {
        let site = try Site(lexicon: Site.shippedLexicon, pubHighWater: 1000)
        defer { site.close() }
        let daemon = try site.startDaemon()
        let good = [try Reader(subscribing: "good", to: site), try Reader(following: site)]
        let stopped = [try Reader(subscribing: "stopped", to: site), try Reader(following: site)]
        defer { for reader in good + stopped { reader.program.kill() } }
        let socket = try Socket(.push, in: site.context)
        try socket.connect(site.pull)

        let before = try push(1...Self.head, on: socket, site)
        for reader in good + stopped { try reader.wait(for: Self.head) }
        var memory = [try #require(try daemon.memory())]
        for reader in stopped { reader.program.signal(SIGSTOP) }
        let half = Self.head + (Self.stories - Self.head) / 2
        let first = try push(Self.head + 1...half, on: socket, site)
        memory.append(try #require(try daemon.memory()))
        let second = try push(half + 1...Self.stories, on: socket, site)
        memory.append(try #require(try daemon.memory()))
        for reader in good { try reader.wait(for: Self.stories) }
        #expect(good[0].gaps == 0, "\(good[0].program.errors)")
        let behind = stopped.map { Self.stories - $0.program.outputLineCount }

        let start = ContinuousClock.now
        for reader in stopped { reader.program.signal(SIGCONT) }
        for reader in stopped { try reader.wait(for: Self.stories) }
        let pause = start.duration(to: .now)
        #expect(behind.allSatisfy { $0 > 0 })
        let rates = [(Self.head, before), (half - Self.head, first), (Self.stories - half, second)]
            .map { Int(Double($0) / ($1 / .seconds(1))) }
        print(
            "stopped readers: \(rates[0]) stories/s before, \(rates[1]) and \(rates[2]) while they stood still; resident "
                + "MB \(memory.map { $0 >> 20 }); the stopped ones were \(behind) behind, all equal after \(pause)")
        // Queues: 1,000 stories for a subscriber, 256 for a follower, less than 5 MB in all.
        #expect(memory[1] - memory[0] < 48 << 20)
        #expect(memory[2] - memory[1] < 16 << 20)

        #expect(daemon.stop() == 0, "\(daemon.errors)")
        let records = try JournalReader(path: site.journal).wholeRecords()
        #expect(records.count == Self.stories)
        var lines: [UInt8] = []
        for record in records { lines += record + [0x0A] }
        for reader in good + stopped { #expect(reader.program.outputBytes == lines) }
    }
}
