/// Something that happens once, and for good; threads wait for it.
package final class Latch: Sendable {
    private let opened = Locked(false)

    package init() {}

    /// Whether it has been opened.
    package var isOpen: Bool { opened.withLock { $0 } }

    /// Opens it and lets every waiting thread through; opening it again does nothing.
    package func open() { opened.update { $0 = true } }

    /// Waits until it is open.
    package func wait() { opened.wait { $0 ? () : nil } }

    /// Waits until it is open or the time is over.
    ///
    /// - Returns: Whether it is open.
    package func wait(atMost time: Duration) -> Bool {
        opened.wait(until: Deadline(after: time)) { $0 ? true : nil } ?? false
    }
}
