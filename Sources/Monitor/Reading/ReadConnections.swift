import Foundation
import Journaling
import Threads

/// Threads that read the journal and its search index for those who must not wait for a disk.
///
/// Each has connections of its own. Questions wait in one queue with a bound; one that finds it full is refused, and its
/// asker told to come again.
final class ReadConnections: Sendable {
    /// What a question may read.
    struct Readers {
        /// The stories.
        let journal: JournalReader
        /// What they are found by; `nil` until there is one.
        let searchIndex: SearchIndexReader?
        fileprivate let journalPath: String

        /// The search index.
        ///
        /// - Throws: ``MonitorError/unavailable(_:)`` while there is none.
        func searchable() throws -> SearchIndexReader {
            guard let searchIndex else { throw MonitorError.unavailable("the search index is being made") }
            return searchIndex
        }
    }

    /// Threads, one of which may be busy with a search while the other serves.
    private static let threads = 2
    /// The most questions that wait.
    private static let waitingMax = 256

    private typealias Question = @Sendable (Readers) -> Void

    private let queue = Locked<(waiting: [Question], isClosed: Bool)>(([], false))
    private let workers = Locked<[OwnedThread]>([])
    private let generations = Locked(0)
    private let suspicion = Locked<JournalError?>(nil)

    /// Opens connections to a journal and starts the threads.
    func open(_ journal: Journal) throws {
        for number in 1...Self.threads {
            let worker = try OwnedThread.start("reader \(number)") { [self] ready in
                let reader = try journal.reader()
                var (searchIndex, generation): (SearchIndexReader?, Int) = (nil, 0)
                ready()
                while let question = nextQuestion() {
                    // It is made by another thread, and made anew when it is spoilt.
                    let newest = generations.withLock { $0 }
                    if generation != newest { (searchIndex, generation) = (nil, newest) }
                    if searchIndex == nil { searchIndex = try? SearchIndexReader(besideJournal: journal.path) }
                    question(Readers(journal: reader, searchIndex: searchIndex, journalPath: journal.path))
                }
            }
            workers.withLock { $0.append(worker) }
        }
    }

    /// Answers what is waiting, then ends the threads.
    func close() {
        queue.update { $0.isClosed = true }
        for worker in workers.withLock({ $0 }) { worker.join() }
    }

    /// Lets readers open the search index anew: the file they have open is no longer the one.
    func renewSearchIndex() { generations.withLock { $0 += 1 } }

    /// Asks a question.
    ///
    /// - Throws: What `answer` throws; ``MonitorError/busy`` when too many wait.
    func ask<Answer: Sendable>(_ answer: @escaping @Sendable (Readers) throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Answer, any Error>) in
            let isTaken = queue.update { queue in
                guard !queue.isClosed, queue.waiting.count < Self.waitingMax else { return false }
                queue.waiting.append { readers in
                    continuation.resume(with: Result { try self.answered(answer, readers) })
                }
                return true
            }
            if !isTaken { continuation.resume(throwing: MonitorError.busy) }
        }
    }

    /// Answers; a search index that seems to be damaged is told of, and the asker is told to come again.
    private func answered<Answer>(_ answer: (Readers) throws -> Answer, _ readers: Readers) throws -> Answer {
        do {
            return try answer(readers)
        } catch let error as JournalError where SearchIndex.isSuspicious(error, ofJournal: readers.journalPath) {
            suspicion.withLock { $0 = error }
            throw MonitorError.unavailable("the search index cannot be read, and is checked")
        }
    }

    /// What readers found wrong with the search index since it was last asked for.
    func takeSuspicion() -> JournalError? {
        suspicion.withLock { error in
            defer { error = nil }
            return error
        }
    }

    private func nextQuestion() -> Question? {
        queue.wait { queue -> Question?? in
            if queue.waiting.isEmpty { return queue.isClosed ? .some(nil) : nil }
            return queue.waiting.removeFirst()
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
