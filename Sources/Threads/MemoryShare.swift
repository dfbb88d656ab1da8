import Synchronization

/// A share of the memory that a process may take, for one purpose: what is reserved of it is bounded.
package final class MemoryShare: Sendable {
    /// Bytes of the share.
    package let bytesMax: Int
    private let used = Atomic(0)

    package init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Bytes that are reserved.
    package var bytes: Int { used.load(ordering: .relaxed) }

    /// Bytes of a share, until the last who holds this lets it go.
    package final class Reservation: Sendable {
        private let held: Atomic<Int>
        private let share: MemoryShare

        fileprivate init(_ bytes: Int, of share: MemoryShare) {
            held = Atomic(bytes)
            self.share = share
        }

        /// How many.
        package var bytes: Int { held.load(ordering: .relaxed) }

        /// Makes it as large as what is really held; not to be called by two at the same time.
        ///
        /// - Returns: `false`, and nothing has changed, when there is no room for more. There always is for less, and for any
        ///   number when nothing else is reserved.
        package func resize(to bytes: Int) -> Bool {
            let before = held.load(ordering: .relaxed)
            guard share.take(bytes - before, beside: before) else { return false }
            held.store(bytes, ordering: .relaxed)
            return true
        }

        deinit { share.used.subtract(held.load(ordering: .relaxed), ordering: .relaxed) }
    }

    /// Reserves bytes.
    ///
    /// - Parameter spared: Bytes that must be left for others.
    /// - Returns: `nil` when there is no room for them. What is larger than the share has room when nothing else is reserved.
    package func reserve(_ bytes: Int, sparing spared: Int = 0) -> Reservation? {
        take(bytes, sparing: spared) ? Reservation(bytes, of: self) : nil
    }

    /// - Parameter own: Bytes that the asker has already.
    private func take(_ bytes: Int, beside own: Int = 0, sparing spared: Int = 0) -> Bool {
        var before = used.load(ordering: .relaxed)
        while bytes <= 0 || before == own || before + bytes <= bytesMax - spared {
            let result = used.compareExchange(expected: before, desired: before + bytes, ordering: .relaxed)
            if result.exchanged { return true }
            before = result.original
        }
        return false
    }
}
