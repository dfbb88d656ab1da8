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
            }.map(Self.letter)
        }
    }

    /// One dead letter; `nil` when there is none under the number.
    package func deadLetter(_ number: Int) throws(JournalError) -> FiledLetter? {
        try operation("reading dead letter \(number)").perform {
            try queue.read { db in
                try Row.fetchOne(db, sql: "SELECT * FROM dead_letter WHERE id = ?", arguments: [number])
            }.map(Self.letter)
        }
    }

    private static func letter(_ row: Row) -> FiledLetter {
        let letter = DeadLetter(
            intake: row["intake"], channel: row["channel"], receivedAt: Timestamp(milliseconds: row["received_at"]),
            stage: DeadLetter.Stage(rawValue: row["stage"]) ?? .copyDesk,
            rejection: Rejection(Rejection.Reason(rawValue: row["reason"]) ?? .malformed, row["detail"]),
            payload: Array(row["payload"] as Data), payloadBytes: row["payload_bytes"])
        return FiledLetter(number: row["id"], letter: letter)
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
                    var filing = LetterFiling(db: db, file: progress.letters, bytesMax: deadLetterBytesMax)
                    try filing.drop(numbers)
                    return filing.file
                }
                defer { progress.letters = filing }
                return progress.letters.count - filing.count
            }
        }
    }
}
