import Foundation
import GRDB
import Glibc
import Hashing
import Stories

// The file, version 5:
//
//     journal      one row: the stream id, when it was created; clean: whether it was closed in order; backup:
//                  whether it is a copy, which must get a stream of its own before it is written to
//     story        seq → record; identity (128 bits of SHA-256 over source and id, in two integers, the first
//                  indexed), version, event and digest of the text, so that repeats and new versions are told apart;
//                  given: the producer's number of the version, 0 where no producer gave one; NULL in rows of formats
//                  before 5, where it was the same or there was none;
//                  labels: every category that followers find it under, each between spaces;
//                  audience: the categories it was published under, likewise, but NULL for a first version;
//                  embargo: milliseconds since 1970 until when outlets may hold it, NULL when there is no embargo;
//                  checksum: the first 8 bytes of a SHA-256 over the row. The record comes last, so that a search
//                  by labels does not read it.
//     position     the newest two seqs of each category: survives the pruning of old stories
//     released_position  the same of stories without an embargo, only of categories where it is something else
//     page         what is left of a message besides its stories, by the page's id and source, with its record; first and
//                  last: the seqs of its first and last story; checksum as for stories. It goes when its last story does
//     dead_letter  what no story could be made of, raw, with the reason and who sent it
//     rejudging    at most one row for all stories and one for those that move: how far the stories have been judged anew, and by which lexicon

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
        let wasClean: Bool
        let progress: Journal.Progress
    }

    /// "WDJ1": tells a journal from other SQLite files.
    static let applicationID = 0x5744_4A31
    static let version = 5

    /// The settings of the writing connection.
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
            // The desk checkpoints when it has nothing else to do; see Journal+Upkeep.swift.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// The settings of a reading connection.
    static var readingConfiguration: Configuration {
        var configuration = Configuration()
        configuration.label = "journal reader"
        configuration.readonly = true
        // A writer that is about to reset the WAL holds readers up for moments only.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// What is said of a file that does not begin as a journal does.
    static let notAJournal =
        "it is not a journal, or its beginning is damaged: put a backup in its place and run `wiredesk journal repair`, or "
        + "move it away"

    /// Says plainly what SQLite would only call "unable to open database file".
    static func checkFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if access(folder.isEmpty ? "/" : folder, W_OK | X_OK) != 0 {
            throw Refusal(code: .unavailable, cause: "folder \(folder): \(String(cString: strerror(errno)))")
        }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 {
            throw Refusal(code: .unavailable, cause: String(cString: strerror(errno)))
        }
        var status = stat()
        // SQLite takes a file that is shorter than its header for an empty one.
        if stat(path, &status) == 0, (1..<100).contains(status.st_size) {
            throw Refusal(code: .foreign, cause: notAJournal)
        }
    }

    /// Creates what a new file lacks, or checks that an old one is a journal that this version can read, and brings
    /// it up to date.
    static func open(_ db: Database) throws -> Opened {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if id == 0, version == 0, tables == 0 {
            try create(db)
        } else {
            try check(id: id, version: version)
            try Migration.run(db, from: version)
        }
        guard let row = try Row.fetchOne(db, sql: "SELECT stream, clean, backup FROM journal") else {
            throw Refusal(code: .corrupted, cause: "it has no stream id")
        }
        guard try row.value("backup") == 0 else {
            throw Refusal(
                code: .backup,
                cause: "it is a backup: `wiredesk journal repair` makes a journal of it, under a stream id of its own")
        }
        // Nothing is written when it says so already: after a kill it is opened on a full disk too.
        try db.execute(sql: "UPDATE journal SET clean = 0 WHERE clean <> 0")
        return Opened(
            stream: try row.value("stream"), wasClean: try row.value("clean"), progress: try progress(db))
    }

    static func check(id: Int, version: Int) throws {
        guard id == applicationID else {
            throw Refusal(code: .foreign, cause: "it is a SQLite file of another program")
        }
        guard version <= Self.version else {
            throw Refusal(
                code: .foreign,
                cause: "it has format \(version), from a newer wiredesk; this one knows formats up to \(Self.version)")
        }
    }

    /// A random stream id.
    static func newStream() -> String {
        SHA256.hexadecimal((0..<8).map { _ in UInt8.random(in: .min ... .max) })
    }

    static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE journal (
                    stream TEXT NOT NULL,
                    created_at TEXT NOT NULL,
                    clean INTEGER NOT NULL,
                    backup INTEGER NOT NULL
                ) STRICT;
                \(storyTable)
                CREATE TABLE position (
                    category TEXT PRIMARY KEY,
                    seq INTEGER NOT NULL,
                    previous INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                \(releasedPositionTable)
                \(pageTable)
                \(deadLetterTable)
                \(rejudgingTable)
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                """)
        try db.execute(
            sql: "INSERT INTO journal (stream, created_at, clean, backup) VALUES (?, datetime('now'), 1, 0)",
            arguments: [newStream()])
    }

    static let storyTable = """
        CREATE TABLE story (
            seq INTEGER PRIMARY KEY,
            identity INTEGER NOT NULL,
            identity_rest INTEGER NOT NULL,
            version INTEGER NOT NULL,
            given INTEGER,
            event TEXT NOT NULL,
            digest BLOB NOT NULL,
            category TEXT NOT NULL,
            labels TEXT NOT NULL,
            audience TEXT,
            embargo INTEGER,
            received_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX story_identity ON story (identity);
        CREATE INDEX story_received_at ON story (received_at);
        \(embargoIndex)
        """

    static let embargoIndex = "CREATE INDEX story_embargo ON story (embargo) WHERE embargo IS NOT NULL;"

    static let releasedPositionTable = """
        CREATE TABLE released_position (
            category TEXT PRIMARY KEY,
            seq INTEGER NOT NULL,
            previous INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    static let pageTable = """
        CREATE TABLE page (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            source TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            leftovers INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX page_id ON page (id);
        CREATE INDEX page_last ON page (last);
        """

    static let deadLetterTable = """
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            received_at INTEGER NOT NULL,
            intake TEXT NOT NULL,
            channel TEXT,
            given_id TEXT,
            sender TEXT,
            stage TEXT NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT NOT NULL,
            payload_bytes INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) STRICT;
        """

    static let rejudgingTable = """
        CREATE TABLE rejudging (
            lexicon TEXT NOT NULL,
            every INTEGER NOT NULL,
            first INTEGER NOT NULL,
            next INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT;
        """

    private static func progress(_ db: Database) throws -> Journal.Progress {
        let positions = try positions(in: "position", db)
        let newest = positions.values.map(\.seq).max() ?? 0
        guard try Int.fetchOne(db, sql: "SELECT max(seq) FROM story") ?? newest == newest else {
            throw Refusal(
                code: .corrupted,
                cause:
                    "its newest story is not the one that its positions name: `wiredesk journal repair` saves what can be "
                    + "read")
        }
        let letters = try Row.fetchOne(
            db,
            sql: "SELECT count(*) AS count, coalesce(sum(length(payload) + ?), 0) AS bytes FROM dead_letter",
            arguments: [LetterFiling.overhead])
        return Journal.Progress(
            next: newest + 1,
            oldest: try Int.fetchOne(db, sql: "SELECT min(seq) FROM story") ?? newest + 1,
            positions: positions, released: try Self.positions(in: "released_position", db), held: try held(db),
            letters: Journal.LetterFile(count: letters?.sound("count") ?? 0, bytes: letters?.sound("bytes") ?? 0))
    }

    private static func positions(in table: String, _ db: Database) throws -> [String: Position] {
        var positions: [String: Position] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT category, seq, previous FROM \(table)") {
            positions[try row.value("category")] = Position(
                seq: try row.value("seq"), previous: try row.value("previous"))
        }
        return positions
    }

    /// What is held: the newest versions of stories, if they have an embargo.
    static func held(_ db: Database) throws -> [Int: Timestamp] {
        // A journal of an older format has no embargoes before the daemon has opened it.
        guard try db.columns(in: "story").contains(where: { $0.name == "embargo" }) else { return [:] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT seq, embargo FROM story WHERE embargo IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM story AS later
                    WHERE later.identity = story.identity AND later.identity_rest = story.identity_rest
                        AND later.seq > story.seq)
                """)
        var held: [Int: Timestamp] = [:]
        for row in rows {
            // A damaged one is not served either.
            guard let seq = row.sound("seq", as: Int.self), let due = row.sound("embargo", as: Int64.self) else {
                continue
            }
            held[seq] = Timestamp(milliseconds: due)
        }
        return held
    }
}
