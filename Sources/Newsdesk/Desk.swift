package import Classification
import Foundation
package import Journaling
package import Logging
package import Newsprint
import Stories
import Synchronization

/// The wire desk: the path of every story, from intake to outlet.
///
///     producers ─▶ Intake ─▶ copy desk ─▶ Classifier ─▶ Journal ─▶ Outlets ─▶ downstream
///
/// What waits in the inbox goes through the path together, as one batch: under light load that is one story, under
/// heavy load many, and each batch costs one sync of the disk.
package final class Desk: Sendable {
    /// The most messages a batch takes.
    package static let batchMessagesMax = 256

    private let intakes: [any Intake]
    private let copyDesks: [String: CopyDesk]
    private let classifier: Classifier
    private let journal: Journal
    private let outlets: [any Outlet]
    private let logger: Logger

    private let inbox = Inbox()
    private let crew = Crew()
    private let stopping = Latch()
    private let counts = Mutex(Tally())

    /// Puts a desk together.
    ///
    /// - Parameters:
    ///   - copyDesks: The copy desk of each intake, by the intake's name; without one, its messages are edited by
    ///     a copy desk on default settings.
    package init(
        intakes: [any Intake], copyDesks: [String: CopyDesk] = [:], classifier: Classifier, journal: Journal,
        outlets: [any Outlet], logger: Logger
    ) {
        self.intakes = intakes
        self.copyDesks = copyDesks
        self.classifier = classifier
        self.journal = journal
        self.outlets = outlets
        self.logger = logger
    }

    /// Runs the desk on the calling thread until ``stop()`` has been called and everything that had arrived is
    /// journaled and handed to the outlets.
    ///
    /// - Parameter ready: Called once every intake and outlet is open.
    /// - Throws: What kept an end from opening, what an end failed of, or the ``JournalError`` that leaves no
    ///   way to go on.
    package func run(ready: () -> Void = {}) throws {
        try open()
        defer { close() }
        ready()
        while let deliveries = inbox.next(atMost: Self.batchMessagesMax) {
            let edited = edit(deliveries)
            let judged = judge(edited)
            let entries = try append(judged)
            publish(entries)
        }
        if let failure = inbox.failure { throw failure }
    }

    /// Tells the intakes to stop; ``run(ready:)`` returns when what they had received is through. Returns at once.
    package func stop() {
        stopping.open()
        for intake in intakes { intake.stop() }
    }

    /// What has gone through so far.
    package var tally: Tally { counts.withLock { $0 } }
}

// MARK: - The path

extension Desk {
    private func edit(_ deliveries: [Delivery]) -> [Edited] {
        let standard = CopyDesk()
        return crew.map(deliveries) { [copyDesks] delivery in
            Edited(delivery, by: copyDesks[delivery.intake] ?? standard)
        }
    }

    private func judge(_ edited: [Edited]) -> [Judged] {
        crew.map(edited) { [classifier] in Judged($0, by: classifier) }
    }

    /// Journals a batch, waiting for room when the disk is full: back-pressure is better than loss.
    private func append(_ judged: [Judged]) throws(JournalError) -> [Entry] {
        let submissions = judged.flatMap(\.submissions)
        let deadLetters = judged.compactMap(\.deadLetter)
        var attempts = 0
        while true {
            do {
                let outcomes = try journal.append(submissions, deadLetters: deadLetters)
                return settle(outcomes, deadLetters, messages: judged.count)
            } catch  where error.code == .diskFull && !stopping.isOpen {
                // Said at once, then once a minute.
                if attempts % 120 == 0 { logger.error("the disk is full: intake waits for room (\(error))") }
                attempts += 1
                _ = stopping.wait(atMost: 0.5)
            }
        }
    }

    private func publish(_ entries: [Entry]) {
        guard !entries.isEmpty else { return }
        for outlet in outlets { outlet.publish(entries) }
    }

    private func settle(_ outcomes: [Outcome], _ deadLetters: [DeadLetter], messages: Int) -> [Entry] {
        let entries = outcomes.compactMap { if case .stored(let entry) = $0 { entry } else { nil } }
        counts.withLock {
            $0.messages += messages
            $0.stored += entries.count
            $0.duplicates += outcomes.count - entries.count
            $0.dead += deadLetters.count
        }
        report(entries, deadLetters)
        return entries
    }

    private func report(_ entries: [Entry], _ deadLetters: [DeadLetter]) {
        for entry in entries {
            logger.debug(
                "journaled", metadata: ["seq": "\(entry.seq)", "category": "\(entry.category)"])
        }
        // One line a batch, however many letters: a flood of bad input must not become a flood of log lines.
        if let first = deadLetters.first {
            logger.warning(
                "dead letter",
                metadata: [
                    "count": "\(deadLetters.count)", "intake": "\(first.intake)", "reason": "\(first.rejection)",
                    "bytes": "\(first.payloadBytes)",
                ])
        }
    }
}

// MARK: - Opening and closing

extension Desk {
    private func open() throws {
        var positions = journal.positions
        for category in classifier.lexicon.classes where positions[category] == nil {
            positions[category] = Position(seq: 0, previous: 0)
        }
        let bearings = Bearings(stream: journal.stream, oldest: try journal.oldest(), positions: positions)
        logger.info("journal \(journal.path) at \(journal.head), stream \(journal.stream)")
        logger.info("lexicon \(classifier.lexicon.version), \(classifier.lexicon.terms.count) terms")
        // A held membership keeps the inbox open while the intakes join one by one.
        inbox.join()
        defer { inbox.leave() }
        do {
            // Outlets first: a story may come in the moment an intake is open.
            for outlet in outlets { try outlet.start(at: bearings) { [inbox] in inbox.close(because: $0) } }
            for intake in intakes { try intake.start(into: inbox) }
        } catch {
            close()
            throw error
        }
    }

    private func close() {
        for intake in intakes { intake.stop() }
        let dropped = inbox.abandon()
        if dropped > 0 { logger.error("messages lost", metadata: ["count": "\(dropped)"]) }
        for outlet in outlets { outlet.stop() }
    }
}

/// What went through a desk since it started.
package struct Tally: Hashable, Sendable {
    /// Messages that came through the path.
    package var messages = 0
    /// Stories stored; a page is several.
    package var stored = 0
    /// Stories that were stored already.
    package var duplicates = 0
    /// Messages that became dead letters.
    package var dead = 0

    /// Makes a tally; without arguments, of nothing.
    package init(messages: Int = 0, stored: Int = 0, duplicates: Int = 0, dead: Int = 0) {
        self.messages = messages
        self.stored = stored
        self.duplicates = duplicates
        self.dead = dead
    }
}
