import Foundation
import GRDB
import Stories

/// Lists the journal's stories so that they can be found: by category, intake, confidence, and by their words.
///
/// It follows the journal like every outlet: it may lag, start late or be removed, and lists everything in the end. A new
/// one begins at the newest story and reaches back from there, so that the news can be found first.
/// Belongs to one thread; readers have connections of their own, ``CatalogueReader``.
package final class Catalogue {
    private let journal: Journal
    private let reader: JournalReader
    private let queue: DatabaseQueue
    private var first: Int
    private var next: Int

    /// The most stories that one step lists.
    private static let stepStories = 256
    /// Stories behind which a catalogue begins anew at the newest, instead of listing them first.
    private static let lagMax = 20_000

    /// Opens the catalogue of a journal, or makes one.
    package init(of journal: Journal) throws(JournalError) {
        self.journal = journal
        reader = try journal.reader()
        (queue, first, next) = try Self.operation("opening the catalogue", journal).perform {
            let queue = try CatalogueFile.open(
                besideJournal: journal.path, stream: journal.stream, next: journal.head + 1)
            let (first, next) = try queue.read { db in
                let row = try Row.fetchOne(db, sql: "SELECT first, next FROM catalogue")
                return (row?.sound("first") ?? 1, row?.sound("next") ?? 1)
            }
            return (queue, first, next)
        }
    }

    /// Whether an error says that the catalogue is not what it should be, and best made anew.
    package static func isSpoilt(_ error: any Error, ofJournal journal: String) -> Bool {
        guard let error = error as? JournalError, error.path == CatalogueFile.path(besideJournal: journal) else {
            return false
        }
        return [.corrupted, .foreign, .failed].contains(error.code)
    }

    /// Removes the catalogue of a journal; the next one that is opened is made anew.
    package static func remove(besideJournal journal: String) throws(JournalError) {
        let path = CatalogueFile.path(besideJournal: journal)
        try JournalOperation(name: "removing the catalogue", path: path).perform { try CatalogueFile.remove(path) }
    }

    private static func operation(_ name: String, _ journal: Journal) -> JournalOperation {
        JournalOperation(name: name, path: CatalogueFile.path(besideJournal: journal.path))
    }

    /// What a step did.
    package enum Step: Sendable {
        /// Listed stories that are newer than all it had.
        case forward([StoredStory])
        /// Listed older stories, or removed those that the journal has no more.
        case caughtUp
        /// Nothing: there is nothing to do.
        case idle
    }

    /// Does a bounded piece of what there is to do; new stories first.
    ///
    /// - Complexity: About 0.1 ms a story and a commit; at most 256 stories.
    package func step() throws(JournalError) -> Step {
        let (head, oldest) = (journal.head, journal.oldest)
        if head - next >= Self.lagMax { try restart(at: head + 1) }
        return try Self.operation("writing the catalogue", journal).perform {
            if next <= head { return .forward(try listForward(to: head)) }
            if first < oldest { return try prune(below: oldest) ? .caughtUp : .idle }
            guard first > oldest else { return .idle }
            try listBackward(to: oldest)
            return .caughtUp
        }
    }

    private func restart(at seq: Int) throws(JournalError) {
        try Self.operation("writing the catalogue", journal).perform {
            try queue.write { db in
                for shard in try CatalogueFile.shards(in: db) { try db.execute(sql: "DROP TABLE words_\(shard)") }
                try db.execute(sql: "DELETE FROM card; DELETE FROM flow")
                try db.execute(sql: "UPDATE catalogue SET first = ?, next = ?", arguments: [seq, seq])
            }
        }
        (first, next) = (seq, seq)
    }

    private func listForward(to head: Int) throws -> [StoredStory] {
        let stretch = try reader.stretch(from: next, through: head, atMost: Self.stepStories)
        let stories = stretch.rows.compactMap { if case .story(let story) = $0 { story } else { nil } }
        try queue.write { db in
            var filing = Filing(db: db)
            for story in stories { try filing.file(story, isNewest: true) }
            try db.execute(sql: "UPDATE catalogue SET next = ?", arguments: [stretch.next])
        }
        next = stretch.next
        return stories
    }

    private func listBackward(to oldest: Int) throws {
        let start = max(oldest, first - Self.stepStories)
        var at = start
        var stories: [StoredStory] = []
        while at < first {
            let stretch = try reader.stretch(from: at, through: first - 1, atMost: first - at)
            stories += stretch.rows.compactMap { if case .story(let story) = $0 { story } else { nil } }
            at = stretch.next
        }
        try queue.write { db in
            var filing = Filing(db: db)
            for story in stories.reversed() { try filing.file(story, isNewest: false) }
            try db.execute(sql: "UPDATE catalogue SET first = ?", arguments: [start])
        }
        first = start
    }

    /// - Returns: Whether something was removed.
    private func prune(below oldest: Int) throws -> Bool {
        try queue.write { db in
            for shard in try CatalogueFile.shards(in: db) where (shard + 1) * CatalogueFile.shardStories <= oldest {
                try db.execute(sql: "DROP TABLE words_\(shard)")
            }
            try db.execute(sql: "DELETE FROM card WHERE seq < ?", arguments: [oldest])
            if let minute = try oldestMinute() {
                try db.execute(sql: "DELETE FROM flow WHERE minute < ?", arguments: [minute])
            }
            try db.execute(sql: "UPDATE catalogue SET first = ?", arguments: [oldest])
        }
        first = oldest
        return true
    }

    private func oldestMinute() throws -> Int64? {
        // A damaged story leaves the chart a little longer than it should be.
        let oldest = try reader.stretch(from: journal.oldest, through: journal.oldest, atMost: 1).rows.first
        guard case .story(let story) = oldest else { return nil }
        return story.receivedAt.milliseconds / 60_000
    }
}

