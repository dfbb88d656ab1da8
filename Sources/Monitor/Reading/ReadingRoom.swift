import Foundation
import Journaling
import Threads

/// Threads that read the journal and its catalogue for those who must not wait for a disk.
///
/// Each has connections of its own. Questions wait in one queue with a bound; one that finds it full is refused, and its
/// asker told to come again.
final class ReadingRoom: Sendable {
    /// What a question may read.
    struct Desk {
        /// The stories.
        let journal: JournalReader
        /// What they are found by; `nil` until there is one.
        let catalogue: CatalogueReader?

        /// The catalogue.
        ///
        /// - Throws: ``MonitorError/unavailable(_:)`` while there is none.
        func catalogued() throws -> CatalogueReader {
            guard let catalogue else { throw MonitorError.unavailable("the catalogue is being made") }
            return catalogue
        }
    }

    /// Threads, one of which may be busy with a search while the other serves.
    private static let threads = 2
    /// The most questions that wait.
    private static let waitingMax = 256

    private typealias Question = @Sendable (Desk) -> Void

    private let condition = Condition()
    // Both guarded by the condition's lock.
    nonisolated(unsafe) private var waiting: [Question] = []
    nonisolated(unsafe) private var isClosed = false
    private let workers = Guarded<[Worker]>([])

    /// Opens connections to a journal and starts the threads.
    func open(_ journal: Journal) throws {
        for number in 1...Self.threads {
            let worker = try Worker.start("reader \(number)") { [self] ready in
                let reader = try journal.reader()
                var catalogue: CatalogueReader?
                ready()
                while let question = nextQuestion() {
                    // It is made by another thread, and made anew when it is spoilt.
                    if catalogue == nil { catalogue = try? CatalogueReader(besideJournal: journal.path) }
                    question(Desk(journal: reader, catalogue: catalogue))
                }
            }
            workers.withLock { $0.append(worker) }
        }
    }

    /// Answers what is waiting, then ends the threads.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
        for worker in workers.withLock({ $0 }) { worker.join() }
    }

    /// Asks a question.
    ///
    /// - Throws: What `answer` throws; ``MonitorError/busy`` when too many wait.
    func ask<Answer: Sendable>(_ answer: @escaping @Sendable (Desk) throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Answer, any Error>) in
            let isTaken = condition.withLock {
                guard !isClosed, waiting.count < Self.waitingMax else { return false }
                waiting.append { desk in continuation.resume(with: Result { try answer(desk) }) }
                condition.broadcast()
                return true
            }
            if !isTaken { continuation.resume(throwing: MonitorError.busy) }
        }
    }

    private func nextQuestion() -> Question? {
        condition.withLock {
            while waiting.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            return waiting.removeFirst()
        }
    }
}

/// Why the monitor cannot answer now.
enum MonitorError: Error {
    /// Too many questions wait.
    case busy
    /// Something is not there yet.
    case unavailable(String)
}
