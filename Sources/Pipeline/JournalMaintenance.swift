import Journaling
import Logging
import Stories

/// What the pipeline does for its journal when it is not writing stories: it removes old ones, and moves what the WAL
/// holds into the file.
struct JournalMaintenance {
    private let journal: Journal
    /// How long stories are kept; may change between two batches.
    var retention = Retention()
    private let logger: Logger

    /// When the newest story at the start came in.
    private let newestAtStart: Timestamp?
    private let startedAt = Timestamp.now()
    private let start = ContinuousClock.now
    private var prunedAt = ContinuousClock.now - pruneEvery
    private var hasMoreToPrune = false
    private var isTidy = false
    private var isDiskFull = false

    /// How long the pipeline must have been idle.
    private static let idlePause = Duration.milliseconds(100)
    /// How often it is looked for old stories.
    private static let pruneEvery = Duration.seconds(1)
    /// The same when nothing comes in.
    private static let restPause = Duration.seconds(60)

    init(_ journal: Journal, _ logger: Logger) throws(JournalError) {
        self.journal = journal
        self.logger = logger
        newestAtStart = try journal.reader().lately(now: startedAt)
    }

    /// The time now, as far as it is believed.
    ///
    /// It is counted by the monotonic clock from the time of the start: a clock that is set wrong for an hour must not remove
    /// what a right one would keep. Nor must one that was wrong at the start: it is believed only as far as a tenth of the time
    /// that stories are kept lies behind the newest story.
    private var now: Timestamp {
        let slack = (retention.age?.components.seconds ?? 0) * 1000 / 10
        let believable = newestAtStart.map { Timestamp(milliseconds: $0.milliseconds + slack) }
        let begun = [believable, startedAt].compactMap { $0 }.min { $0.milliseconds < $1.milliseconds } ?? startedAt
        let elapsed = (ContinuousClock.now - start).components
        return Timestamp(milliseconds: begun.milliseconds + elapsed.seconds * 1000)
    }

    /// How long to wait for messages before it is time to call ``whileIdle()``.
    var pause: Duration {
        guard isTidy else { return Self.idlePause }
        // Stories that are kept for moments only go after moments.
        return retention.age.map { min(Self.restPause, max(Self.pruneEvery, $0 / 10)) } ?? Self.restPause
    }

    /// Does what cannot wait for an idle moment.
    mutating func betweenBatches() throws(JournalError) {
        isTidy = false
        try unlessFull { (maintenance) throws(JournalError) in
            if maintenance.hasMoreToPrune || ContinuousClock.now - maintenance.prunedAt >= Self.pruneEvery {
                try maintenance.prune()
            }
            try maintenance.journal.checkpoint(isIdle: false)
        }
    }

    /// Does one piece of what there is to do.
    mutating func whileIdle() throws(JournalError) {
        try unlessFull { (maintenance) throws(JournalError) in
            try maintenance.prune()
            if !maintenance.hasMoreToPrune { try maintenance.journal.checkpoint(isIdle: true) }
        }
        isTidy = !hasMoreToPrune
    }

    private mutating func prune() throws(JournalError) {
        prunedAt = .now
        guard retention != Retention() else { return }
        let before = journal.oldest
        let held = journal.held
        hasMoreToPrune = try journal.prune(retention, now: now)
        if journal.oldest > before {
            logger.debug("old stories removed", metadata: ["oldest": "\(journal.oldest)"])
        }
        let lost = held.keys.filter { $0 < journal.oldest }
        if !lost.isEmpty {
            logger.warning(
                "old stories removed that were held under an embargo, and not published to all",
                metadata: ["count": "\(lost.count)"])
        }
    }

    /// A full disk, on which nothing can be tidied up, is not the end: the next batch finds out when there is room.
    private mutating func unlessFull(
        _ work: (inout JournalMaintenance) throws(JournalError) -> Void
    ) throws(JournalError) {
        do {
            try work(&self)
            isDiskFull = false
        } catch {
            guard error.code == .diskFull else { throw error }
            // Said once: it is tried with every batch.
            if !isDiskFull { logger.warning("the disk is full: the journal is not tidied up (\(error))") }
            isDiskFull = true
            isTidy = true
        }
    }
}
