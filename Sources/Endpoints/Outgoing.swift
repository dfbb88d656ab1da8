package import ZeroMQ

/// What is on its way out of the daemon by ZeroMQ and not written to the network yet, of all ends of a kind. Bounded by the
/// ``MemoryBudget``.
package enum Outgoing {
    /// Replies to submissions.
    package static let replies = OutgoingBytes()
    /// Records to subscribers.
    package static let pub = OutgoingBytes()
    /// Records to followers.
    package static let feed = OutgoingBytes()
}
