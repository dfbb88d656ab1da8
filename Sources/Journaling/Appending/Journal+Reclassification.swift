import GRDB
package import Stories

/// A story of the journal with another verdict than it was stored with.
package struct ReclassifiedStory: Hashable, Sendable {
    /// Its sequence number.
    package let seq: Int
    /// Its id, as its record names it.
    package let id: String
    let category: String
    let labels: [String]
    let tail: [UInt8]

    /// Puts another verdict on a stored story.
    ///
    /// - Parameters:
    ///   - id: The id that the record names.
    ///   - record: Its record, as it was stored.
    /// - Returns: `nil` when that is no record.
    package init?(of seq: Int, id: String, _ record: [UInt8], verdict: Verdict) {
        guard let tail = Record.tail(of: record, judged: verdict) else { return nil }
        self.seq = seq
        self.id = id
        self.tail = tail
        category = verdict.category
        labels = verdict.followedUnder
    }
}

/// How far the stories of a journal have been judged anew.
package struct ReclassificationProgress: Hashable, Sendable {
    /// The version of the lexicon that judges.
    package var lexicon: String
    /// Whether every story gets a new version, and not only one that lands elsewhere.
    package var every: Bool
    /// The first number.
    package var first: Int
    /// The number that comes next.
    package var next: Int
    /// The last number: the newest when it was begun.
    package var last: Int

    package init(lexicon: String, every: Bool, first: Int, next: Int, last: Int) {
        self.lexicon = lexicon
        self.every = every
        self.first = first
        self.next = next
        self.last = last
    }

    /// Whether there is nothing left to do.
    package var isFinished: Bool { next > last }
}

extension Journal {
    /// Stores stories that were judged anew, each as the next version of its own, and notes how far that has come, in
    /// one transaction.
    ///
    /// A story that has got a newer version since it was looked at is left out: that one has been judged already.
    ///
    /// - Returns: The stored entries, in order.
    /// - Complexity: One sync of the disk a call.
    package func append(_ reclassified: [ReclassifiedStory], progress made: ReclassificationProgress) throws(JournalError)
        -> [PublishedEntry]
    {
        try commit { appending in
            try made.save(in: appending.db)
            return try reclassified.compactMap { try appending.append($0) }
        }
    }
}

extension AppendTransaction {
    /// Stores a new verdict, unless its story has a newer version.
    fileprivate mutating func append(_ reclassified: ReclassifiedStory) throws -> PublishedEntry? {
        // It may have been removed because it is old, or been damaged, since it was looked at.
        guard let row = try StoryRow.row(reclassified.seq, in: db).flatMap(StoryRow.init(sound:)) else {
            return nil
        }
        let stored = try StoredVersions(of: reclassified.id, row.identity, in: db)
        guard stored.newest?.seq == reclassified.seq, row.event != .kill else { return nil }
        return try number(
            Numbering(
                stored: stored, version: stored.nextVersion, given: 0, event: .update, digest: row.digest,
                category: reclassified.category, labels: reclassified.labels.followed(by: stored.labels),
                audience: [reclassified.category].followed(by: stored.categories), embargo: row.embargo,
                receivedAt: row.receivedAt, tail: reclassified.tail))
    }
}

extension ReclassificationProgress {
    fileprivate func save(in db: Database) throws {
        try db.execute(sql: "DELETE FROM rejudging WHERE every = ?", arguments: [every])
        guard !isFinished else { return }
        try db.execute(
            sql: "INSERT INTO rejudging (lexicon, every, first, next, last) VALUES (?, ?, ?, ?, ?)",
            arguments: [lexicon, every, first, next, last])
    }
}
