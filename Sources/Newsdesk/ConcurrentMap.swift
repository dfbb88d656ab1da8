import Dispatch

extension Array where Element: Sendable {
    /// Maps on all cores, in order. A single element is mapped on the calling thread.
    package func concurrentMap<Result: Sendable>(_ transform: @Sendable (Element) -> Result) -> [Result] {
        guard count > 1 else { return map(transform) }
        return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each iteration initialises its own slot, and concurrentPerform returns after the last.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: count) { index in
                (slots.baseAddress.map { $0 + index })?.initialize(to: transform(self[index]))
            }
            initialized = count
        }
    }
}
