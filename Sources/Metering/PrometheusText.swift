/// Metrics in the text format of Prometheus, version 0.0.4: families one after the other, each with its help and type.
package struct PrometheusText: Sendable {
    /// What has been written.
    package private(set) var text = ""

    /// Labels and a value.
    package typealias Sample = (labels: [String: String], value: Double)

    /// Starts with nothing.
    package init() {}

    /// Writes a family of values that go up and down; nothing without samples.
    package mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        begin(name, "gauge", help, isEmpty: samples.isEmpty)
        for sample in samples { add(name, sample.labels, sample.value) }
    }

    /// Writes a gauge without labels; nothing without a value.
    package mutating func gauge(_ name: String, _ help: String, _ value: Double?) {
        gauge(name, help, value.map { [([:], $0)] } ?? [])
    }

    /// Writes a family of values that only go up; nothing without samples.
    package mutating func counter(_ name: String, _ help: String, _ samples: [Sample]) {
        begin(name, "counter", help, isEmpty: samples.isEmpty)
        for sample in samples { add(name, sample.labels, sample.value) }
    }

    /// A histogram of one set of labels.
    package struct Histogram: Sendable {
        /// What tells it from the others of its family.
        package var labels: [String: String]
        /// Upper bounds, rising; one more bucket above them has no bound.
        package var bounds: [Double]
        /// How many values fell into each bucket and no lower one; one more than ``bounds``.
        package var counts: [Int]
        /// The sum of all values.
        package var sum: Double

        /// - Parameter bounds: Upper bounds of the buckets, ascending, without infinity.
        package init(labels: [String: String], bounds: [Double]) {
            self.labels = labels
            self.bounds = bounds
            counts = Array(repeating: 0, count: bounds.count + 1)
            sum = 0
        }
    }

    /// Writes a family of histograms; nothing without any.
    package mutating func histogram(_ name: String, _ help: String, _ histograms: [Histogram]) {
        begin(name, "histogram", help, isEmpty: histograms.isEmpty)
        for histogram in histograms {
            var total = 0
            for (index, count) in histogram.counts.enumerated() {
                total += count
                let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
                add("\(name)_bucket", histogram.labels.merging(["le": bound]) { $1 }, Double(total))
            }
            add("\(name)_sum", histogram.labels, histogram.sum)
            add("\(name)_count", histogram.labels, Double(total))
        }
    }

    /// Appends what another has written.
    package mutating func append(_ other: PrometheusText) { text += other.text }

    private mutating func begin(_ name: String, _ type: String, _ help: String, isEmpty: Bool) {
        guard !isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func add(_ name: String, _ labels: [String: String], _ value: Double) {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
