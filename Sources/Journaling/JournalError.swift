/// A journal that cannot do what it was asked to.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, for deciding what to do about it.
    package enum JournalErrorCode: Sendable {
        /// The disk, or the quota, is full: the batch was rolled back and may be tried again.
        case diskFull
        /// The file cannot be opened, created or written to.
        case unavailable
        /// The file is not a journal, or was written by a newer version of wiredesk.
        case foreign
        /// Another process has it open for writing.
        case inUse
        /// The file is a backup, which is not written to.
        case backup
        /// What the file holds contradicts itself.
        case corrupted
        /// Anything else that SQLite reports, a failed sync among it: durability is in doubt, so it is fatal.
        case failed
    }

    /// What kind of trouble it is.
    package let code: JournalErrorCode
    /// What was being done.
    package let operation: String
    /// The path of the journal.
    package let path: String
    /// The cause, in words.
    package let cause: String
    /// What an operator can do about it; `nil` when the cause says it.
    package let advice: String?

    package init(code: JournalErrorCode, operation: String, path: String, cause: String, advice: String? = nil) {
        self.code = code
        self.operation = operation
        self.path = path
        self.cause = cause
        self.advice = advice
    }

    package var description: String {
        "journal \(path): \(operation) failed: \(cause)" + (advice.map { ": \($0)" } ?? "")
    }
}
