import AccessControl
import Classification
import Foundation
import Glibc
import Journaling
import Monitor
import Pipeline
import Stories
import Threads
import Endpoints
import ZeroMQ

/// Says how a running daemon stands.
struct StatusReporter: Sendable {
    let pipeline: StoryPipeline
    let journal: Journal
    let configuration: ActiveConfiguration
    /// The file that the configuration came from.
    let configurationPath: String?
    let accessController: AccessController
    let serverKeys: ServerKeys
    let quiet: QuietIntakes
    let board: WatchedLoops
    let monitor: Monitor?
    let startedAt = Timestamp.now()
    private let start = ContinuousClock.now

    init(
        pipeline: StoryPipeline, journal: Journal, configuration: ActiveConfiguration, configurationPath: String?,
        accessController: AccessController,
        serverKeys: ServerKeys, quiet: QuietIntakes, board: WatchedLoops, monitor: Monitor?
    ) {
        self.pipeline = pipeline
        self.journal = journal
        self.configuration = configuration
        self.configurationPath = configurationPath
        self.accessController = accessController
        self.serverKeys = serverKeys
        self.quiet = quiet
        self.board = board
        self.monitor = monitor
    }

    /// How it stands at this moment.
    func report() -> StatusReport {
        // The accounts first and at one moment, so that they add up.
        let accounts = pipeline.counters.byIntake
        let filed = pipeline.counters.byCategory
        let lexicon = pipeline.lexicon.state.classifier.lexicon
        let configuration = configuration.state
        let (intakes, outlets) = (pipeline.intakes, pipeline.outlets)
        let standings = quiet.all
        let notes = pipeline.notes.byIntake
        let categories = lexicon.classes.map { CategoryReport(name: $0, stories: filed[$0] ?? 0) }
        let listeners = accessController.listenerGuards.map(ListenerReport.init)
        return StatusReport(
            version: Versions.wiredesk, pid: getpid(), startedAt: startedAt,
            uptime: Int((ContinuousClock.now - start).components.seconds),
            state: pipeline.isDiskFull ? "held-up" : "running", missing: missing,
            configuration: ConfigurationReport(configuration, path: configurationPath), keys: keysReport,
            journal: JournalReport(
                path: journal.path, stream: journal.stream, oldest: journal.oldest, head: journal.head,
                bytes: journal.bytesOnDisk, walBytes: journal.walBytes,
                walReaders: journal.walReaders(now: .now()), deadLetters: journal.letterFile,
                held: journal.held.count,
                finding: pipeline.journalFinding),
            lexicon: LexiconReport(pipeline.lexicon.state), total: AccountReport(IntakeCounters.sum(of: accounts)),
            intakes: configuration.settings.intakes.map { settings in
                let standing = standings[settings.name]
                return IntakeReport(
                    name: settings.name, kind: settings.socket.kind,
                    endpoints: settings.socket.bind + settings.socket.connect,
                    repliesLost: intakes.first { $0.name == settings.name }?.repliesLost ?? 0,
                    quiet: standing?.isQuiet ?? false,
                    quietAfter: standing?.patience.map { Int($0.components.seconds) },
                    notes: notes[settings.name].flatMap { $0.isEmpty ? nil : $0 },
                    account: AccountReport(accounts[settings.name] ?? IntakeCounters.Account()))
            },
            stages: pipeline.stages.all.map { StageReport(name: $0.stage.rawValue, figures: $0.figures) },
            categories: categories, desks: categories,
            outlets: configuration.settings.outlets.map { settings in
                OutletReport(settings, outlets.first { $0.name == settings.name }?.figures ?? OutletFigures())
            },
            leftovers: Dictionary(uniqueKeysWithValues: pipeline.notes.leftovers.map { ($0.key.rawValue, $0.value) }),
            listeners: listeners, doors: listeners, logDropped: LogWriter.standard.dropped,
            monitor: monitor.map { MonitorReport(streams: $0.streams, published: $0.figures.published) },
            memory: MemoryBudget.MemoryPart.allCases.map { part in
                MemoryReport(part: part.rawValue, limit: MemoryBudget.bytes(of: part), used: bytesUsed(by: part))
            })
    }

    private func bytesUsed(by part: MemoryBudget.MemoryPart) -> Int? {
        switch part {
        case .arrivals: accessController.arrivals
        case .inbox: pipeline.inboxBytes
        case .replies: Outgoing.replies.bytes
        case .pub: Outgoing.pub.bytes
        case .feed: Outgoing.feed.bytes
        case .ring: monitor?.ringBytes ?? 0
        case .streams: MemoryBudget.streams.bytes
        case .answers: MemoryBudget.answers.bytes
        case .uploads: MemoryBudget.uploads.bytes
        case .base, .path, .clients, .readers, .log: nil
        }
    }

