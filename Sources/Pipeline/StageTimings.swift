import Threads

/// What the stages of the path have done, and how long they were at it.
package final class StageTimings: Sendable {
    /// A stage, in the order of the path; raw values are shown.
    package enum Stage: String, Sendable, CaseIterable {
        /// The article parser reads and cleans messages.
        case parse = "edit"
        /// The classifier judges stories.
        case classify = "judge"
        /// Stories are committed to the journal.
        case journal
        /// Entries are handed to the outlets.
        case publish
    }

    /// What one stage has done since the pipeline was put together.
    package struct StageFigures: Hashable, Sendable {
        /// Batches it has worked on.
        package var batches = 0
        /// Messages that were in them.
        package var messages = 0
        /// How long it was at work.
        package var busy = Duration.zero
        /// How long it took for a batch.
        package var durations = Histogram()
    }

    private let state = Locked<(figures: [Stage: StageFigures], latency: Histogram)>(([:], Histogram()))

    package init() {}

    /// What each stage has done, in the order of the path.
    package var all: [(stage: Stage, figures: StageFigures)] {
        let figures = state.withLock { $0.figures }
        return Stage.allCases.map { ($0, figures[$0] ?? StageFigures()) }
    }

    /// Does the work of a stage on a batch, and notes it.
    func time<Result, Failure: Error>(
        _ stage: Stage, messages: Int, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = ContinuousClock.now
        let result = try work()
        let busy = ContinuousClock.now - start
        state.withLock { state in
            var figures = state.figures[stage] ?? StageFigures()
            figures.batches += 1
            figures.messages += messages
            figures.busy += busy
            figures.durations.add(busy)
            state.figures[stage] = figures
        }
        return result
    }

    /// From the receipt of a message to its stories being durable and handed to the outlets.
    package var latency: Histogram { state.withLock { $0.latency } }

    /// Notes that messages have come to the end of the path.
    func recordLatency(of deliveries: [Delivery]) {
        let now = ContinuousClock.now
        state.withLock { state in for delivery in deliveries { state.latency.add(now - delivery.readAt) } }
    }
}
