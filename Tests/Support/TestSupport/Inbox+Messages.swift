package import Pipeline

extension Inbox {
    /// Takes all that waits, up to a bound, and waits while there is nothing.
    ///
    /// - Returns: `nil` when the inbox is closed and empty.
    package func messages(atMost count: Int) -> [Delivery]? {
        if case .messages(let messages) = next(atMost: count) { messages } else { nil }
    }
}
