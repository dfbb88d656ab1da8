import Journaling
import Pipeline
import Stories

/// What Prometheus fetches: a status report, what was recorded, and how the process stands. Names and units follow its
/// conventions.
struct Metrics {
    private var exposition = PrometheusText()

    /// Everything, in the text format 0.0.4. In values of labels, what a terminal would obey is `\u{9b}`; they keep apart.
    var text: String { TerminalText.escaped(exposition.text, keeping: ["\n"], backslash: "\\\\") }

    /// Puts a report into metrics, and how long the stages of the path took.
    init(_ report: StatusReport, _ stages: StageTimings) {
        daemon(report)
        intakes(report)
        path(report)
        exposition.histogram(
            "wiredesk_stage_duration_seconds", "Seconds that a stage of the path took for a batch.",
            stages.all.map { (["stage": $0.stage.rawValue], $0.figures.durations) })
        exposition.histogram(
            "wiredesk_story_latency_seconds",
            "Seconds from the receipt of a message to its stories being durable and handed to the outlets.",
            [([:], stages.latency)])
        outlets(report)
        listeners(report.listeners)
        journal(report.journal)
        memory(report.memory ?? [])
        process()
    }

    private mutating func daemon(_ report: StatusReport) {
        exposition.gauge(
            "wiredesk_build_info", "The versions of wiredesk and of the libraries it runs on.",
            [
                (
                    [
                        "version": report.version, "libzmq": Versions.libzmq, "sqlite": Versions.sqlite,
                    ], 1
                )
            ])
        exposition.gauge("wiredesk_ready", "1 when it takes and passes on stories.", report.missing.isEmpty ? 1 : 0)
        exposition.gauge(
            "wiredesk_held_up", "1 while the disk is full and intake waits for room.", report.state == "held-up" ? 1 : 0
        )
        exposition.counter(
            "wiredesk_log_dropped_total", "Lines of the log that nobody took in time.",
            report.logDropped.map { [([:], Double($0))] } ?? [])
        let configuration = report.configuration
        exposition.gauge(
            "wiredesk_config_generation", "Configurations in force since the start, this one included.",
            Double(configuration.generation))
        exposition.gauge(
            "wiredesk_config_last_reload_successful", "0 when the last configuration was refused.",
            configuration.refused == nil ? 1 : 0)
        exposition.gauge(
            "wiredesk_config_last_reload_success_timestamp_seconds", "Since when the configuration has been in force.",
            Self.seconds(configuration.since))
        let lexicon = report.lexicon
        exposition.gauge(
            "wiredesk_lexicon_info", "The lexicon in force.",
            [(["name": lexicon.name, "version": lexicon.version], 1)])
        exposition.gauge(
            "wiredesk_lexicon_generation", "Lexicons in force since the start, this one included.",
            Double(lexicon.generation))
        exposition.gauge(
            "wiredesk_lexicon_last_reload_successful", "0 when the last lexicon was refused.",
            lexicon.refused == nil ? 1 : 0)
    }

    private mutating func intakes(_ report: StatusReport) {
        let intakes = report.intakes
        func each(_ value: (IntakeReport) -> Double?) -> [PrometheusText.Sample] {
            intakes.compactMap { intake in value(intake).map { (["intake": intake.name], $0) } }
        }
        exposition.counter("wiredesk_intake_messages_total", "Messages taken.", each { Double($0.account.messages) })
        exposition.counter(
            "wiredesk_intake_stories_total", "Stories taken, by what became of them.",
            intakes.flatMap { intake in
                let account = intake.account
                return [("stored", account.stored), ("duplicate", account.duplicates), ("dead", account.dead)].map {
                    (["intake": intake.name, "outcome": $0.0], Double($0.1))
                }
            })
        exposition.counter(
            "wiredesk_intake_busy_total", "Messages turned away because the disk was full.",
            each { Double($0.account.busy) })
        exposition.gauge(
            "wiredesk_intake_waiting_messages", "Messages on their way to the journal.",
            each { Double($0.account.waiting) })
        exposition.counter(
            "wiredesk_intake_replies_lost_total", "Replies that clients did not read.", each { Double($0.repliesLost) })
        exposition.gauge(
            "wiredesk_intake_last_message_timestamp_seconds", "When the last message came.",
            each { $0.account.lastAt.map(Self.seconds) })
        exposition.gauge(
            "wiredesk_intake_quiet", "1 when nothing has come for too long.", each { $0.quiet ? 1 : 0 })
        exposition.gauge(
            "wiredesk_intake_quiet_after_seconds", "How long nothing may come at the moment.",
            each { $0.quietAfter.map(Double.init) })
        exposition.counter(
            "wiredesk_notes_total", "What in messages was not understood, by kind.",
            intakes.flatMap { intake -> [PrometheusText.Sample] in
                let notes = intake.notes
                let counts: [(kind: String, count: Int)] = [
                    ("unknown-key", notes?.unknownKeys.values.reduce(0, +) ?? 0),
                    ("unread-value", notes?.unreadValues.values.reduce(0, +) ?? 0),
                    ("empty-body", notes?.emptyBodies ?? 0),
                ]
                return counts.map { (["intake": intake.name, "kind": $0.kind], Double($0.count)) }
            })
        let total = report.total
        exposition.gauge(
            "wiredesk_balance_difference_stories", "Received less stored, duplicates, dead and waiting: always 0.",
            Double(total.received - total.stored - total.duplicates - total.dead - total.waiting))
    }

