import GRDB
import Stories

extension AppendTransaction {
    /// A version that gets the next sequence number.
    struct Numbering {
        let stored: StoredVersions
        let version: Int
        /// The producer's number; `nil` or 0 when no producer gave one.
        var given: Int?
        let event: StoryEvent
        let digest: [UInt8]
        let category: String
        let labels: [String]
        /// The categories it is published under, the primary one first.
        let audience: [String]
        /// Until when it is held.
        var embargo: Timestamp?
        let receivedAt: Timestamp
        let tail: [UInt8]
    }

    /// Stores a version under the next sequence number.
    mutating func number(_ numbering: Numbering) throws -> PublishedEntry {
        let seq = progress.next
        progress.next = seq + 1
        let places = numbering.audience.map { place(seq, under: $0, isHeld: numbering.embargo != nil) }
        // Whatever was held of the story, this takes its place.
        if !progress.held.isEmpty { for seq in numbering.stored.seqs { progress.held[seq] = nil } }
        progress.held[seq] = numbering.embargo
        let opening = RecordOpening(
            place: JournalPlace(stream: stream, seq: seq), event: numbering.event, id: numbering.stored.id,
            version: numbering.version)
        let record = Record.bytes(opening, tail: numbering.tail)
        let row = StoryRow(
            seq: seq, identity: numbering.stored.identity, version: numbering.version,
            given: numbering.given ?? 0, event: numbering.event,
            digest: numbering.digest, category: numbering.category, labels: numbering.labels,
            audience: numbering.event == .new ? nil : numbering.audience, embargo: numbering.embargo,
            receivedAt: numbering.receivedAt, record: record)
        try row.insert(into: db)
        return PublishedEntry(story: row.story, id: numbering.stored.id, places: places)
    }

    /// Gives a record its place under a category.
    private mutating func place(_ seq: Int, under category: String, isHeld: Bool) -> PublishedEntry.CategoryPosition {
        let before = progress.positions[category] ?? Position(seq: 0, previous: 0)
        let released = progress.released[category] ?? before
        let position = Position(seq: seq, previous: before.seq)
        progress.positions[category] = position
        let after = isHeld ? released : Position(seq: seq, previous: released.seq)
        if after != position || progress.released[category] != nil { touchedReleased.insert(category) }
        progress.released[category] = after == position ? nil : after
        touched.insert(category)
        return PublishedEntry.CategoryPosition(category: category, previous: before.seq, previousReleased: released.seq)
    }

    /// Stores where the categories stand that got stories.
    func savePositions() throws {
        try saveReleasedPositions()
        let upsert = try db.cachedStatement(
            sql: """
                INSERT INTO position (category, seq, previous) VALUES (?, ?, ?)
                ON CONFLICT (category) DO UPDATE SET seq = excluded.seq, previous = excluded.previous
                """)
        for category in touched.sorted() {
            guard let position = progress.positions[category] else { continue }
            try upsert.execute(arguments: [category, position.seq, position.previous])
        }
    }

    /// The same for those who are not sent what is held; only of categories where that is something else.
    private func saveReleasedPositions() throws {
        for category in touchedReleased.sorted() {
            guard let position = progress.released[category] else {
                try db.execute(sql: "DELETE FROM released_position WHERE category = ?", arguments: [category])
                continue
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO released_position (category, seq, previous) VALUES (?, ?, ?)",
                arguments: [category, position.seq, position.previous])
        }
    }
}
