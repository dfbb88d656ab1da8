import Foundation
import GRDB
import Glibc
import Hashing

/// Creates the tables of a new journal and checks those of an old one.
enum Schema {
    /// What an opened file says of itself.
    struct Opened {
        let stream: String
        let wasClean: Bool
        let progress: JournalProgress
    }

    /// "WDJ1": tells a journal from other SQLite files.
    static let applicationID = 0x5744_4A31
    static let version = 6

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
            // The pipeline checkpoints when it has nothing else to do; see Journal+Upkeep.swift.
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
            throw JournalFault(code: .unavailable, cause: "folder \(folder): \(String(cString: strerror(errno)))")
        }
        if access(path, F_OK) == 0, access(path, R_OK | W_OK) != 0 {
            throw JournalFault(code: .unavailable, cause: String(cString: strerror(errno)))
        }
        var status = stat()
        // SQLite takes a file that is shorter than its header for an empty one.
        if stat(path, &status) == 0, (1..<100).contains(status.st_size) {
            throw JournalFault(code: .foreign, cause: notAJournal)
        }
    }

    /// Creates what a new file lacks, or checks that an old one is a journal that this version can read, and brings
    /// it up to date.
    ///
    /// - Parameter checkIsNew: Throws when it should not be a new one.
    static func open(_ db: Database, checkIsNew: () throws -> Void) throws -> Opened {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        if id == 0, version == 0, tables == 0 {
            try checkIsNew()
            try create(db)
        } else {
            try check(id: id, version: version)
            try Migration.run(db, from: version)
        }
        guard let row = try Row.fetchOne(db, sql: "SELECT stream, clean, backup FROM journal") else {
            throw JournalFault(code: .corrupted, cause: "it has no stream id")
        }
        guard try row.value("backup") == 0 else {
            throw JournalFault(
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
            throw JournalFault(code: .foreign, cause: "it is a SQLite file of another program")
        }
        guard version <= Self.version else {
            throw JournalFault(
                code: .foreign,
                cause: "it has format \(version), from a newer wiredesk; this one knows formats up to \(Self.version)")
        }
        guard version == Self.version || Migration.formats.contains(version) else {
            throw JournalFault(code: .foreign, cause: "it has format \(version), which no released wiredesk has written")
        }
    }

    /// The format of a file, as it is in this transaction: a daemon may bring it up to date under its readers.
    static func version(of db: Database) throws -> Int {
        try Int.fetchOne(try db.cachedStatement(sql: "PRAGMA user_version")) ?? 0
    }

    /// A random stream id.
    static func newStream() -> String {
        SHA256.hexadecimal((0..<8).map { _ in UInt8.random(in: .min ... .max) })
    }
}