    private mutating func path(_ report: StatusReport) {
        exposition.counter(
            "wiredesk_stories_total", "Stories journaled, by primary category.",
            // `desk` is the name of the label in 0.1, until 0.3.
            report.categories.map { (["category": $0.name, "desk": $0.name], Double($0.stories)) })
        exposition.counter(
            "wiredesk_leftovers_total", "Pieces of text that belonged to no story, by kind.",
            Leftover.LeftoverKind.allCases.map { (["kind": $0.rawValue], Double(report.leftovers[$0.rawValue] ?? 0)) })
        exposition.counter(
            "wiredesk_stage_messages_total", "Messages that a stage of the path has worked on.",
            report.stages.map { (["stage": $0.name], Double($0.messages)) })
    }

    private mutating func outlets(_ report: StatusReport) {
        let outlets = report.outlets
        exposition.counter(
            "wiredesk_outlet_published_total", "Records sent.",
            outlets.map { (["outlet": $0.name], Double($0.published)) })
        exposition.counter(
            "wiredesk_outlet_dropped_total", "Records that could not be sent.",
            outlets.map { (["outlet": $0.name], Double($0.dropped)) })
        exposition.gauge(
            "wiredesk_outlet_followers", "Followers of a feed.",
            outlets.map { (["outlet": $0.name], Double($0.followers.count)) })
        exposition.gauge(
            "wiredesk_outlet_lag_stories", "How far the slowest follower is behind the newest story.",
            outlets.map { (["outlet": $0.name], Double($0.followers.map(\.lag).max() ?? 0)) })
        exposition.gauge(
            "wiredesk_outlet_follower_lag_stories",
            "How far a follower is behind the newest story, by the id that it chose.",
            outlets.flatMap { outlet in
                outlet.followers.lagsByLabel.map { (["outlet": outlet.name, "follower": $0.label], Double($0.lag)) }
            })
        guard let monitor = report.monitor else { return }
        exposition.gauge("wiredesk_monitor_streams", "Streams that are open.", Double(monitor.streams))
        exposition.counter(
            "wiredesk_monitor_published_total", "Stories sent on streams, as often as they were.",
            [([:], Double(monitor.published))])
    }

    private mutating func listeners(_ listeners: [ListenerReport]) {
        exposition.gauge(
            "wiredesk_connections", "Peers that are connected.",
            listeners.map { (["end": $0.end], Double($0.connections)) })
        exposition.counter(
            "wiredesk_handshakes_failed_total", "Handshakes that failed.",
            listeners.map { (["end": $0.end], Double($0.handshakesFailed)) })
        func reasons(_ counts: (ListenerReport) -> [String: Int]) -> [PrometheusText.Sample] {
            listeners.flatMap { listener in
                counts(listener).sorted { $0.key < $1.key }.map {
                    (["end": listener.end, "reason": $0.key], Double($0.value))
                }
            }
        }
        exposition.counter(
            "wiredesk_connections_refused_total", "Peers that were not let in, by the reason.", reasons(\.refused))
        exposition.counter(
            "wiredesk_connections_cut_total", "Connections that were cut off, by the reason.", reasons(\.cut))
    }

    private mutating func journal(_ journal: JournalReport) {
        exposition.gauge("wiredesk_journal_head_seq", "The newest sequence number.", Double(journal.head))
        exposition.gauge(
            "wiredesk_journal_oldest_seq", "The oldest sequence number that is kept.", Double(journal.oldest))
        exposition.gauge("wiredesk_journal_size_bytes", "Bytes of the journal's files.", Double(journal.bytes))
        exposition.gauge("wiredesk_journal_wal_bytes", "Bytes of the journal's WAL.", Double(journal.walBytes ?? 0))
        exposition.gauge(
            "wiredesk_journal_wal_readers", "Programs that keep a large WAL from being emptied.",
            Double(journal.walReaders?.count ?? 0))
        exposition.gauge(
            "wiredesk_journal_disk_available_bytes", "Bytes that are free where the journal lies.",
            ProcessFigures.bytesAvailable(at: journal.path))
        exposition.gauge(
            "wiredesk_journal_damaged", "1 when something is wrong with it.", journal.finding == nil ? 0 : 1)
        exposition.gauge("wiredesk_held_stories", "Stories under an embargo.", Double(journal.held))
        exposition.gauge("wiredesk_dead_letters", "Dead letters on file.", Double(journal.deadLetters.count))
        exposition.gauge(
            "wiredesk_dead_letters_size_bytes", "Bytes of the dead letters on file.", Double(journal.deadLetters.bytes))
    }

    private mutating func memory(_ parts: [MemoryReport]) {
        exposition.gauge(
            "wiredesk_memory_limit_bytes",
            "Memory that a part of the daemon may take; all of them together are the most.",
            parts.map { (["part": $0.part], Double($0.limit)) })
        exposition.gauge(
            "wiredesk_memory_used_bytes", "Memory that a part of the daemon takes, where it is counted.",
            parts.compactMap { part in part.used.map { (["part": part.part], Double($0)) } })
    }

    private mutating func process() {
        let figures = ProcessFigures()
        exposition.counter(
            "process_cpu_seconds_total", "User and system time spent.", figures.cpuSeconds.map { [([:], $0)] } ?? [])
        exposition.gauge("process_resident_memory_bytes", "Memory in use.", figures.residentBytes)
        exposition.gauge("process_open_fds", "Descriptors that are open.", figures.descriptors)
        exposition.gauge("process_max_fds", "Descriptors that may be open.", figures.descriptorsMax)
        exposition.gauge("process_start_time_seconds", "When the process started.", figures.startedAt)
    }

    private static func seconds(_ timestamp: Timestamp) -> Double { Double(timestamp.milliseconds) / 1000 }
}
