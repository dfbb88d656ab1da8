import Foundation
import GRDB

// The catalogue, a file beside the journal, version 1. It holds nothing that the journal does not hold, and is made anew
// whenever it is not what it should be.
//
//     catalogue    one row: the stream whose stories it lists, and which: first ≤ seq < next
//     card         one row a version: what lists are filtered by. is_current: no newer version is in it
//     flow         versions that came in, by minute and category
//     words_<n>    FTS5 without content: headline and body of the stories n·65536 ≤ seq < (n+1)·65536, each Han
//                  character a word, so that a phrase of any length is found. Old ones are dropped as a whole

/// Creates and opens the file of a catalogue.
enum CatalogueFile {
    static let version = 1

    /// The stories of one table of words.
    static let shardStories = 65_536

    static func path(besideJournal journal: String) -> String { "\(journal)-catalogue" }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "catalogue"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            // It survives a crash whole, and what a power cut takes off its end is listed again.
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA journal_size_limit = \(16 << 20)")
        }
        return configuration
    }

    /// Opens the catalogue of a journal's stream, for writing. One of another stream or version makes way for a new one.
    static func open(besideJournal journal: String, stream: String, next: Int) throws -> DatabaseQueue {
        let path = path(besideJournal: journal)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if try queue.read({ try isUsable($0, stream: stream, head: next - 1) }) { return queue }
            try queue.close()
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            // Made anew below.
        }
        try remove(path)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { try create($0, stream: stream, next: next) }
        return queue
    }

    private static func isUsable(_ db: Database, stream: String, head: Int) throws -> Bool {
        guard try Int.fetchOne(db, sql: "PRAGMA user_version") == version,
            let row = try Row.fetchOne(db, sql: "SELECT stream, next FROM catalogue")
        else { return false }
        // One that is ahead of its journal lists stories that are lost.
        return row.sound("stream") == stream && row.sound("next", as: Int.self).map { $0 <= head + 1 } == true
    }

    /// Removes the files of a catalogue.
    static func remove(_ path: String) throws {
        for file in [path, "\(path)-wal", "\(path)-shm"] where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.removeItem(atPath: file)
        }
    }

    private static func create(_ db: Database, stream: String, next: Int) throws {
        try db.execute(
            sql: """
                CREATE TABLE catalogue (stream TEXT NOT NULL, first INTEGER NOT NULL, next INTEGER NOT NULL) STRICT;
                CREATE TABLE card (
                    seq INTEGER PRIMARY KEY,
                    identity INTEGER NOT NULL,
                    event TEXT NOT NULL,
                    category TEXT NOT NULL,
                    labels TEXT NOT NULL,
                    intake TEXT NOT NULL,
                    confidence INTEGER NOT NULL,
                    is_current INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX card_identity ON card (identity);
                CREATE INDEX card_category ON card (category, seq) WHERE is_current;
                CREATE TABLE flow (
                    minute INTEGER NOT NULL,
                    category TEXT NOT NULL,
                    count INTEGER NOT NULL,
                    PRIMARY KEY (minute, category)
                ) STRICT, WITHOUT ROWID;
                PRAGMA user_version = \(version);
                """)
        try db.execute(
            sql: "INSERT INTO catalogue (stream, first, next) VALUES (?, ?, ?)", arguments: [stream, next, next])
    }

    /// The numbers of the tables of words, in order.
    static func shards(in db: Database) throws -> [Int] {
        try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'"
        ).compactMap { Int($0.dropFirst("words_".count)) }.sorted()
    }

    static func createShard(_ number: Int, in db: Database) throws {
        try db.execute(
            sql: """
                CREATE VIRTUAL TABLE IF NOT EXISTS words_\(number) USING fts5(
                    headline, body, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')
                """)
    }
}
