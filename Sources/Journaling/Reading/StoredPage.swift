import Foundation
import GRDB
import Hashing
package import Stories

/// What is to be kept of a message besides its stories: which page it was, and what belongs to no story.
package struct PendingPage: Hashable, Sendable {
    /// The id of the page; `nil` when the message was a single story, whose id it has then.
    package let id: String?
    /// Whose ids the page's is one of.
    package let source: String
    /// Which stories of the message stand on it; `nil` when all do.
    package let stories: Range<Int>?
    /// Text that belongs to no story.
    package let leftovers: [Leftover]
    /// When its message arrived.
    package let receivedAt: Timestamp

    package init(
        id: String?, source: String, stories: Range<Int>? = nil, leftovers: [Leftover], receivedAt: Timestamp
    ) {
        self.id = id
        self.source = source
        self.stories = stories
        self.leftovers = leftovers
        self.receivedAt = receivedAt
    }
}

/// A page as the journal keeps it, beside its stories.
package struct StoredPage: Hashable, Sendable {
    /// Its number, rising, never given twice.
    package let number: Int
    /// The page's id.
    package let id: String
    /// Whose ids ``id`` is one of.
    package let source: String
    /// The sequence numbers of its first and its last story; between them there may be stories of other messages.
    package let seqs: ClosedRange<Int>
    /// How many leftovers it has.
    package let leftovers: Int
    /// When it came in.
    package let receivedAt: Timestamp
    /// The bytes of its record, `wiredesk.page.v1`.
    package let record: [UInt8]
}

extension StoredPage {
    /// What the row's checksum should be: the first 8 bytes of a SHA-256 over all that is read of it but its number.
    var checksum: Int64 {
        let fields =
            "\(seqs.lowerBound) \(seqs.upperBound) \(leftovers) \(receivedAt.milliseconds) \(source.utf8.count) \(source)\(id)"
        return Int64(bitPattern: SHA256.word(of: Array(fields.utf8) + record))
    }

    /// Stores it under the next number, or under its own when it has one.
    func insert(into db: Database) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO page (number, id, source, first, last, leftovers, received_at, checksum, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            number == 0 ? nil : number, id, source, seqs.lowerBound, seqs.upperBound, leftovers,
            receivedAt.milliseconds, checksum, Data(record),
        ])
    }

    /// A row as it is read.
    ///
    /// - Returns: `nil` when it is not what was stored.
    init?(sound row: Row) {
        guard let number = row.sound("number", as: Int.self), let id = row.sound("id", as: String.self),
            let source = row.sound("source", as: String.self), let first = row.sound("first", as: Int.self),
            let last = row.sound("last", as: Int.self), first <= last,
            let leftovers = row.sound("leftovers", as: Int.self),
            let receivedAt = row.sound("received_at", as: Int64.self),
            let checksum = row.sound("checksum", as: Int64.self), let record = row.sound("record", as: Data.self)
        else { return nil }
        self.init(
            number: number, id: id, source: source, seqs: first...last, leftovers: leftovers,
            receivedAt: Timestamp(milliseconds: receivedAt), record: Array(record))
        guard self.checksum == checksum else { return nil }
    }
}

extension AppendTransaction {
    /// Keeps what is left of a page beside its stories, unless just that is kept already: pages are sent again.
    ///
    /// - Parameter all: The outcomes of its message.
    func keep(_ page: PendingPage, _ all: [AppendResult]) throws {
        let outcomes = page.stories.map { Array(all[$0]) } ?? all
        // A page without stories, in a document of several, stands with those of the others.
        let seqs = (outcomes.isEmpty ? all : outcomes).compactMap(\.seq)
        // Of a message that is a dead letter as a whole, the letter has everything.
        guard let first = seqs.min(), let last = seqs.max(), let id = page.id ?? outcomes.first?.id else { return }
        let record = PageRecord.bytes(id: id, stories: outcomes.map(\.id), leftovers: page.leftovers)
        let newest = try db.cachedStatement(
            sql: "SELECT record FROM page WHERE id = ? AND source = ? ORDER BY number DESC LIMIT 1")
        if try Data.fetchOne(newest, arguments: [id, page.source]) == Data(record) { return }
        try StoredPage(
            number: 0, id: id, source: page.source, seqs: first...last, leftovers: page.leftovers.count,
            receivedAt: page.receivedAt, record: record
        ).insert(into: db)
    }
}

extension AppendResult {
    /// The sequence number that the story is stored under; `nil` when it is not stored.
    package var seq: Int? {
        switch self {
        case .stored(let entry): entry.seq
        case .duplicate(_, let seq): seq
        case .rejected: nil
        }
    }
}
