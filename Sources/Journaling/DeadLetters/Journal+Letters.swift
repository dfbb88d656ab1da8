import Foundation
import GRDB
import Stories

extension JournalReader {
    /// Dead letters, oldest first.
    ///
    /// - Parameters:
    ///   - number: Only those after it.
    ///   - count: The most to return.
    package func deadLetters(after number: Int = 0, atMost count: Int = .max) throws(JournalError) -> [FiledLetter] {
        try operation("reading dead letters").perform {
            try queue.read { db in
                try Row.fetchAll(
                    db, sql: "SELECT * FROM dead_letter WHERE id > ? ORDER BY id LIMIT ?", arguments: [number, count])
            }.compactMap(Self.letter)
        }
    }

    /// Dead letters with the beginning of their payloads, newest first; of a journal that is up to date.
    ///
    /// - Parameters:
    ///   - number: Only those before it.
    ///   - count: The most to return.
    ///   - payloadBytes: The most bytes of a payload.
    package func newestDeadLetters(
        before number: Int = .max, atMost count: Int, payloadBytes: Int
    ) throws(JournalError) -> [FiledLetter] {
        try operation("reading dead letters").perform {
            try queue.read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT id, received_at, intake, channel, given_id, sender, stage, reason, detail, payload_bytes,
                            substr(payload, 1, ?) AS payload
                        FROM dead_letter WHERE id < ? ORDER BY id DESC LIMIT ?
                        """, arguments: [payloadBytes, number, count])
            }.compactMap(Self.letter)
        }
    }

    /// One dead letter; `nil` when there is none under the number.
    package func deadLetter(_ number: Int) throws(JournalError) -> FiledLetter? {
        try operation("reading dead letter \(number)").perform {
            try queue.read { db in
                try Row.fetchOne(db, sql: "SELECT * FROM dead_letter WHERE id = ?", arguments: [number])
            }.flatMap(Self.letter)
        }
    }

    /// - Returns: `nil` when the row is damaged.
    private static func letter(_ row: Row) -> FiledLetter? {
        guard let number = row.sound("id", as: Int.self), let intake = row.sound("intake", as: String.self),
            let receivedAt = row.sound("received_at", as: Int64.self),
            let stage = row.sound("stage", as: String.self).flatMap(DeadLetter.RefusalStage.init(stored:)),
            let reason = row.sound("reason", as: String.self).flatMap(Rejection.RejectionReason.init(rawValue:)),
            let detail = row.sound("detail", as: String.self), let payload = row.sound("payload", as: Data.self),
            let payloadBytes = row.sound("payload_bytes", as: Int.self)
        else { return nil }
        let letter = DeadLetter(
            intake: intake, channel: row.sound("channel", as: String.self), id: row.added("given_id", as: String.self),
            sender: row.sound("sender", as: String.self), receivedAt: Timestamp(milliseconds: receivedAt), stage: stage,
            rejection: Rejection(reason, detail), payload: Array(payload), payloadBytes: payloadBytes)
        return FiledLetter(number: number, letter: letter)
    }
}

extension Journal {
    /// All dead letters, oldest first.
    package func deadLetters() throws(JournalError) -> [DeadLetter] {
        try reader().deadLetters().map(\.letter)
    }

    /// Takes dead letters out of the file.
    ///
    /// - Returns: How many of them were there.
    package func dropDeadLetters(_ numbers: [Int]) throws(JournalError) -> Int {
        try JournalOperation(name: "dropping dead letters", path: path).perform {
            try advance { progress in
                let filing = try queue.write { db in
                    var filing = DeadLetterStore(db: db, file: progress.letters, bytesMax: deadLetterBytesMax)
                    try filing.drop(numbers)
                    return filing.file
                }
                defer { progress.letters = filing }
                return progress.letters.count - filing.count
            }
        }
    }
}
