import Foundation
import GRDB
import Stories

/// The removal of old rows, within one transaction.
struct Pruning {
    let db: Database
    let retention: Retention
    let now: Timestamp
    /// The most rows of a table that are looked at, and that are removed.
    let rowsMax: Int

    func run(_ progress: JournalProgress) throws -> (progress: JournalProgress, hasMore: Bool) {
        var progress = progress
        let aged = try age("story", "seq", from: max(progress.oldest, progress.undatedStories))
        progress.undatedStories = aged.undated
        let horizon = min(
            max(aged.horizon ?? progress.oldest, try horizonBySize(progress)), progress.oldest + rowsMax, progress.next)
        let isFullTurn = horizon > progress.oldest && retention.bytesMax != nil || horizon - progress.oldest >= rowsMax
        if horizon > progress.oldest {
            try db.execute(literal: "DELETE FROM story WHERE seq < \(horizon)")
            try db.execute(literal: "DELETE FROM distribution WHERE seq < \(horizon)")
            try db.execute(literal: "DELETE FROM page WHERE last < \(horizon)")
            progress.oldest = horizon
            for seq in progress.held.keys where seq < horizon { progress.held[seq] = nil }
        }
        let hasMoreLetters = try pruneLetters(&progress)
        return (progress, isFullTurn || aged.hasMore || hasMoreLetters)
    }

    /// - Returns: Whether there may be more to remove.
    private func pruneLetters(_ progress: inout JournalProgress) throws -> Bool {
        let aged = try age("dead_letter", "id", from: progress.undatedLetters)
        progress.undatedLetters = aged.undated
        guard let horizon = aged.horizon else { return aged.hasMore }
        let old = try Int.fetchAll(
            db, sql: "SELECT id FROM dead_letter WHERE id < ? ORDER BY id LIMIT ?", arguments: [horizon, rowsMax])
        var letters = DeadLetterStore(db: db, file: progress.letters, bytesMax: .max)
        try letters.drop(old)
        progress.letters = letters.file
        return aged.hasMore || old.count >= rowsMax
    }

    // MARK: - By age

    /// How far the rows of a table are old.
    private struct Age {
        /// The first number that stays on account of age; `nil` when nothing goes.
        var horizon: Int?
        /// The first number of which the age is known.
        var undated: Int
        /// Whether the rows that were looked at do not tell where it ends.
        var hasMore = false
    }

    /// Looks for the first rows that are young, in the order of their numbers: whatever comes behind one stays, also when it is
    /// older because a clock was set back, so that nothing goes too early.
    ///
    /// How old a row is that is dated in the future nobody knows, except that it is older than the next one. It goes with the
    /// next one whose time has been, not before. So one clock that was ahead once stops nothing. Those at the beginning are
    /// passed over once; the rest of the time this looks at one row.
    private func age(_ table: String, _ key: String, from start: Int) throws -> Age {
        guard let age = retention.age else { return Age(undated: start) }
        let cutoff = now.milliseconds - age.components.seconds * 1000
        let latest = Future.horizon(now)
        var found = Age(undated: start)
        let statement = try db.cachedStatement(
            sql: "SELECT \(key) AS number, received_at FROM \(table) WHERE \(key) >= ? ORDER BY \(key) LIMIT ?")
        let rows = try Row.fetchCursor(statement, arguments: [start, rowsMax])
        var (count, isDated) = (0, false)
        while let row = try rows.next() {
            count += 1
            let number = try row.value("number", as: Int.self)
            // That of a damaged row is not known either.
            let time = row.sound("received_at", as: Int64.self) ?? .max
            if time > latest {
                if !isDated { found.undated = number + 1 }
                continue
            }
            isDated = true
            guard time < cutoff else { return found }
            found.horizon = number + 1
        }
        found.hasMore = count == rowsMax
        return found
    }

    // MARK: - By size

    private func horizonBySize(_ progress: JournalProgress) throws -> Int {
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
}
