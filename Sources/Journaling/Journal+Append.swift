import Foundation
import GRDB
import Stories

extension Journal {
    /// Numbers a batch of stories and stores it, with its dead letters, in one transaction.
    ///
    /// When this returns, everything in the batch is on the disk; when it throws, nothing of the batch is stored
    /// and no number was used.
    ///
    /// A story whose source and id are stored already is a duplicate when its text is that of a stored version, or
    /// when it bears the number of one; else it is a new version. A withdrawal of a page withdraws its stories.
    ///
    /// - Parameters:
    ///   - messages: The stories of each message.
    ///   - deadLetters: Letters to file. The oldest make room when they are too many.
    ///   - retried: Numbers of dead letters whose messages are in this batch again; they are taken out of the file.
    /// - Returns: The outcomes of each message, in order.
    /// - Complexity: One sync of the disk a call, about 4 ms on an SSD, whatever the size of the batch.
    package func append(
        _ messages: [[Submission]], deadLetters: [DeadLetter] = [], retried: [Int] = []
    ) throws(JournalError) -> [[Outcome]] {
        guard messages.contains(where: { !$0.isEmpty }) || !deadLetters.isEmpty || !retried.isEmpty else {
            return messages.map { _ in [] }
        }
        return try commit { appending in
            var letters = LetterFiling(
                db: appending.db, file: appending.progress.letters, bytesMax: deadLetterBytesMax)
            try letters.drop(retried)
            for letter in deadLetters { try letters.file(letter) }
            appending.progress.letters = letters.file
            return try messages.map { try $0.flatMap { try appending.settle($0) } }
        }
    }
}

extension Journal {
    /// Does the work of one transaction; when it succeeds, what it did to the progress is kept.
    func commit<Result>(_ work: (inout Appending) throws -> Result) throws(JournalError) -> Result {
        try JournalOperation(name: "appending", path: path).perform {
            defer { noteHead() }
            return try advance { progress in
                try queue.write { db in
                    var appending = Appending(db: db, stream: stream, progress: progress)
                    let result = try work(&appending)
                    try appending.savePositions()
                    progress = appending.progress
                    // The WAL gets whole pages, those of the indexes too, however small the batch is.
                    progress.unsettledBytes += Self.commitOverhead
                    return result
                }
            }
        }
    }

    /// Bytes that a commit adds to the WAL besides its records: about six pages.
    private static let commitOverhead = 6 * 16_384
}
