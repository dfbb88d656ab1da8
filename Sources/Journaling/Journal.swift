import GRDB
import Synchronization

/// The journal: every story's record under its sequence number, durable before anyone hears of it.
///
/// One SQLite file in WAL mode with `synchronous=FULL`: what ``append(_:deadLetters:)`` returned survives kill -9
/// and, if the disk keeps its word, a power cut. One connection writes; all work on it is serialised by GRDB.
package final class Journal: Sendable {
    /// The path of the SQLite file.
    package let path: String
    /// The random id that this journal's sequence numbers count in, minted when the file was created.
    package let stream: String

    let queue: DatabaseQueue
    private let lock: JournalLock
    private let progress: Mutex<Progress>

    /// How far the journal has come; as of the last commit.
    struct Progress: Sendable {
        /// The sequence number of the next story.
        var next: Int
        /// The newest two sequence numbers of each category.
        var positions: [String: Position]
    }

    /// Opens the journal at a path, or creates it there. Its folder must exist.
    ///
    /// - Throws: ``JournalError`` when the path cannot be written to, or holds something else than a journal.
    package init(path: String) throws(JournalError) {
        self.path = path
        let opening = JournalOperation(name: "opening", path: path)
        let (lock, queue, opened) = try opening.perform {
            try Schema.checkFolder(of: path)
            let lock = try JournalLock(path: path)
            let queue = try DatabaseQueue(path: path, configuration: Schema.configuration)
            return (lock, queue, try queue.write { try Schema.open($0) })
        }
        self.lock = lock
        self.queue = queue
        stream = opened.stream
        progress = Mutex(opened.progress)
    }
}

// MARK: - Where it stands

extension Journal {
    /// The newest two sequence numbers of every category that has any.
    package var positions: [String: Position] { progress.withLock { $0.positions } }

    /// The newest sequence number; 0 while the journal is empty.
    package var head: Int { progress.withLock { $0.next - 1 } }

    /// Runs `body` on a copy of the progress, and keeps the copy when `body` succeeds.
    ///
    /// The caller holds the writing connection, so there is never a second writer.
    func advance<Result>(_ body: (inout Progress) throws -> Result) rethrows -> Result {
        var next = progress.withLock { $0 }
        let result = try body(&next)
        progress.withLock { $0 = next }
        return result
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
        } catch let error as Schema.Refusal {
            throw failure(error.code, error.cause)
        } catch let error as DatabaseError {
            throw failure(Self.code(of: error.resultCode), error.message ?? "SQLite error \(error.resultCode)")
        } catch {
            throw failure(.failed, "\(error)")
        }
    }

    private func failure(_ code: JournalError.Code, _ cause: String) -> JournalError {
        JournalError(code: code, operation: name, path: path, cause: cause)
    }

    private static func code(of result: ResultCode) -> JournalError.Code {
        switch result {
        case .SQLITE_FULL: .diskFull
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_BUSY, .SQLITE_LOCKED: .unavailable
        case .SQLITE_NOTADB: .foreign
        case .SQLITE_CORRUPT: .corrupted
        default: .failed
        }
    }
}
