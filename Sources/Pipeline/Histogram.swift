/// How long something took, how often: counted between bounds, as Prometheus asks for it.
package struct Histogram: Hashable, Sendable {
    /// Upper bounds of the buckets in seconds, half a millisecond to ten seconds; one more bucket above them has no bound.
    package static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// How many fell into each bucket and no lower one; one more than ``bounds``.
    package private(set) var counts = Array(repeating: 0, count: bounds.count + 1)
    /// Seconds of all together.
    package private(set) var sum = 0.0

    package init() {}

    /// Counts one.
    package mutating func add(_ duration: Duration) {
        let seconds = duration / .seconds(1)
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }
}
