import Foundation
import GRDB

// The search index, a file beside the journal, version 2. It holds nothing that the journal does not hold, and is made anew
// whenever it is not what it should be.
//
//     catalogue    one row: the stream whose stories it lists
//     span         which of them: first ≤ seq < next, apart from each other
//     card         one row a version: what lists are filtered by. is_current: no newer version is in it
//     flow         versions that came in, by minute and category
//     words_<n>    FTS5 without content: headline and body of the stories n·65536 ≤ seq < (n+1)·65536, each Han
//                  character a word, so that a phrase of any length is found. Old ones are dropped as a whole

/// Creates and opens the file of a search index.
enum SearchIndexFile {
    static let version = 2

    /// The stories of one table of words.
    static let shardStories = 65_536

    static func path(besideJournal journal: String) -> String { "\(journal)-catalogue" }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "search index"
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            // It survives a crash whole, and what a power cut takes off its end is listed again.
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            try db.execute(sql: "PRAGMA journal_size_limit = \(16 << 20)")
        }
        return configuration
    }

    /// Opens the search index of a journal's stream, for writing. One of another stream or version makes way for a new one, and
    /// so does one that is damaged.
    static func open(besideJournal journal: String, stream: String, next: Int) throws -> DatabaseQueue {
        let path = path(besideJournal: journal)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if try queue.write({ try isUsable($0, stream: stream, head: next - 1) }) { return queue }
            try queue.close()
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            guard try isDamaged(path) else { throw error }
        }
        try remove(path)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { try create($0, stream: stream, next: next) }
        return queue
    }

    private static func isUsable(_ db: Database, stream: String, head: Int) throws -> Bool {
        let found = try Schema.version(of: db)
        if found == 1 { try fromVersion1(db) }
        guard (1...version).contains(found),
            try String.fetchOne(db, sql: "SELECT stream FROM catalogue") == stream
        else { return false }
        // One that is ahead of its journal lists stories that are lost.
        return try Int.fetchOne(db, sql: "SELECT max(next) FROM span") ?? 0 <= head + 1
    }

    /// Version 1 had one range.
    private static func fromVersion1(_ db: Database) throws {
        try db.execute(
            sql: """
                \(spanTable)
                INSERT INTO span (first, next) SELECT first, next FROM catalogue;
                ALTER TABLE catalogue DROP COLUMN first;
                ALTER TABLE catalogue DROP COLUMN next;
                PRAGMA user_version = \(version);
                """)
    }

    /// Whether SQLite's own checks find the file damaged: of its structure, and of the tables of words, which that does not
    /// look into.
    static func isDamaged(_ path: String) throws -> Bool {
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.writeWithoutTransaction { db in
                guard try String.fetchAll(db, sql: "PRAGMA quick_check(1)") == ["ok"] else { return true }
                for shard in try shards(in: db) {
                    try db.execute(sql: "INSERT INTO words_\(shard) (words_\(shard)) VALUES ('integrity-check')")
                }
                return false
            }
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            return true
        }
    }

    /// Which stories are listed.
    static func listed(in db: Database) throws -> ListedRanges {
        var listed = ListedRanges()
        for row in try Row.fetchAll(db, sql: "SELECT first, next FROM span") {
            let (first, next) = (try row.value("first", as: Int.self), try row.value("next", as: Int.self))
            guard first <= next else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
            listed.add(first..<next)
        }
        return listed
    }

    /// Notes which stories are listed.
    static func save(_ listed: ListedRanges, in db: Database) throws {
        try db.execute(sql: "DELETE FROM span")
        let insert = try db.cachedStatement(sql: "INSERT INTO span (first, next) VALUES (?, ?)")
        for range in listed.ranges { try insert.execute(arguments: [range.lowerBound, range.upperBound]) }
    }

    /// Removes the files of a search index.
    static func remove(_ path: String) throws {
        for file in [path, "\(path)-wal", "\(path)-shm"] where FileManager.default.fileExists(atPath: file) {
            try FileManager.default.removeItem(atPath: file)
        }
    }

    private static func create(_ db: Database, stream: String, next: Int) throws {
        try db.execute(
            sql: """
                CREATE TABLE catalogue (stream TEXT NOT NULL) STRICT;
                \(spanTable)
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
        try db.execute(sql: "INSERT INTO catalogue (stream) VALUES (?)", arguments: [stream])
        try db.execute(sql: "INSERT INTO span (first, next) VALUES (?, ?)", arguments: [next, next])
    }

    private static let spanTable = "CREATE TABLE span (first INTEGER PRIMARY KEY, next INTEGER NOT NULL) STRICT;"

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
