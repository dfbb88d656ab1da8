import Synchronization

/// A share of the memory that a process may take, for one purpose: what is reserved of it is bounded.
package final class MemoryShare: Sendable {
    /// Bytes of the share.
    package let bytesMax: Int
    private let used = Atomic(0)

    /// Makes a share that nothing is reserved of.
    package init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Bytes that are reserved.
    package var bytes: Int { used.load(ordering: .relaxed) }

    /// Bytes of a share, until the last who holds this lets it go.
    package final class Reservation: Sendable {
        /// How many.
        package let bytes: Int
        private let share: MemoryShare

        fileprivate init(_ bytes: Int, of share: MemoryShare) {
            self.bytes = bytes
            self.share = share
        }

        deinit { share.used.subtract(bytes, ordering: .relaxed) }
    }

    /// Reserves bytes.
    ///
    /// - Returns: `nil` when there is no room for them. What is larger than the share has room when nothing else is reserved.
    package func reserve(_ bytes: Int) -> Reservation? {
        var before = used.load(ordering: .relaxed)
        while before == 0 || before + bytes <= bytesMax {
            let result = used.compareExchange(expected: before, desired: before + bytes, ordering: .relaxed)
            if result.exchanged { return Reservation(bytes, of: self) }
            before = result.original
        }
        return nil
    }
}
