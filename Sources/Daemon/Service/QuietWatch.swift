import Foundation
import Logging
import Pipeline
import ServiceLifecycle
import Stories
import Threads

/// Says when an intake has become quiet: when nothing came for as long as its settings say, or for unusually long by the rhythm
/// that was learnt of it.
///
/// Rhythms outlive the daemon in a file beside the journal.
struct QuietWatch: Service {
    let pipeline: StoryPipeline
    let settings: ActiveConfiguration
    let board: QuietIntakes
    let logger: Logger

    private static let lookEvery = Duration.seconds(1)
    private static let saveEvery = Duration.seconds(600)

    func run() async throws {
        board.load(logger)
        await cancelWhenGracefulShutdown {
            var savedAt = ContinuousClock.now
            while await Task.rest(for: Self.lookEvery) {
                look()
                if ContinuousClock.now - savedAt >= Self.saveEvery {
                    board.save(logger)
                    savedAt = .now
                }
            }
        }
        board.save(logger)
    }

    private func look() {
        let accounts = pipeline.counters.byIntake
        let limits = settings.state.settings.intakes.map { ($0.name, $0.quietAfter) }
        for change in board.look(limits.map { ($0, $1, accounts[$0]?.messages ?? 0) }) {
            let metadata: Logger.Metadata = [
                "event": change.isQuiet ? "source-quiet" : "source-back", "intake": "\(change.intake)",
            ]
            if change.isQuiet {
                logger.warning("nothing came for \(change.silence.components.seconds) s", metadata: metadata)
            } else {
                logger.notice("copy comes again", metadata: metadata)
            }
        }
    }
}

/// Which intakes are quiet, for those who look on.
final class QuietIntakes: Sendable {
    /// How one intake stands.
    struct IntakeActivity: Sendable {
        /// Whether it has been silent for too long.
        var isQuiet = false
        /// How long it may be silent at the moment; `nil` while its rhythm is not known.
        var patience: Duration?
        fileprivate var rhythm = Rhythm()
        fileprivate var messages = 0
        fileprivate var heardAt = ContinuousClock.now
        fileprivate var heard = Timestamp.now()
    }

    /// An intake that has become quiet, or is heard again.
    struct QuietChange: Sendable {
        let intake: String
        let isQuiet: Bool
        let silence: Duration
    }

    private let path: String
    private let standings = Locked<[String: IntakeActivity]>([:])

    /// - Parameter journal: The path of the journal.
    init(besideJournal journal: String) { path = journal + "-rhythm" }

    /// How the intakes stand.
    var all: [String: IntakeActivity] { standings.withLock { $0 } }

    /// Looks at the intakes.
    ///
    /// - Parameter intakes: Their names, how long each may be silent (`nil` learns it), and the messages each has taken.
    /// - Returns: Those that have become quiet, or are heard again.
    func look(
        _ intakes: [(name: String, limit: Duration?, messages: Int)], at now: Timestamp = .now(),
        clock: ContinuousClock.Instant = .now
    ) -> [QuietChange] {
        standings.withLock { standings in
            var known: [String: IntakeActivity] = [:]
            var changes: [QuietChange] = []
            for intake in intakes {
                var standing = standings[intake.name] ?? IntakeActivity()
                standing.rhythm.pass(to: now)
                if intake.messages != standing.messages {
                    standing.rhythm.hear(at: now)
                    (standing.messages, standing.heardAt, standing.heard) = (intake.messages, clock, now)
                }
                standing.patience = intake.limit ?? standing.rhythm.patience(after: standing.heard)
                let silence = clock - standing.heardAt
                let isQuiet = standing.patience.map { silence > $0 } ?? false
                if isQuiet != standing.isQuiet {
                    changes.append(QuietChange(intake: intake.name, isQuiet: isQuiet, silence: silence))
                }
                standing.isQuiet = isQuiet
                known[intake.name] = standing
            }
            // Intakes that are gone are forgotten, their rhythms too.
            standings = known
            return changes
        }
    }

    // MARK: - The file: a JSON object of rhythms by the names of intakes

    func load(_ logger: Logger) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            let rhythms = try JSONDecoder().decode([String: Rhythm].self, from: data)
            standings.withLock { standings in
                for (name, rhythm) in rhythms { standings[name, default: IntakeActivity()].rhythm = rhythm }
            }
        } catch {
            logger.warning("the rhythms of intakes cannot be read and are learnt anew: \(error)")
        }
    }

    func save(_ logger: Logger) {
        do {
            let data = try JSONEncoder().encode(all.mapValues(\.rhythm))
            try data.write(to: URL(filePath: path), options: .atomic)
        } catch {
            logger.warning("the rhythms of intakes cannot be saved: \(error)")
        }
    }
}
