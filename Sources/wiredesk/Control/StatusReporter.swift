import Classification
import Foundation
import Glibc
import Journaling
import Monitor
import Newsdesk
import Stories

/// Says how a running daemon stands.
struct StatusReporter: Sendable {
    let desk: Desk
    let journal: Journal
    let settings: Settings
    let intakes: [any Intake]
    let outlets: [any Outlet]
    let monitor: Monitor?
    private let startedAt = Timestamp.now()
    private let start = ContinuousClock.now

    init(
        desk: Desk, journal: Journal, settings: Settings, intakes: [any Intake], outlets: [any Outlet],
        monitor: Monitor?
    ) {
        self.desk = desk
        self.journal = journal
        self.settings = settings
        self.intakes = intakes
        self.outlets = outlets
        self.monitor = monitor
    }

    /// How it stands at this moment.
    func report() -> StatusReport {
        // The accounts first and at one moment, so that they add up.
        let accounts = desk.ledger.byIntake
        let letters = journal.letterFile
        let filed = desk.ledger.byCategory
        let lexicon = desk.lexicon.state.classifier.lexicon
        return StatusReport(
            version: Wiredesk.version, pid: getpid(), startedAt: startedAt.description,
            uptime: Int((ContinuousClock.now - start).components.seconds),
            state: desk.isHeldUp ? "held-up" : "running",
            journal: JournalReport(
                path: journal.path, stream: journal.stream, oldest: journal.oldest, head: journal.head,
                bytes: journal.bytesOnDisk,
                deadLetters: DeadLetterReport(
                    count: letters.count, bytes: letters.bytes, forgotten: letters.forgotten),
                finding: desk.journalFinding),
            lexicon: LexiconReport(desk.lexicon.state), total: AccountReport(Ledger.sum(of: accounts)),
            intakes: zip(settings.intakes, intakes).map { settings, intake in
                IntakeReport(
                    name: settings.name, kind: settings.kind.rawValue, endpoints: settings.bind + settings.connect,
                    repliesLost: intake.repliesLost,
                    account: AccountReport(accounts[settings.name] ?? Ledger.Account()))
            },
            stages: desk.stages.all.map { StageReport(name: $0.stage.rawValue, figures: $0.figures) },
            desks: lexicon.classes.map { DeskReport(name: $0, stories: filed[$0] ?? 0) },
            outlets: zip(settings.outlets, outlets).map(OutletReport.init),
            monitor: monitor.map { MonitorReport(streams: $0.streams, published: $0.figures.published) })
    }
}

extension LexiconReport {
    init(_ state: LexiconInForce.State) {
        let lexicon = state.classifier.lexicon
        self.init(
            name: lexicon.version.name, version: lexicon.version.version, terms: lexicon.terms.count,
            generation: state.generation, since: state.since.description,
            refused: state.refusal.map { Refusal(at: $0.at.description, reason: $0.reason) })
    }
}

extension StageReport {
    init(name: String, figures: Stages.Figures) {
        let (seconds, attoseconds) = figures.busy.components
        self.init(
            name: name, batches: figures.batches, messages: figures.messages,
            busy: Double(seconds) + Double(attoseconds) / 1e18)
    }
}

extension AccountReport {
    init(_ account: Ledger.Account) {
        self.init(
            messages: account.messages, received: account.received, stored: account.stored,
            duplicates: account.duplicates, dead: account.dead, waiting: account.waiting, busy: account.busy,
            balances: account.balances, lastAt: account.lastAt?.description)
    }
}

extension OutletReport {
    init(_ settings: OutletSettings, _ outlet: any Outlet) {
        let figures = outlet.figures
        self.init(
            name: settings.name, kind: settings.kind.rawValue, endpoints: settings.bind + settings.connect,
            published: figures.published, dropped: figures.dropped,
            followers: figures.followers.map {
                FollowerReport(
                    peer: $0.peer, at: $0.at, lag: $0.lag, credit: $0.credit, categories: $0.categories,
                    silence: $0.idleSeconds)
            })
    }
}

extension RetriedLetter {
    init(_ number: Int, _ result: LetterRetry.Result) {
        switch result {
        case .unknown: self.init(number: number, status: "unknown")
        case .incomplete: self.init(number: number, status: "incomplete", reason: "only its start was kept")
        case .stopping: self.init(number: number, status: "busy", reason: "the daemon is stopping")
        case .answered(.rejected(let rejection)):
            self.init(number: number, status: "rejected", reason: rejection.description)
        case .answered(.busy(let reason)): self.init(number: number, status: "busy", reason: reason)
        case .answered(.settled(let outcomes, _)):
            let isStored = outcomes.contains { if case .stored = $0 { true } else { false } }
            let seqs = outcomes.map { outcome in
                switch outcome {
                case .stored(let entry): entry.seq
                case .duplicate(_, let seq): seq
                }
            }
            self.init(number: number, status: isStored ? "stored" : "duplicate", seqs: seqs)
        }
    }
}
