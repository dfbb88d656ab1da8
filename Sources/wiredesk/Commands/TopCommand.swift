import Daemon
import ArgumentParser
import Foundation

/// `wiredesk top`: the daemon at work.
struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch the daemon at work.",
        discussion: """
            A table that renews itself every second: how many stories come in by each intake, pass each stage and leave \
            by each outlet, and which categories they get, with the last minute or two as a sparkline. q or Ctrl-C ends it.

            Asks the daemon that runs on this configuration, and waits for one while none does. Into a file or a pipe \
            it writes the tables one below the other.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
    var interval = 1.0

    @Option(help: ArgumentHelp("End after so many looks.", valueName: "count"))
    var count: Int?

    func validate() throws {
        guard interval >= 0.1, interval <= 3600 else { throw ValidationError("--interval takes 0.1 to 3600 seconds") }
        guard count ?? 1 > 0 else { throw ValidationError("--count takes a positive number") }
    }

    func run() throws {
        let settings = try SettingsFile(path: configuration.path).settings
        signal(SIGPIPE, SIG_IGN)
        let isLive = Terminal.isInteractive(STDOUT_FILENO) && Terminal.isInteractive(STDIN_FILENO)
        do {
            if isLive {
                let screen = try Screen()
                defer { screen.close() }
                let interruption = Interruption { screen.close() }
                try withExtendedLifetime(interruption) { try watch(settings, on: screen) }
            } else {
                try watch(settings, on: nil)
            }
        } catch let failure as CommandError {
            if !failure.isClosedPipe { throw failure }
        }
    }

    private func watch(_ settings: Settings, on screen: Screen?) throws {
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        let started = ContinuousClock.now
        var history = TopHistory()
        var daemon: RunningDaemon?
        var looks = 0
        while true {
            var trouble: CommandError?
            do {
                if daemon == nil { daemon = try RunningDaemon(settings) }
                if let daemon {
                    let seconds = started.duration(to: .now) / .seconds(1)
                    history.add(try daemon.status(), at: seconds)
                } else {
                    trouble = CommandError(.unavailable, "no daemon is running on \(configuration.path)")
                }
            } catch {
                // A daemon that has ended is looked for again; its figures stay.
                (daemon, trouble) = (nil, error)
            }
            var lines = TopSheet(style: style, columns: max(60, Terminal.columns)).lines(history)
            if let trouble { lines.insert(style(trouble.message, .red), at: 0) }
            if let screen {
                try screen.show(lines)
            } else {
                for line in lines + [""] { try OutputStream.standardOutput.print(line) }
            }
            looks += 1
            if looks == count { return }
            if let screen {
                if let key = screen.key(within: .seconds(interval)), key == UInt8(ascii: "q") { return }
            } else {
                // Nobody types into a pipe: there is nothing to wait for but the time, and a signal ends the program meanwhile.
                Thread.sleep(forTimeInterval: interval)
            }
        }
    }
}
