import AccessControl
import CheckedYAML
import Logging
import Pipeline

/// Puts another configuration into force while the daemon runs.
///
/// It is read and validated aside, keys and certificates with it; then ends that are new or have changed are opened, and those
/// that are gone are closed, while all others stay open. When any of that fails, what was done is taken back, and the old
/// configuration stays.
struct ConfigurationReloader: Sendable {
    let path: String
    let pipeline: StoryPipeline
    let factory: EndFactory
    let inForce: ActiveConfiguration
    let logger: Logger

    /// Reads the file.
    ///
    /// - Returns: What it says; `nil` when it is refused, which is noted.
    func read() -> SettingsFile? {
        do {
            let file = try SettingsFile.valid(at: path)
            for warning in file.diagnostics.findings { logger.warning("\(warning)") }
            return file
        } catch {
            refuse(error.message)
            return nil
        }
    }

    /// Puts what was read into force. Blocks until ends are open and closed.
    func apply(_ file: SettingsFile) {
        let old = inForce.state
        let settings = file.settings
        do {
            let plan = try EndPlan(settings, ServerKeys(settings))
            // An end that could not be opened again is one that has changed.
            let changes = open(of: old.plan).changes(to: plan, by: factory)
            // What both listen on stays open while one end makes way for the other: whoever connects meanwhile waits.
            let held = factory.accessController.listeners.hold(old.plan.bound.intersection(plan.bound).sorted())
            defer { factory.accessController.listeners.release(held) }
            try pipeline.change(changes, articleParsers: settings.articleParsers, retention: settings.journal.retention)
            let pending = Self.needsRestart(from: old.settings, to: settings)
            var applied = settings
            // What waits for a restart is not in force.
            (applied.journal.path, applied.monitor) = (old.settings.journal.path, old.settings.monitor)
            applied.keys.allowedPath = old.settings.keys.allowedPath
            let isNew = inForce.replace(by: applied, plan, file.diagnostics.effective, pending: pending)
            let state = inForce.state
            logger.notice(
                isNew
                    ? "configuration \(state.hash) is in force"
                    : "configuration \(state.hash) stays in force: it is the same",
                metadata: ["event": "configuration-in-force", "ends.changed": "\(changes.count)"])
            if !pending.isEmpty {
                logger.warning("configuration: a restart is needed for \(pending.joined(separator: ", "))")
            }
        } catch let failure as CommandError {
            refuse(failure.message)
        } catch {
            refuse("\(error)")
        }
    }

    /// Whether an end that the configuration in force has is not open.
    var isIncomplete: Bool { pipeline.isOpen && open(of: inForce.state.plan) != inForce.state.plan }

    /// Tries each end again that the configuration in force has and that is not open. Blocks until they are, or cannot be.
    func reopen() {
        let state = inForce.state
        for change in open(of: state.plan).changes(to: state.plan, by: factory) where pipeline.isOpen {
            do {
                try pipeline.change(
                    [change], articleParsers: state.settings.articleParsers, retention: state.settings.journal.retention
                )
                logger.notice("\(change.name) is open again", metadata: ["event": "end-reopened"])
            } catch {
                logger.error("\(change.name) is not open: \(error)", metadata: ["event": "end-missing"])
            }
        }
    }

    private func open(of plan: EndPlan) -> EndPlan {
        plan.keeping(intakes: Set(pipeline.intakes.map(\.name)), outlets: Set(pipeline.outlets.map(\.name)))
    }

    func refuse(_ reason: String) {
        inForce.refuse(reason)
        logger.error(
            "configuration refused, \(inForce.state.hash) stays in force: \(reason)",
            metadata: ["event": "configuration-refused"])
    }

    /// Settings that are only looked at when the daemon starts.
    private static func needsRestart(from old: Settings, to new: Settings) -> [String] {
        var pending: [String] = []
        if old.journal.path != new.journal.path { pending.append("journal.path") }
        if old.keys.allowedPath != new.keys.allowedPath { pending.append("keys.allowed") }
        if old.monitor != new.monitor { pending.append("monitor") }
        return pending
    }
}
