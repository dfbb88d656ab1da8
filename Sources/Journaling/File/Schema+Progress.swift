import GRDB
import Stories

extension Schema {
    /// How far the journal has come.
    static func progress(_ db: Database) throws -> JournalProgress {
        let positions = try positions(in: "position", db)
        let newest = positions.values.map(\.seq).max() ?? 0
        guard try Int.fetchOne(db, sql: "SELECT max(seq) FROM story") ?? newest == newest else {
            throw JournalFault(
                code: .corrupted,
                cause:
                    "its newest story is not the one that its positions name: `wiredesk journal repair` saves what can be "
                    + "read")
        }
        let letters = try Row.fetchOne(
            db,
            sql: "SELECT count(*) AS count, coalesce(sum(length(payload) + ?), 0) AS bytes FROM dead_letter",
            arguments: [DeadLetterStore.overhead])
        return JournalProgress(
            next: newest + 1,
            oldest: try Int.fetchOne(db, sql: "SELECT min(seq) FROM story") ?? newest + 1,
            positions: positions, released: try Self.positions(in: "released_position", db), held: try held(db),
            letters: DeadLetterTotals(count: letters?.sound("count") ?? 0, bytes: letters?.sound("bytes") ?? 0))
    }

    private static func positions(in table: String, _ db: Database) throws -> [String: Position] {
        var positions: [String: Position] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT category, seq, previous FROM \(table)") {
            positions[try row.value("category")] = Position(
                seq: try row.value("seq"), previous: try row.value("previous"))
        }
        return positions
    }

    /// What is held: the newest versions of stories, if they have an embargo.
    static func held(_ db: Database) throws -> [Int: Timestamp] {
        // A journal of an older format, before the daemon has opened it, has none.
        guard try version(of: db) == version else { return [:] }
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT seq, embargo FROM distribution JOIN story USING (seq) WHERE embargo IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM story AS later
                    WHERE later.identity = story.identity AND later.identity_rest = story.identity_rest
                        AND later.seq > story.seq)
                """)
        var held: [Int: Timestamp] = [:]
        for row in rows {
            // A damaged one is not served either.
            guard let seq = row.sound("seq", as: Int.self), let due = row.sound("embargo", as: Int64.self) else {
                continue
            }
            held[seq] = Timestamp(milliseconds: due)
        }
        return held
    }
}