/// The filing of stories, within one transaction.
private struct Filing {
    let db: Database
    private let decoder = JSONDecoder()
    private var shard: Int?

    init(db: Database) { self.db = db }

    /// The keys of a record that are listed.
    private struct Listed: Decodable {
        let intake: String?
        let headline: String?
        let body: String
        let confidence: Int
    }

    mutating func file(_ story: StoredStory, isNewest: Bool) throws {
        // A record that this version cannot read is not found by what it says; it is still there under its number.
        guard let record = try? decoder.decode(Listed.self, from: Data(story.record)) else { return }
        try insertCard(of: story, record, isNewest: isNewest)
        let number = story.seq / CatalogueFile.shardStories
        if number != shard {
            try CatalogueFile.createShard(number, in: db)
            shard = number
        }
        let words = try db.cachedStatement(sql: "INSERT INTO words_\(number) (rowid, headline, body) VALUES (?, ?, ?)")
        try words.execute(arguments: [
            story.seq, SearchWords.spaced(record.headline ?? ""), SearchWords.spaced(record.body),
        ])
        try db.cachedStatement(
            sql: """
                INSERT INTO flow (minute, category, count) VALUES (?, ?, 1)
                ON CONFLICT (minute, category) DO UPDATE SET count = count + 1
                """
        ).execute(arguments: [story.receivedAt.milliseconds / 60_000, story.category])
    }

    private func insertCard(of story: StoredStory, _ record: Listed, isNewest: Bool) throws {
        let others = try db.cachedStatement(sql: "SELECT count(*) FROM card WHERE identity = ?")
        let hasOthers = try Int.fetchOne(others, arguments: [story.identity.word]) ?? 0 > 0
        if isNewest, hasOthers {
            try db.cachedStatement(sql: "UPDATE card SET is_current = 0 WHERE identity = ?")
                .execute(arguments: [story.identity.word])
        }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO card (seq, identity, event, category, labels, intake, confidence, is_current)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            story.seq, story.identity.word, story.event.rawValue, story.category, StoryRow.joined(story.labels),
            record.intake ?? "", record.confidence, isNewest || !hasOthers,
        ])
    }
}
