import Foundation
import GRDB
import Hashing
import Stories

/// A row of the table `story`.
struct StoryRow {
    let seq: Int
    let identity: Identity
    let version: Int
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
            + "\(receivedAt.milliseconds)\(Self.joined(labels))"
        return Int64(bitPattern: SHA256.word(of: Array(fields.utf8) + digest + record))
    }

    func insert(into db: Database) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO story
                (seq, identity, identity_rest, version, event, digest, category, labels, received_at, checksum, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            seq, identity.word, identity.rest, version, event.rawValue, Data(digest), category, Self.joined(labels),
            receivedAt.milliseconds, checksum, Data(record),
        ])
    }

    /// A row as it is read.
    ///
    /// - Returns: `nil` when it is not what was stored.
    init?(sound row: Row) {
        guard let event = StoryEvent(rawValue: row["event"]) else { return nil }
        self.init(
            seq: row["seq"], identity: Identity(word: row["identity"], rest: row["identity_rest"]),
            version: row["version"], event: event, digest: Array(row["digest"] as Data), category: row["category"],
            labels: (row["labels"] as String).split(separator: " ").map(String.init),
            receivedAt: Timestamp(milliseconds: row["received_at"]), record: Array(row["record"] as Data))
        guard checksum == row["checksum"] else { return nil }
    }

    init(
        seq: Int, identity: Identity, version: Int, event: StoryEvent, digest: [UInt8], category: String,
        labels: [String], receivedAt: Timestamp, record: [UInt8]
    ) {
        self.seq = seq
        self.identity = identity
        self.version = version
        self.event = event
        self.digest = digest
        self.category = category
        self.labels = labels
        self.receivedAt = receivedAt
        self.record = record
    }

    /// Labels as they are stored and searched: each between spaces.
    static func joined(_ labels: [String]) -> String {
        labels.isEmpty ? "" : " " + labels.joined(separator: " ") + " "
    }
}

/// What a story is looked up by: 128 bits of the SHA-256 of its source and id, so that two stories are never
/// taken for one, in two integers, so that the index is small.
struct Identity: Hashable {
    let word: Int64
    let rest: Int64

    init(source: String, id: String) {
        let digest = SHA256.digest(of: Array(source.utf8) + [0] + Array(id.utf8))
        func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
            Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
        }
        word = integer(digest[0..<8])
        rest = integer(digest[8..<16])
    }

    init(word: Int64, rest: Int64) {
        self.word = word
        self.rest = rest
    }
}
