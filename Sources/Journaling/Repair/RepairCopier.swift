import GRDB

/// Copies rows, numbering them anew.
struct RepairCopier {
    private let oldStream: String
    private let stream: String
    private var positions: [String: Position] = [:]
    private var released: [String: Position] = [:]
    /// The old numbers of the stories that were copied, in order: the new ones are their places.
    private var copied: [Int] = []
    private(set) var lost = 0
    private(set) var pages = 0
    var letters = 0

    var stories: Int { copied.count }

    init(from oldStream: String, to stream: String) {
        self.oldStream = oldStream
        self.stream = stream
    }

    /// Copies a range.
    ///
    /// - Returns: The first number after it.
    mutating func copy(
        from old: JournalReader, _ first: Int, through last: Int, into db: Database
    ) throws -> Int {
        for seq in first...last {
            guard let row = try old.salvagedRow(seq), let renumbered = renumber(row) else {
                lost += 1
                continue
            }
            try renumbered.insert(into: db)
            copied.append(seq)
            for category in row.publishedUnder {
                positions[category] = Position(seq: stories, previous: positions[category]?.seq ?? 0)
                guard row.embargo == nil else { continue }
                released[category] = Position(seq: stories, previous: released[category]?.seq ?? 0)
            }
        }
        return last + 1
    }

    /// The row with its record under the next number of the new stream.
    private func renumber(_ row: StoryRow) -> StoryRow? {
        let opening = Array(#"{"seq":\#(row.seq),"stream":"\#(oldStream)""#.utf8)
        guard row.record.starts(with: opening) else { return nil }
        let seq = stories + 1
        return StoryRow(
            seq: seq, identity: row.identity, version: row.version, given: row.given, event: row.event,
            digest: row.digest, category: row.category, labels: row.labels, audience: row.audience,
            embargo: row.embargo, receivedAt: row.receivedAt,
            record: Array(#"{"seq":\#(seq),"stream":"\#(stream)""#.utf8) + row.record.dropFirst(opening.count))
    }

    /// Copies the pages of which a story is left, with its numbers.
    mutating func copyPages(from old: JournalReader, into db: Database) throws {
        for page in try old.soundPages() {
            let first = copied.firstPlace { $0 >= page.seqs.lowerBound } + 1
            let last = copied.firstPlace { $0 > page.seqs.upperBound }
            guard first <= last else { continue }
            try StoredPage(
                number: 0, id: page.id, source: page.source, seqs: first...last, leftovers: page.leftovers,
                receivedAt: page.receivedAt, record: page.record
            ).insert(into: db)
            pages += 1
        }
    }

    func savePositions(in db: Database) throws {
        for (category, position) in positions {
            try db.execute(
                sql: "INSERT INTO position (category, seq, previous) VALUES (?, ?, ?)",
                arguments: [category, position.seq, position.previous])
            let released = released[category] ?? Position(seq: 0, previous: 0)
            guard released != position else { continue }
            try db.execute(
                sql: "INSERT INTO released_position (category, seq, previous) VALUES (?, ?, ?)",
                arguments: [category, released.seq, released.previous])
        }
    }
}

extension [Int] {
    /// The place of the first number that holds, in a rising list of which those that hold come last.
    fileprivate func firstPlace(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
