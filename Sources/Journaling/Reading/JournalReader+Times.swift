import GRDB
package import Stories

// Times are only what the wall clock said when a story came in; order is the sequence number. A clock that was set back a
// little leaves some of a time's first stories behind later ones in the index, so that the smallest of the first numbers
// of a time is taken, never only the first. One that was ahead once leaves stories of the future: how old they are is not
// known, except that they lie between their neighbours, so they count as old as the next story behind them that has a
// time that has been.

/// Times that cannot have been, since they lie too far behind now.
enum Future {
    /// How far a clock may be put right without its stories being taken for those of a clock that was wrong.
    private static let slack: Int64 = 3_600_000

    /// The last time that is believed.
    static func horizon(_ now: Timestamp) -> Int64 { now.milliseconds + slack }
}

extension JournalReader {
    /// The sequence number from which on the stories are that came in at a time or after it; `nil` when none is.
    ///
    /// Some of them may be older, where a clock was set back.
    ///
    /// - Parameter now: What the clock says; later times are not believed.
    /// - Complexity: Two searches of an index, whatever the time and the number of stories.
    package func first(since time: Timestamp, now: Timestamp) throws(JournalError) -> Int? {
        try operation("searching").perform {
            try queue.read { db in
                let (time, horizon) = (time.milliseconds, Future.horizon(now))
                let future = try Self.seqs(
                    "received_at >= ? ORDER BY received_at", [max(time, horizon + 1)], in: db)
                guard time <= horizon else { return future.min() }
                let first = try Self.seqs("received_at BETWEEN ? AND ? ORDER BY received_at", [time, horizon], in: db)
                    .min()
                // So many were not made by one jump ahead: rather the clock is behind now.
                if future.count == Self.neighboursMax { return [first, future.min()].compactMap { $0 }.min() }
                return try Self.before(first, sinceFuture: Set(future), in: db)
            }
        }
    }

    /// The sequence number up to which the stories are that came in before a time; `nil` when none did.
    ///
    /// - Complexity: One search of an index.
    package func last(before time: Timestamp) throws(JournalError) -> Int? {
        try operation("searching").perform {
            try queue.read { db in
                try Self.seqs("received_at < ? ORDER BY received_at DESC", [time.milliseconds], in: db).max()
            }
        }
    }

    /// The first of the stories of the future that stand right before a number, or before the end; the number where there
    /// are none, `nil` when nothing is left.
    private static func before(_ first: Int?, sinceFuture future: Set<Int>, in db: Database) throws -> Int? {
        let end = try first ?? (Int.fetchOne(db, sql: "SELECT max(seq) FROM story") ?? 0) + 1
        var seq = end
        while future.contains(seq - 1) { seq -= 1 }
        return seq == end ? first : seq
    }

    /// The entries of the index by time that are looked at.
    private static let neighboursMax = 1000

    private static func seqs(_ condition: String, _ arguments: StatementArguments, in db: Database) throws -> [Int] {
        // SQLite would search for `min(seq) … WHERE received_at >= ?` by walking over the rows.
        let statement = try db.cachedStatement(
            sql: "SELECT seq FROM story WHERE \(condition) LIMIT \(neighboursMax)")
        return try Int.fetchAll(statement, arguments: arguments)
    }

    /// The earliest time at which a story came in, by whatever clock; `nil` while there is none.
    ///
    /// - Complexity: One search of an index.
    func oldestReceivedAt() throws(JournalError) -> Timestamp? {
        try operation("reading").perform {
            try queue.read { db in
                try Int64.fetchOne(db, sql: "SELECT min(received_at) FROM story")
            }.map(Timestamp.init(milliseconds:))
        }
    }

    /// When the newest stories came in, about; `nil` while there is none whose time has been.
    ///
    /// The middle one of the newest nine times that are believed: one story of a clock that was ahead, or behind, says nothing.
    ///
    /// - Parameter now: What the clock says; later times are not believed.
    /// - Complexity: A look at nine rows.
    package func lately(now: Timestamp) throws(JournalError) -> Timestamp? {
        try operation("reading").perform {
            let times = try queue.read { db in
                try Int64.fetchAll(db, sql: "SELECT received_at FROM story ORDER BY seq DESC LIMIT 9")
            }.filter { $0 <= Future.horizon(now) }.sorted()
            return times.isEmpty ? nil : Timestamp(milliseconds: times[(times.count - 1) / 2])
        }
    }
}
