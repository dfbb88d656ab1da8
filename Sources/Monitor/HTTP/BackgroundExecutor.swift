import Foundation
import Threads

/// Threads that run the tasks of the monitor, and let those of the path go first when the machine is busy.
///
/// A beat of the wire wakes a task for every stream. On the shared pool those would take turns with the path's threads as
/// equals.
final class BackgroundExecutor: TaskExecutor {
    private let queue = Locked<(jobs: [UnownedJob], isClosed: Bool)>(([], false))
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
        let place = queue.withLock { queue -> Int? in
            guard !queue.isClosed else { return nil }
            queue.jobs.append(job)
            return queue.jobs.count
        }
        if place == 1 { queue.wakeAll() }
        if place != nil { return }
        // A task that is left over when the threads have ended must end too, or whoever waits for it never does.
        Thread.start(named: "monitor end") { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Ends the threads when nothing is left to run; not to be called from one of them.
    func close() {
        queue.update { $0.isClosed = true }
        for worker in workers.withLock({ $0 }) { worker.join() }
    }

    private func nextJobs() -> [UnownedJob]? {
        let (batch, isMore) = queue.wait { queue -> ([UnownedJob]?, Bool)? in
            if queue.jobs.isEmpty { return queue.isClosed ? (nil, false) : nil }
            // A share, so that other threads have work too.
            let share = min(queue.jobs.count, 32)
            let batch = Array(queue.jobs.prefix(share))
            queue.jobs.removeFirst(share)
            return (batch, !queue.jobs.isEmpty)
        }
        if isMore { queue.wakeAll() }
        return batch
    }
}
