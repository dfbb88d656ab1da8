import Daemon
import ArgumentParser
import CheckedYAML
import Glibc
import Logging
import Stories

/// `wiredesk run`: the daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the daemon.",
        discussion: """
            Takes copy from the intakes, cleans, splits and classifies it, journals it, and publishes it to the \
            outlets, as the configuration says. Logs go to stderr.

            SIGTERM or SIGINT stops it in order: what has arrived is read, journaled and published first.

            The lexicon is loaded anew when its files change, and on SIGHUP. It is put into force whole, between two \
            batches; one that cannot be loaded or fails an example is refused, and the old one stays. `wiredesk status` \
            shows which is in force, and why another was refused.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Least level to log.",
            discussion: "debug has a line for each story.", valueName: "level"))
    var logLevel = LogLevel.info

    func run() async throws {
        // Until the daemon listens for it, a SIGHUP must not end it; what it asks for is about to be done.
        signal(SIGHUP, SIG_IGN)
        let file = try SettingsFile.valid(at: configuration.path)
        try DescriptorLimit.check(for: file.settings)
        let logger = Logger.daemon(logLevel.level)
        for warning in file.diagnostics.findings { logger.warning("\(warning)") }
        do {
            let daemon = try DaemonService(file, logger: logger)
            try await daemon.run()
        } catch {
            throw CommandError(error)
        }
    }
}

/// How much is logged.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

extension Logger {
    /// The daemon's logger: to journald with fields where stderr leads there, else lines on stderr.
    static func daemon(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "wiredesk") { _ in QueueingLogHandler(.standard) }
        logger.logLevel = level
        return logger
    }
}
