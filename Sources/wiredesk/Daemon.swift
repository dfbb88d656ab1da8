import Admission
import CheckedYAML
import Classification
import Foundation
import Journaling
import Logging
import Metering
import Monitor
import Newsdesk
import ServiceLifecycle
import Threads
import Stories
import UnixSignals
import Wires
import ZeroMQ

/// The daemon, put together from its settings. `run` and `demo` start the same one.
struct Daemon: Sendable {
    let desk: Desk
    private let gate: Gate
    private let control: ControlSocket
    private let reloads: Reloads
    private let watchdog: Watchdog
    private let quiet: QuietWatch
    private let monitor: (outlet: Monitor, window: DeskWindow)?
    private let manager: ServiceManager
    private let logger: Logger

    /// Opens lexicon and journal and prepares the ends; sockets are opened by ``run()``.
    ///
    /// - Parameters:
    ///   - file: The configuration, which is reloaded on SIGHUP with its lexicon and keys.
    init(_ file: SettingsFile, logger: Logger) throws {
        try self.init(file.settings, file: file, logger: logger)
    }

    /// Opens the journal and prepares the ends of a daemon whose settings come from no file.
    ///
    /// - Parameters:
    ///   - classifier: The classifier, for good; without one, that of the lexicon that the settings name, which is
    ///     reloaded when its files change.
    ///   - context: The ZeroMQ context of the process; without one, a new one.
    init(
        _ settings: Settings, file: SettingsFile? = nil, classifier: Classifier? = nil, in context: Context? = nil,
        logger: Logger
    ) throws {
        self.logger = logger
        let gate = try Gate(
            in: context ?? Context(), arrivalsMax: MemoryBudget.bytes(of: .arrivals), logger: logger)
        let keyring = try Keyring(settings)
        let plan = try EndPlan(settings, keyring)
        let factory = EndFactory(gate: gate, logger: logger)
        let configuration = ConfigurationInForce(settings, plan, file?.reading.effective ?? [])
        let keys = KeyKeeper(folder: settings.keys.allowedPath, gate: gate, logger: logger)
        keys.look()
        let keeper = try classifier == nil ? LexiconKeeper(folder: settings.lexiconPath, logger: logger) : nil
        let lexicon = try keeper?.inForce ?? LexiconInForce(classifier ?? Classifier(Lexicon.shipped()))
        let journal = try Journal(path: settings.journal.path)
        let monitor = try settings.monitor.map { Monitor(try $0.configuration, of: journal, logger: logger) }
        let outlets = try plan.outlets.map(factory.outlet) + (monitor.map { [$0] } ?? [])
        let registry = MetricsRegistry(helps: Stages.metrics)
        let desk = Desk(
            intakes: try plan.intakes.map(factory.intake), copyDesks: settings.copyDesks, lexicon: lexicon,
            journal: journal, retention: settings.journal.retention, outlets: outlets, metrics: registry,
            logger: logger)
        let quiet = QuietBoard(besideJournal: settings.journal.path)
        let board = WatchBoard()
        let reporter = StatusReporter(
            desk: desk, journal: journal, configuration: configuration, configurationPath: file?.path, gate: gate,
            keyring: keyring, quiet: quiet, board: board, monitor: monitor)
        let answers = ControlDesk(desk: desk, journal: journal, keys: keys, reporter: reporter, logger: logger)
        control = try ControlSocket(
            path: ControlSocket.path(besideJournal: settings.journal.path), in: gate.context, logger: logger,
            answer: answers.answer)
        manager = ServiceManager(environment: ProcessInfo.processInfo.environment)
        let reconfiguration = file.map {
            ConfigurationKeeper(path: $0.path, desk: desk, factory: factory, inForce: configuration, logger: logger)
        }
        reloads = Reloads(lexicon: keeper, configuration: reconfiguration, keys: keys, manager: manager)
        watchdog = Watchdog(
            desk: desk, others: [gate.pulse, control.pulse], manager: manager, board: board,
            status: { reporter.sentence }, logger: logger)
        self.quiet = QuietWatch(desk: desk, settings: configuration, board: quiet, logger: logger)
        self.monitor = monitor.map { ($0, DeskWindow(onto: reporter, recorded: registry)) }
        self.desk = desk
        self.gate = gate
    }

    /// Runs until SIGINT or SIGTERM, then stops in order: producers, intakes, path, outlets, watchers. A reload that is under
    /// way ends with the intakes: the desk tells it to.
    ///
    /// - Parameters:
    ///   - producers: Services that feed the desk; they are stopped before it.
    ///   - watchers: Services that look at what comes out; they are stopped after it.
    ///   - listening: Called with the address of the monitor, if there is one, when it listens.
    ///   - ready: Called when every socket is open.
    func run(
        producers: [any Service] = [], watchers: [any Service] = [],
        listening: @escaping @Sendable (String) -> Void = { _ in }, ready: @escaping @Sendable () -> Void = {}
    ) async throws {
        // Before the ends open their sockets, and until the last of them has closed.
        try gate.start(failed: desk.fail)
        defer { gate.stop() }
        try control.start(failed: desk.fail)
        defer { control.stop() }
        let readiness = Readiness(parts: monitor == nil ? 1 : 2) { [logger, manager, watchdog] in
            logger.info("ready", metadata: ["event": "ready"])
            manager.ready()
            manager.status(watchdog.status())
            ready()
        }
        let service = DeskService(desk: desk, manager: manager, logger: logger, opened: readiness.partIsReady)
        typealias Configured = ServiceGroupConfiguration.ServiceConfiguration
        // A service group stops its services from the last to the first; a producer that has no more ends them all.
        var services = watchers.map { Configured(service: $0) }
        if let monitor {
            let server = MonitorService(monitor.outlet, window: monitor.window) {
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

/// The desk as a service: its path runs on a thread of its own, since it waits for the disk.
struct DeskService: Service {
    let desk: Desk
    let manager: ServiceManager
    let logger: Logger
    /// Called when its ends are open.
    let opened: @Sendable () -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                Thread.start(named: "desk") {
                    done.resume(with: Result { try desk.run(ready: opened) })
                }
            }
        } onGracefulShutdown: {
            logger.info("stopping", metadata: ["event": "stopping"])
            manager.stopping()
            desk.stop()
        }
        let tally = desk.ledger.total
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

extension Failure {
    /// Puts an error of the daemon into a sentence and a code.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as JournalError: self.init(.io, "\(error)")
        case let error as ZeroMQError: self.init(.unavailable, "\(error)")
        default: self.init(.unavailable, "\(error)")
        }
    }
}
