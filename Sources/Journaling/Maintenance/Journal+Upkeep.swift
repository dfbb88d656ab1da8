import Foundation
import GRDB
package import Stories
import Threads

/// How long stories are kept. What is older goes, oldest first, whole numbers at a time.
package struct Retention: Hashable, Sendable {
    /// Stories older than this may go; `nil` keeps them whatever their age.
    package var age: Duration?
    /// When the file's pages hold more than this, the oldest stories go; `nil` sets no limit.
    package var bytesMax: Int?

    /// Without arguments it keeps everything.
    package init(age: Duration? = nil, bytesMax: Int? = nil) {
        self.age = age
        self.bytesMax = bytesMax
    }
}

extension Journal {
    /// How much one call of ``prune(_:now:)`` removes at most: a few milliseconds' work.
    private static let pruneRowsMax = 500
    /// Bytes of the WAL that are checkpointed when there is nothing else to do.
    private static let idleCheckpointBytes = 256 << 10
    /// Bytes of the WAL that are checkpointed whatever there is to do, so that it stays small.
    private static let checkpointBytes = 32 << 20
    /// A WAL of more than this somebody keeps: the connections of this process read for moments only.
    private static let keptBytes = 64 << 20

    /// Removes the oldest stories that need not be kept, and dead letters as old, some at a time.
    ///
    /// - Parameter now: The time that ages are counted to.
    /// - Returns: Whether there is more to remove.
    package func prune(_ retention: Retention, now: Timestamp) throws(JournalError) -> Bool {
        try JournalOperation(name: "removing old stories", path: path).perform {
            try advance { progress in
                let pruned = try queue.write { db in
                    try Pruning(db: db, retention: retention, now: now, rowsMax: Self.pruneRowsMax).run(progress)
                }
                defer { progress = pruned.progress }
                return pruned.hasMore
            }
        }
    }

    /// Moves what the WAL holds into the file, when it is worth it. On this connection only: with two that write and
    /// checkpoint, SQLite before 3.51.3 can corrupt the file.
    ///
    /// - Parameter isIdle: Whether there is nothing else to do.
    package func checkpoint(isIdle: Bool) throws(JournalError) {
        guard log.isDue(beyond: isIdle ? Self.idleCheckpointBytes : Self.checkpointBytes) else { return }
        try JournalOperation(name: "checkpointing", path: path).perform {
            try advance { _ in
                do {
                    let result = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
                    log.noteCheckpoint(frames: result.walFrameCount, checkpointed: result.checkpointedFrameCount)
                } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                    // Another program is doing the same at this moment.
                    log.postpone()
                }
            }
        }
    }

    /// The processes that keep a large WAL from being begun anew, by reading the journal and staying in a transaction; none while
    /// the WAL is small.
    ///
    /// - Parameter now: The time, from which on a new one is known.
    /// - Complexity: A look at the kernel's list of locks, at most every five seconds.
    package func walReaders(now: Timestamp) -> [WALReader] {
        walWatch.withLock { watch in
            if log.bytes > Self.keptBytes { watch.look(atIndex: "\(path)-shm", now: now) } else { watch.forget() }
            return watch.readers
        }
    }
}