    /// What keeps the daemon from being ready, a sentence each.
    var missing: [String] {
        var missing: [String] = []
        if !pipeline.isOpen { missing.append("intakes and outlets are not open") }
        if pipeline.isOpen {
            let settings = configuration.state.settings
            for intake in settings.intakes where !pipeline.intakes.contains(where: { $0.name == intake.name }) {
                missing.append("intake \(intake.name) is not open")
            }
            for outlet in settings.outlets where !pipeline.outlets.contains(where: { $0.name == outlet.name }) {
                missing.append("outlet \(outlet.name) is not open")
            }
        }
        if pipeline.isDiskFull { missing.append("the disk is full, and intake waits for room") }
        if let finding = pipeline.journalFinding { missing.append("the journal is damaged: \(finding)") }
        missing += board.hanging.map { "\($0) makes no progress" }
        return missing
    }

    /// How it stands, in a sentence for `systemctl status`.
    var sentence: String {
        let account = pipeline.counters.total
        let missing = missing
        let sums =
            "\(NumberFormat.count(account.stored)) stories stored, \(NumberFormat.count(account.waiting)) waiting"
        let lexicon = pipeline.lexicon.state.classifier.lexicon.version.version
        return missing.isEmpty ? "\(sums); lexicon \(lexicon)" : "\(missing.joined(separator: "; ")); \(sums)"
    }

    private var keysReport: KeysReport? {
        serverKeys.certificate.map { certificate in
            let content = accessController.content
            return KeysReport(
                fingerprint: certificate.fingerprint.description, allowed: content.holders.count,
                findings: content.findings)
        }
    }
}

extension ConfigurationReport {
    init(_ state: ActiveConfiguration.ConfigurationStatus, path: String?) {
        self.init(
            path: path, hash: state.hash, generation: state.generation, since: state.since,
            refused: state.refusal, pending: state.pending)
    }
}

extension ListenerReport {
    init(_ listener: ListenerGuard) {
        let figures = listener.figures
        func named(_ counts: [PeerRefusal: Int]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        }
        self.init(
            end: listener.rule.end.name, keys: listener.rule.keys != nil, connections: figures.connections,
            handshakesFailed: figures.handshakesFailed, refused: named(figures.refused), cut: named(figures.cut),
            messagesRefused: figures.messagesRefused)
    }
}

extension LexiconReport {
    init(_ state: ActiveLexicon.LexiconStatus) {
        let lexicon = state.classifier.lexicon
        self.init(
            name: lexicon.version.name, version: lexicon.version.version, terms: lexicon.terms.count,
            generation: state.generation, since: state.since, refused: state.refusal)
    }
}

extension StageReport {
    init(name: String, figures: StageTimings.StageFigures) {
        let (seconds, attoseconds) = figures.busy.components
        self.init(
            name: name, batches: figures.batches, messages: figures.messages,
            busy: Double(seconds) + Double(attoseconds) / 1e18)
    }
}

extension AccountReport {
    init(_ account: IntakeCounters.Account) {
        self.init(
            messages: account.messages, received: account.received, stored: account.stored,
            duplicates: account.duplicates, dead: account.dead, waiting: account.waiting, busy: account.busy,
            balances: account.balances, lastAt: account.lastAt)
    }
}

extension OutletReport {
    init(_ settings: OutletSettings, _ figures: OutletFigures) {
        self.init(
            name: settings.name, kind: settings.outlet.kind, endpoints: settings.outlet.bind + settings.outlet.connect,
            published: figures.published, dropped: figures.dropped, followers: figures.followers)
    }
}

extension RetriedLetter {
    init(_ number: Int, _ result: LetterRetry.RetryResult) {
        switch result {
        case .unknown: self.init(number: number, status: "unknown")
        case .incomplete: self.init(number: number, status: "incomplete", reason: "only its start was kept")
        case .unmended(let reason): self.init(number: number, status: "unmended", reason: reason)
        case .stopping: self.init(number: number, status: "busy", reason: "the daemon is stopping")
        case .answered(.rejected(let rejection)):
            self.init(number: number, status: "rejected", reason: rejection.description)
        case .answered(.busy(let reason)): self.init(number: number, status: "busy", reason: reason)
        case .answered(.settled(let outcomes, _)):
            let isStored = outcomes.contains { if case .stored = $0 { true } else { false } }
            let seqs = outcomes.compactMap(\.seq)
            if let rejection = outcomes.rejection {
                self.init(number: number, status: "rejected", seqs: seqs, reason: "\(rejection)")
            } else {
                self.init(number: number, status: isStored ? "stored" : "duplicate", seqs: seqs)
            }
        }
    }
}
