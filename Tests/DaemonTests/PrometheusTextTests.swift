import Pipeline
import Testing

@testable import Daemon

@Suite struct `Metrics in the format of Prometheus` {
    @Test func `have labels that hold anything`() {
        var text = PrometheusText()
        text.counter("wiredesk_cups_total", "Cups.", [(["room": "news \"1\"\n"], 3)])
        #expect(
            text.text == """
                # HELP wiredesk_cups_total Cups.
                # TYPE wiredesk_cups_total counter
                wiredesk_cups_total{room="news \\"1\\"\\n"} 3

                """)
    }

    @Test func `have histograms whose buckets hold those below them`() {
        var histogram = Histogram()
        for duration in [Duration.microseconds(400), .milliseconds(20), .seconds(60)] { histogram.add(duration) }
        var text = PrometheusText()
        text.histogram("wiredesk_tea_seconds", "Seconds that tea drew.", [([:], histogram)])
        #expect(
            text.text.hasPrefix(
                """
                # HELP wiredesk_tea_seconds Seconds that tea drew.
                # TYPE wiredesk_tea_seconds histogram
                wiredesk_tea_seconds_bucket{le="0.0005"} 1
                """))
        #expect(text.text.contains("wiredesk_tea_seconds_bucket{le=\"0.025\"} 2\n"))
        #expect(
            text.text.contains(
                "wiredesk_tea_seconds_bucket{le=\"10\"} 2\nwiredesk_tea_seconds_bucket{le=\"+Inf\"} 3\n"))
        #expect(text.text.contains("wiredesk_tea_seconds_count 3\n"))
    }
}
