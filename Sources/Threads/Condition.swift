import Glibc

/// A lock with a condition to wait for. Its waits are timed by the monotonic clock, so that setting the system's
/// clock neither cuts them short nor draws them out (Foundation's NSCondition goes by the wall clock).
package final class Condition: Sendable {
    // Both are only touched through their pthread functions, which may be called from any thread.
    nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// Makes a condition that nobody waits for.
    package init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` while no other thread holds the lock.
    package func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }

    /// Lets the lock go until somebody broadcasts; call it inside ``withLock(_:)``.
    package func wait() {
        pthread_cond_wait(condition, mutex)
    }

    /// Lets the lock go until somebody broadcasts or it is too late.
    ///
    /// - Returns: `false` when it is too late.
    package func wait(until deadline: Deadline) -> Bool {
        var time = deadline.time
        return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    }

    /// Wakes all who wait.
    package func broadcast() {
        pthread_cond_broadcast(condition)
    }
}

/// A moment of the monotonic clock.
package struct Deadline: Sendable {
    fileprivate let time: timespec

    /// The moment after a time from now.
    package init(after duration: Duration) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let (seconds, attoseconds) = duration.components
        let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
        time = timespec(
            tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
