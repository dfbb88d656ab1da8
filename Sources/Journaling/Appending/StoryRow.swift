import Foundation
import GRDB
import Hashing
import Stories

/// A row of the table `story`.
struct StoryRow {
    let seq: Int
    let identity: Identity
    let version: Int
    /// The producer's number of the version, 0 when no producer gave one; `nil` in rows of formats before 5, where it was
    /// ``version`` or there was none.
    var given: Int?
    let event: StoryEvent
    let digest: [UInt8]
    let category: String
    /// Every category that followers find it under.
    let labels: [String]
    /// The categories it was published under; `nil` for a story's first version, which has only its own, and where an
    /// older format did not say.
    var audience: [String]?
    /// Until when outlets that hold embargoes do not send it.
    var embargo: Timestamp?
    let receivedAt: Timestamp
    let record: [UInt8]

    /// What the row's checksum should be: the first 8 bytes of a SHA-256 over all that is read of it.
    ///
    /// - Complexity: O(bytes of the record).
    var checksum: Int64 {
        let fields =
            "\(seq) \(identity.word) \(identity.rest) \(version) \(event.rawValue) \(category) "
            + "\(receivedAt.milliseconds)\(Self.joined(labels))\(given.map { " given \($0)" } ?? "")"
            + (audience.map { " audience\(Self.joined($0))" } ?? "")
            + (embargo.map { " embargo \($0.milliseconds)" } ?? "")
        return Int64(bitPattern: SHA256.word(of: Array(fields.utf8) + digest + record))
    }

    func insert(into db: Database) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO story
                (seq, identity, identity_rest, version, given, event, digest, category, labels, received_at, checksum,
                 record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            seq, identity.word, identity.rest, version, given, event.rawValue, Data(digest), category,
            Self.joined(labels), receivedAt.milliseconds, checksum, Data(record),
        ])
        guard audience != nil || embargo != nil else { return }
        try db.cachedStatement(sql: "INSERT INTO distribution (seq, audience, embargo) VALUES (?, ?, ?)")
            .execute(arguments: [seq, audience.map(Self.joined), embargo?.milliseconds])
    }

    /// A row as it is read.
    ///
    /// - Returns: `nil` when it is not what was stored.
    init?(sound row: Row) {
        guard let seq = row.sound("seq", as: Int.self), let identity = Identity(sound: row),
            let version = row.sound("version", as: Int.self),
            let event = row.sound("event", as: String.self).flatMap(StoryEvent.init(rawValue:)),
            let digest = row.sound("digest", as: Data.self), let category = row.sound("category", as: String.self),
            let labels = row.sound("labels", as: String.self),
            let receivedAt = row.sound("received_at", as: Int64.self),
            let checksum = row.sound("checksum", as: Int64.self), let record = row.sound("record", as: Data.self)
        else { return nil }
        // A reader may come before the daemon that brings the file up to date.
        let given: Int? = row.hasColumn("given") ? row.sound("given") : nil
        self.init(
            seq: seq, identity: identity, version: version, given: given, event: event,
            digest: Array(digest), category: category, labels: Self.labels(in: labels),
            audience: row.added("audience", as: String.self).map(Self.labels(in:)),
            embargo: row.added("embargo", as: Int64.self).map(Timestamp.init(milliseconds:)),
            receivedAt: Timestamp(milliseconds: receivedAt), record: Array(record))
        guard self.checksum == checksum else { return nil }
    }

    init(
        seq: Int, identity: Identity, version: Int, given: Int? = nil, event: StoryEvent, digest: [UInt8],
        category: String, labels: [String], audience: [String]? = nil, embargo: Timestamp? = nil,
        receivedAt: Timestamp, record: [UInt8]
    ) {
        self.seq = seq
        self.identity = identity
        self.version = version
        self.given = given
        self.event = event
        self.digest = digest
        self.category = category
        self.labels = labels
        self.audience = audience
        self.embargo = embargo
        self.receivedAt = receivedAt
        self.record = record
    }

    /// The labels in a column.
    static func labels(in text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// What stands in front of a statement that asks for ``isWanted``, with as many arguments as there are labels. A chain of
    /// conditions would be as deep as there are labels, which SQLite refuses from a thousand on.
    static func wanted(_ labels: [String]) -> String {
        "WITH wanted (label) AS MATERIALIZED (VALUES \(labels.map { _ in "(?)" }.joined(separator: ", ")))"
    }

    /// The condition that a row has one of the labels, which are given as ``joined(_:)`` makes them.
    static let isWanted = "EXISTS (SELECT 1 FROM wanted WHERE instr(labels, label))"

    /// Labels as they are stored and searched: each between spaces.
    static func joined(_ labels: [String]) -> String {
        labels.isEmpty ? "" : " " + labels.joined(separator: " ") + " "
    }
}

// MARK: - Reading

extension StoryRow {
    /// `SELECT … FROM …` of whole rows; a condition names the number as `story.seq`.
    ///
    /// The look into the other table is one search of a small tree by an integer, which most rows are not in.
    static func select(_ db: Database) throws -> String {
        // In an older format, which a reader may find before the daemon has opened it, the rows say all themselves.
        guard try Schema.version(of: db) == Schema.version else { return alone }
        return """
            SELECT story.*, distribution.audience, distribution.embargo
            FROM story LEFT JOIN distribution ON distribution.seq = story.seq
            """
    }

    private static let alone = "SELECT * FROM story"

    /// The row under a number as it stands there; `nil` when there is none.
    static func row(_ seq: Int, in db: Database) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: "\(select(db)) WHERE story.seq = ?"), arguments: [seq])
    }

    /// The same without its distribution.
    static func rowAlone(_ seq: Int, in db: Database) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: "\(alone) WHERE story.seq = ?"), arguments: [seq])
    }
}

extension JournalReader {
    /// A row of a damaged file; `nil` when it is not there, is not what was stored, or cannot be read.
    func salvagedRow(_ seq: Int) throws -> StoryRow? {
        // Where only distributions are damaged, most rows are whole without them: their checksums tell.
        for look in [StoryRow.row, StoryRow.rowAlone] {
            do {
                if let row = try queue.read({ try look(seq, $0) }).flatMap(StoryRow.init(sound:)) { return row }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                continue
            }
        }
        return nil
    }
}

extension StoryRow {
    /// The categories it was published under. An older format did not say; it sent only withdrawals under others than
    /// their own.
    var publishedUnder: [String] { audience ?? (event == .kill ? labels : [category]) }

    /// What others are told of it.
    var story: StoredStory {
        StoredStory(
            seq: seq, identity: identity, version: version, event: event, category: category, labels: labels,
            audience: publishedUnder, embargo: embargo, receivedAt: receivedAt, record: record)
    }
}
