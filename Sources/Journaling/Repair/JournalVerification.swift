import Foundation
import GRDB

/// What a look at every row of a journal found.
package struct JournalVerification: Sendable {
    /// Rows that are what was stored.
    package var sound = 0
    /// Sequence numbers of rows that are damaged or missing, oldest first; the first thousand.
    package var damaged: [Int] = []
    /// How many are damaged or missing.
    package var damagedCount = 0
    /// Pages that are kept beside their stories.
    package var pages = 0
    /// How many of them are damaged.
    package var damagedPages = 0
    /// What SQLite finds wrong with the structure of the file; `nil` when nothing is.
    package var structure: String?

    /// Whether the journal can be relied on.
    package var isSound: Bool { damagedCount == 0 && damagedPages == 0 && structure == nil }

    fileprivate mutating func count(_ row: JournalReader.RowResult) {
        switch row {
        case .story: sound += 1
        case .damaged(let seq):
            damagedCount += 1
            if damaged.count < 1000 { damaged.append(seq) }
        }
    }
}

extension JournalReader {
    /// Reads the whole journal and checks every row against its checksum.
    ///
    /// - Parameter progress: Called now and then with the rows looked at and the rows there are.
    /// - Complexity: Reads the file twice.
    package func verify(
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(JournalError) -> JournalVerification {
        var verification = JournalVerification()
        let (first, last) = try extent()
        var next = first
        while next <= last {
            let stretch = try stretch(from: next, through: last, atMost: 256)
            for row in stretch.rows { verification.count(row) }
            next = stretch.next
            progress(next - first, last - first + 1)
        }
        do {
            (verification.pages, verification.damagedPages) = try pageCounts()
            try checkSoundness()
            verification.structure = try lostTail(after: last)
        } catch {
            verification.structure = error.cause
        }
        return verification
    }

    /// What is wrong when the newest story is not the one that the positions name; `nil` when nothing is.
    private func lostTail(after last: Int) throws(JournalError) -> String? {
        let named = try operation("reading").perform {
            try queue.read { try Int.fetchOne($0, sql: "SELECT max(seq) FROM position") }
        }
        guard let named, named != last, last > 0 else { return nil }
        return "its newest story is \(last), and its positions name \(named)"
    }

    /// The oldest and the newest sequence number; `(1, 0)` when there is no story.
    package func extent() throws(JournalError) -> (first: Int, last: Int) {
        try operation("reading").perform {
            try queue.read { db in
                let rows = try Row.fetchOne(db, sql: "SELECT min(seq) AS first, max(seq) AS last FROM story")
                guard let first = rows?.sound("first", as: Int.self), let last = rows?.sound("last", as: Int.self)
                else { return (1, 0) }
                return (first, last)
            }
        }
    }

    /// The stream that the journal's numbers count in.
    package func stream() throws(JournalError) -> String {
        try operation("reading").perform {
            guard let stream = try queue.read({ try String.fetchOne($0, sql: "SELECT stream FROM journal") }) else {
                throw JournalFault(code: .corrupted, cause: "it has no stream id")
            }
            return stream
        }
    }
}
