import GRDB
import GRDBSQLite
import Threads

/// How large the WAL is, and how much of it is not in the file yet, as SQLite itself tells after each commit.
///
/// A batch writes whole pages, of the indexes too: what its records are long says little. The WAL is begun anew only when all of
/// it is in the file and nobody reads it, so that a reader who stays in a transaction lets it grow without end.
final class WALGauge: Sendable {
    private let state = Locked(WALReading())

    private struct WALReading {
        /// Bytes of a page in the WAL.
        var frameBytes = 0
        /// Pages in the WAL, and how many of them are in the file.
        var (frames, checkpointed): (Int, Int) = (0, 0)
        /// Not before then is a checkpoint worth while.
        var tryAt = ContinuousClock.now
    }

    /// How long a checkpoint is left alone that could not move everything.
    private static let pause = Duration.seconds(1)

    /// Follows the WAL of a connection, which must be the only one that writes. The gauge must outlive it.
    ///
    /// Takes the place of SQLite's own checkpoints, which go by the same call.
    func follow(_ db: Database, startingAt bytes: Int) throws {
        let frameBytes = 24 + (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4096)
        state.withLock { state in
            state.frameBytes = frameBytes
            state.frames = bytes / frameBytes
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, frames in
                context.map { Unmanaged<WALGauge>.fromOpaque($0).takeUnretainedValue().note(Int(frames)) }
                return SQLITE_OK
            }, context)
    }

    private func note(_ frames: Int) {
        state.withLock { state in
            // It was begun anew.
            if frames < state.frames { state.checkpointed = 0 }
            state.frames = frames
        }
    }

    /// Notes what a checkpoint found and did.
    func noteCheckpoint(frames: Int, checkpointed: Int) {
        state.withLock { state in
            (state.frames, state.checkpointed) = (max(0, frames), max(0, checkpointed))
            state.tryAt = checkpointed < frames ? .now + Self.pause : .now
        }
    }

    /// Lets a checkpoint wait that could not be made.
    func postpone() { state.withLock { $0.tryAt = .now + Self.pause } }

    /// Bytes of the WAL.
    var bytes: Int { state.withLock { $0.frames * $0.frameBytes } }

    /// Whether more than so many bytes are yet to be moved into the file, and it may be tried.
    func isDue(beyond bytes: Int) -> Bool {
        state.withLock { ($0.frames - $0.checkpointed) * $0.frameBytes > bytes && $0.tryAt <= .now }
    }
}
