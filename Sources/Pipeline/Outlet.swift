package import Journaling
package import Threads

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
