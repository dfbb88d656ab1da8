import Synchronization

/// Proof that a thread's loop still turns, for a watchdog that asks.
///
/// The loop beats once a turn. Asked, it is woken where it waits, and answers with its next beat: so an answer is a turn that
/// was really made, and no clock gives it.
package final class LivenessProbe: Sendable {
    /// What the loop is called.
    package let name: String
    private let wake: @Sendable () -> Void
    private let asked = Atomic(0)
    private let answered = Atomic(0)
    private let excuses = Atomic(0)

    /// - Parameter wake: Makes the loop turn soon when it waits; may be called by any thread.
    package init(_ name: String, wake: @escaping @Sendable () -> Void) {
        self.name = name
        self.wake = wake
    }

    /// Asks for a turn.
    package func ask() {
        asked.add(1, ordering: .sequentiallyConsistent)
        wake()
    }

    /// Whether a turn was made since it was last asked, or the loop waits for another that is asked itself.
    package var hasAnswered: Bool {
        answered.load(ordering: .sequentiallyConsistent) == asked.load(ordering: .sequentiallyConsistent)
            || excuses.load(ordering: .sequentiallyConsistent) > 0
    }

    /// Says, in the loop, that a turn begins.
    package func beat() {
        answered.store(asked.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
    }

    /// Waits for another loop that has a probe of its own; if that one hangs, this one is not to blame.
    package func excused<Result, Failure: Error>(_ wait: () throws(Failure) -> Result) throws(Failure) -> Result {
        excuses.add(1, ordering: .sequentiallyConsistent)
        defer {
            beat()
            excuses.subtract(1, ordering: .sequentiallyConsistent)
        }
        return try wait()
    }
}
