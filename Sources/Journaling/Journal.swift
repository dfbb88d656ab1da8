import Foundation
import GRDB
import GRDBSQLite
import Glibc
package import Stories
import Threads

/// The journal: every story's record under its sequence number, durable before anyone hears of it.
///
/// One SQLite file in WAL mode with `synchronous=FULL`: what ``append(_:deadLetters:)`` returned survives kill -9
/// and, if the disk keeps its word, a power cut. One connection writes; all work on it is serialised by GRDB.
package final class Journal: Sendable {
    /// The path of the SQLite file.
    package let path: String
    /// The random id that this journal's sequence numbers count in, minted when the file was created.
    package let stream: String

    /// Whether it was left without being closed, and is too large to have been checked while it was opened.
    package let isUnchecked: Bool

    let queue: DatabaseQueue
    /// The most bytes that dead letters may take; the oldest make room.
    let deadLetterBytesMax: Int
    private let lock: JournalLock
    private let progress: Locked<JournalProgress>
    /// How large the WAL is.
    let log: WALGauge
    /// Who keeps it.
    let walWatch = Locked(WALWatch())
    /// Held while the progress is moved on, which takes as long as the disk does; readers of it do not wait.
    private let writing = Locked<Void>(())

    /// Opens the journal at a path, or creates it there. Its folder must exist.
    ///
    /// A journal that was not closed in order and is small enough to be read in about a second is checked first;
    /// of a larger one, ``isUnchecked`` says that somebody should.
    ///
    /// - Parameter deadLetterBytesMax: The most bytes that dead letters may take.
    /// - Throws: ``JournalError`` when the path cannot be written to, or holds something else than a sound journal.
    package init(path: String, deadLetterBytesMax: Int = 256 << 20) throws(JournalError) {
        self.path = path
        self.deadLetterBytesMax = deadLetterBytesMax
        let opening = JournalOperation(name: "opening", path: path)
        let log = WALGauge()
        let (lock, queue, opened, isUnchecked) = try opening.perform {
            try Schema.checkFolder(of: path)
            let lock = try JournalLock(path: path)
            // Before SQLite makes a file, and takes a WAL without its file away.
            if !Self.isThere(path) { try lock.checkIsNew(path) }
            try RepairLeftovers.remove(besideJournal: path)
            let queue = try DatabaseQueue(path: path, configuration: Schema.configuration)
            try queue.writeWithoutTransaction { db in
                try Self.sync(db)
                try WALRewrite.run(db)
                try Self.checkpointLargeLog(of: path, db)
                // What a killed daemon left in the WAL is still to be moved: uncounted, the WAL would grow from kill to
                // kill, and the time that the next opening takes with it.
                try log.follow(db, startingAt: Self.bytes(of: "\(path)-wal"))
            }
            let opened = try queue.write { try Schema.open($0) { try lock.checkIsNew(path) } }
            try lock.check(opened.progress.next - 1, of: opened.stream, path)
            let isLarge = IntegrityCheck.isLarge(path)
            if !opened.wasClean, !isLarge { try queue.read { try IntegrityCheck.run($0) } }
            return (lock, queue, opened, !opened.wasClean && isLarge)
        }
        self.lock = lock
        self.queue = queue
        self.isUnchecked = isUnchecked
        stream = opened.stream
        self.log = log
        progress = Locked(opened.progress)
        noteHead()
    }

    /// Writes the newest number down beside the journal, where it outlives the loss of its newest part.
    func noteHead() { lock.note(head, of: stream) }

    /// Whether there is anything under a path, by SQLite's own layer, for which an empty file is none.
    private static func isThere(_ path: String) -> Bool {
        guard let layer = sqlite3_vfs_find(nil), let access = layer.pointee.xAccess else { return true }
        var isThere: Int32 = 0
        // What cannot be looked at is for SQLite to say.
        return access(layer, path, SQLITE_ACCESS_EXISTS, &isThere) != SQLITE_OK || isThere != 0
    }

    /// Waits until the file is on the disk: one that was copied there a moment ago may be in the system's cache only, and
    /// stories must not be acknowledged that build on it. Nor would their syncs be fast while it is written.
    ///
    /// By SQLite's own descriptor: closing another one of the file would drop SQLite's locks.
    private static func sync(_ db: Database) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods else { return }
        let synced = methods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
        guard synced == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: synced)) }
    }

    /// Moves a WAL into the file that has grown while something kept it from being reset: every start reads it, so it
    /// must not grow from kill to kill. On a full disk it is left for later.
    private static func checkpointLargeLog(of path: String, _ db: Database) throws {
        guard bytes(of: "\(path)-wal") > logBytesMax else { return }
        do {
            _ = try db.checkpoint(.truncate)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {}
    }

    /// The largest WAL that a journal is opened with as it is.
    private static let logBytesMax = 96 << 20

    /// Says that nothing more will be appended: the next opening needs no check, and the file can be copied alone.
    package func close() throws(JournalError) {
        try JournalOperation(name: "closing", path: path).perform {
            try queue.write { try $0.execute(sql: "UPDATE journal SET clean = 1") }
            // Not left to SQLite, which does it only if the last connection to be closed is not a reader's. Where the
            // disk is full, the WAL keeps what it has, which is on the disk already.
            do { _ = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) } } catch let error
                as DatabaseError where error.resultCode == .SQLITE_FULL
            {}
        }
    }
}

