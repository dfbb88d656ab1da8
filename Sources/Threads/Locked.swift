import Glibc

/// A value that several threads share, each alone with it for a moment; a thread can wait until the value is as it needs it.
///
///     let queue = Locked<[Message]>([])
///     queue.update { $0.append(message) }                            // one thread
///     let first = queue.wait { $0.isEmpty ? nil : $0.removeFirst() } // another
///
/// The lock is a pthread mutex, which the thread sanitizer knows. (It reports correct programs that use the standard
/// library's Mutex as soon as two threads meet at it: what happens then is in a part that is not instrumented.) Waits are
/// timed by the monotonic clock, so that setting the system's clock neither cuts them short nor draws them out
/// (Foundation's NSCondition goes by the wall clock).
package final class Locked<Value: Sendable>: Sendable {
    // These two are only touched through their pthread functions, which may be called from any thread; the value only under
    // the lock.
    nonisolated(unsafe) private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    nonisolated(unsafe) private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    nonisolated(unsafe) private var value: Value

    /// Puts a value under a lock of its own.
    package init(_ value: Value) {
        self.value = value
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

    /// Runs `body` on the value while no other thread has it, and wakes nobody. The lock is not recursive: `body` must not
    /// ask for this value again.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Runs `body` on the value, and wakes all who wait for it.
    package func update<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { wakeAll() }
        return try withLock(body)
    }

    /// Lets all who wait look at the value again. Not needed after ``update(_:)``.
    package func wakeAll() {
        pthread_cond_broadcast(condition)
    }

    /// Waits until `body` finds what it looks for; it may take it out.
    ///
    /// - Parameter body: Looks at the value, first and whenever others have woken it; `nil` goes on waiting.
    package func wait<Result>(for body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Waits until `body` finds what it looks for, or it is too late.
    ///
    /// - Parameter body: Looks at the value, first, whenever others have woken it, and when it is too late.
    /// - Returns: What was found; `nil` when it is too late.
    package func wait<Result>(until deadline: Deadline, for body: (inout Value) -> Result?) -> Result? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var time = deadline.time
        while true {
            if let result = body(&value) { return result }
            if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return body(&value) }
        }
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
