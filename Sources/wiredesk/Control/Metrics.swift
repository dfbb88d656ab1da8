/// A status report in the text format of Prometheus, version 0.0.4.
struct Metrics {
    private(set) var text = ""

    /// Puts a report into metrics.
    init(_ report: StatusReport) {
        gauge("wiredesk_up_seconds", "Seconds since the daemon started.", [([:], Double(report.uptime))])
        gauge(
            "wiredesk_held_up", "1 while the disk is full and intake waits for room.",
            [([:], report.state == "held-up" ? 1 : 0)])
        gauge(
            "wiredesk_info", "The version, and the lexicon in force.",
            [
                (
                    [
                        "version": report.version, "lexicon": report.lexicon.name,
                        "lexicon_version": report.lexicon.version,
                    ], 1
                )
            ])
        intakes(report.intakes)
        counter(
            "wiredesk_stories_total", "Stories journaled since the start, by primary category.",
            report.desks.map { (["desk": $0.name], Double($0.stories)) })
        stages(report.stages)
        outlets(report.outlets)
        journal(report.journal)
        if let monitor = report.monitor {
            gauge("wiredesk_monitor_streams", "Streams that are open.", [([:], Double(monitor.streams))])
            counter(
                "wiredesk_monitor_published_total", "Stories sent on streams, as often as they were.",
                [([:], Double(monitor.published))])
        }
    }

    private mutating func intakes(_ intakes: [IntakeReport]) {
        counter(
            "wiredesk_intake_messages_total", "Messages taken.",
            intakes.map { (["intake": $0.name], Double($0.account.messages)) })
        counter(
            "wiredesk_intake_stories_total", "Stories taken, by what became of them.",
            intakes.flatMap { intake in
                let account = intake.account
                return [("stored", account.stored), ("duplicate", account.duplicates), ("dead", account.dead)].map {
                    (["intake": intake.name, "outcome": $0.0], Double($0.1))
                }
            })
        counter(
            "wiredesk_intake_busy_total", "Messages turned away because the disk was full.",
            intakes.map { (["intake": $0.name], Double($0.account.busy)) })
        gauge(
            "wiredesk_intake_waiting", "Messages on their way to the journal.",
            intakes.map { (["intake": $0.name], Double($0.account.waiting)) })
    }

    private mutating func stages(_ stages: [StageReport]) {
        counter(
            "wiredesk_stage_busy_seconds_total", "Seconds that a stage of the path was at work.",
            stages.map { (["stage": $0.name], $0.busy) })
        counter(
            "wiredesk_stage_batches_total", "Batches that a stage has worked on.",
            stages.map { (["stage": $0.name], Double($0.batches)) })
        counter(
            "wiredesk_stage_messages_total", "Messages that a stage has worked on.",
            stages.map { (["stage": $0.name], Double($0.messages)) })
    }

    private mutating func outlets(_ outlets: [OutletReport]) {
        counter(
            "wiredesk_outlet_published_total", "Records sent.",
            outlets.map { (["outlet": $0.name], Double($0.published)) })
        counter(
            "wiredesk_outlet_dropped_total", "Records that could not be sent.",
            outlets.map { (["outlet": $0.name], Double($0.dropped)) })
        gauge(
            "wiredesk_outlet_followers", "Followers of a feed.",
            outlets.map { (["outlet": $0.name], Double($0.followers.count)) })
        gauge(
            "wiredesk_outlet_lag_max", "How far the slowest follower is behind the newest story.",
            outlets.map { (["outlet": $0.name], Double($0.followers.map(\.lag).max() ?? 0)) })
    }

    private mutating func journal(_ journal: JournalReport) {
        gauge("wiredesk_journal_head", "The newest sequence number.", [([:], Double(journal.head))])
        gauge("wiredesk_journal_oldest", "The oldest sequence number that is kept.", [([:], Double(journal.oldest))])
        gauge("wiredesk_journal_bytes", "Bytes of the journal's files.", [([:], Double(journal.bytes))])
        gauge("wiredesk_dead_letters", "Dead letters on file.", [([:], Double(journal.deadLetters.count))])
        gauge("wiredesk_journal_damaged", "1 when something is wrong with it.", [([:], journal.finding == nil ? 0 : 1)])
    }

    // MARK: - The format

    private typealias Samples = [(labels: [String: String], value: Double)]

    private mutating func gauge(_ name: String, _ help: String, _ samples: Samples) {
        add(name, "gauge", help, samples)
    }

    private mutating func counter(_ name: String, _ help: String, _ samples: Samples) {
        add(name, "counter", help, samples)
    }

    private mutating func add(_ name: String, _ type: String, _ help: String, _ samples: Samples) {
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples {
            let labels = sample.labels.sorted { $0.key < $1.key }
                .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            let value = sample.value == sample.value.rounded() ? String(Int(sample.value)) : String(sample.value)
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
        }
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
