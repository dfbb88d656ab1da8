import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A journal's file` {
    private let path: String

    init() throws { path = try TemporaryFolder.make().appending(path: "journal.sqlite").path }

    /// Fills a journal with what has a distribution of its own, and what has none, and closes it.
    private func fill() throws {
        let journal = try Journal(path: path)
        try journal.add(.sample("One.", id: "a", category: "economy"), .sample("Two.", id: "b", embargo: 1000))
        try journal.add(.sample("One, corrected.", id: "a", category: "safety"))
        try journal.add(.sample("", id: "a", isWithdrawal: true))
        try journal.close()
    }

    private func columns() throws -> [String] {
        try DatabaseQueue(path: path).read { try $0.columns(in: "story").map(\.name) }
    }

    private let format6 = [
        "seq", "identity", "identity_rest", "version", "given", "event", "digest", "category", "labels", "received_at",
        "checksum", "record",
    ]

    @Test func `has the twelve columns that tools fill, and a distribution only where there is one`() throws {
        try fill()
        #expect(try columns() == format6)
        let distributed = try DatabaseQueue(path: path).read { db in
            try Int.fetchAll(db, sql: "SELECT seq FROM distribution")
        }
        #expect(distributed == [2, 3, 4])
        #expect(try JournalReader(path: path).verify().sound == 4)
    }

    /// Takes the file back to format 4, which 0.1 wrote.
    private func age() throws {
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    DROP TABLE distribution;
                    DROP TABLE released_position;
                    DROP TABLE page;
                    UPDATE dead_letter SET stage = 'copy-desk';
                    PRAGMA user_version = 4;
                    """)
        }
    }

    @Test func `of format 4 is brought up to date when it is opened, and read before that`() throws {
        let letter = DeadLetter(
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 9), stage: .parser,
            rejection: Rejection(.malformed, "byte 3"), payload: [1], payloadBytes: 1)
        do {
            let old = try Journal(path: path)
            try old.add(.sample("One.", id: "a", category: "economy"), .sample("Two.", id: "b"))
            _ = try old.append([], deadLetters: [letter])
            try old.close()
        }
        let stories = try JournalReader(path: path).stories([1, 2])
        try age()
        let reader = try JournalReader(path: path)
        #expect(try reader.stories([1, 2]) == stories && reader.verify().sound == 2)
        #expect(try reader.held().isEmpty && reader.pages(id: "p").isEmpty && reader.pagesWithLeftovers().isEmpty)
        #expect(try reader.deadLetters().map(\.letter) == [letter])
        let journal = try Journal(path: path)
        #expect(try columns() == format6)
        // One that was open all the time reads on.
        #expect(try reader.stories([1, 2]) == stories && reader.verify().isSound)
        let entry = try journal.add(.sample("One, corrected.", id: "a", category: "safety"))[0].first?.entry
        #expect(entry?.places.map(\.category) == ["safety", "economy"])
        #expect(try journal.deadLetters() == [letter])
    }

    @Test func `of a format that was never released is refused`() throws {
        try fill()
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 3") }
        let error = #expect(throws: JournalError.self) { _ = try Journal(path: path) }
        #expect(error?.description.contains("it has format 3, which no released wiredesk has written") == true)
    }

    @Test func `keeps no distribution of stories that were removed`() throws {
        try fill()
        let journal = try Journal(path: path)
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 1_000_000)) {}
        let left = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM distribution") }
        #expect(left == 0)
    }

    @Test func `whose distributions are damaged keeps the stories that have none`() throws {
        try fill()
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'story_identity')
                    WHERE name = 'distribution';
                    """)
        }
        let rows = try JournalReader(path: path).stretch(from: 1, through: 4, atMost: 9).rows
        #expect(rows.map { if case .story = $0 { true } else { false } } == [true, false, false, false])
        #expect(try JournalRepair(path: path).run(now: Timestamp(milliseconds: 0)).stories == 1)
    }
}
