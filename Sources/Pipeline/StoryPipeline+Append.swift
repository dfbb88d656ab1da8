import Foundation
import Journaling
import Logging
import Stories
import Synchronization
import Threads

extension StoryPipeline {
    /// How long to wait before a full disk is tried again.
    private static let retryAfter = Duration.milliseconds(500)

    /// Journals a batch, tells those who wait what became of their messages, and hands it to the outlets.
    ///
    /// While the disk is full, those who can be told so are turned away, and the rest waits for room: back-pressure
    /// is better than loss.
    func appendAndPublish(_ classified: [ClassifiedMessage]) throws(JournalError) {
        var batch = classified
        var isDiskFull = false
        while true {
            liveness.beat()
            do {
                return try order.withLock { (_) throws(JournalError) in
                    let outcomes = try stages.time(.journal, messages: batch.count) { () throws(JournalError) in
                        try journal.append(
                            batch.map(\.pendingStories), pages: batch.pages, deadLetters: batch.compactMap(\.deadLetter),
                            retried: batch.compactMap(\.delivery.retried)
                        ) { DeadLetter(of: batch[$0].delivery, refusedBy: .journal, because: $1) }
                    }
                    if isDiskFull { inbox.setDiskFull(false) }
                    if diskFullAttempts.exchange(0, ordering: .relaxed) > 0 { logger.notice("the disk has room again") }
                    let entries = answer(batch, outcomes)
                    stages.time(.publish, messages: batch.count) { publish(entries) }
                    stages.recordLatency(of: batch.map(\.delivery))
                }
            } catch {
                batch = try waitForRoom(batch, error)
                isDiskFull = true
                // With nothing left to try, the next message is the trial.
                if batch.isEmpty {
                    inbox.setDiskFull(false)
                    return
                }
            }
        }
    }

    /// After an attempt to journal that failed: turns away whoever can be told, and gives a full disk time to get room.
    ///
    /// - Returns: The messages that nobody waits for: to be kept, and tried again.
    /// - Throws: The error, when the disk is not full, or the pipeline is told to stop and messages are left.
    private func waitForRoom(
        _ batch: [ClassifiedMessage], _ error: JournalError
    ) throws(JournalError) -> [ClassifiedMessage] {
        guard error.code == .diskFull else {
            let lost = batch.filter { !answerBusy($0.delivery, because: "the journal has failed") }
            if !lost.isEmpty { logger.error("messages lost", metadata: ["count": "\(lost.count)"]) }
            throw error
        }
        // Said at once, then once a minute; also when every attempt is another batch.
        let attempts = diskFullAttempts.add(1, ordering: .relaxed).oldValue
        if attempts % 120 == 0 { logger.error("the disk is full: intake waits for room (\(error))") }
        inbox.setDiskFull(true)
        let kept = batch.filter { !answerBusy($0.delivery, because: "the disk is full") }
        // What waits behind a batch that waits for the disk would get no answer until there is room.
        for delivery in inbox.takeAnswerable() { _ = answerBusy(delivery, because: "the disk is full") }
        // A pipeline that stops has no time to wait for room: what nobody can be told about is lost.
        if stopping.isOpen, !kept.isEmpty {
            logger.error("messages lost", metadata: ["count": "\(kept.count)"])
            throw error
        }
        _ = stopping.wait(atMost: Self.retryAfter)
        return kept
    }

    /// Tells whoever waits for an answer to come again.
    ///
    /// - Returns: Whether somebody was there to be told.
    private func answerBusy(_ delivery: Delivery, because reason: String) -> Bool {
        guard let answered = delivery.answered else { return false }
        counters.turnAway(delivery.intake)
        answered(.busy(reason))
        return true
    }

