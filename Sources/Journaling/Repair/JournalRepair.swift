import Foundation
import GRDB
package import Stories

/// Turns a damaged journal, or a backup, into a sound one: every row that is what was stored, renumbered under a
/// stream id of its own, so that nobody takes its numbers for those of the old one.
package struct JournalRepair {
    /// What was saved.
    package struct RepairResult: Sendable {
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
    ) throws(JournalError) -> RepairResult {
        let lock = try operation.perform {
            try Schema.checkFolder(of: path)
            return try JournalLock(path: path)
        }
        defer { withExtendedLifetime(lock) {} }
        let fresh = path + ".repaired"
        var outcome = try outcome(of: fresh, progress)
        outcome.old = try replace(by: fresh, now)
        return outcome
    }

    /// Writes the new journal.
    ///
    /// - Throws: An error that does not advise to repair what has just been found beyond repair.
    private func outcome(of fresh: String, _ progress: (Int, Int) -> Void) throws(JournalError) -> RepairResult {
        do { return try write(to: fresh, progress) } catch {
            guard error.code == .corrupted else { throw error }
            throw JournalError(
                code: error.code, operation: operation.name, path: path, cause: error.cause,
                advice: "nothing can be read of it: put a backup in its place, or move it away")
        }
    }

    private func write(to fresh: String, _ progress: (Int, Int) -> Void) throws(JournalError) -> RepairResult {
        let old = try JournalReader(path: path)
        let oldStream = try old.stream()
        let (first, last) = try old.extent()
        return try operation.perform {
            // What a repair left behind that was killed.
            try RepairLeftovers.remove(besideJournal: path)
            for suffix in ["", "-wal", "-shm"] { try DiskFile.remove(fresh + suffix) }
            let queue = try DatabaseQueue(path: fresh, configuration: Schema.configuration)
            try queue.write { try Schema.create($0) }
            let stream = try queue.read { try String.fetchOne($0, sql: "SELECT stream FROM journal") } ?? ""
            var salvage = RepairCopier(from: oldStream, to: stream)
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
            return RepairResult(
                stories: salvage.stories, lost: salvage.lost, pages: salvage.pages, letters: salvage.letters,
                stream: stream, old: "")
        }
    }

    private static func copyLetters(from old: JournalReader, into db: Database) throws -> Int {
        var filing = DeadLetterStore(db: db, file: DeadLetterTotals(), bytesMax: .max)
        for number in try old.letterNumbers() {
            if let filed = try old.soundLetter(number) { try filing.file(filed.letter) }
        }
        return filing.file.count
    }

    /// Puts the new journal in the place of the old one. Killed at any moment, it leaves one of the two there, whole.
    ///
    /// - Returns: Where the old one is.
    private func replace(by fresh: String, _ now: Timestamp) throws(JournalError) -> String {
        try operation.perform {
            // Root repairs what belongs to the daemon.
            try DiskFile.give(fresh, toOwnerOf: path)
            try DiskFile.give(path + "-lock", toOwnerOf: path)
            try DiskFile.sync(fresh)
            let old = try freeName(now)
            try checkpointLog(of: old)
            try DiskFile.replace(path, by: fresh, keepingAs: old)
            try DiskFile.sync(URL(filePath: path).deletingLastPathComponent().path)
            return old
        }
    }

    /// A name for the old journal that no file has: there may have been a repair in the same second.
    private func freeName(_ now: Timestamp) throws -> String {
        let name = "\(path).before-\(now.description.filter { $0.isNumber }.prefix(14))"
        var (free, number) = (name, 1)
        while try DiskFile.bytes(of: free) != nil {
            number += 1
            free = "\(name)-\(number)"
        }
        return free
    }

    /// Moves what the old journal's WAL holds into its file: left where it is, it would be taken for the new one's.
    private func checkpointLog(of old: String) throws {
        do {
            var configuration = Configuration()
            configuration.label = "journal repair"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try queue.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw JournalFault(code: .unavailable, cause: "another program reads it; end that first")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // The file is too damaged to take it. Killed between this and the exchange of the journals, the old one lacks its
            // newest part, which its lock knows of: it is refused, and repaired without it.
            try DiskFile.rename("\(path)-wal", to: "\(old)-wal")
        }
        guard try DiskFile.bytes(of: "\(path)-wal") ?? 0 == 0 else {
            throw JournalFault(code: .unavailable, cause: "\(path)-wal cannot be moved into the file")
        }
        for suffix in ["-wal", "-shm"] { try DiskFile.remove(path + suffix) }
        try DiskFile.sync(path)
    }
}

/// What a repair leaves that is killed before it has given the journal's name to the new file: a second name of the journal.
/// By that name it must not be opened, since SQLite would keep another WAL of the same file.
enum RepairLeftovers {
    /// Takes such names away.
    ///
    /// - Complexity: One look at the file, and at its folder where it has two names.
    static func remove(besideJournal path: String) throws {
        guard let journal = DiskFile.identity(of: path), journal.names > 1 else { return }
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("\(url.lastPathComponent).before-") {
            let other = folder.appending(path: name).path
            guard let file = DiskFile.identity(of: other), file.inode == journal.inode, file.device == journal.device
            else { continue }
            try DiskFile.remove(other)
        }
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
