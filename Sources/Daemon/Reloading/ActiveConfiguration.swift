import CheckedYAML
import Hashing
import Pipeline
import Stories
import Threads

/// The configuration that the daemon runs on, which another may replace while it runs.
final class ActiveConfiguration: Sendable {
    /// What is known of it.
    struct ConfigurationStatus: Sendable {
        var settings: Settings
        var plan: EndPlan
        /// The first 12 hexadecimal digits of the SHA-256 of all settings in force.
        var hash: String
        /// How many have been in force since the start, this one included.
        var generation = 1
        /// Since when it has been in force.
        var since = Timestamp.now()
        /// The last attempt to replace it, if that failed.
        var refusal: Refusal?
        /// Settings that have changed in the file, and wait for a restart.
        var pending: [String] = []
    }

    private let guarded: Locked<ConfigurationStatus>

    init(_ settings: Settings, _ plan: EndPlan, _ effective: [DiagnosticCollector.Effective]) {
        guarded = Locked(ConfigurationStatus(settings: settings, plan: plan, hash: Self.hash(of: effective)))
    }

    /// What is in force at this moment.
    var state: ConfigurationStatus { guarded.withLock { $0 } }

    /// Puts another into force.
    ///
    /// - Returns: Whether it says anything else.
    func replace(
        by settings: Settings, _ plan: EndPlan, _ effective: [DiagnosticCollector.Effective], pending: [String]
    ) -> Bool {
        let hash = Self.hash(of: effective)
        return guarded.withLock { state in
            state.refusal = nil
            state.pending = pending
            guard hash != state.hash else { return false }
            (state.settings, state.plan, state.hash) = (settings, plan, hash)
            state.generation += 1
            state.since = .now()
            return true
        }
    }

    /// Notes that another one was refused.
    func refuse(_ reason: String) { guarded.withLock { $0.refusal = Refusal(at: .now(), reason: reason) } }

    private static func hash(of effective: [DiagnosticCollector.Effective]) -> String {
        let text = effective.map { "\($0.path)=\($0.value)\n" }.joined()
        return String(SHA256.hexadecimal(SHA256.digest(of: Array(text.utf8)).prefix(6)))
    }
}
