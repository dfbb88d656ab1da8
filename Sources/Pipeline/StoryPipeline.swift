import Classification
import Foundation
package import Journaling
package import Logging
package import TextCleaning
package import Stories
import Synchronization
package import Threads

/// The pipeline: the path of every story, from intake to outlet.
///
///     producers ─▶ Intake ─▶ ArticleParser ─▶ Classifier ─▶ Journal ─▶ Outlets ─▶ downstream
///
/// What waits in the inbox goes through the path together, as one batch: under light load that is one story, under
/// heavy load many, and each batch costs one sync of the disk.
package final class StoryPipeline: Sendable {
    /// The most messages a batch takes.
    package static let batchMessagesMax = 256
    /// The most payload bytes a batch takes, but for a single message: on the path they take ten times as much.
    static let batchBytesMax = 4 << 20

    /// Who works at its ends; may change while it is at work.
    let openEnds: Locked<OpenEnds>
    /// What stories are judged by; may be replaced while the pipeline is at work.
    package let lexicon: ActiveLexicon
    let journal: Journal
    let logger: Logger

    /// What came in and what became of it.
    package let counters: IntakeCounters
    /// How the stages of the path get on.
    package let stages: StageTimings
    let inbox: Inbox
    let stopping = Latch()
    /// Held from the numbering of stories until the outlets have them, so that they get them in order.
    let order = Locked<Void>(())
    /// Attempts to journal that have found the disk full since one did not.
    let diskFullAttempts = Atomic(0)
    /// Whether the last release of held stories found the disk full.
    let isReleaseWaiting = Atomic(false)
    private let workers = WorkerPool()
    private let check = JournalCheck()
    /// Whether all ends are open.
    private let opened = Latch()
    /// How the path itself gets on.
    package let liveness: LivenessProbe
    /// What the article parser noted on messages.
    package let notes = NoteCounters()
    /// What time it is, for embargoes.
    let clock: @Sendable () -> Timestamp

    /// Puts a pipeline together.
    ///
    /// - Parameters:
    ///   - articleParsers: The article parser of each intake, by the intake's name; without one, its messages are edited by
    ///     an article parser on default settings.
    ///   - lexicon: What stories are judged by; each batch by what is in force at its turn.
    ///   - retention: How long stories are kept; without one, for ever.
    ///   - clock: What time it is, for embargoes; by default the system's.
    package init(
        intakes: [any Intake], articleParsers: [String: ArticleParser] = [:], lexicon: ActiveLexicon, journal: Journal,
        retention: Retention = Retention(), outlets: [any Outlet],
        clock: @escaping @Sendable () -> Timestamp = { .now() }, logger: Logger
    ) {
        self.clock = clock
        openEnds = Locked(
            OpenEnds(intakes: intakes, articleParsers: articleParsers, outlets: outlets, retention: retention))
        self.lexicon = lexicon
        self.journal = journal
        self.logger = logger
        stages = StageTimings()
        counters = IntakeCounters()
        inbox = Inbox(counters: counters)
        liveness = LivenessProbe("pipeline", wake: inbox.poke)
    }

    /// Runs the pipeline on the calling thread until ``requestStop()`` has been called and everything that had arrived is
    /// journaled and handed to the outlets.
    ///
    /// - Parameter ready: Called once every intake and outlet is open.
    /// - Throws: What kept an end from opening, what an end failed of, or the ``JournalError`` that leaves no
    ///   way to go on.
    package func run(ready: () -> Void = {}) throws {
        try open()
        defer { close() }
        opened.open()
        ready()
        var maintenance = try JournalMaintenance(journal, logger)
        while true {
            liveness.beat()
            maintenance.retention = openEnds.withLock { $0.retention }
            try releaseDue()
            let pause = embargoPause.map { min($0, maintenance.pause) } ?? maintenance.pause
            switch inbox.next(atMost: Self.batchMessagesMax, bytes: Self.batchBytesMax, within: pause) {
            case .messages(let deliveries):
                let cleaned = stages.time(.parse, messages: deliveries.count) { parse(deliveries) }
                for cleaned in EditionJoin.parts(of: cleaned) {
                    let joined = join(cleaned)
                    let classified = stages.time(.classify, messages: joined.count) { judge(joined) }
                    try appendAndPublish(classified)
                }
                try maintenance.betweenBatches()
            case .nothing:
                try maintenance.whileIdle()
            case .end:
                if let failure = inbox.failure { throw failure }
                return try close(journal)
            }
        }
    }

    /// Tells the intakes to stop; ``run(ready:)`` returns when what they had received is through. Returns at once.
    package func requestStop() {
        stopping.open()
        for intake in intakes { intake.requestStop() }
    }

    /// The intakes at the moment.
    package var intakes: [any Intake] { openEnds.withLock { $0.intakes } }

    /// The outlets at the moment.
    package var outlets: [any Outlet] { openEnds.withLock { $0.outlets } }
}

