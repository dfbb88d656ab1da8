import Foundation
import GRDB
import Hashing
import Stories

/// A row of the table `story`.
struct StoryRow {
    let seq: Int
    let identity: Identity
    let version: Int
    /// The producer's number of the version; `nil` when that is ``version``, 0 for one that no producer sent.
    var given: Int?
    let event: StoryEvent
    let digest: [UInt8]
    let category: String
    /// Every category that followers find it under.
    let labels: [String]
    let receivedAt: Timestamp
    let record: [UInt8]

    /// What the row's checksum should be: the first 8 bytes of a SHA-256 over all that is read of it.
    ///
    /// - Complexity: O(bytes of the record).
    var checksum: Int64 {
        let fields =
            "\(seq) \(identity.word) \(identity.rest) \(version) \(event.rawValue) \(category) "
            + "\(receivedAt.milliseconds)\(Self.joined(labels))\(given.map { " given \($0)" } ?? "")"
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
            Self.joined(labels),
            receivedAt.milliseconds, checksum, Data(record),
        ])
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
            receivedAt: Timestamp(milliseconds: receivedAt), record: Array(record))
        guard self.checksum == checksum else { return nil }
    }

    init(
        seq: Int, identity: Identity, version: Int, given: Int? = nil, event: StoryEvent, digest: [UInt8],
        category: String, labels: [String], receivedAt: Timestamp, record: [UInt8]
    ) {
        self.seq = seq
        self.identity = identity
        self.version = version
        self.given = given
        self.event = event
        self.digest = digest
        self.category = category
        self.labels = labels
        self.receivedAt = receivedAt
        self.record = record
    }

    /// The labels in a column.
    static func labels(in text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// Labels as they are stored and searched: each between spaces.
    static func joined(_ labels: [String]) -> String {
        labels.isEmpty ? "" : " " + labels.joined(separator: " ") + " "
    }
}

extension StoryRow {
    /// What others are told of it.
    var story: StoredStory {
        StoredStory(
            seq: seq, identity: identity, version: version, event: event, category: category, labels: labels,
            receivedAt: receivedAt, record: record)
    }
}
