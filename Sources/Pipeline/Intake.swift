package import Threads

/// Where messages come in: the first end of the path. It owns its thread and its sockets.
package protocol Intake: Sendable {
    /// The name by which configuration, records and logs call it.
    var name: String { get }

    /// Opens its sockets and begins to put what arrives into the inbox, having joined it; leaves it when it ends.
    ///
    /// - Throws: When a socket cannot be opened; then it has not joined.
    func start(into inbox: Inbox) throws

    /// Goes on as another intake would that has not been started, with the sockets that it has: nobody who is connected
    /// notices. Returns at once.
    ///
    /// - Returns: `false` when it cannot, since its sockets would have to be others.
    func adopt(_ next: any Intake) -> Bool

    /// Tells it to take what has already arrived and to end; returns at once.
    func requestStop()

    /// Returns when it has ended after ``requestStop()``: all it took is with the pipeline, and its sockets are closed.
    func waitUntilEnded()

    /// Replies that nobody took: their clients did not read.
    var repliesLost: Int { get }

    /// How its loop gets on; `nil` when it has none.
    var liveness: LivenessProbe? { get }

    /// Called after ``requestStop()`` when the pipeline has given all answers it will give: sends the last of them, closes its
    /// sockets and returns when that is done. Also called on an intake that was never started.
    func finish()
}

extension Intake {
    /// Nothing, for an intake whose sockets depend on all that may change.
    package func adopt(_ next: any Intake) -> Bool { false }

    /// An intake that gives no answers has nothing left to do.
    package func finish() {}

    /// Nothing to wait for, for an intake that is never changed.
    package func waitUntilEnded() {}

    /// None, for an intake that gives none.
    package var repliesLost: Int { 0 }

    /// None, for an intake that ends by itself.
    package var liveness: LivenessProbe? { nil }
}