// MARK: - The path

extension StoryPipeline {
    private func parse(_ deliveries: [Delivery]) -> [CleanedMessage] {
        let standard = ArticleParser()
        let articleParsers = openEnds.withLock { $0.articleParsers }
        return workers.map(deliveries) { delivery in
            CleanedMessage(delivery, by: articleParsers[delivery.intake] ?? standard)
        }
    }

    /// Joins pieces of stories on pages that came in as messages of their own.
    private func join(_ cleaned: [CleanedMessage]) -> [CleanedMessage] {
        cleaned.map { cleaned in
            guard cleaned.hasPieces else { return cleaned }
            do {
                return try EditionJoin(journal.reader(), source: cleaned.delivery).joined(cleaned)
            } catch {
                // They stay two stories that say where they go on.
                logger.error("pieces of a story were not joined", metadata: ["reason": "\(error)"])
                return cleaned
            }
        }
    }

    private func judge(_ cleaned: [CleanedMessage]) -> [ClassifiedMessage] {
        let names = intakes.map(\.name)
        let classifier = lexicon.state.classifier
        return workers.map(cleaned) { ClassifiedMessage($0, by: classifier, intakes: names) }
    }

    func publish(_ entries: [PublishedEntry]) {
        guard !entries.isEmpty else { return }
        for outlet in outlets { outlet.publish(entries) }
    }
}

// MARK: - Opening and closing

extension StoryPipeline {
    private func open() throws {
        let classifier = lexicon.state.classifier
        logger.info("journal \(journal.path) at \(journal.head), stream \(journal.stream)")
        logger.info("lexicon \(classifier.lexicon.version), \(classifier.lexicon.terms.count) terms")
        // A held membership keeps the inbox open while the intakes join one by one.
        inbox.join()
        defer { inbox.leave() }
        do {
            try check.start(journal, logger)
            // Outlets first: a story may come in the moment an intake is open.
            for outlet in outlets { try outlet.start(at: outletContext, failed: fail) }
            for intake in intakes {
                counters.open(intake.name)
                try intake.start(into: inbox)
            }
        } catch {
            close()
            throw error
        }
    }

    /// What an outlet needs to know that starts now.
    var outletContext: OutletContext {
        OutletContext(
            journal: journal, positions: journal.positions, releasedPositions: journal.releasedPositions
        ) { [lexicon] in
            lexicon.state.classifier.lexicon.classes
        }
    }

    /// Ends the pipeline because something that it needs can no longer work: ``run(ready:)`` throws that.
    package var fail: @Sendable (any Error) -> Void { { [inbox] in inbox.close(because: $0) } }

    /// Closes the journal when nobody is writing to it any more.
    private func close(_ journal: Journal) throws(JournalError) {
        try order.withLock { (_) throws(JournalError) in try journal.close() }
    }

    private func close() {
        for intake in intakes { intake.requestStop() }
        let dropped = inbox.abandon()
        if dropped > 0 { logger.error("messages lost", metadata: ["count": "\(dropped)"]) }
        for intake in intakes { intake.finish() }
        for outlet in outlets { outlet.stop() }
        check.stop()
    }
}

// MARK: - For those who look on

extension StoryPipeline {
    /// What is wrong with the journal; `nil` while nothing is known to be.
    package var journalFinding: String? { check.finding }

    /// Whether the disk is full, and intake waits for room.
    package var isDiskFull: Bool { inbox.isDiskFull }

    /// Bytes of the messages that wait.
    package var inboxBytes: Int { inbox.bytes }

    /// Whether all ends are open, and it has not been told to stop.
    package var isOpen: Bool { opened.isOpen && !stopping.isOpen }

    /// The loops that a story passes, for a watchdog.
    package var livenessProbes: [LivenessProbe] {
        [liveness] + intakes.compactMap(\.liveness) + outlets.compactMap(\.liveness)
    }
}
