import Foundation
import GRDB
package import Stories

/// Makes a sound journal of a damaged one, or of a backup: every row that is what was stored, numbered anew under a
/// stream id of its own, so that nobody takes its numbers for those of the old one.
package struct JournalRepair {
    /// What was saved.
    package struct Outcome: Sendable {
        /// Stories in the new journal.
        package var stories = 0
        /// Stories that could not be read.
        package var lost = 0
        /// Pages in the new journal.
        package var pages = 0
        /// Dead letters in the new journal.
        package var letters = 0
        /// The stream id of the new journal.
        package var stream: String
        /// Where the old journal is now.
        package var old: String
    }

    private let path: String
    private let operation: JournalOperation

    /// Prepares the repair of the journal at a path.
    package init(path: String) {
        self.path = path
        operation = JournalOperation(name: "repairing", path: path)
    }

    /// Writes the new journal and puts it in the place of the old one, which stays beside it.
    ///
    /// - Parameters:
    ///   - now: The time, for the name of the old file.
    ///   - progress: Called now and then with the rows looked at and the rows there are.
    /// - Throws: ``JournalError`` when a daemon is using it, nothing can be read, or the new one cannot be written.
    package func run(
        now: Timestamp, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(JournalError) -> Outcome {
        let lock = try operation.perform {
            try Schema.checkFolder(of: path)
            return try JournalLock(path: path)
        }
        defer { withExtendedLifetime(lock) {} }
        let fresh = path + ".repaired"
        let mark = now.description.filter { $0.isNumber }.prefix(14)
        var outcome = try outcome(of: fresh, progress)
        outcome.old = "\(path).before-\(mark)"
        try replace(by: fresh, keeping: outcome.old)
        return outcome
    }

    /// Writes the new journal.
    ///
    /// - Throws: An error that does not advise to repair what has just been found beyond repair.
    private func outcome(of fresh: String, _ progress: (Int, Int) -> Void) throws(JournalError) -> Outcome {
        do { return try write(to: fresh, progress) } catch {
            guard error.code == .corrupted else { throw error }
            throw JournalError(
                code: error.code, operation: operation.name, path: path, cause: error.cause,
                advice: "nothing can be read of it: put a backup in its place, or move it away")
        }
    }

    private func write(to fresh: String, _ progress: (Int, Int) -> Void) throws(JournalError) -> Outcome {
        let old = try JournalReader(path: path)
        let oldStream = try old.stream()
        let (first, last) = try old.extent()
        return try operation.perform {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: fresh + suffix) }
            let queue = try DatabaseQueue(path: fresh, configuration: Schema.configuration)
            try queue.write { try Schema.create($0) }
            let stream = try queue.read { try String.fetchOne($0, sql: "SELECT stream FROM journal") } ?? ""
            var salvage = Salvage(from: oldStream, to: stream)
            var next = first
            while next <= last {
                let turn = try queue.write {
                    try salvage.copy(from: old, next, through: min(last, next + 255), into: $0)
                }
                next = turn
                progress(next - first, last - first + 1)
            }
            try queue.write { db in
                try salvage.savePositions(in: db)
                try salvage.copyPages(from: old, into: db)
                salvage.letters = try Self.copyLetters(from: old, into: db)
            }
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try queue.close()
            return Outcome(
                stories: salvage.stories, lost: salvage.lost, pages: salvage.pages, letters: salvage.letters,
                stream: stream, old: "")
        }
    }

    private static func copyLetters(from old: JournalReader, into db: Database) throws -> Int {
        var filing = LetterFiling(db: db, file: Journal.LetterFile(), bytesMax: .max)
        for number in try old.letterNumbers() {
            if let filed = try old.soundLetter(number) { try filing.file(filed.letter) }
        }
        return filing.file.count
    }

    private func replace(by fresh: String, keeping old: String) throws(JournalError) {
        try operation.perform {
            // Root repairs what belongs to the daemon.
            try DiskFile.give(fresh, toOwnerOf: path)
            try DiskFile.give(path + "-lock", toOwnerOf: path)
            try DiskFile.sync(fresh)
            for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix) {
                try FileManager.default.moveItem(atPath: path + suffix, toPath: old + suffix)
            }
            try FileManager.default.moveItem(atPath: fresh, toPath: path)
            try DiskFile.sync(URL(filePath: path).deletingLastPathComponent().path)
        }
    }
}

/// Copies rows, numbering them anew.
private struct Salvage {
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

extension JournalReader {
    /// The numbers under which there may be dead letters.
    fileprivate func letterNumbers() throws -> ClosedRange<Int> {
        let newest = try queue.read { db in
            try Int.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'dead_letter'") ?? 0
        }
        let kept: Int?
        do {
            kept = try queue.read { try Int.fetchOne($0, sql: "SELECT min(id) FROM dead_letter") }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            kept = nil
        }
        let oldest = max(1, kept ?? newest - Self.lettersMax)
        return oldest...max(oldest, newest)
    }

    /// About as many as the file ever holds.
    private static let lettersMax = 1 << 20

    /// A letter; `nil` when it cannot be read, or is not there.
    fileprivate func soundLetter(_ number: Int) throws -> FiledLetter? {
        do {
            return try deadLetter(number)
        } catch  where error.code == .corrupted {
            return nil
        }
    }
}

extension Journal {
    /// Whether a process, this one too, has opened the journal at a path for writing.
    package static func isInUse(_ path: String) -> Bool {
        JournalLock.isHeld(at: path)
    }
}
