import Foundation
import GRDB
package import Stories

/// How long stories are kept. What is older goes, oldest first, whole numbers at a time.
package struct Retention: Hashable, Sendable {
    /// Stories older than this may go; `nil` keeps them whatever their age.
    package var age: Duration?
    /// When the file's pages hold more than this, the oldest stories go; `nil` sets no limit.
    package var bytesMax: Int?

    /// Makes a retention; without arguments, one that keeps everything.
    package init(age: Duration? = nil, bytesMax: Int? = nil) {
        self.age = age
        self.bytesMax = bytesMax
    }
}

extension Journal {
    /// How much one call of ``prune(_:now:)`` removes at most: a few milliseconds' work.
    private static let pruneRowsMax = 500
    /// Records that are checkpointed when there is nothing else to do.
    private static let idleCheckpointBytes = 256 << 10
    /// Records that are checkpointed whatever there is to do, so that the WAL stays small.
    private static let checkpointBytes = 32 << 20

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
        guard unsettledBytes > (isIdle ? Self.idleCheckpointBytes : Self.checkpointBytes) else { return }
        try JournalOperation(name: "checkpointing", path: path).perform {
            try advance { progress in
                _ = try queue.writeWithoutTransaction { try $0.checkpoint(.passive) }
                progress.unsettledBytes = 0
            }
        }
    }
}

/// The removal of old rows, within one transaction.
private struct Pruning {
    let db: Database
    let retention: Retention
    let now: Timestamp
    let rowsMax: Int

    func run(_ progress: Journal.Progress) throws -> (progress: Journal.Progress, hasMore: Bool) {
        var progress = progress
        let horizon = try max(horizonByAge(progress), horizonBySize(progress))
        let isFullTurn = horizon > progress.oldest && retention.bytesMax != nil || horizon - progress.oldest >= rowsMax
        if horizon > progress.oldest {
            try db.execute(literal: "DELETE FROM story WHERE seq < \(horizon)")
            try db.execute(literal: "DELETE FROM distribution WHERE seq < \(horizon)")
            try db.execute(literal: "DELETE FROM page WHERE last < \(horizon)")
            progress.oldest = horizon
            for seq in progress.held.keys where seq < horizon { progress.held[seq] = nil }
        }
        var letters = LetterFiling(db: db, file: progress.letters, bytesMax: .max)
        let old = try oldLetters()
        try letters.drop(old)
        progress.letters = letters.file
        return (progress, isFullTurn || old.count >= rowsMax)
    }

    /// The oldest seq that stays on account of age. Removal ends at the first story that is young enough, also when
    /// older ones come after it because a clock was set back: nothing goes too early.
    private func horizonByAge(_ progress: Journal.Progress) throws -> Int {
        guard let oldestKept = try cutoff() else { return progress.oldest }
        let last = progress.oldest + rowsMax
        let young = try Int.fetchOne(
            db,
            sql: """
                SELECT min(seq) FROM story
                WHERE seq BETWEEN ? AND ? AND received_at >= ?
                """, arguments: [progress.oldest, last - 1, oldestKept])
        return min(young ?? last, progress.next)
    }

    private func horizonBySize(_ progress: Journal.Progress) throws -> Int {
        guard let bytesMax = retention.bytesMax else { return progress.oldest }
        func pragma(_ name: String) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA \(name)") ?? 0 }
        // Dead letters have a bound of their own: no flood of bad input drives stories out.
        let used = try (pragma("page_count") - pragma("freelist_count")) * pragma("page_size") - progress.letters.bytes
        let (excess, rows) = (used - bytesMax, progress.next - progress.oldest)
        guard excess > 0, rows > 0 else { return progress.oldest }
        // As many as take about as much room as there is too little of.
        let count = max(1, rows * excess / used)
        return progress.oldest + min(count, rowsMax, rows)
    }

    private func oldLetters() throws -> [Int] {
        guard let oldestKept = try cutoff() else { return [] }
        // Letters are filed in the order of time, nearly: a look at the oldest is enough.
        return try Row.fetchAll(
            db, sql: "SELECT id, received_at FROM dead_letter ORDER BY id LIMIT ?", arguments: [rowsMax]
        )
        .prefix { try $0.value("received_at", as: Int64.self) < oldestKept }.map { try $0.value("id") }
    }

    private func cutoff() throws -> Int64? {
        retention.age.map { now.milliseconds - $0.components.seconds * 1000 }
    }
}
