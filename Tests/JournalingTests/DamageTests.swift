import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

/// What a disk can do to a journal: it starts or refuses with a clear message, and never serves a bad row.
@Suite struct `A damaged journal` {
    /// A journal of 200 stories and its records, at rest.
    private func journal() throws -> (path: String, records: [[UInt8]]) {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        let journal = try Journal(path: path)
        let text = String(repeating: "义乌市场的客流量继续增长。", count: 40)
        let outcomes = try journal.append(
            (1...200).map { [PendingStory(.sample("\($0) \(text)", category: $0 % 3 == 0 ? "safety" : "economy"))] })
        let letter = DeadLetter(
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 1), stage: .intake,
            rejection: Rejection(.empty, "nothing"), payload: [], payloadBytes: 0)
        _ = try journal.append([], deadLetters: [letter])
        try journal.checkpoint(isIdle: true)
        return (path, outcomes.flatMap { $0 }.compactMap(\.entry?.record))
    }

    /// Reads all there is as a feed does; what is served must be what was stored.
    private func served(_ path: String, _ records: [[UInt8]]) throws -> (sound: Int, damaged: Int) {
        let reader = try JournalReader(path: path)
        var (sound, damaged, next) = (0, 0, 1)
        while next <= records.count {
            let stretch = try reader.stretch(from: next, through: records.count, atMost: 50)
            for row in stretch.rows {
                switch row {
                case .story(let story):
                    #expect(story.record == records[story.seq - 1])
                    sound += 1
                case .damaged: damaged += 1
                }
            }
            next = stretch.next
        }
        return (sound, damaged)
    }

    @Test func `never serves a row with a flipped bit`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededNumbers(seed: seed)
        let (path, records) = try journal()
        let original = try Data(contentsOf: URL(filePath: path))
        var (refused, reported, unharmed) = (0, 0, 0)
        for _ in 1...60 {
            var bytes = original
            let bit = Int.random(in: 0..<bytes.count * 8, using: &random)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            try bytes.write(to: URL(filePath: path))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            do {
                let found = try served(path, records)
                if found.damaged > 0 { reported += 1 } else { unharmed += 1 }
                _ = try Journal(path: path)
            } catch let error as JournalError {
                #expect(error.description.hasPrefix("journal \(path): "), "seed \(seed)")
                refused += 1
            }
        }
        print("bit flips: \(reported) reported, \(refused) refused, \(unharmed) harmless (seed \(seed))")
        #expect(reported > 20, "seed \(seed)")
    }

    @Test func `is refused or served in part when it was cut off`() throws {
        let (path, records) = try journal()
        let original = try Data(contentsOf: URL(filePath: path))
        for length in stride(from: 0, to: original.count, by: 16384 * 3 + 1000) {
            try original.prefix(length).write(to: URL(filePath: path))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            do {
                let journal = try Journal(path: path)
                // An empty file is a new journal; nothing else is taken for one.
                #expect(length == 0 && journal.head == 0, "\(length) of \(original.count) bytes")
            } catch {
                #expect(error.code == .corrupted || error.code == .foreign, "\(error)")
            }
            if length > 16384 * 4 { _ = try? served(path, records) }
        }
    }

    @Test func `is refused when its newest stories are missing, and saved without them by a repair`() throws {
        let (path, records) = try journal()
        let before = try Data(contentsOf: URL(filePath: path))
        do {
            let journal = try Journal(path: path)
            try journal.add(storiesIn: ["economy"])
        }
        // The file as it was before its WAL was written back.
        try before.write(to: URL(filePath: path))
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        let error = #expect(throws: JournalError.self) { try Journal(path: path) }
        #expect(error?.code == .corrupted)
        #expect(
            error?.description.contains("it ends at 200, and has been at 201") == true, "\(String(describing: error))")
        #expect(try JournalRepair(path: path).run(now: Timestamp(milliseconds: 0)).stories == records.count)
        #expect(try Journal(path: path).head == records.count)
    }

    @Test func `is repaired into a sound one under a new stream`() throws {
        let (path, records) = try journal()
        var bytes = try Data(contentsOf: URL(filePath: path))
        // Content in the middle of the file: some rows are lost.
        for offset in stride(from: bytes.count / 2, to: bytes.count / 2 + 40_000, by: 4000) { bytes[offset] ^= 0xFF }
        try bytes.write(to: URL(filePath: path))
        let stream = try JournalReader(path: path).stream()
        let verification = try JournalReader(path: path).verify()
        #expect(!verification.isSound)
        let outcome = try JournalRepair(path: path).run(now: Timestamp(milliseconds: 0))
        #expect(outcome.stories == verification.sound && outcome.lost == records.count - outcome.stories)
        #expect(outcome.lost > 0 && outcome.letters == 1)
        #expect(FileManager.default.fileExists(atPath: outcome.old))
        #expect(try JournalReader(path: path).verify().isSound)
        let journal = try Journal(path: path)
        #expect(journal.stream == outcome.stream && journal.stream != stream)
        #expect(journal.head == outcome.stories && journal.oldest == 1)
        let record = String(decoding: try #require(try journal.record(1)), as: UTF8.self)
        #expect(record.hasPrefix(#"{"seq":1,"stream":"\#(outcome.stream)","schema":"wiredesk.story.v1""#))
        // What was saved is still known as a duplicate.
        let text = String(repeating: "义乌市场的客流量继续增长。", count: 40)
        #expect(try journal.add(.sample("1 \(text)", category: "economy"))[0].compactMap(\.entry).isEmpty)
    }

    @Test func `is looked over when it was not closed in order`() throws {
        let (path, _) = try journal()
        var bytes = try Data(contentsOf: URL(filePath: path))
        // The headers of pages in the middle: rows are out of reach.
        for page in bytes.count / 16384 / 4..<bytes.count / 16384 * 3 / 4 { bytes[page * 16384] = 0xFF }
        try bytes.write(to: URL(filePath: path))
        let error = #expect(throws: JournalError.self) { try Journal(path: path) }
        #expect(error?.code == .corrupted)
        #expect(error?.description.contains("`wiredesk journal repair`") == true, "\(String(describing: error))")
    }
}