    private func answer(_ batch: [ClassifiedMessage], _ outcomes: [[AppendResult]]) -> [PublishedEntry] {
        var entries: [PublishedEntry] = []
        for (classified, outcomes) in zip(batch, outcomes) {
            let stored = outcomes.compactMap { if case .stored(let entry) = $0 { entry } else { nil } }
            entries += stored
            report(stored, of: classified.delivery)
            counters.file(stored.map(\.category))
            let rejected = outcomes.count { if case .rejected = $0 { true } else { false } }
            counters.noteResults(
                classified.delivery.intake, stored: stored.count, duplicates: outcomes.count - stored.count - rejected,
                dead: classified.deadLetter == nil ? rejected : 1)
        }
        // Whoever is told now finds books that say the same.
        for (classified, outcomes) in zip(batch, outcomes) {
            let answer =
                classified.deadLetter.map { Answer.rejected($0.rejection) }
                ?? .settled(outcomes, page: classified.page(in: outcomes))
            classified.delivery.answered?(answer)
        }
        note(batch, outcomes)
        report(
            zip(batch, outcomes).compactMap { classified, outcomes in
                (classified.deadLetter?.rejection ?? outcomes.rejection).map { (classified.delivery, $0) }
            })
        return entries
    }

    private func report(_ entries: [PublishedEntry], of delivery: Delivery) {
        for entry in entries {
            logger.debug(
                "journaled",
                metadata: [
                    "event": "story-journaled", "seq": "\(entry.seq)", "story.id": "\(entry.id)",
                    "intake": "\(delivery.intake)", "category": "\(entry.category)",
                ].naming(sender: delivery.sender))
        }
    }

    /// Takes down what the article parser noted.
    private func note(_ batch: [ClassifiedMessage], _ outcomes: [[AppendResult]]) {
        var emptyBodies: [(intake: String, note: CopyNote)] = []
        for (classified, outcomes) in zip(batch, outcomes) {
            let intake = classified.delivery.intake
            // Pages that are sent again say nothing new.
            if outcomes.contains(where: \.isStored) { notes.take(classified.pages.flatMap(\.leftovers)) }
            for note in notes.take(classified.notes, of: intake) {
                guard note.kind != .emptyBody else {
                    emptyBodies.append((intake, note))
                    continue
                }
                logger.notice(
                    note.kind == .unknownKey ? "a key that no format of copy has" : "a value that cannot be read",
                    metadata: [
                        "event": "\(note.kind.rawValue)", "intake": "\(intake)", "key": "\(note.key)",
                        "detail": "\(note.detail)",
                    ])
            }
        }
        // One line a batch, as with dead letters.
        guard let (intake, note) = emptyBodies.first else { return }
        logger.warning(
            "a story without a body, and with keys that are not known",
            metadata: [
                "event": "empty-body", "count": "\(emptyBodies.count)", "intake": "\(intake)", "keys": "\(note.key)",
            ])
    }

    private func report(_ deadLetters: [(delivery: Delivery, rejection: Rejection)]) {
        // One line a batch, however many letters: a flood of bad input must not become a flood of log lines.
        guard let (delivery, rejection) = deadLetters.first else { return }
        logger.warning(
            "dead letter",
            metadata: [
                "event": "dead-letter", "count": "\(deadLetters.count)", "intake": "\(delivery.intake)",
                "reason": "\(rejection)",
                "bytes": "\(delivery.payloadBytes)",
            ].naming(sender: delivery.sender))
    }
}

extension AppendResult {
    fileprivate var isStored: Bool { if case .stored = self { true } else { false } }
}

extension [ClassifiedMessage] {
    /// What is to be kept of messages besides their stories, by their places.
    fileprivate var pages: [Int: [PendingPage]] {
        var pages: [Int: [PendingPage]] = [:]
        for (place, classified) in enumerated() where !classified.pages.isEmpty { pages[place] = classified.pages }
        return pages
    }
}

extension Logger.Metadata {
    /// With who sent a message, where that is known.
    fileprivate func naming(sender: String?) -> Logger.Metadata {
        sender.map { merging(["sender": "\($0)"]) { $1 } } ?? self
    }
}
