import GRDB
import Glibc
import Hashing

// The file, version 1:
//
//     journal      one row: the stream id, when it was created
//     story        seq → record; identity (128 bits of SHA-256 over source and id, in two integers, the first
//                  indexed), version and digest of the text, so that repeats and new versions are told apart;
//                  checksum: the first 8 bytes of the record's SHA-256
//     position     the newest two seqs of each category: survives the pruning of old stories
//     dead_letter  what no story could be made of, raw, with the reason

/// Creates the tables of a new journal and checks those of an old one.
enum Schema {
    /// Why a file is not opened.
    struct Refusal: Error {
        let code: JournalError.Code
        let cause: String
    }

    /// What an opened file says of itself.
    struct Opened {
        let stream: String
        let progress: Journal.Progress
    }

    /// "WDJ1": tells a journal from other SQLite files.
    static let applicationID = 0x5744_4A31
    static let version = 1

    /// The settings of the connection.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.prepareDatabase { db in
            // Only before the first page is written: 16 KB holds several records a page and commits nearly twice
            // as many rows a second as 4 KB.
            try db.execute(sql: "PRAGMA page_size = 16384")
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            // NORMAL loses the last commits in a power cut, and would give their numbers to other stories.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// Says plainly what SQLite would only call "unable to open database file".
    static func checkFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if access(folder.isEmpty ? "/" : folder, W_OK | X_OK) != 0 {
            throw Refusal(code: .unavailable, cause: "folder \(folder): \(String(cString: strerror(errno)))")
        }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 {
            throw Refusal(code: .unavailable, cause: String(cString: strerror(errno)))
        }
    }

    /// Creates what a new file lacks, or checks that an old one is a journal that this version can read.
    static func open(_ db: Database) throws -> Opened {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if id == 0, version == 0, tables == 0 { try create(db) } else { try check(id: id, version: version) }
        guard let stream = try String.fetchOne(db, sql: "SELECT stream FROM journal") else {
            throw Refusal(code: .corrupted, cause: "it has no stream id")
        }
        return Opened(stream: stream, progress: try progress(db))
    }

    private static func check(id: Int, version: Int) throws {
        guard id == applicationID else {
            throw Refusal(code: .foreign, cause: "it is a SQLite file of another program")
        }
        guard version <= Self.version else {
            throw Refusal(
                code: .foreign,
                cause: "it has format \(version), from a newer wiredesk; this one knows formats up to \(Self.version)")
        }
    }

    private static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE journal (stream TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
                CREATE TABLE story (
                    seq INTEGER PRIMARY KEY,
                    identity INTEGER NOT NULL,
                    identity_rest INTEGER NOT NULL,
                    version INTEGER NOT NULL,
                    digest BLOB NOT NULL,
                    category TEXT NOT NULL,
                    received_at INTEGER NOT NULL,
                    checksum INTEGER NOT NULL,
                    record BLOB NOT NULL
                ) STRICT;
                CREATE INDEX story_identity ON story (identity);
                CREATE TABLE position (
                    category TEXT PRIMARY KEY,
                    seq INTEGER NOT NULL,
                    previous INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE dead_letter (
                    id INTEGER PRIMARY KEY,
                    received_at INTEGER NOT NULL,
                    intake TEXT NOT NULL,
                    channel TEXT,
                    reason TEXT NOT NULL,
                    detail TEXT NOT NULL,
                    payload_bytes INTEGER NOT NULL,
                    payload BLOB NOT NULL
                ) STRICT;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
        let stream = SHA256.hexadecimal((0..<8).map { _ in UInt8.random(in: .min ... .max) })
        try db.execute(
            sql: "INSERT INTO journal (stream, created_at) VALUES (?, datetime('now'))", arguments: [stream])
    }

    private static func progress(_ db: Database) throws -> Journal.Progress {
        var positions: [String: Position] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT category, seq, previous FROM position") {
            positions[row["category"]] = Position(seq: row["seq"], previous: row["previous"])
        }
        let newest = positions.values.map(\.seq).max() ?? 0
        guard try Int.fetchOne(db, sql: "SELECT max(seq) FROM story") ?? newest == newest else {
            throw Refusal(code: .corrupted, cause: "the newest story is not the one that its positions name")
        }
        return Journal.Progress(next: newest + 1, positions: positions)
    }
}
