import Foundation
import GRDB
package import Stories

// An embargo in the journal.
//
// A story that came in before its embargo ended keeps the end beside its row (`distribution`), for good: whether an outlet that
// holds
// embargoes sends a record is read from there, never from a clock, so that it is the same at every reading. When the embargo
// ends, or somebody lifts it, the story gets a new version without it, under the next number, which every outlet sends. A
// correction without an embargo, or a withdrawal, takes the place of the held version, and nothing is left to release.

extension Journal {
    /// When the first of the held stories is due; `nil` while none is held.
    ///
    /// - Complexity: O(stories held).
    package var nextDue: Timestamp? { held.values.min() }

    /// The held stories whose embargo has ended, in the order of their numbers.
    package func due(at now: Timestamp) -> [Int] { held.filter { $0.value <= now }.keys.sorted() }

    /// Stores a new version without an embargo of each held story, in one transaction.
    ///
    /// - Parameter seqs: Numbers of held versions; others are left out.
    /// - Returns: The stored entries, in order, and the numbers of versions whose rows are damaged: they are held no more, and
    ///   nothing of them can be published.
    /// - Complexity: One sync of the disk a call.
    package func release(_ seqs: [Int]) throws(JournalError) -> (entries: [PublishedEntry], damaged: [Int]) {
        let held = held
        let known = seqs.filter { held[$0] != nil }
        guard !known.isEmpty else { return ([], []) }
        return try commit { appending in
            var (entries, damaged): ([PublishedEntry], [Int]) = ([], [])
            for seq in known {
                if let entry = try appending.release(seq) { entries.append(entry) } else { damaged.append(seq) }
            }
            return (entries, damaged)
        }
    }
}

extension AppendTransaction {
    /// Releases one that is held; `nil` when it cannot be read, and is held no more.
    fileprivate mutating func release(_ seq: Int) throws -> PublishedEntry? {
        progress.held[seq] = nil
        guard let row = try StoryRow.row(seq, in: db).flatMap(StoryRow.init(sound:)),
            let record = try? PublishedRecord(json: row.record),
            let tail = Record.tail(withoutEmbargo: row.record)
        else { return nil }
        let stored = try StoredVersions(of: record.id, row.identity, in: db)
        return try number(
            Numbering(
                stored: stored, version: stored.nextVersion, given: 0, event: .update, digest: row.digest,
                category: row.category, labels: row.labels.followed(by: stored.labels),
                audience: [row.category].followed(by: stored.categories), receivedAt: row.receivedAt, tail: tail))
    }
}

extension JournalReader {
    /// The held stories among some numbers, in their order; those that are damaged are left out.
    package func stories(_ seqs: [Int]) throws(JournalError) -> [StoredStory] {
        try operation("reading held stories").perform {
            try queue.read { db in
                try seqs.compactMap { try StoryRow.row($0, in: db).flatMap(StoryRow.init(sound:))?.story }
            }
        }
    }

    /// The newest versions of stories that are held, and until when, whether or not a daemon runs.
    package func held() throws(JournalError) -> [Int: Timestamp] {
        try operation("reading").perform { try queue.read { try Schema.held($0) } }
    }
}
