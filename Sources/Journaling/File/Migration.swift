import Foundation
import GRDB
import Hashing
import Stories

/// Brings a journal of an older format up to date, in the transaction that opens it.
enum Migration {
    static func run(_ db: Database, from version: Int) throws {
        guard version < Schema.version else { return }
        if version == 1 {
            // It makes the tables as they are now.
            try fromVersion1(db)
        } else {
            if version == 2 { try db.execute(sql: "ALTER TABLE story ADD COLUMN given INTEGER") }
            if version < 4 { try db.execute(sql: "ALTER TABLE dead_letter ADD COLUMN sender TEXT") }
            try db.execute(sql: Schema.distributionTable)
        }
        if version < 3 { try db.execute(sql: Schema.rejudgingTable) }
        if version < 5 { try db.execute(sql: Schema.releasedPositionTable + Schema.pageTable) }
        if version == 5 { try fromVersion5(db) }
        try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
    }

    /// Version 5 had the distribution in the rows of the stories. Taking a column away writes every row again, through the
    /// WAL: each of the two takes about as long as copying the file, and until the checkpoint after it the WAL takes as much
    /// room as the table. Only builds that were never released have written that version.
    private static func fromVersion5(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO distribution (seq, audience, embargo)
                SELECT seq, audience, embargo FROM story WHERE audience IS NOT NULL OR embargo IS NOT NULL;
                DROP INDEX story_embargo;
                ALTER TABLE story DROP COLUMN audience;
                ALTER TABLE story DROP COLUMN embargo;
                """)
    }

    /// Version 1 knew no labels, no event, no stage, and had checksums of the record alone.
    private static func fromVersion1(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE journal ADD COLUMN clean INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE journal ADD COLUMN backup INTEGER NOT NULL DEFAULT 0;
                DROP INDEX story_identity;
                ALTER TABLE story RENAME TO story_1;
                \(Schema.storyTable)
                \(Schema.distributionTable)
                """)
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM story_1 ORDER BY seq")
        while let row = try rows.next() { try story(row).insert(into: db) }
        try db.execute(
            sql: """
                DROP TABLE story_1;
                ALTER TABLE dead_letter RENAME TO dead_letter_1;
                \(Schema.deadLetterTable)
                INSERT INTO dead_letter (id, received_at, intake, channel, stage, reason, detail, payload_bytes, payload)
                SELECT id, received_at, intake, channel,
                    CASE WHEN reason IN ('too-large', 'framing') THEN 'intake' ELSE 'copy-desk' END,
                    reason, detail, payload_bytes, payload
                FROM dead_letter_1 ORDER BY id;
                DROP TABLE dead_letter_1;
                """)
    }

    private static func story(_ row: Row) throws -> StoryRow {
        let seq = try row.value("seq", as: Int.self)
        let record = try row.bytes("record")
        guard let identity = Identity(sound: row),
            Int64(bitPattern: SHA256.word(of: record)) == row.sound("checksum", as: Int64.self)
        else {
            throw Schema.Refusal(code: .corrupted, cause: "record \(seq) does not match its checksum")
        }
        let said = try? JSONDecoder().decode(Said.self, from: Data(record))
        let category = try row.value("category", as: String.self)
        return StoryRow(
            seq: seq, identity: identity, version: try row.value("version"),
            event: said?.event.flatMap(StoryEvent.init(rawValue:)) ?? .new, digest: try row.bytes("digest"),
            category: category,
            labels: [category] + (said?.categories ?? []).map(\.name).filter { $0 != category },
            receivedAt: Timestamp(milliseconds: try row.value("received_at")), record: record)
    }

    /// What a record of version 1 says of what version 2 has columns for.
    private struct Said: Decodable {
        let event: String?
        let categories: [Label]?

        struct Label: Decodable { let name: String }
    }
}