// MARK: - Where it stands

extension Journal {
    /// The newest two sequence numbers of every category that has any.
    package var positions: [String: Position] { progress.withLock { $0.positions } }

    /// The same among the stories that are under no embargo.
    package var releasedPositions: [String: Position] {
        progress.withLock { $0.positions.merging($0.released) { $1 } }
    }

    /// The newest versions of stories that are held, and until when.
    package var held: [Int: Timestamp] { progress.withLock { $0.held } }

    /// The newest sequence number; 0 while the journal is empty.
    package var head: Int { progress.withLock { $0.next - 1 } }

    /// The oldest sequence number that is there, or the next one while the journal holds no story.
    package var oldest: Int { progress.withLock { $0.oldest } }

    /// How many dead letters there are.
    package var letterFile: DeadLetterTotals { progress.withLock { $0.letters } }

    /// Bytes of its files.
    package var bytesOnDisk: Int {
        // A WAL that is not there has none.
        Self.bytes(of: path) + walBytes
    }

    /// Bytes of the file of its WAL, which keeps the size it has had, up to 64 MB, when it is begun anew.
    package var walBytes: Int { Self.bytes(of: "\(path)-wal") }

    private static func bytes(of path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int ?? 0
    }

    /// Runs `body` on a copy of the progress, and keeps the copy when `body` succeeds.
    ///
    /// One at a time: the pipeline appends and prunes, operators drop letters.
    func advance<Result>(_ body: (inout JournalProgress) throws -> Result) throws -> Result {
        try writing.withLock { _ in
            var next = progress.withLock { $0 }
            do {
                let result = try body(&next)
                progress.withLock { $0 = next }
                return result
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_IOERR_WRITE {
                guard isQuotaUsedUp else { throw error }
                throw JournalFault(code: .diskFull, cause: "the disk quota is used up")
            }
        }
    }

    /// Whether the last failed write failed for want of quota, which SQLite does not tell from a broken disk.
    private var isQuotaUsedUp: Bool {
        queue.inDatabase { sqlite3_system_errno($0.sqliteConnection) == EDQUOT }
    }
}

/// Runs work on a journal and turns what SQLite says into a ``JournalError``.
struct JournalOperation {
    let name: String
    let path: String

    func perform<Result>(_ work: () throws -> Result) throws(JournalError) -> Result {
        do {
            return try work()
        } catch let error as JournalError {
            throw error
        } catch let error as JournalFault {
            throw failure(error.code, error.cause)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw failure(.foreign, Schema.notAJournal)
        } catch let error as DatabaseError {
            // `disk I/O error` alone does not say which of thirty operations failed.
            let detail = error.extendedResultCode == error.resultCode ? "" : " (SQLite \(error.extendedResultCode.rawValue))"
            throw failure(Self.code(of: error), (error.message ?? "SQLite error \(error.resultCode)") + detail)
        } catch {
            throw failure(.failed, "\(error)")
        }
    }

    private func failure(_ code: JournalError.JournalErrorCode, _ cause: String) -> JournalError {
        // A refusal of ours may give its own advice.
        let isDamage = code == .corrupted && !cause.contains("`")
        return JournalError(
            code: code, operation: name, path: path, cause: cause,
            advice: isDamage ? "`wiredesk journal repair` saves what can be read" : nil)
    }

    private static func code(of error: DatabaseError) -> JournalError.JournalErrorCode {
        // The index of the WAL had no room to grow. Nothing in it must last, so this is no failed write of a record.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE { return .diskFull }
        return switch error.resultCode {
        case .SQLITE_FULL: .diskFull
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_BUSY, .SQLITE_LOCKED: .unavailable
        case .SQLITE_CORRUPT: .corrupted
        default: .failed
        }
    }
}
