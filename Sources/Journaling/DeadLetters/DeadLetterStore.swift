import Foundation
import GRDB
import Stories

/// How many dead letters there are, and the bytes they take.
package struct DeadLetterTotals: Hashable, Codable, Sendable {
    /// How many there are.
    package var count = 0
    /// Bytes of their payloads and what stands beside them.
    package var bytes = 0
    /// How many made room for newer ones since the journal was opened.
    package var forgotten = 0

    package init(count: Int = 0, bytes: Int = 0, forgotten: Int = 0) {
        (self.count, self.bytes, self.forgotten) = (count, bytes, forgotten)
    }
}

/// Files dead letters and takes them out, within one transaction.
struct DeadLetterStore {
    let db: Database
    private(set) var file: DeadLetterTotals
    /// The most bytes that letters may take.
    let bytesMax: Int

    /// Bytes that a letter takes besides its payload, roughly: empty letters must not be free.
    static let overhead = 256

    init(db: Database, file: DeadLetterTotals, bytesMax: Int) {
        self.db = db
        self.file = file
        self.bytesMax = bytesMax
    }

    /// Files a letter; the oldest make room for it.
    mutating func file(_ letter: DeadLetter) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO dead_letter
                (received_at, intake, channel, given_id, sender, stage, reason, detail, payload_bytes, payload)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            letter.receivedAt.milliseconds, letter.intake, letter.channel, letter.id, letter.sender,
            letter.stage.rawValue,
            letter.rejection.reason.rawValue, letter.rejection.detail, letter.payloadBytes, Data(letter.payload),
        ])
        file.count += 1
        file.bytes += letter.payload.count + Self.overhead
        while file.bytes > bytesMax, file.count > 1 { try forgetOldest() }
    }

    private mutating func forgetOldest() throws {
        guard let oldest = try Int.fetchOne(db, sql: "SELECT min(id) FROM dead_letter") else { return }
        try drop([oldest])
        file.forgotten += 1
    }

    /// Takes letters out; numbers that are not there are left out.
    mutating func drop(_ numbers: [Int]) throws {
        for number in numbers {
            let bytes = try Int.fetchOne(
                db, sql: "DELETE FROM dead_letter WHERE id = ? RETURNING length(payload)", arguments: [number])
            guard let bytes else { continue }
            file.count -= 1
            file.bytes -= bytes + Self.overhead
        }
    }
}
