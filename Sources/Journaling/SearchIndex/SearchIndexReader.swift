import Foundation
import GRDB

/// Which stories somebody wants listed; without anything set, the newest.
package struct StoryQuery: Hashable, Sendable {
    /// Words that are in them.
    package var phrase: SearchPhrase?
    /// Any of these labels; empty: whichever.
    package var labels: [String] = []
    /// Primary categories; empty: whichever.
    package var primary: [String] = []
    /// Intakes they came in by; empty: whichever.
    package var intakes: [String] = []
    /// Confidence in the primary category, 0 to 100.
    package var confidence = 0...100
    /// Only stories of these numbers; `nil`: whichever.
    package var among: [Int]?
    /// Whether only the newest version of each story is wanted.
    package var isCurrentOnly = false
    /// Sequence numbers.
    package var seqs = 1...Int.max
    /// Whether the oldest come first.
    package var isAscending = false
    /// The most stories to list.
    package var limit = 50

    /// Without conditions: the newest stories.
    package init() {}
}

/// What a search index lists for a query.
package struct StoryListing: Sendable {
    /// Sequence numbers, in the order asked for.
    package var seqs: [Int]
    /// The newest sequence number that could have been listed; 0 when there is none. Where the oldest come first, it is the
    /// last before the next gap in the search index, if there is one.
    package var through: Int
}

/// Reads a search index while it is written: a connection of its own. Belongs to one thread at a time.
package final class SearchIndexReader: Sendable {
    private let queue: DatabaseQueue
    private let operation: JournalOperation

    /// Opens a connection to the search index beside a journal.
    ///
    /// - Throws: ``JournalError`` of code `unavailable` while there is none.
    package init(besideJournal journal: String) throws(JournalError) {
        let path = SearchIndexFile.path(besideJournal: journal)
        let operation = JournalOperation(name: "reading the search index", path: path)
        self.operation = operation
        queue = try operation.perform {
            guard FileManager.default.fileExists(atPath: path) else {
                throw JournalFault(code: .unavailable, cause: "there is none yet")
            }
            let queue = try DatabaseQueue(path: path, configuration: Schema.readingConfiguration)
            guard try queue.read({ try Schema.version(of: $0) }) == SearchIndexFile.version else {
                throw JournalFault(code: .unavailable, cause: "it is being brought up to date")
            }
            return queue
        }
    }

    /// Lists stories.
    ///
    /// - Complexity: O(stories listed and passed over); words and primary categories are found by indices.
    package func list(_ query: StoryQuery) throws(JournalError) -> StoryListing {
        try operation.perform {
            try queue.read { db in
                let listed = try SearchIndexFile.listed(in: db)
                var query = query
                var through = (listed.newest?.upperBound ?? 1) - 1
                if query.isAscending {
                    through = min(through, listed.through(from: query.seqs.lowerBound))
                    // Nothing lies between; a range cannot say so.
                    if through < query.seqs.lowerBound { query.limit = 0 }
                    query.seqs = query.seqs.clamped(to: 1...max(through, 1))
                }
                return StoryListing(seqs: query.limit == 0 ? [] : try Self.seqs(query, in: db), through: through)
            }
        }
    }

    /// How many versions came in, by minute and category, among some minutes since 1970.
    package func flow(in minutes: ClosedRange<Int>) throws(JournalError) -> [(
        minute: Int, category: String, count: Int
    )] {
        try operation.perform {
            try queue.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT minute, category, count FROM flow WHERE minute BETWEEN ? AND ? ORDER BY minute, category
                        """, arguments: [minutes.lowerBound, minutes.upperBound]
                ).map { (try $0.value("minute"), try $0.value("category"), try $0.value("count")) }
            }
        }
    }

    private static func seqs(_ query: StoryQuery, in db: Database) throws -> [Int] {
        guard let phrase = query.phrase else {
            let select = Select(query)
            return try Int.fetchAll(db, sql: select.text(from: "card"), arguments: select.arguments)
        }
        var seqs: [Int] = []
        let shards = try SearchIndexFile.shards(in: db)
        for shard in query.isAscending ? shards : shards.reversed() where seqs.count < query.limit {
            var rest = query
            rest.limit -= seqs.count
            let select = Select(rest, match: phrase, in: "words_\(shard)")
            seqs += try Int.fetchAll(
                db, sql: select.text(from: "words_\(shard) JOIN card ON card.seq = words_\(shard).rowid"),
                arguments: select.arguments)
        }
        return seqs
    }
}

/// The SQL of a query.
private struct Select {
    private var opening = ""
    private var conditions: [String] = []
    private(set) var arguments = StatementArguments()
    private let order: String

    init(_ query: StoryQuery, match phrase: SearchPhrase? = nil, in words: String? = nil) {
        let key = words.map { "\($0).rowid" } ?? "card.seq"
        order = "ORDER BY \(key) \(query.isAscending ? "ASC" : "DESC") LIMIT \(query.limit)"
        // Its values come first among the arguments.
        let (labels, primary, intakes) = (
            Self.distinct(query.labels), Self.distinct(query.primary), Self.distinct(query.intakes)
        )
        if !labels.isEmpty {
            opening = StoryRow.wanted(labels) + " "
            add(StoryRow.isWanted, StatementArguments(labels.map { StoryRow.joined([$0]) }))
        }
        if let phrase, let words { add("\(words) MATCH ?", [phrase.match]) }
        add("\(key) BETWEEN ? AND ?", [query.seqs.lowerBound, query.seqs.upperBound])
        if !primary.isEmpty { add("category IN (\(Self.marks(primary)))", StatementArguments(primary)) }
        if !intakes.isEmpty { add("intake IN (\(Self.marks(intakes)))", StatementArguments(intakes)) }
        if query.confidence != 0...100 {
            add("confidence BETWEEN ? AND ?", [query.confidence.lowerBound, query.confidence.upperBound])
        }
        if let among = query.among {
            let numbers = "[\(among.map(String.init).joined(separator: ","))]"
            add("\(key) IN (SELECT value FROM json_each(?))", [numbers])
        }
        if query.isCurrentOnly { conditions.append("is_current") }
    }

    func text(from table: String) -> String {
        "\(opening)SELECT card.seq FROM \(table) WHERE \(conditions.joined(separator: " AND ")) \(order)"
    }

    private mutating func add(_ condition: String, _ values: StatementArguments) {
        conditions.append(condition)
        arguments += values
    }

    private static func distinct(_ names: [String]) -> [String] { Set(names).sorted() }

    private static func marks(_ values: [String]) -> String { values.map { _ in "?" }.joined(separator: ", ") }
}
