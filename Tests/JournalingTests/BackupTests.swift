import Foundation
import GRDB
import Hashing
import Journaling
import Stories
import Testing
import EndpointTestSupport

@Suite struct `A backup` {
    @Test func `is taken while the journal is written, and becomes a journal of its own by a repair`() throws {
        let folder = try TemporaryFolder.make()
        let journal = try Journal(path: folder.appending(path: "journal.sqlite").path)
        try journal.add(storiesIn: ["economy", "safety"])
        let backup = folder.appending(path: "backup.sqlite").path
        try journal.reader().backUp(to: backup)
        try journal.add(storiesIn: ["culture"])
        let refusal = #expect(throws: JournalError.self) { try Journal(path: backup) }
        #expect(refusal?.code == .backup)
        #expect(throws: JournalError.self) { try journal.reader().backUp(to: backup) }
        let outcome = try JournalRepair(path: backup).run(now: Timestamp(milliseconds: 0))
        #expect(outcome.stories == 2 && outcome.lost == 0)
        let restored = try Journal(path: backup)
        #expect(restored.head == 2 && restored.stream != journal.stream)
        #expect(restored.positions["safety"] == Position(seq: 2, previous: 0))
    }
}

@Suite struct `A journal of format 1` {
    /// The file as version 0.1.0 of wiredesk made it.
    private func file(_ records: [(category: String, event: String, record: String)]) throws -> String {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA page_size = 16384;
                    PRAGMA journal_mode = WAL;
                    CREATE TABLE journal (stream TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
                    CREATE TABLE story (seq INTEGER PRIMARY KEY, identity INTEGER NOT NULL,
                        identity_rest INTEGER NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL,
                        category TEXT NOT NULL, received_at INTEGER NOT NULL, checksum INTEGER NOT NULL,
                        record BLOB NOT NULL) STRICT;
                    CREATE INDEX story_identity ON story (identity);
                    CREATE TABLE position (category TEXT PRIMARY KEY, seq INTEGER NOT NULL, previous INTEGER NOT NULL)
                        STRICT, WITHOUT ROWID;
                    CREATE TABLE dead_letter (id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL,
                        intake TEXT NOT NULL, channel TEXT, reason TEXT NOT NULL, detail TEXT NOT NULL,
                        payload_bytes INTEGER NOT NULL, payload BLOB NOT NULL) STRICT;
                    INSERT INTO journal VALUES ('5f3a', 'then');
                    INSERT INTO position VALUES ('economy', \(records.count), \(records.count - 1));
                    INSERT INTO dead_letter VALUES (7, 1, 'wire', NULL, 'too-large', 'very', 1, x'00');
                    PRAGMA application_id = \(0x5744_4A31);
                    PRAGMA user_version = 1;
                    """)
            for (index, row) in records.enumerated() {
                try db.execute(
                    sql: "INSERT INTO story VALUES (?, 1, ?, 1, x'00', ?, 3, ?, ?)",
                    arguments: [
                        index + 1, index, row.category,
                        Int64(bitPattern: SHA256.word(of: Array(row.record.utf8))), Data(row.record.utf8),
                    ])
            }
        }
        return path
    }

    @Test func `is brought up to date when it is opened`() throws {
        let path = try file([
            (
                "economy", "new",
                #"{"seq":1,"stream":"5f3a","event":"new","categories":[{"name":"economy"},{"name":"culture"}]}"#
            ),
            ("economy", "update", #"{"seq":2,"stream":"5f3a","event":"update","categories":[]}"#),
        ])
        let journal = try Journal(path: path)
        #expect(journal.head == 2 && journal.stream == "5f3a")
        let reader = try journal.reader()
        #expect(try reader.stretch(from: 1, through: 2, labelled: ["culture"], atMost: 9).rows.map(\.seq) == [1])
        #expect(try reader.verify().sound == 2)
        #expect(try reader.deadLetters().map(\.number) == [7])
        #expect(try reader.deadLetters()[0].letter.stage == .intake)
        try journal.add(storiesIn: ["economy"])
        #expect(journal.head == 3)
    }
}
