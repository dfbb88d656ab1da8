import Foundation
import Glibc
import Journaling
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A journal that the disk has damaged` {
    /// What a daemon wrote before anything was damaged.
    private struct Original {
        let site: Site
        /// The records as they were published, by their sequence numbers.
        let records: [Int: [UInt8]]
        let stream: String
        /// The file of a journal that was closed in order.
        let closed: Data
        /// The files of one whose daemon was killed ten stories later, by suffix.
        let killed: [String: Data]

        static let made = Result { try Original() }

        private init() throws {
            site = try Site(lexicon: Site.shippedLexicon)
            let first = try site.startDaemon()
            let submitter = try Submitter(to: site)
            let text = String(repeating: "义乌市场的客流量继续增长。", count: 40)
            #expect(try submitter.ask("{").status == .rejected)
            for number in 1...stories { try submitter.send(#"{"id":"s\#(number)","body":"\#(number) \#(text)"}"#) }
            for _ in 1...stories { #expect(try submitter.reply().status == .stored) }
            first.stop()
            closed = try #require(FileManager.default.contents(atPath: site.journal))
            let second = try site.startDaemon()
            for number in 1...10 { #expect(try submitter.ask("Late story \(number). \(text)").status == .stored) }
            var follower = try Follower(of: site)
            try follower.take(through: stories + 10)
            second.stop(by: SIGKILL)
            var files: [String: Data] = [:]
            for suffix in suffixes { files[suffix] = FileManager.default.contents(atPath: site.journal + suffix) }
            (killed, records, stream) = (files, follower.records, follower.stream)
            #expect(killed.keys.sorted() == suffixes)
        }
    }

    private static let suffixes = ["", "-lock", "-shm", "-wal"]
    private static let stories = 120

    private let seed = UInt64.random(in: .min ... .max)
    private let original: Original
    private var site: Site { original.site }

    init() throws {
        original = try Original.made.get()
    }

    private func put(_ files: [String: Data]) throws {
        for suffix in Self.suffixes {
            try? FileManager.default.removeItem(atPath: site.journal + suffix)
            try files[suffix]?.write(to: URL(filePath: site.journal + suffix))
        }
    }

    // MARK: - What a daemon makes of it

    private enum Ending {
        /// It runs, serves sound stories, and says which are damaged.
        case served(head: Int, damaged: [Int])
        /// It does not start.
        case refused(String)
    }

    /// Starts a daemon on what lies there, and takes from its feed all there is.
    private func start(_ what: String) throws -> Ending {
        let daemon = try site.launchDaemon()
        guard daemon.isReady else {
            let status = daemon.wait()
            let message = String(daemon.errors.split(separator: "\n").last ?? "")
            #expect(status == 74 && message.hasPrefix("wiredesk: journal \(site.journal): "), "\(what): \(message)")
            #expect(
                message.contains("`wiredesk journal repair`") || message.contains("a backup"), "\(what): \(message)")
            return .refused(message)
        }
        var follower = try Follower(of: site)
        try follower.take()
        try follower.take(through: follower.head)
        for (seq, record) in follower.records where follower.stream == original.stream {
            #expect(record == original.records[seq], "\(what): seq \(seq)")
        }
        #expect(daemon.stop() == 0, "\(what): \(daemon.errors)")
        return .served(head: follower.head, damaged: follower.damaged)
    }

    /// Verifies, repairs, and runs on what came of it.
    private func mend(_ what: String, damaged: [Int]) throws {
        let verify = try site.command("journal", "verify")
        #expect(verify.status == 65, "\(what): \(verify.output)\(verify.errors)")
        for seq in damaged.prefix(20) { #expect(verify.output.contains(" \(seq)"), "\(what): \(verify.output)") }
        let repair = try site.command("journal", "repair")
        try #require(repair.status == 0, "\(what): \(repair.errors)")
        let daemon = try site.startDaemon()
        var follower = try Follower(of: site)
        try follower.take()
        try follower.take(through: follower.head)
        #expect(follower.stream != original.stream && follower.damaged.isEmpty && follower.head > 0, "\(what)")
        let known = Set(original.records.values.map(tail))
        for record in follower.records.values { #expect(known.contains(tail(record)), "\(what)") }
        #expect(daemon.stop() == 0)
        #expect(try site.command("journal", "verify").status == 0, "\(what)")
        print("  \(what): \(damaged.count) damaged, repaired into \(follower.head) stories")
    }

    /// A record without its number and stream.
    private func tail(_ record: [UInt8]) -> String {
        let text = String(decoding: record, as: UTF8.self)
        return text.firstRange(of: #","schema":"#).map { String(text[$0.lowerBound...]) } ?? text
    }

    // MARK: - Damages

    @Test func `by flipped bits is refused with advice, or served without the damaged rows`() throws {
        var random = SeededNumbers(seed: seed)
        var (refused, reported, harmless) = (0, 0, 0)
        for round in 1...8 {
            var bytes = original.closed
            let bit = Int.random(in: 0..<bytes.count * 8, using: &random)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            try put(["": bytes])
            switch try start("bit \(bit), seed \(seed)") {
            case .refused: refused += 1
            case .served(let head, let damaged):
                #expect(head == Self.stories, "bit \(bit), seed \(seed)")
                if damaged.isEmpty { harmless += 1 } else { reported += 1 }
                if !damaged.isEmpty, reported == 1 { try mend("bit \(bit), round \(round)", damaged: damaged) }
            }
        }
        print("bit flips: \(reported) reported, \(refused) refused, \(harmless) harmless (seed \(seed))")
    }

    @Test func `by many errors in its middle is mended, with a stream id of its own`() throws {
        var bytes = original.closed
        for offset in stride(from: bytes.count / 3, to: bytes.count / 3 + 40_000, by: 3000) { bytes[offset] ^= 0xFF }
        try put(["": bytes])
        guard case .served(_, let damaged) = try start("errors") else { return }
        #expect(!damaged.isEmpty)
        try put(["": bytes])
        try mend("errors in the middle", damaged: damaged)
    }

    @Test func `by being cut off is refused, with advice`() throws {
        for length in [
            1, 100, original.closed.count / 2 + 77, original.closed.count - 16384, original.closed.count - 1,
        ] {
            try put(["": original.closed.prefix(length)])
            let ending = try start("\(length) of \(original.closed.count) bytes")
            if case .served(let head, _) = ending {
                #expect(head == Self.stories, "\(length) of \(original.closed.count) bytes")
            }
            print("  cut off at \(length) of \(original.closed.count): \(ending)")
        }
    }

    @Test func `in its header is refused, with advice`() throws {
        var bytes = original.closed
        for offset in 0..<100 { bytes[offset] = 0xAA }
        try put(["": bytes])
        let ending = try start("header")
        print("  garbage header: \(ending)")
        guard case .refused = ending else {
            Issue.record("\(ending)")
            return
        }
        let repair = try site.command("journal", "repair")
        #expect(repair.status == 74 && repair.errors.contains(site.journal), "\(repair.errors)")
        // Nothing was thrown away.
        #expect(FileManager.default.contents(atPath: site.journal) == bytes)
    }

    @Test(arguments: ["-wal", "-shm"]) func `by losing a file beside it`(suffix: String) throws {
        var files = original.killed
        files[suffix] = nil
        try put(files)
        let ending = try start("no \(suffix)")
        print("  without \(suffix): \(ending)")
        switch ending {
        case .served(let head, let damaged):
            #expect(suffix == "-shm" && head == Self.stories + 10 && damaged.isEmpty)
        case .refused(let message):
            // Going on would give the numbers of the lost stories to others.
            #expect(suffix == "-wal" && message.contains("it ends at 120, and has been at 130"), "\(message)")
        }
    }

    @Test func `in its WAL is refused when stories are missing at the end`() throws {
        var random = SeededNumbers(seed: seed)
        let wal = try #require(original.killed["-wal"])
        for _ in 1...3 {
            var bytes = wal
            if Bool.random(using: &random) {
                bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x10
            }
            var files = original.killed
            files["-wal"] = bytes
            files["-shm"] = Data((0..<32768).map { _ in UInt8.random(in: .min ... .max, using: &random) })
            try put(files)
            let ending = try start("WAL, seed \(seed)")
            if case .served(let head, _) = ending { #expect(head == Self.stories + 10) }
            print("  WAL of \(wal.count) bytes, cut to \(bytes.count) or with one byte changed: \(ending)")
        }
    }
}
