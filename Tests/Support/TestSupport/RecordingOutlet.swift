package import Journaling
package import Pipeline
import Threads

/// An outlet that keeps what it is handed.
package final class RecordingOutlet: Outlet {
    package let name = "recording"
    private let state = Locked(State())

    fileprivate struct State {
        var entries: [PublishedEntry] = []
        var outletContext: OutletContext?
        var isStopped = false
        var waiting: [(count: Int, latch: Latch)] = []
    }

    package init() {}

    /// What it was handed so far.
    package var entries: [PublishedEntry] { state.withLock { $0.entries } }

    /// Where the journal stood when it was started; `nil` before.
    package var outletContext: OutletContext? { state.withLock { $0.outletContext } }

    /// Whether it was stopped.
    package var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Waits until it was handed so many entries in all.
    package func wait(for count: Int) -> [PublishedEntry] {
        let latch = Latch()
        state.withLock { state in
            state.waiting.append((count, latch))
            state.release()
        }
        latch.wait()
        return entries
    }

    package func start(at outletContext: OutletContext, failed: @escaping @Sendable (any Error) -> Void) throws {
        state.withLock { $0.outletContext = outletContext }
    }

    package func publish(_ entries: [PublishedEntry]) {
        state.withLock { state in
            state.entries += entries
            state.release()
        }
    }

    package func stop() {
        state.withLock { $0.isStopped = true }
    }
}

extension RecordingOutlet.State {
    fileprivate mutating func release() {
        for waiting in waiting where waiting.count <= entries.count { waiting.latch.open() }
        waiting.removeAll { $0.count <= entries.count }
    }
}
