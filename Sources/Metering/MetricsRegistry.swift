package import CoreMetrics
import Threads

/// Metrics that the parts of the daemon record through swift-metrics, kept for Prometheus to fetch.
///
/// Labels are the names that Prometheus sees, units included: `wiredesk_stage_duration_seconds`. Timers and recorders become
/// histograms; timers in seconds. Recording costs a lock and a look among the bounds.
package final class MetricsRegistry: MetricsFactory, Sendable {
    private let families = Locked<[String: Family]>([:])
    private let helps: [String: String]

    private struct Family: Sendable {
        enum MetricType: Sendable { case counter, gauge, histogram }

        let kind: MetricType
        var values: [[String: String]: Value] = [:]
        var histograms: [[String: String]: Buckets] = [:]
    }

    /// Bounds of histograms of seconds: half a millisecond to ten seconds.
    package static let seconds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// - Parameter helps: What each metric means, in a sentence, by its name.
    package init(helps: [String: String]) { self.helps = helps }

    /// All that was recorded.
    package var text: PrometheusText {
        var text = PrometheusText()
        for (name, family) in families.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            let help = helps[name] ?? name
            let samples = family.values.map { (labels: $0.key, value: $0.value.now) }
                .sorted { "\($0.labels)" < "\($1.labels)" }
            switch family.kind {
            case .counter: text.counter(name, help, samples)
            case .gauge: text.gauge(name, help, samples)
            case .histogram:
                text.histogram(
                    name, help,
                    family.histograms.values.map(\.now).sorted { "\($0.labels)" < "\($1.labels)" })
            }
        }
        return text
    }

    private func value(_ label: String, _ dimensions: [(String, String)], _ kind: Family.MetricType) -> Value {
        let labels = Dictionary(dimensions) { _, last in last }
        return families.withLock { families in
            var family = families[label] ?? Family(kind: kind)
            let value = family.values[labels] ?? Value()
            family.values[labels] = value
            families[label] = family
            return value
        }
    }

    private func buckets(_ label: String, _ dimensions: [(String, String)], unit: Double) -> Buckets {
        let labels = Dictionary(dimensions) { _, last in last }
        return families.withLock { families in
            var family = families[label] ?? Family(kind: .histogram)
            let buckets = family.histograms[labels] ?? Buckets(labels, unit: unit)
            family.histograms[labels] = buckets
            families[label] = family
            return buckets
        }
    }
}

// MARK: - As a factory

extension MetricsRegistry {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        value(label, dimensions, .counter)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        value(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        value(label, dimensions, .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        buckets(label, dimensions, unit: 1)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        buckets(label, dimensions, unit: 1e-9)
    }

    // What was counted stays: Prometheus wants counters to go on.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}

/// One number.
private final class Value: CounterHandler, FloatingPointCounterHandler, MeterHandler, Sendable {
    private let number = Locked(0.0)

    var now: Double { number.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func reset() { set(0.0) }
}

/// A histogram that grows.
private final class Buckets: RecorderHandler, TimerHandler, Sendable {
    private let histogram: Locked<PrometheusText.Histogram>
    /// What a recorded value is multiplied by.
    private let unit: Double

    init(_ labels: [String: String], unit: Double) {
        histogram = Locked(PrometheusText.Histogram(labels: labels, bounds: MetricsRegistry.seconds))
        self.unit = unit
    }

    var now: PrometheusText.Histogram { histogram.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let value = value * unit
        histogram.withLock { histogram in
            let index = histogram.bounds.firstIndex { value <= $0 } ?? histogram.bounds.count
            histogram.counts[index] += 1
            histogram.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
}
