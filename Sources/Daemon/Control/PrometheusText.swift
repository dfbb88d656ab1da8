import Pipeline

/// Metrics in the text format of Prometheus, version 0.0.4: families one after the other, each with its help and type.
struct PrometheusText: Sendable {
    /// What has been written.
    private(set) var text = ""

    /// Labels and a value.
    typealias Sample = (labels: [String: String], value: Double)

    /// Starts with nothing.
    init() {}

    /// Writes a family of values that go up and down; nothing without samples.
    mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        begin(name, "gauge", help, isEmpty: samples.isEmpty)
        for sample in samples { add(name, sample.labels, sample.value) }
    }

    /// Writes a gauge without labels; nothing without a value.
    mutating func gauge(_ name: String, _ help: String, _ value: Double?) {
        gauge(name, help, value.map { [([:], $0)] } ?? [])
    }

    /// Writes a family of values that only go up; nothing without samples.
    mutating func counter(_ name: String, _ help: String, _ samples: [Sample]) {
        begin(name, "counter", help, isEmpty: samples.isEmpty)
        for sample in samples { add(name, sample.labels, sample.value) }
    }

    /// Writes a family of histograms; nothing without any.
    mutating func histogram(
        _ name: String, _ help: String, _ histograms: [(labels: [String: String], histogram: Histogram)]
    ) {
        begin(name, "histogram", help, isEmpty: histograms.isEmpty)
        for (labels, histogram) in histograms {
            var total = 0
            for (index, count) in histogram.counts.enumerated() {
                total += count
                let bound = index < Histogram.bounds.count ? Self.number(Histogram.bounds[index]) : "+Inf"
                add("\(name)_bucket", labels.merging(["le": bound]) { $1 }, Double(total))
            }
            add("\(name)_sum", labels, histogram.sum)
            add("\(name)_count", labels, Double(total))
        }
    }

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
