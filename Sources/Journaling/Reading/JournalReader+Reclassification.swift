import GRDB

extension JournalReader {
    /// The newest versions of stories, without those that were withdrawn, in the order of their numbers.
    package struct Current: Sendable {
        /// Number and record of each.
        package var records: [(seq: Int, record: [UInt8])] = []
        /// Numbers under which there is a row that is not what was stored.
        package var damaged = 0
        /// The first number that was not looked at.
        package var next: Int
    }

    /// Reads the newest versions among a range of numbers.
    ///
    /// - Parameters:
    ///   - count: The most numbers to look at.
    ///   - bytes: The bytes of records after which it is enough.
    package func current(
        from first: Int, through last: Int, atMost count: Int, bytes bytesMax: Int
    ) throws(JournalError) -> Current {
        var current = Current(next: first)
        let stretch = try stretch(from: first, through: last, atMost: count, bytes: bytesMax)
        current.next = stretch.next
        current.records = try operation("reading from \(first)").perform {
            try queue.read { db in
                try stretch.rows.compactMap { found in
                    guard case .story(let story) = found else {
                        current.damaged += 1
                        return nil
                    }
                    return try Self.isNewest(story.seq, in: db) ? (story.seq, story.record) : nil
                }
            }
        }
        return current
    }

    private static func isNewest(_ seq: Int, in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT event <> 'kill' AND NOT EXISTS (
                    SELECT 1 FROM story AS later
                    WHERE later.identity = story.identity AND later.identity_rest = story.identity_rest
                        AND later.seq > story.seq)
                FROM story WHERE seq = ?
                """)
        return try Bool.fetchOne(statement, arguments: [seq]) ?? false
    }

    /// How far stories have been judged anew; `nil` when that was finished, or never begun.
    ///
    /// - Parameter every: Which of the two ways: they know nothing of each other, and may be under way at once.
    package func reclassificationProgress(every: Bool) throws(JournalError) -> ReclassificationProgress? {
        try operation("reading").perform {
            try queue.read { db in
                // A journal of an older format has no such table before the daemon has opened it.
                guard try db.tableExists("rejudging"),
                    let row = try Row.fetchOne(
                        db, sql: "SELECT * FROM rejudging WHERE every = ?", arguments: [every])
                else { return nil }
                return ReclassificationProgress(
                    lexicon: try row.value("lexicon"), every: try row.value("every"), first: try row.value("first"),
                    next: try row.value("next"), last: try row.value("last"))
            }
        }
    }
}
