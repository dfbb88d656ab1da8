import CoreMetrics
import Threads

/// What the stages of the path have done, and how long they were at it.
package final class Stages: Sendable {
    /// A stage, in the order of the path; raw values are shown.
    package enum Stage: String, Sendable, CaseIterable {
        /// The article parser reads and cleans messages.
        case edit
        /// The classifier judges stories.
        case judge
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
    }

    private let figures = Locked<[Stage: StageFigures]>([:])
    private let durations: [Stage: CoreMetrics.Timer]
    private let latency: CoreMetrics.Timer

    /// The metrics that are recorded, and what they mean.
    package static let metrics = [
        durationMetric: "Seconds that a stage of the path took for a batch.",
        latencyMetric: "Seconds from the receipt of a message to its stories being durable and handed to the outlets.",
    ]
    private static let durationMetric = "wiredesk_stage_duration_seconds"
    private static let latencyMetric = "wiredesk_story_latency_seconds"

    /// Starts at nothing.
    ///
    /// - Parameter factory: Where it is recorded how long things take.
    init(recordingIn factory: any MetricsFactory) {
        let timers = Stage.allCases.map { stage in
            (stage, Timer(label: Self.durationMetric, dimensions: [("stage", stage.rawValue)], factory: factory))
        }
        durations = Dictionary(uniqueKeysWithValues: timers)
        latency = Timer(label: Self.latencyMetric, factory: factory)
    }

    /// What each stage has done, in the order of the path.
    package var all: [(stage: Stage, figures: StageFigures)] {
        let figures = figures.withLock { $0 }
        return Stage.allCases.map { ($0, figures[$0] ?? StageFigures()) }
    }

    /// Does the work of a stage on a batch, and notes it.
    func time<Result, Failure: Error>(
        _ stage: Stage, messages: Int, _ work: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = ContinuousClock.now
        let result = try work()
        let busy = ContinuousClock.now - start
        durations[stage]?.recordNanoseconds(busy.nanoseconds)
        figures.withLock { figures in
            figures[stage, default: StageFigures()].batches += 1
            figures[stage, default: StageFigures()].messages += messages
            figures[stage, default: StageFigures()].busy += busy
        }
        return result
    }

    /// Notes that messages have come to the end of the path.
    func arrive(_ deliveries: [Delivery]) {
        let now = ContinuousClock.now
        for delivery in deliveries { latency.recordNanoseconds((now - delivery.readAt).nanoseconds) }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
