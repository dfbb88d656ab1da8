package import Journaling
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
    func stop()

    /// Returns when it has ended after ``stop()``: all it took is with the pipeline, and its sockets are closed.
    func waitUntilEnded()

    /// Replies that nobody took: their clients did not read.
    var repliesLost: Int { get }

    /// How its loop gets on; `nil` when it has none.
    var liveness: LivenessProbe? { get }

    /// Called after ``stop()`` when the pipeline has given all answers it will give: sends the last of them, closes its
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

/// Where records go out: the last end of the path. It owns its thread and its sockets.
package protocol Outlet: Sendable {
    /// The name by which configuration and logs call it.
    var name: String { get }

    /// Opens its sockets.
    ///
    /// - Parameter failed: To be called when it can no longer work: a pipeline that has lost an outlet must not look
    ///   healthy.
    func start(at outletContext: OutletContext, failed: @escaping @Sendable (any Error) -> Void) throws

    /// Hands over what has just been journaled, in order. Must not hold up the path: what an outlet cannot take it
    /// drops, and lets its followers see that.
    func publish(_ entries: [PublishedEntry])

    /// Sends what it was handed, closes its sockets and returns when that is done.
    func stop()

    /// What it has done so far, and whom it serves. May be asked by any thread, at any time.
    var figures: OutletFigures { get }

    /// How its loop gets on; `nil` when it has none.
    var liveness: LivenessProbe? { get }
}

extension Outlet {
    /// Nothing, for an outlet that does not count.
    package var figures: OutletFigures { OutletFigures() }

    /// None, for an outlet without a loop.
    package var liveness: LivenessProbe? { nil }
}

/// What an outlet needs to know of the pipeline it belongs to.
package struct OutletContext: Sendable {
    /// The journal itself.
    package let journal: Journal
    /// The newest sequence numbers of every category that has stories, when the outlet starts.
    package let positions: [String: Position]
    /// The same among the stories that are under no embargo.
    package let releasedPositions: [String: Position]
    /// The categories that can get stories at the moment it is called, by the lexicon in force.
    package let categories: @Sendable () -> [String]

    package init(
        journal: Journal, positions: [String: Position], releasedPositions: [String: Position]? = nil,
        categories: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.journal = journal
        self.positions = positions
        self.releasedPositions = releasedPositions ?? positions
        self.categories = categories
    }
}
