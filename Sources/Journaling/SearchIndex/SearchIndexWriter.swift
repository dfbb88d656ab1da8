import GRDB
import Stories

/// The filing of stories, within one transaction.
struct SearchIndexWriter {
    let db: Database
    private var shard: Int?

    init(db: Database) { self.db = db }

    /// Files a story that is not filed yet, whatever the order in which stories are filed.
    mutating func file(_ story: StoredStory, _ record: PublishedRecord) throws {
        try insertCard(of: story, record)
        let number = story.seq / SearchIndexFile.shardStories
        if number != shard {
            try SearchIndexFile.createShard(number, in: db)
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

    private func insertCard(of story: StoredStory, _ record: PublishedRecord) throws {
        let others = try db.cachedStatement(sql: "SELECT max(seq) FROM card WHERE identity = ?")
        let newest = try Int.fetchOne(others, arguments: [story.identity.word])
        if let newest, newest < story.seq {
            try db.cachedStatement(sql: "UPDATE card SET is_current = 0 WHERE identity = ? AND is_current")
                .execute(arguments: [story.identity.word])
        }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO card (seq, identity, event, category, labels, intake, confidence, is_current)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            story.seq, story.identity.word, story.event.rawValue, story.category, StoryRow.joined(story.labels),
            record.intake ?? "", record.confidence, newest.map { $0 <= story.seq } ?? true,
        ])
    }
}
