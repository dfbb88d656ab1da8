import CoreMetrics
import Metering
import Testing

@Suite struct `Recorded metrics` {
    @Test func `are told in the format of Prometheus`() {
        let registry = MetricsRegistry(helps: ["wiredesk_tea_seconds": "Seconds that tea drew."])
        Counter(label: "wiredesk_cups_total", dimensions: [("room", "news \"1\"\n")], factory: registry).increment(
            by: 3)
        let timer = Timer(label: "wiredesk_tea_seconds", factory: registry)
        timer.recordNanoseconds(400_000)
        timer.recordNanoseconds(20_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let text = registry.text.text
        #expect(
            text.hasPrefix(
                """
                # HELP wiredesk_cups_total wiredesk_cups_total
                # TYPE wiredesk_cups_total counter
                wiredesk_cups_total{room="news \\"1\\"\\n"} 3
                # HELP wiredesk_tea_seconds Seconds that tea drew.
                # TYPE wiredesk_tea_seconds histogram
                wiredesk_tea_seconds_bucket{le="0.0005"} 1
                """))
        #expect(text.contains("wiredesk_tea_seconds_bucket{le=\"0.025\"} 2\n"))
        #expect(text.contains("wiredesk_tea_seconds_bucket{le=\"10\"} 2\nwiredesk_tea_seconds_bucket{le=\"+Inf\"} 3\n"))
        #expect(text.contains("wiredesk_tea_seconds_count 3\n"))
    }

    @Test func `of the same name and labels are one`() {
        let registry = MetricsRegistry(helps: [:])
        for _ in 0..<2 { Counter(label: "wiredesk_cups_total", factory: registry).increment() }
        #expect(registry.text.text.hasSuffix("wiredesk_cups_total 2\n"))
    }
}
