import GRDB

extension JournalReader {
    /// The pages of an id, newest first; those that are damaged are left out.
    ///
    /// - Parameters:
    ///   - source: Only those of this source; `nil` for all.
    ///   - count: The most to return.
    ///   - bytes: The bytes of records after which it is enough; one page is always returned.
    /// - Complexity: One search of an index.
    package func pages(
        id: String, source: String? = nil, atMost count: Int = 50, bytes: Int = .max
    ) throws(JournalError) -> [StoredPage] {
        try pages(
            where: source == nil ? "id = ?" : "id = ? AND source = ?",
            source.map { [id, $0] } ?? [id], order: "DESC", atMost: count, bytes: bytes)
    }

    /// The pages of which something is left besides their stories, oldest first.
    ///
    /// - Parameter number: Only those after it.
    package func pagesWithLeftovers(
        after number: Int = 0, atMost count: Int = .max
    ) throws(JournalError) -> [StoredPage] {
        try pages(where: "leftovers > 0 AND number > ?", [number], order: "ASC", atMost: count)
    }

    /// The pages of which something is left besides their stories, newest first.
    ///
    /// - Parameters:
    ///   - count: The most to return.
    ///   - bytes: The bytes of records after which it is enough; one page is always returned.
    package func newestPagesWithLeftovers(
        atMost count: Int, bytes: Int = .max
    ) throws(JournalError) -> [StoredPage] {
        try pages(where: "leftovers > ?", [0], order: "DESC", atMost: count, bytes: bytes)
    }

    /// How many pages are kept, and how many of them are not what was stored.
    package func pageCounts() throws(JournalError) -> (kept: Int, damaged: Int) {
        try operation("reading pages").perform {
            try queue.read { db in
                guard try db.tableExists("page") else { return (0, 0) }
                var counts = (kept: 0, damaged: 0)
                let rows = try Row.fetchCursor(db, sql: "SELECT * FROM page ORDER BY number")
                while let row = try rows.next() {
                    counts.kept += 1
                    if StoredPage(sound: row) == nil { counts.damaged += 1 }
                }
                return counts
            }
        }
    }

    /// All pages, oldest first, those that cannot be read left out: where the table is damaged, each is asked for alone.
    func soundPages() throws -> [StoredPage] {
        do {
            return try pages(where: "number > ?", [0], order: "ASC", atMost: .max)
        } catch {
            guard error.code == .corrupted else { throw error }
        }
        var sound: [StoredPage] = []
        for number in try pageNumbers() {
            do {
                sound += try pages(where: "number = ?", [number], order: "ASC", atMost: 1)
            } catch {
                guard error.code == .corrupted else { throw error }
            }
        }
        return sound
    }

    /// The numbers that pages may have; none when not even their bounds can be read.
    private func pageNumbers() throws -> Range<Int> {
        do {
            return try operation("reading pages").perform {
                try queue.read { db in
                    let first = try Int.fetchOne(db, sql: "SELECT number FROM page ORDER BY number LIMIT 1") ?? 0
                    let last = try Int.fetchOne(db, sql: "SELECT number FROM page ORDER BY number DESC LIMIT 1") ?? 0
                    return first..<max(first, last + 1)
                }
            }
        } catch {
            guard error.code == .corrupted else { throw error }
            return 0..<0
        }
    }

    private func pages(
        where condition: String, _ arguments: StatementArguments, order: String, atMost count: Int,
        bytes bytesMax: Int = .max
    ) throws(JournalError) -> [StoredPage] {
        try operation("reading pages").perform {
            try queue.read { db in
                // A journal of an older format has no such table before the daemon has opened it.
                guard try db.tableExists("page") else { return [] }
                let rows = try Row.fetchCursor(
                    db, sql: "SELECT * FROM page WHERE \(condition) ORDER BY number \(order) LIMIT \(count)",
                    arguments: arguments)
                var (pages, bytes): ([StoredPage], Int) = ([], 0)
                while bytes < bytesMax || pages.isEmpty, let row = try rows.next() {
                    guard let page = StoredPage(sound: row) else { continue }
                    pages.append(page)
                    bytes += page.record.count
                }
                return pages
            }
        }
    }
}
