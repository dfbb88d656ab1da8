import Foundation
import GRDB
package import Stories

/// Lists the journal's stories so that they can be found: by category, intake, confidence, and by their words.
///
/// It follows the journal like every outlet: it may lag, start late or be removed, and lists everything in the end. A new
/// one begins at the newest story and reaches back from there, so that the news can be found first; the same when it is far
/// behind, and what it has stays (``ListedRanges``).
/// Belongs to one thread; readers have connections of their own, ``SearchIndexReader``.
package final class SearchIndex {
    private let journal: Journal
    private let reader: JournalReader
    private let queue: DatabaseQueue
    private var listed: ListedRanges

    /// The most stories that one step lists; they end at a MB of records, too.
    private static let stepStories = 256
    /// Stories behind which a search index goes on at the newest, and fills the gap when there is time.
    private let lagMax: Int
    /// The ranges beyond which no further one is begun: then new stories wait until their turn comes.
    private static let rangesMax = 64

    /// Opens the search index of a journal, or makes one.
    ///
    /// - Parameter lagMax: Stories behind which it goes on at the newest; more than a step lists.
    package init(of journal: Journal, lagMax: Int = 20_000) throws(JournalError) {
        precondition(lagMax > Self.stepStories)
        self.journal = journal
        self.lagMax = lagMax
        reader = try journal.reader()
        (queue, listed) = try Self.operation("opening the search index", journal.path).perform {
            let queue = try SearchIndexFile.open(
                besideJournal: journal.path, stream: journal.stream, next: journal.head + 1)
            return (queue, try queue.read { try SearchIndexFile.listed(in: $0) })
        }
    }

    /// Whether an error may come from damage to the search index; ``isDamaged(besideJournal:)`` tells.
    package static func isSuspicious(_ error: any Error, ofJournal journal: String) -> Bool {
        guard let error = error as? JournalError, error.path == SearchIndexFile.path(besideJournal: journal) else {
            return false
        }
        return [.corrupted, .foreign].contains(error.code)
    }

    /// Whether the file of a journal's search index is damaged, by SQLite's own check of its structure and of its words.
    ///
    /// - Complexity: Reads the whole file.
    package static func isDamaged(besideJournal journal: String) throws(JournalError) -> Bool {
        try operation("checking the search index", journal).perform {
            try SearchIndexFile.isDamaged(SearchIndexFile.path(besideJournal: journal))
        }
    }

    /// Removes the search index of a journal; the next one that is opened is made anew.
    package static func remove(besideJournal journal: String) throws(JournalError) {
        try operation("removing the search index", journal).perform {
            try SearchIndexFile.remove(SearchIndexFile.path(besideJournal: journal))
        }
    }

    private static func operation(_ name: String, _ journal: String) -> JournalOperation {
        JournalOperation(name: name, path: SearchIndexFile.path(besideJournal: journal))
    }

    /// What a step did.
    package enum IndexStep: Sendable {
        /// Listed stories that are newer than all it had.
        case forward([(StoredStory, PublishedRecord)])
        /// Listed older stories, or removed those that the journal has no more.
        case maintained
        /// Nothing: there is nothing to do.
        case idle
    }

    /// Does a bounded piece of what there is to do; new stories first.
    ///
    /// - Complexity: About 0.1 ms a story and a commit; at most 256 stories, or a MB of them.
    package func step() throws(JournalError) -> IndexStep {
        let (head, oldest) = (journal.head, journal.oldest)
        return try Self.operation("writing the search index", journal.path).perform {
            var next = max(listed.newest?.upperBound ?? oldest, oldest)
            if head - next >= lagMax, listed.ranges.count < Self.rangesMax {
                next = head + 1 - Self.stepStories
            }
            if next <= head { return .forward(try list(from: next, through: head)) }
            if listed.hasAny(below: oldest) {
                try prune(below: oldest)
                return .maintained
            }
            guard let gap = listed.newestGap(from: oldest) else { return .idle }
            // What does not fit into a step stands there as a range of its own until the next one joins it.
            _ = try list(from: max(gap.lowerBound, gap.upperBound - Self.stepStories), through: gap.upperBound - 1)
            return .maintained
        }
    }

    private func list(from first: Int, through last: Int) throws -> [(StoredStory, PublishedRecord)] {
        let stretch = try reader.stretch(from: first, through: last, atMost: Self.stepStories)
        // A record that this version cannot read is not found by what it says; it is still there under its number.
        let stories = stretch.rows.compactMap { row in
            if case .story(let story) = row, let record = try? PublishedRecord(json: story.record) {
                (story, record)
            } else {
                nil
            }
        }
        var listed = listed
        listed.add(first..<stretch.next)
        try queue.write { db in
            var filing = SearchIndexWriter(db: db)
            for (story, record) in stories { try filing.file(story, record) }
            try SearchIndexFile.save(listed, in: db)
        }
        self.listed = listed
        return stories
    }

    private func prune(below oldest: Int) throws {
        var listed = listed
        listed.remove(below: oldest)
        // Whatever clock dated them, no story that is kept came in before this minute.
        let minute = try reader.oldestReceivedAt().map { $0.milliseconds / 60_000 }
        try queue.write { db in
            for shard in try SearchIndexFile.shards(in: db) where (shard + 1) * SearchIndexFile.shardStories <= oldest {
                try db.execute(sql: "DROP TABLE words_\(shard)")
            }
            try db.execute(sql: "DELETE FROM card WHERE seq < ?", arguments: [oldest])
            if let minute { try db.execute(sql: "DELETE FROM flow WHERE minute < ?", arguments: [minute]) }
            try SearchIndexFile.save(listed, in: db)
        }
        self.listed = listed
    }
}
