import Journaling
import Logging
import Threads

/// Reads through a large journal that was not closed in order, while the pipeline already works.
///
/// A small one is checked before it is opened. Finding damage does not end the daemon, since every row is checked
/// when it is served; it is logged, and `status` says so.
final class JournalCheck: Sendable {
    private let state = Locked(CheckProgress())

    private struct CheckProgress {
        var thread: OwnedThread?
        var reader: JournalReader?
        var finding: String?
        var isStopping = false
    }

    /// What is wrong; `nil` while nothing is known to be.
    var finding: String? { state.withLock { $0.finding } }

    /// Starts to read, if it is needed.
    func start(_ journal: Journal, _ logger: Logger) throws {
        guard journal.isUnchecked else { return }
        logger.notice("the journal was not closed in order; it is checked while stories are taken")
        let reader = try journal.reader()
        let thread = try OwnedThread.start("journal check", onEnd: { _ in }) { [self] ready in
            ready()
            check(reader, logger)
        }
        state.withLock {
            $0.reader = reader
            $0.thread = thread
        }
    }

    private func check(_ reader: JournalReader, _ logger: Logger) {
        do {
            try reader.checkSoundness()
            logger.notice("the journal is sound")
        } catch {
            guard !state.withLock({ $0.isStopping }) else { return }
            state.withLock { $0.finding = error.cause }
            logger.error("\(error)")
        }
    }

    /// Ends the reading.
    func stop() {
        let (reader, thread) = state.withLock { state in
            state.isStopping = true
            return (state.reader, state.thread)
        }
        reader?.interrupt()
        thread?.join()
    }
}
