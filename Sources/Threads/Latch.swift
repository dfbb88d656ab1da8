/// A guard that is opened once and stays open; threads wait before it.
package final class Latch: Sendable {
    private let condition = Condition()
    // Guarded by the condition's lock.
    nonisolated(unsafe) private var opened = false

    package init() {}

    /// Whether it has been opened.
    package var isOpen: Bool {
        condition.withLock { opened }
    }

    /// Opens it and lets every waiting thread through; opening it again does nothing.
    package func open() {
        condition.withLock {
            opened = true
            condition.broadcast()
        }
    }

    /// Waits until it is open.
    package func wait() {
        condition.withLock {
            while !opened { condition.wait() }
        }
    }

    /// Waits until it is open or the time is over.
    ///
    /// - Returns: Whether it is open.
    package func wait(atMost time: Duration) -> Bool {
        let deadline = Deadline(after: time)
        return condition.withLock {
            while !opened, condition.wait(until: deadline) {}
            return opened
        }
    }
}
