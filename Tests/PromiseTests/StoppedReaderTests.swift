import Foundation
import Glibc
import Journaling
import Testing
import WireTestSupport
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

    /// A reader as a process of its own.
    private struct Reader {
        let program: RunningProgram
        let file: String

        init(_ kind: String, _ name: String, of site: TestSite) throws {
            file = site.folder.appending(path: name).path
            program = try RunningProgram(
                URL(filePath: "/usr/bin/python3"),
                [
                    Program.packageFolder.appending(path: "Tests/PromiseTests/Scripts/reader.py").path, kind,
                    site.feed, "\(stories)", file,
                ] + (kind == "pub" ? [site.pub] : []), environment: [:])
            program.waitForOutput(lines: 1)
            try #require(program.output == "ready\n", "\(program.errors)")
        }

        /// Waits until it has everything.
        ///
        /// - Returns: How many records the feed gave it.
        func finish() throws -> Int {
            #expect(program.wait() == 0, "\(program.errors)")
            return try #require(program.output.split(separator: " ").last.flatMap { Int($0.dropLast()) })
        }

        /// Whether it has every record, byte for byte.
        func hasAll(of records: [[UInt8]]) throws -> Bool {
            try Data(contentsOf: URL(filePath: file)) == Data(records.flatMap { $0 + [0x0A] })
        }
    }

    private func push(_ numbers: ClosedRange<Int>, on socket: borrowing Socket, _ site: TestSite) throws -> Duration {
        let start = ContinuousClock.now
        let text = String(repeating: "义乌市场的客流量继续增长。", count: Self.bytes / 39)
        for number in numbers {
            try #require(try socket.send([Array(#"{"body":"\#(number)：\#(text)"}"#.utf8)], within: .seconds(60)))
        }
        _ = try site.status { $0.total.stored == numbers.upperBound }
        return start.duration(to: .now)
    }

    @Test func `holds up nobody, costs a bounded piece of memory, and catches up when it goes on`() throws {
        let site = try TestSite(pubHighWater: 1000)
        let daemon = try site.start()
        let good = [try Reader("pub", "good-pub", of: site), try Reader("feed", "good-feed", of: site)]
        let stopped = [try Reader("pub", "stopped-pub", of: site), try Reader("feed", "stopped-feed", of: site)]
        defer { for reader in good + stopped { reader.program.signal(SIGKILL) } }
        let socket = try Socket(.push, in: site.context)
        try socket.connect(site.pull)

        let before = try push(1...Self.head, on: socket, site)
        var memory = [try daemon.memory()]
        for reader in stopped { reader.program.signal(SIGSTOP) }
        let half = Self.head + (Self.stories - Self.head) / 2
        let first = try push(Self.head + 1...half, on: socket, site)
        memory.append(try daemon.memory())
        let second = try push(half + 1...Self.stories, on: socket, site)
        memory.append(try daemon.memory())
        let repaired = try good.map { try $0.finish() }
        #expect(repaired[0] == 0)

        let start = ContinuousClock.now
        for reader in stopped { reader.program.signal(SIGCONT) }
        let caughtUp = try stopped.map { try $0.finish() }
        let pause = start.duration(to: .now)
        #expect(caughtUp[0] > 0)
        let rates = [(Self.head, before), (half - Self.head, first), (Self.stories - half, second)]
            .map { Int(Double($0) / ($1 / .seconds(1))) }
        print(
            "stopped readers: \(rates[0]) stories/s before, \(rates[1]) and \(rates[2]) while they stood still; resident "
                + "MB \(memory.map { $0 >> 20 }); the stopped subscriber lost \(caughtUp[0]), all equal after \(pause)")
        // Queues: 1,000 stories for a subscriber, 256 for a follower, less than 5 MB in all.
        #expect(memory[1] - memory[0] < 48 << 20)
        #expect(memory[2] - memory[1] < 16 << 20)

        #expect(daemon.stop() == 0, "\(daemon.program.errors)")
        let records = try JournalReader(path: site.journal).wholeRecords()
        #expect(records.count == Self.stories)
        for reader in good + stopped { #expect(try reader.hasAll(of: records), "\(reader.file)") }
    }
}
