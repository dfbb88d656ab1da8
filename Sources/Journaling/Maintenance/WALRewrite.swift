import GRDB
import GRDBSQLite

/// Writes a WAL that was left behind once more, as it is, before anything is added to it.
///
/// After a sync that failed, Linux takes the pages for written: a later sync does not try them again, though they are
/// not on the disk. A new process reads them from the system's cache, takes their commits for durable and adds its own
/// behind them; after a power cut SQLite stops reading at the hole, and everything behind it is gone. Writing the same
/// bytes again makes the pages dirty, and the next sync puts them on the disk or fails in turn.
///
/// Costs reading and writing the WAL once, tens of MB at most, and nothing after an orderly end, which leaves no WAL.
enum WALRewrite {
    /// SQLite's layer for Unix takes at most 128 KB at once.
    private static let pieceBytes = 64 << 10

    static func run(_ db: Database) throws {
        // The first look makes SQLite open the WAL and find its end.
        _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
        guard let file = log(of: db), let methods = file.pointee.pMethods?.pointee else { return }
        var size: sqlite3_int64 = 0
        try check(methods.xFileSize(file, &size))
        guard size > 0 else { return }
        let piece = UnsafeMutableRawPointer.allocate(byteCount: pieceBytes, alignment: 16)
        defer { piece.deallocate() }
        for offset in stride(from: 0, to: size, by: pieceBytes) {
            let count = Int32(min(Int(size - offset), pieceBytes))
            try check(methods.xRead(file, piece, count, offset))
            try check(methods.xWrite(file, piece, count, offset))
        }
        try check(methods.xSync(file, SQLITE_SYNC_NORMAL))
    }

    /// SQLite's own handle of the WAL.
    private static func log(of db: Database) -> UnsafeMutablePointer<sqlite3_file>? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        return code == SQLITE_OK ? file : nil
    }

    private static func check(_ code: Int32) throws {
        guard code == SQLITE_OK else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code),
                message: "the WAL cannot be written again (SQLite error \(code))")
        }
    }
}
