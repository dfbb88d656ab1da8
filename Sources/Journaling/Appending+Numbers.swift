import GRDB
import Stories

extension Appending {
    /// A version that gets the next sequence number.
    struct Numbering {
        let stored: StoredVersions
        let version: Int
        /// The producer's number, when there is one; 0 for a version that no producer sent.
        var given: Int?
        let event: StoryEvent
        let digest: [UInt8]
        let category: String
        let labels: [String]
        /// The categories it is published under, the primary one first.
        let audience: [String]
        let receivedAt: Timestamp
        let tail: [UInt8]
    }

    /// Stores a version under the next sequence number.
    mutating func number(_ numbering: Numbering) throws -> Entry {
        let seq = progress.next
        progress.next = seq + 1
        let places = numbering.audience.map { category in
            let previous = progress.positions[category]?.seq ?? 0
            progress.positions[category] = Position(seq: seq, previous: previous)
            touched.insert(category)
            return Entry.Place(category: category, previous: previous)
        }
        let opening = RecordOpening(
            place: JournalPlace(stream: stream, seq: seq), event: numbering.event, id: numbering.stored.id,
            version: numbering.version)
        let record = Record.bytes(opening, tail: numbering.tail)
        let row = StoryRow(
            seq: seq, identity: numbering.stored.identity, version: numbering.version,
            given: numbering.given == numbering.version ? nil : numbering.given, event: numbering.event,
            digest: numbering.digest, category: numbering.category, labels: numbering.labels,
            receivedAt: numbering.receivedAt, record: record)
        try row.insert(into: db)
        progress.unsettledBytes += record.count
        return Entry(story: row.story, id: numbering.stored.id, places: places)
    }

    /// Stores where the categories stand that got stories.
    func savePositions() throws {
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
}
