import AccessControl
import CheckedYAML
package import Classification
import Foundation
import Journaling
package import Logging
import Monitor
import Pipeline
package import ServiceLifecycle
import Threads
import Stories
import UnixSignals
import Endpoints
package import ZeroMQ

/// The daemon, put together from its settings. `run` and `demo` start the same one.
package struct DaemonService: Sendable {
    let pipeline: StoryPipeline
    private let accessController: AccessController
    private let control: ControlSocket
    private let reloads: Reloads
    private let watchdog: Watchdog
    private let quiet: QuietWatch
    private let monitor: (outlet: Monitor, dataSource: MonitorDataSource)?
    private let manager: ServiceManager
    private let logger: Logger

    /// Opens lexicon and journal and prepares the ends; sockets are opened by ``run()``.
    ///
    /// - Parameters:
    ///   - file: The configuration, which is reloaded on SIGHUP with its lexicon and keys.
    package init(_ file: SettingsFile, logger: Logger) throws {
        try self.init(file.settings, file: file, logger: logger)
    }

    /// Opens the journal and prepares the ends of a daemon whose settings come from no file.
    ///
    /// - Parameters:
    ///   - classifier: The classifier, for good; without one, that of the lexicon that the settings name, which is
    ///     reloaded when its files change.
    ///   - context: The ZeroMQ context of the process; without one, a new one.
    package init(
        _ settings: Settings, file: SettingsFile? = nil, classifier: Classifier? = nil, in context: Context? = nil,
        logger: Logger
    ) throws {
        self.logger = logger
        let accessController = try AccessController(
            in: context ?? Context(), arrivalsMax: MemoryBudget.bytes(of: .arrivals), logger: logger)
        let serverKeys = try ServerKeys(settings)
        let plan = try EndPlan(settings, serverKeys)
        let factory = EndFactory(accessController: accessController, logger: logger)
        let configuration = ActiveConfiguration(settings, plan, file?.diagnostics.effective ?? [])
        let keys = AllowedKeysReloader(
            folder: settings.keys.allowedPath, accessController: accessController, logger: logger)
        keys.look()
        let lexiconReloader = try classifier == nil ? LexiconReloader(folder: settings.lexiconPath, logger: logger) : nil
        let lexicon = try lexiconReloader?.inForce ?? ActiveLexicon(classifier ?? Classifier(Lexicon.shipped()))
        let journal = try Journal(path: settings.journal.path)
        let monitor = try settings.monitor.map { Monitor(try $0.withToken, of: journal, logger: logger) }
        let outlets = try plan.outlets.map(factory.outlet) + (monitor.map { [$0] } ?? [])
        let pipeline = StoryPipeline(
            intakes: try plan.intakes.map(factory.intake), articleParsers: settings.articleParsers, lexicon: lexicon,
            journal: journal, retention: settings.journal.retention, outlets: outlets,
            logger: logger)
        let quiet = QuietIntakes(besideJournal: settings.journal.path)
        let board = WatchedLoops()
        let reporter = StatusReporter(
            pipeline: pipeline, journal: journal, configuration: configuration, configurationPath: file?.path,
            accessController: accessController,
            serverKeys: serverKeys, quiet: quiet, board: board, monitor: monitor)
        let answers = ControlHandler(
            pipeline: pipeline, journal: journal, keys: keys, reporter: reporter, logger: logger)
        control = try ControlSocket(
            path: ControlSocket.path(besideJournal: settings.journal.path), in: accessController.context,
            logger: logger,
            answer: answers.answer)
        manager = ServiceManager(environment: ProcessInfo.processInfo.environment)
        let reconfiguration = file.map {
            ConfigurationReloader(
                path: $0.path, pipeline: pipeline, factory: factory, inForce: configuration, logger: logger)
        }
        reloads = Reloads(lexicon: lexiconReloader, configuration: reconfiguration, keys: keys, manager: manager)
        watchdog = Watchdog(
            pipeline: pipeline, others: [accessController.liveness, control.liveness], manager: manager, board: board,
            status: { reporter.sentence }, logger: logger)
        self.quiet = QuietWatch(pipeline: pipeline, settings: configuration, board: quiet, logger: logger)
        self.monitor = monitor.map { ($0, MonitorDataSource(onto: reporter)) }
        self.pipeline = pipeline
        self.accessController = accessController
    }

    /// Runs until SIGINT or SIGTERM, then stops in order: producers, intakes, path, outlets, watchers. A reload that is under
    /// way ends with the intakes: the pipeline tells it to.
    ///
    /// - Parameters:
    ///   - producers: Services that feed the pipeline; they are stopped before it.
    ///   - watchers: Services that look at what comes out; they are stopped after it.
    ///   - listening: Called with the address of the monitor, if there is one, when it listens.
    ///   - ready: Called when every socket is open.
    package func run(
        producers: [any Service] = [], watchers: [any Service] = [],
        listening: @escaping @Sendable (String) -> Void = { _ in }, ready: @escaping @Sendable () -> Void = {}
    ) async throws {
        // Before the ends open their sockets, and until the last of them has closed.
        try accessController.start(failed: pipeline.fail)
        defer { accessController.stop() }
        try control.start(failed: pipeline.fail)
        defer { control.stop() }
        let readiness = Readiness(parts: monitor == nil ? 1 : 2) { [logger, manager, watchdog] in
            logger.info("ready", metadata: ["event": "ready"])
            manager.ready()
            manager.status(watchdog.status())
            ready()
        }
        let service = PipelineService(
            pipeline: pipeline, manager: manager, logger: logger, opened: readiness.partIsReady)
        typealias Configured = ServiceGroupConfiguration.ServiceConfiguration
        // A service group stops its services from the last to the first; a producer that has no more ends them all.
        var services = watchers.map { Configured(service: $0) }
        if let monitor {
            let server = MonitorService(monitor.outlet, dataSource: monitor.dataSource) {
                listening($0)
                readiness.partIsReady()
            }
            // What has come in by the time that it cannot listen is journaled all the same.
            services.append(Configured(service: server, failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        services += [reloads, service, quiet, watchdog].map { (service: any Service) in Configured(service: service) }
        services += producers.map {
            Configured(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
        }
        // Below this it describes every service with all that it holds.
        var groupLogger = logger
        groupLogger.logLevel = max(logger.logLevel, .info)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigint, .sigterm], logger: groupLogger))
        try await group.run()
    }
}

/// The pipeline as a service: its path runs on a thread of its own, since it waits for the disk.
struct PipelineService: Service {
    let pipeline: StoryPipeline
    let manager: ServiceManager
    let logger: Logger
    /// Called when its ends are open.
    let opened: @Sendable () -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                Thread.start(named: "pipeline") {
                    done.resume(with: Result { try pipeline.run(ready: opened) })
                }
            }
        } onGracefulShutdown: {
            logger.info("stopping", metadata: ["event": "stopping"])
            manager.stopping()
            pipeline.requestStop()
        }
        let tally = pipeline.counters.total
        logger.info(
            "stopped",
            metadata: [
                "event": "stopped", "messages": "\(tally.messages)", "stored": "\(tally.stored)",
                "duplicates": "\(tally.duplicates)",
                "dead": "\(tally.dead)", "busy": "\(tally.busy)",
            ])
    }
}

// MARK: - What went wrong, for a person

extension CommandError {
    /// Puts an error of the daemon into a sentence and a code.
    package init(_ error: any Error) {
        switch error {
        case let failure as CommandError: self = failure
        case let error as JournalError: self.init(.io, "\(error)")
        case let error as ZeroMQError: self.init(.unavailable, "\(error)")
        default: self.init(.unavailable, "\(error)")
        }
    }
}
