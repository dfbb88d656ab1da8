/// A value that several threads share, each alone with it for a moment.
///
/// The lock is a pthread mutex, which the thread sanitizer knows. (It reports correct programs that use the standard
/// library's Mutex as soon as two threads meet at it: what happens then is in a part that is not instrumented.)
package final class Locked<Value: Sendable>: Sendable {
    private let lock = Condition()
    // Guarded by the lock.
    nonisolated(unsafe) private var value: Value

    /// Guards a value.
    package init(_ value: Value) {
        self.value = value
    }

    /// Runs `body` on the value while no other thread has it. It must not wait for anything, this value least of all.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.withLock { () throws(Failure) in try body(&value) }
    }
}
