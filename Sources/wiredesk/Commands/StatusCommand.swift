import Daemon
import ArgumentParser
import Glibc

/// `wiredesk status`: how the daemon stands.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the daemon stands.",
        discussion: """
            What came in by each intake and what became of it, what went out, and how far followers are behind. The \
            books balance at every moment: received = stored + duplicates + dead letters + waiting. They count from \
            the start of the daemon; a page counts as the stories it holds.

            Asks the daemon that runs on this configuration, on the control socket beside its journal. Ends with 69 \
            when none does.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let settings = try SettingsFile(path: configuration.path).settings
        guard let control = try RunningDaemon(settings) else {
            throw CommandError(.unavailable, "no daemon is running on \(configuration.path)")
        }
        let report = try control.status()
        if json {
            try OutputStream.standardOutput.print(json: report)
        } else {
            let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
            for line in StatusSheet(style: style).lines(report) { try OutputStream.standardOutput.print(line) }
        }
    }
}
