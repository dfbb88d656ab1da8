import Foundation
import GRDB
import Hashing
import Stories

extension Journal {
    /// The record under a sequence number, byte for byte as it was published.
    ///
    /// - Returns: `nil` when there is none.
    /// - Throws: ``JournalError`` of code `corrupted` when the record is not what was stored.
    package func record(_ seq: Int) throws(JournalError) -> [UInt8]? {
        try JournalOperation(name: "reading record \(seq)", path: path).perform {
            let row = try queue.read {
                try Row.fetchOne($0, sql: "SELECT checksum, record FROM story WHERE seq = ?", arguments: [seq])
            }
            guard let row else { return nil }
            let record = Array(row["record"] as Data)
            guard Self.checksum(of: record) == row["checksum"] else {
                throw Schema.Refusal(code: .corrupted, cause: "the record does not match its checksum")
            }
            return record
        }
    }

    /// The oldest sequence number that is there, or the next one while the journal holds no story.
    package func oldest() throws(JournalError) -> Int {
        try JournalOperation(name: "reading", path: path).perform {
            try queue.read { try Int.fetchOne($0, sql: "SELECT min(seq) FROM story") } ?? head + 1
        }
    }

    /// All dead letters, oldest first.
    package func deadLetters() throws(JournalError) -> [DeadLetter] {
        try JournalOperation(name: "reading dead letters", path: path).perform {
            try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM dead_letter ORDER BY id") }.map(Self.deadLetter)
        }
    }

    private static func deadLetter(_ row: Row) -> DeadLetter {
        DeadLetter(
            intake: row["intake"], channel: row["channel"], receivedAt: Timestamp(milliseconds: row["received_at"]),
            rejection: Rejection(Rejection.Reason(rawValue: row["reason"]) ?? .malformed, row["detail"]),
            payload: Array(row["payload"] as Data), payloadBytes: row["payload_bytes"])
    }

    /// SQLite's `synchronous` setting on the writing connection: 2 is FULL.
    package func synchronousLevel() throws(JournalError) -> Int? {
        try JournalOperation(name: "reading settings", path: path).perform {
            try queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        }
    }

    /// The checksum of a row: the first 8 bytes of the record's SHA-256.
    static func checksum(of record: [UInt8]) -> Int64 {
        Int64(bitPattern: SHA256.word(of: record))
    }
}
