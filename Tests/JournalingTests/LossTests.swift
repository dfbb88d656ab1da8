import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

/// A journal that was taken away is missed.
@Suite struct `A journal that is gone` {
    private let path: String

    init() throws {
        path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        let journal = try Journal(path: path)
        try journal.add(storiesIn: ["economy", "safety"])
        try journal.close()
    }

    private func refusal() -> JournalError? { #expect(throws: JournalError.self) { try Journal(path: path) } }

    @Test(arguments: ["gone", "empty", "without anything but its first page"])
    func `is refused, and begun anew when its lock is gone too`(loss: String) throws {
        for suffix in ["-wal", "-shm", ""] { try? FileManager.default.removeItem(atPath: path + suffix) }
        switch loss {
        case "gone": break
        case "empty": try Data().write(to: URL(filePath: path))
        default:
            try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        }
        let error = refusal()
        #expect(error?.code == .corrupted)
        #expect(error?.cause.contains("has been at 2") == true && error?.cause.contains("\(path)-lock") == true)
        #expect(FileManager.default.fileExists(atPath: path) == (loss != "gone"), "nothing is made in its place")
        #expect(refusal()?.code == .corrupted, "as often as it is tried")
        try FileManager.default.removeItem(atPath: path + "-lock")
        #expect(try Journal(path: path).head == 0)
    }

    @Test func `that has never held a story is none`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        try Journal(path: path).close()
        for suffix in ["-wal", "-shm", ""] { try? FileManager.default.removeItem(atPath: path + suffix) }
        #expect(try Journal(path: path).head == 0)
    }
}

@Suite struct `A repair` {
    private let path: String

    init() throws { path = try TemporaryFolder.make().appending(path: "journal.sqlite").path }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: URL(filePath: path).deletingLastPathComponent().path)
            .sorted()
    }

    private func repair() throws -> JournalRepair.RepairResult {
        try JournalRepair(path: path).run(now: Timestamp(milliseconds: 0))
    }

    @Test func `saves what only the WAL holds, and keeps that with the old journal`() throws {
        let journal = try Journal.temporary()
        try journal.add(storiesIn: ["economy", "safety"])
        // As a kill leaves it.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: journal.path + suffix, toPath: path + suffix)
        }
        let outcome = try repair()
        #expect(outcome.stories == 2)
        #expect(try files() == ["journal.sqlite", "journal.sqlite-lock", URL(filePath: outcome.old).lastPathComponent])
        #expect(try JournalReader(path: outcome.old).verify().sound == 2)
        #expect(try JournalReader(path: path).verify().sound == 2)
    }

    @Test func `can follow another one in the same second`() throws {
        try Journal(path: path).add(storiesIn: ["economy"])
        let names = try [repair().old, repair().old, repair().old].map { String($0.dropFirst(path.count)) }
        #expect(names == [".before-19700101000000", ".before-19700101000000-2", ".before-19700101000000-3"])
        #expect(try Journal(path: path).head == 1)
    }

    @Test(arguments: [true, false])
    func `that was killed leaves nothing behind after the next one, or the next start`(repairs: Bool) throws {
        try Journal(path: path).add(storiesIn: ["economy"])
        // Between the two changes of names.
        try FileManager.default.linkItem(atPath: path, toPath: path + ".before-20260101000000")
        try Data("half".utf8).write(to: URL(filePath: path + ".repaired"))
        try Data("half".utf8).write(to: URL(filePath: path + ".repaired-wal"))
        // The result of an earlier one stays.
        try FileManager.default.copyItem(atPath: path, toPath: path + ".before-20250101000000")
        if repairs { #expect(try repair().stories == 1) } else { #expect(try Journal(path: path).head == 1) }
        #expect(try !files().contains("journal.sqlite.before-20260101000000"))
        #expect(try files().contains("journal.sqlite.before-20250101000000"))
        #expect(try files().contains("journal.sqlite.repaired") == !repairs)
    }

    @Test func `is refused while somebody reads what the WAL holds`() throws {
        let journal = try Journal.temporary()
        try journal.add(storiesIn: ["economy"])
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: journal.path + suffix, toPath: path + suffix)
        }
        let error = try DatabaseQueue(path: path).read { db in
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM story")
            return #expect(throws: JournalError.self) { try repair() }
        }
        #expect(error?.code == .unavailable && error?.cause.contains("another program") == true)
        #expect(try repair().stories == 1)
    }

    @Test func `keeps the WAL of a file that is too short to take it`() throws {
        let journal = try Journal.temporary()
        let body = String(repeating: "no ", count: 3000)
        _ = try journal.append((0..<300).map { [PendingStory(.sample("\($0) \(body)"))] })
        try journal.checkpoint(isIdle: true)
        try journal.add(.sample("The newest."))
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: journal.path + suffix, toPath: path + suffix)
        }
        try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 32 * 16_384)
        let outcome = try repair()
        #expect(outcome.stories > 0 && outcome.lost > 0 && outcome.stories + outcome.lost == 301)
        #expect(try JournalReader(path: path).verify().sound == outcome.stories)
        #expect(try files().contains(URL(filePath: outcome.old + "-wal").lastPathComponent))
    }
}
