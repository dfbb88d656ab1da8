import Foundation
import GRDB
import Hashing
import Stories

extension Journal {
    /// Numbers a batch of stories and stores it, with its dead letters, in one transaction.
    ///
    /// When this returns, everything in the batch is on the disk; when it throws, nothing of the batch is stored
    /// and no number was used.
    ///
    /// A story whose source, id and version are stored already is a duplicate. A story without a version gets the
    /// newest stored version when its text is the same (and so is a duplicate), else the next one.
    ///
    /// - Returns: One outcome for each submission, in order.
    /// - Complexity: One sync of the disk a call, about 4 ms on an SSD, whatever the size of the batch.
    package func append(
        _ submissions: [Submission], deadLetters: [DeadLetter] = []
    ) throws(JournalError) -> [Outcome] {
        guard !submissions.isEmpty || !deadLetters.isEmpty else { return [] }
        return try JournalOperation(name: "appending", path: path).perform {
            try advance { progress in
                try queue.write { db in
                    var appending = Appending(db: db, stream: stream, progress: progress)
                    for letter in deadLetters { try appending.insert(letter) }
                    let outcomes = try submissions.map { try appending.settle($0) }
                    try appending.savePositions()
                    progress = appending.progress
                    return outcomes
                }
            }
        }
    }
}

/// One transaction's work.
private struct Appending {
    let db: Database
    let stream: String
    var progress: Journal.Progress
    private var touched: Set<String> = []

    init(db: Database, stream: String, progress: Journal.Progress) {
        self.db = db
        self.stream = stream
        self.progress = progress
    }

    /// Stores a submission, unless it is a duplicate.
    mutating func settle(_ submission: Submission) throws -> Outcome {
        let identity = Identity(source: submission.source, id: submission.id)
        let stored = try storedVersions(of: identity)
        let version: Int
        if let wanted = submission.version {
            if let same = stored.first(where: { $0.version == wanted }) { return .duplicate(of: same.seq) }
            version = wanted
        } else {
            let newest = stored.max { $0.version < $1.version }
            if let newest, newest.digest == submission.digest { return .duplicate(of: newest.seq) }
            // At the highest version there is no next one: the text is kept under the same number.
            version = min((newest?.version ?? 0) + 1, Copy.versionMax)
        }
        let entry = number(submission, version: version, event: stored.isEmpty ? .new : .update)
        try insert(entry, submission, identity, version: version)
        return .stored(entry)
    }

    private struct StoredVersion {
        let seq: Int
        let version: Int
        let digest: [UInt8]
    }

    private func storedVersions(of identity: Identity) throws -> [StoredVersion] {
        let select = try db.cachedStatement(
            sql: "SELECT seq, version, digest FROM story WHERE identity = ? AND identity_rest = ?")
        return try Row.fetchAll(select, arguments: [identity.word, identity.rest]).map {
            StoredVersion(seq: $0["seq"], version: $0["version"], digest: Array($0["digest"] as Data))
        }
    }

    private mutating func number(_ submission: Submission, version: Int, event: StoryEvent) -> Entry {
        let seq = progress.next
        let previous = progress.positions[submission.category]?.seq ?? 0
        progress.next = seq + 1
        progress.positions[submission.category] = Position(seq: seq, previous: previous)
        touched.insert(submission.category)
        let opening = RecordOpening(
            place: JournalPlace(stream: stream, seq: seq), event: event, id: submission.id, version: version)
        return Entry(
            seq: seq, previous: previous, category: submission.category, event: event,
            record: Record.bytes(opening, tail: submission.tail))
    }

    private func insert(_ entry: Entry, _ submission: Submission, _ identity: Identity, version: Int) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO story
                (seq, identity, identity_rest, version, digest, category, received_at, checksum, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            entry.seq, identity.word, identity.rest, version, Data(submission.digest), entry.category,
            submission.receivedAt.milliseconds, Journal.checksum(of: entry.record), Data(entry.record),
        ])
    }

    func savePositions() throws {
        let upsert = try db.cachedStatement(
            sql: """
                INSERT INTO position (category, seq, previous) VALUES (?, ?, ?)
                ON CONFLICT (category) DO UPDATE SET seq = excluded.seq, previous = excluded.previous
                """)
        for category in touched.sorted() {
            guard let position = progress.positions[category] else { continue }
            try upsert.execute(arguments: [category, position.seq, position.previous])
        }
    }

    func insert(_ letter: DeadLetter) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO dead_letter (received_at, intake, channel, reason, detail, payload_bytes, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            letter.receivedAt.milliseconds, letter.intake, letter.channel, letter.rejection.reason.rawValue,
            letter.rejection.detail, letter.payloadBytes, Data(letter.payload),
        ])
    }
}

/// What a story is looked up by: 128 bits of the SHA-256 of its source and id, so that two stories are never
/// taken for one, in two integers, so that the index is small.
private struct Identity {
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
}
