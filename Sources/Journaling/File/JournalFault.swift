/// What is wrong with a file, found inside an operation on it; ``JournalOperation`` makes a ``JournalError`` of it, which names
/// both.
struct JournalFault: Error {
    let code: JournalError.JournalErrorCode
    let cause: String
}
