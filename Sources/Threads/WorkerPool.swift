import Foundation
import Synchronization

/// Threads that share the work on a batch, one for each core; the caller is one of them.
///
/// Their number is fixed and they live as long as the pool, so a batch costs a wake-up and no thread. (Dispatch's
/// concurrentPerform is not used: called from several threads at once, it corrupted the heap in one test run of ten.)
package final class WorkerPool: Sendable {
    private let board: Board

    /// Starts the threads.
    ///
    /// - Parameter size: How many threads work on a batch, the caller's included.
    package init(size: Int = ProcessInfo.processInfo.activeProcessorCount) {
        board = Board()
        for number in 1..<max(1, size) {
            Thread.start(named: "worker \(number)") { [board] in
                while let job = board.nextJob() { job.work() }
            }
        }
    }

    deinit {
        board.close()
    }

    /// Maps on all threads, in order. A single element is mapped on the calling thread.
    package func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        guard elements.count > 1 else { return elements.map(transform) }
        return [Result](unsafeUninitializedCapacity: elements.count) { buffer, initialized in
            // Every index is worked on once, by one thread, and all are done before perform returns.
            nonisolated(unsafe) let slots = buffer
            perform(elements.count) { index in
                slots.baseAddress.map { $0 + index }?.initialize(to: transform(elements[index]))
            }
            initialized = elements.count
        }
    }

    private func perform(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let job = Job(count, body)
        board.post(job)
        job.work()
        job.wait()
    }
}

/// Where the threads find the job that is under way.
private final class Board: Sendable {
    private enum Notice {
        case none
        case job(Job)
        case closed
    }

    private let notice = Locked(Notice.none)

    func post(_ job: Job) { notice.update { $0 = .job(job) } }

    func close() { notice.update { $0 = .closed } }

    /// Waits for a job with work left; `nil` when there will be none any more.
    func nextJob() -> Job? {
        notice.wait { notice -> Job?? in
            switch notice {
            case .closed: return .some(nil)
            case .job(let job) where job.hasWork: return job
            case .job, .none:
                notice = .none
                return nil
            }
        }
    }
}

/// Work on a number of indices, taken one by one by whoever is free.
private final class Job: Sendable {
    private let count: Int
    private let body: @Sendable (Int) -> Void
    private let next = Atomic(0)
    private let left: Atomic<Int>
    private let done = Latch()

    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.count = count
        self.body = body
        left = Atomic(count)
    }

    var hasWork: Bool { next.load(ordering: .relaxed) < count }

    func work() {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body(index)
            // The last one's release, and everybody's before it, is seen by the waiter.
            if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.open() }
        }
    }

    func wait() { done.wait() }
}
