import Classification
import Foundation
import Glibc
import Journaling
import Logging
import Newsdesk
import Stories

/// Answers what is asked on the control socket of a running daemon.
struct ControlDesk: Sendable {
    let desk: Desk
    let journal: Journal
    let settings: Settings
    let intakes: [any Intake]
    let outlets: [any Outlet]
    let logger: Logger
    private let startedAt = Timestamp.now()
    private let start = ContinuousClock.now

    init(
        desk: Desk, journal: Journal, settings: Settings, intakes: [any Intake], outlets: [any Outlet], logger: Logger
    ) {
        self.desk = desk
        self.journal = journal
        self.settings = settings
        self.intakes = intakes
        self.outlets = outlets
        self.logger = logger
    }

    /// Answers one question; never fails.
    func answer(_ question: [UInt8]) -> [UInt8] {
        var answer = ControlAnswer()
        do {
            let question = try JSONDecoder().decode(ControlQuestion.self, from: Data(question))
            if question.status == true { answer.status = report() }
            if let numbers = question.retry {
                logger.notice("dead letters tried again", metadata: ["count": "\(numbers.count)"])
                answer.retry = try desk.retry(numbers).sorted { $0.key < $1.key }.map(RetriedLetter.init)
            }
            if let numbers = question.drop {
                logger.notice("dead letters dropped", metadata: ["count": "\(numbers.count)"])
                answer.drop = try journal.dropDeadLetters(numbers)
            }
            if let question = question.reclassify {
                let step = try desk.reclassify(every: question.every)
                answer.reclassify = step.map(ReclassificationReport.init)
                if let step, step.progress.isFinished {
                    logger.notice("stories judged anew", metadata: ["lexicon": "\(step.progress.lexicon)"])
                }
            }
        } catch let error as DecodingError {
            answer.error = "no such question: \(error)"
        } catch {
            answer.error = "\(error)"
        }
        return answer.json
    }

    private func report() -> StatusReport {
        // The accounts first and at one moment, so that they add up.
        let accounts = desk.ledger.byIntake
        let letters = journal.letterFile
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
            outlets: zip(settings.outlets, outlets).map(OutletReport.init))
    }
}

extension ControlAnswer {
    /// The answer as it is sent.
    var json: [UInt8] {
        // A structure of numbers and strings is always encodable.
        let data = try? JSONEncoder().encode(self)
        return Array(data ?? Data(#"{"error":"the answer could not be encoded"}"#.utf8))
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
