import Classification
import Foundation
import Journaling
import Logging
import Monitor
import Newsdesk
import ServiceLifecycle
import Stories
import UnixSignals
import Wires
import ZeroMQ

/// The daemon, put together from its settings. `run` and `demo` start the same one.
struct Daemon: Sendable {
    let desk: Desk
    private let control: ControlSocket
    private let keeper: LexiconKeeper?
    private let monitor: (outlet: Monitor, window: DeskWindow)?
    private let logger: Logger

    /// Opens lexicon and journal and prepares the ends; sockets are opened by ``run()``.
    ///
    /// - Parameters:
    ///   - classifier: The classifier, for good; without one, that of the lexicon that the settings name, which is
    ///     reloaded on SIGHUP and when its files change.
    ///   - context: The ZeroMQ context of the process; without one, a new one.
    init(_ settings: Settings, classifier: Classifier? = nil, in context: Context? = nil, logger: Logger) throws {
        self.logger = logger
        let context = try context ?? Context()
        let intakes = try settings.intakes.map { settings -> any Intake in
            let configuration = settings.socketConfiguration
            return switch configuration.pattern {
            case .submit: try SubmitIntake(configuration, in: context, logger: logger)
            case .sub, .pull: try SocketIntake(configuration, in: context, logger: logger)
            }
        }
        var outlets = try settings.outlets.map { try $0.outlet(in: context, logger: logger) }
        let lexicon: LexiconInForce
        if let classifier {
            keeper = nil
            lexicon = LexiconInForce(classifier)
        } else {
            let keeper = try LexiconKeeper(folder: settings.lexiconPath, logger: logger)
            self.keeper = keeper
            lexicon = keeper.inForce
        }
        let journal = try Journal(path: settings.journal.path)
        let monitor = try settings.monitor.map { Monitor(try $0.configuration, of: journal, logger: logger) }
        if let monitor { outlets.append(monitor) }
        desk = Desk(
            intakes: intakes, copyDesks: settings.copyDesks, lexicon: lexicon,
            journal: journal, retention: settings.journal.retention, outlets: outlets, logger: logger)
        let reporter = StatusReporter(
            desk: desk, journal: journal, settings: settings, intakes: intakes, outlets: outlets, monitor: monitor)
        self.monitor = monitor.map { ($0, DeskWindow(onto: reporter)) }
        let answers = ControlDesk(desk: desk, journal: journal, reporter: reporter, logger: logger)
        control = try ControlSocket(
            path: ControlSocket.path(besideJournal: settings.journal.path), in: context, logger: logger,
            answer: answers.answer)
    }

    /// Runs until SIGINT or SIGTERM, then stops in order: producers, reloads, intakes, path, outlets, watchers.
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
        try control.start()
        defer { control.stop() }
        let service = DeskService(desk: desk, logger: logger, ready: ready)
        typealias Configured = ServiceGroupConfiguration.ServiceConfiguration
        // A service group stops its services from the last to the first; a producer that has no more ends them all.
        let reloads: [any Service] = keeper.map { [LexiconReloads(keeper: $0)] } ?? []
        let server: [any Service] =
            monitor.map {
                [MonitorService($0.outlet, window: $0.window, listening: listening)]
            } ?? []
        let services =
            (watchers + server + [service] + reloads).map { Configured(service: $0) }
            + producers.map { Configured(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }
}

/// The desk as a service: its path runs on a thread of its own, since it waits for the disk.
struct DeskService: Service {
    let desk: Desk
    let logger: Logger
    let ready: @Sendable () -> Void

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    done.resume(with: Result { try desk.run(ready: opened) })
                }
                thread.name = "desk"
                thread.start()
            }
        } onGracefulShutdown: {
            logger.info("stopping")
            desk.stop()
        }
        let tally = desk.ledger.total
        logger.info(
            "stopped",
            metadata: [
                "messages": "\(tally.messages)", "stored": "\(tally.stored)", "duplicates": "\(tally.duplicates)",
                "dead": "\(tally.dead)", "busy": "\(tally.busy)",
            ])
    }

    private func opened() {
        logger.info("ready")
        ready()
    }
}

// MARK: - From settings to parts

extension IntakeSettings {
    fileprivate var socketConfiguration: SocketIntakeConfiguration {
        var configuration = SocketIntakeConfiguration(name: name, pattern: pattern)
        configuration.bind = bind
        configuration.connect = connect
        configuration.topics = topics
        configuration.payloadBytesMax = payloadBytesMax
        configuration.highWater = highWater
        return configuration
    }

    private var pattern: SocketIntakeConfiguration.Pattern {
        switch kind {
        case .pull: .pull
        case .submit: .submit
        // jetstream is refused when the settings are read.
        case .sub, .jetstream: .sub
        }
    }
}

extension OutletSettings {
    fileprivate func outlet(in context: Context, logger: Logger) throws -> any Outlet {
        switch kind {
        case .feed: try FeedOutlet(feedConfiguration, in: context, logger: logger)
        // A kind that is not served yet is refused when the settings are read.
        case .pub, .jetstream: try PubOutlet(pubConfiguration, in: context, logger: logger)
        }
    }

    private var feedConfiguration: FeedOutletConfiguration {
        var configuration = FeedOutletConfiguration(name: name)
        configuration.bind = bind
        configuration.connect = connect
        configuration.highWater = highWater
        configuration.format = payloadFormat
        return configuration
    }

    private var pubConfiguration: PubOutletConfiguration {
        var configuration = PubOutletConfiguration(name: name)
        configuration.bind = bind
        configuration.connect = connect
        configuration.highWater = highWater
        configuration.format = payloadFormat
        return configuration
    }

    private var payloadFormat: PayloadFormat {
        switch format {
        case .wiredesk: .wiredesk
        case .ninjs: .ninjs
        }
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
