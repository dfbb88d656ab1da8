import Foundation
import Logging
import Pipeline
import ServiceLifecycle
import Threads

/// Asks every loop that a story passes for a turn, and tells the service manager when all have made one.
///
/// So what it says comes from their progress. When one hangs, nothing is said, and systemd ends the daemon.
struct Watchdog: Service {
    let pipeline: StoryPipeline
    /// Other loops to ask.
    let others: [LivenessProbe]
    let manager: ServiceManager
    let board: WatchedLoops
    /// What `systemctl status` shows.
    let status: @Sendable () -> String
    let logger: Logger

    /// The time between two rounds where systemd does not wait for them.
    private static let restMax = Duration.seconds(10)
    /// How often it is looked whether all have answered.
    private static let lookEvery = Duration.milliseconds(20)

    func run() async throws {
        let rest = min(Self.restMax, (manager.watchdogPeriod ?? .seconds(30)) / 4)
        await cancelWhenGracefulShutdown {
            while await Task.rest(for: rest) {
                let livenessProbes = pipeline.livenessProbes + others
                for liveness in livenessProbes { liveness.ask() }
                guard await answers(of: livenessProbes, within: rest) else { continue }
                manager.alive()
                manager.status(status())
            }
        }
    }

    /// Waits until all have answered.
    ///
    /// - Returns: Whether they have; else the next round asks again, and the last answer grows older.
    private func answers(of livenessProbes: [LivenessProbe], within patience: Duration) async -> Bool {
        let end = ContinuousClock.now + patience
        while let late = livenessProbes.first(where: { !$0.hasAnswered }) {
            guard ContinuousClock.now < end else {
                let names = livenessProbes.filter { !$0.hasAnswered }.map(\.name)
                // Ends that a reload has closed meanwhile answer no more.
                guard (pipeline.livenessProbes + others).contains(where: { $0 === late }) else { return false }
                board.hang(names)
                logger.critical(
                    "no progress: \(names.joined(separator: ", "))", metadata: ["event": "no-progress"])
                return false
            }
            guard await Task.rest(for: Self.lookEvery) else { return false }
        }
        board.hang([])
        return true
    }
}

/// Which loops hang, for those who look on.
final class WatchedLoops: Sendable {
    private let names = Locked<[String]>([])

    /// The names of loops that made no turn when they were last asked.
    var hanging: [String] { names.withLock { $0 } }

    func hang(_ names: [String]) { self.names.withLock { $0 = names } }
}
