import Foundation
import Threads

/// Threads that run the tasks of the monitor, and let those of the path go first when the machine is busy.
///
/// A beat of the wire wakes a task for every stream. On the shared pool those would take turns with the path's threads as
/// equals.
final class BackgroundExecutor: TaskExecutor {
    private let condition = Condition()
    // Both guarded by the condition's lock.
    nonisolated(unsafe) private var jobs: [UnownedJob] = []
    nonisolated(unsafe) private var isClosed = false
    private let workers = Locked<[OwnedThread]>([])

    /// Starts the threads.
    init(named name: String = "monitor", threads: Int) throws {
        for number in 1...max(1, threads) {
            let worker = try OwnedThread.start("\(name) \(number)") { [self] ready in
                ThreadPriority.lower()
                ready()
                while let batch = nextJobs() {
                    for job in batch { job.runSynchronously(on: asUnownedTaskExecutor()) }
                }
            }
            workers.withLock { $0.append(worker) }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = condition.withLock {
            guard !isClosed else { return false }
            jobs.append(job)
            if jobs.count == 1 { condition.broadcast() }
            return true
        }
        if isTaken { return }
        // A task that is left over when the threads have ended must end too, or whoever waits for it never does.
        Thread.start(named: "monitor end") { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Ends the threads when nothing is left to run; not to be called from one of them.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
        for worker in workers.withLock({ $0 }) { worker.join() }
    }

    private func nextJobs() -> [UnownedJob]? {
        condition.withLock {
            while jobs.isEmpty {
                if isClosed { return nil }
                condition.wait()
            }
            // A share, so that other threads have work too.
            let share = min(jobs.count, 32)
            let batch = Array(jobs.prefix(share))
            jobs.removeFirst(share)
            if !jobs.isEmpty { condition.broadcast() }
            return batch
        }
    }
}
