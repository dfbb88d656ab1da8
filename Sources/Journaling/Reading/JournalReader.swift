import Foundation
import GRDB
import Stories

/// Reads a journal that is written meanwhile: a connection of its own that cannot write.
///
/// Every row is checked against its checksum; one that is not what was stored is reported, never served.
/// Belongs to one thread at a time.
package final class JournalReader: Sendable {
    let path: String
    let queue: DatabaseQueue

    /// Opens a connection to the journal at a path.
    ///
    /// - Throws: ``JournalError`` when there is none, or it is of another format.
    package init(path: String) throws(JournalError) {
        self.path = path
        queue = try JournalOperation(name: "opening", path: path).perform {
            guard FileManager.default.fileExists(atPath: path) else {
                throw JournalFault(code: .unavailable, cause: "there is no such file")
            }
            let queue = try DatabaseQueue(path: path, configuration: Schema.readingConfiguration)
            try queue.read { db in
                try Schema.check(
                    id: try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                    version: try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
            }
            return queue
        }
    }

    func operation(_ name: String) -> JournalOperation { JournalOperation(name: name, path: path) }
}

extension Journal {
    /// A connection of its own for somebody who reads while the pipeline writes.
    package func reader() throws(JournalError) -> JournalReader { try JournalReader(path: path) }

    /// The record under a sequence number, byte for byte as it was published.
    ///
    /// - Returns: `nil` when there is none.
    /// - Throws: ``JournalError`` of code `corrupted` when the record is not what was stored.
    package func record(_ seq: Int) throws(JournalError) -> [UInt8]? {
        try reader().record(seq)
    }

    /// SQLite's `synchronous` setting on the writing connection: 2 is FULL.
    package func synchronousLevel() throws(JournalError) -> Int? {
        try JournalOperation(name: "reading settings", path: path).perform {
            try queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        }
    }
}

// MARK: - Records

extension JournalReader {
    /// A stretch of the journal, as a follower asked for it.
    package struct Stretch: Sendable {
        /// What was found, in order.
        package var rows: [RowResult]
        /// The first sequence number that was not looked at.
        package var next: Int

        package init(rows: [RowResult], next: Int) {
            self.rows = rows
            self.next = next
        }
    }

    /// A row, or where one should be.
    package enum RowResult: Hashable, Sendable {
        /// A story as it was stored.
        case story(StoredStory)
        /// A row that is damaged, or gone from among the others.
        case damaged(seq: Int)

        /// Its sequence number.
        package var seq: Int {
            switch self {
            case .story(let story): story.seq
            case .damaged(let seq): seq
            }
        }
    }

    /// The record under a sequence number; `nil` when there is none.
    ///
    /// - Throws: ``JournalError`` of code `corrupted` when the record is not what was stored.
    package func record(_ seq: Int) throws(JournalError) -> [UInt8]? { try story(seq)?.record }

    /// The story under a sequence number; `nil` when there is none.
    ///
    /// - Throws: ``JournalError`` of code `corrupted` when it is not what was stored.
    package func story(_ seq: Int) throws(JournalError) -> StoredStory? {
        try operation("reading record \(seq)").perform {
            guard let row = try queue.read({ try StoryRow.row(seq, in: $0) }) else { return nil }
            guard let row = StoryRow(sound: row) else {
                throw JournalFault(code: .corrupted, cause: "the row does not match its checksum")
            }
            return row.story
        }
    }

    /// The newest versions of a story that are in the journal, oldest of them first, those that are damaged left out.
    ///
    /// - Parameter bytes: The bytes of records after which it is enough; one version is always returned.
    /// - Complexity: One search of an index.
    package func versions(of identity: Identity, bytes bytesMax: Int = .max) throws(JournalError) -> [StoredStory] {
        try operation("reading versions").perform {
            try queue.read { db in
                let select = try """
                \(StoryRow.select(db)) WHERE identity = ? AND identity_rest = ? ORDER BY story.seq DESC
                """
                let rows = try Row.fetchCursor(db, sql: select, arguments: [identity.word, identity.rest])
                var (versions, bytes): ([StoredStory], Int) = ([], 0)
                while bytes < bytesMax || versions.isEmpty, let row = try rows.next() {
                    guard let story = StoryRow(sound: row)?.story else { continue }
                    versions.append(story)
                    bytes += story.record.count
                }
                return versions.reversed()
            }
        }
    }

    /// The oldest sequence number that is there; `nil` while there is none.
    ///
    /// - Complexity: One search of the table.
    package func oldest() throws(JournalError) -> Int? {
        try operation("searching").perform {
            try queue.read { try Int.fetchOne(try $0.cachedStatement(sql: "SELECT min(seq) FROM story")) }
        }
    }
}
