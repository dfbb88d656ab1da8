import Foundation
import GRDB
import Stories

extension JournalReader {
    /// The next stories from a sequence number on, in order.
    ///
    /// - Parameters:
    ///   - seq: Where to begin.
    ///   - head: Where to end: the newest sequence number that is committed.
    ///   - labels: Only stories with one of these labels; `nil` for all.
    ///   - holds: Whether to leave out stories that are under an embargo.
    ///   - count: The most rows to return.
    ///   - bytes: The bytes of records after which it is enough; one row is always returned.
    /// - Complexity: O(rows returned); those passed over take about a millisecond at most.
    package func stretch(
        from seq: Int, through head: Int, labelled labels: [String]? = nil, holdingEmbargoes holds: Bool = false,
        atMost count: Int, bytes: Int = 1 << 20
    ) throws(JournalError) -> Stretch {
        guard seq <= head, count > 0 else { return Stretch(rows: [], next: seq) }
        let labels = labels.map { Set($0).sorted() }
        let last = min(head, seq + Self.rowsPassed(lookingFor: labels?.count ?? 0) - 1)
        let search = Search(from: seq, through: last, labels: labels, holds: holds, rowsMax: count, bytesMax: bytes)
        return try operation("reading from \(seq)").perform {
            do {
                return try queue.read { try read(search, in: $0) }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                return try oneByOne(search)
            }
        }
    }

    /// The most rows that one search passes over, so that a rare label does not hold up other readers for longer than about
    /// a millisecond; each row is held against each label.
    private static func rowsPassed(lookingFor labels: Int) -> Int { min(1024, max(64, 32_768 / max(1, labels))) }

    private struct Search {
        let from: Int
        let through: Int
        let labels: [String]?
        let holds: Bool
        let rowsMax: Int
        let bytesMax: Int
    }

    private func read(_ search: Search, in db: Database) throws -> Stretch {
        var stretch = Stretch(rows: [], next: search.from)
        var bytes = 0
        let cursor = try Row.fetchCursor(try Self.statement(search, db))
        while stretch.rows.count < search.rowsMax, bytes < search.bytesMax || stretch.rows.isEmpty {
            guard let row = try cursor.next() else {
                // Numbers are dense: one that is missing at the end was lost too.
                if search.labels == nil { stretch.addHole(through: search.through) }
                stretch.next = search.through + 1
                return stretch
            }
            let seq = try row.value("seq", as: Int.self)
            // A damaged page may hold any number.
            guard (stretch.next...search.through).contains(seq) else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            if search.labels == nil { stretch.addHole(through: seq - 1) }
            let sound = StoryRow(sound: row)
            stretch.next = seq + 1
            if search.holds, sound?.embargo != nil { continue }
            stretch.rows.append(sound.map { .story($0.story) } ?? .damaged(seq: seq))
            bytes += sound?.record.count ?? 0
        }
        return stretch
    }

    private static func statement(_ search: Search, _ db: Database) throws -> Statement {
        let labels = search.labels ?? []
        let rows = try "\(StoryRow.select(db)) WHERE story.seq BETWEEN ? AND ?"
        let statement = try db.cachedStatement(
            sql: labels.isEmpty
                ? "\(rows) ORDER BY story.seq"
                : "\(StoryRow.wanted(labels)) \(rows) AND \(StoryRow.isWanted) ORDER BY story.seq")
        statement.arguments =
            StatementArguments(labels.map { StoryRow.joined([$0]) })
            + StatementArguments([search.from, search.through])
        return statement
    }

    /// Reads where a page of the file is damaged: each row for itself, so that sound ones are served.
    private func oneByOne(_ search: Search) throws -> Stretch {
        var stretch = Stretch(rows: [], next: search.from)
        var bytes = 0
        while stretch.next <= search.through, stretch.rows.count < search.rowsMax,
            bytes < search.bytesMax || stretch.rows.isEmpty
        {
            let seq = stretch.next
            stretch.next += 1
            guard let row = try salvagedRow(seq) else {
                stretch.rows.append(.damaged(seq: seq))
                continue
            }
            if search.holds, row.embargo != nil { continue }
            if search.labels.map({ !Set($0).isDisjoint(with: row.labels) }) ?? true {
                stretch.rows.append(.story(row.story))
                bytes += row.record.count
            }
        }
        return stretch
    }
}

extension JournalReader.Stretch {
    /// Reports the numbers that should have been met before the end of a hole, as far as there are any.
    fileprivate mutating func addHole(through last: Int) {
        guard next <= last else { return }
        rows += (next...last).map { .damaged(seq: $0) }
        next = last + 1
    }
}
