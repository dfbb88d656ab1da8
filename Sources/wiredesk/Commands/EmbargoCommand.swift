import Daemon
import ArgumentParser
import Glibc
import Journaling
import Stories

/// `wiredesk embargo`: the stories that are not to be published yet.
struct EmbargoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embargo",
        abstract: "Look at stories under an embargo, and lift it.",
        discussion: """
            A story whose producer asks that it not be published yet is in the journal at once. Outlets of \
            `embargo: hold` send it when it is due, or when it is released here.

              wiredesk embargo list
              wiredesk embargo release 1712
            """,
        subcommands: [EmbargoList.self, Release.self], defaultSubcommand: EmbargoList.self)

    struct EmbargoList: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the stories that are held, the first due first.")

        @OptionGroup var configuration: ConfigurationOptions

        @Flag(help: "Print the record of each.")
        var json = false

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            let stories: [StoredStory]
            do {
                let reader = try JournalReader(path: settings.journal.path)
                let held = try reader.held()
                stories = try reader.stories(held.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key))
            } catch {
                throw CommandError(error)
            }
            if stories.isEmpty, !json { OutputStream.standardError.note("nothing is held") }
            let sheet = HeldSheet(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)))
            for story in stories {
                if json {
                    try OutputStream.standardOutput.write(story.record + [0x0A])
                } else {
                    try OutputStream.standardOutput.print(sheet.line(story))
                }
            }
        }
    }

    struct Release: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lift the embargo of stories.",
            discussion:
                "Asks the running daemon, which publishes them at once, as new versions. Ends with 65 when one is "
                + "not held.")

        @OptionGroup var configuration: ConfigurationOptions

        @Argument(help: ArgumentHelp("Their sequence numbers, as list shows them.", valueName: "seq"))
        var seqs: [Int]

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            guard let daemon = try RunningDaemon(settings) else {
                throw CommandError(
                    .unavailable, "no daemon runs on \(settings.journal.path); a story is published by one")
            }
            guard let released = try daemon.ask(ControlQuestion(release: seqs)).release else {
                throw CommandError(.unavailable, "the daemon is stopping")
            }
            let names = released.map(String.init).joined(separator: ", ")
            if !released.isEmpty { try OutputStream.standardOutput.print("published as \(names)") }
            let missing = Set(seqs).count - released.count
            if missing > 0 { throw CommandError(.data, "\(missing) of \(Set(seqs).count) are not held") }
        }
    }
}
