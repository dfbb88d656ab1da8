import Daemon
import ArgumentParser
import Glibc
import Journaling
import Pipeline
import Stories

/// `wiredesk journal`: care for the journal's file.
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Verify, back up and repair the journal.",
        discussion: """
            verify and backup work beside a running daemon; repair needs it stopped. A backup is a file of its own kind: \
            repair makes a journal of it, with a stream id of its own, so that followers notice that numbers count anew.

              wiredesk journal verify
              wiredesk journal backup /backup/journal-monday.sqlite
              wiredesk journal repair
            """,
        subcommands: [Verify.self, Backup.self, Repair.self])
}

/// Which journal a command is about.
struct JournalOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        name: .customLong("file"),
        help: ArgumentHelp(
            "The journal's file.", discussion: "Without it, that of the configuration.", valueName: "file"))
    var file: String?

    func path() throws(CommandError) -> String {
        if let file { return file }
        return try SettingsFile.valid(at: configuration.path).settings.journal.path
    }
}

extension JournalCommand {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the whole journal and check every row.",
            discussion: "Ends with 65 when something is damaged, and names the sequence numbers.")

        @OptionGroup var journal: JournalOptions

        func run() throws {
            let path = try journal.path()
            let verification: JournalVerification
            var bar = ProgressBar(total: 0, unit: .rows, besideOutput: false)
            do {
                verification = try JournalReader(path: path).verify { bar.set(done: $0, of: $1) }
            } catch {
                throw CommandError(error)
            }
            bar.finish()
            let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
            let sound = "\(NumberFormat.count(verification.sound)) stories are what was stored"
            guard !verification.isSound else {
                return try OutputStream.standardOutput.print("\(style("✓", .green)) \(path): \(sound)")
            }
            if verification.damagedCount > 0 {
                let named = verification.damaged.prefix(20).map(String.init).joined(separator: ", ")
                let more = verification.damagedCount > 20 ? ", …" : ""
                try OutputStream.standardOutput.print(
                    "\(style("✗", .red)) \(NumberFormat.count(verification.damagedCount)) are damaged or missing: "
                        + named + more)
            }
            if verification.damagedPages > 0 {
                try OutputStream.standardOutput.print(
                    "\(style("✗", .red)) \(NumberFormat.count(verification.damagedPages)) pages are damaged")
            }
            if let structure = verification.structure {
                try OutputStream.standardOutput.print("\(style("✗", .red)) \(structure)")
            }
            throw CommandError(.data, "\(path): damaged; \(sound)")
        }
    }

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the journal, as it is at this moment, into a new file.",
            discussion: "The copy appears under its name when it is whole and on the disk.")

        @OptionGroup var journal: JournalOptions

        @Argument(help: ArgumentHelp("The new file.", valueName: "destination"))
        var destination: String

        func run() throws {
            do {
                let reader = try JournalReader(path: try journal.path())
                try reader.backUp(to: destination)
                let (first, last) = try JournalReader(path: destination).extent()
                OutputStream.standardError.note(
                    "\(destination): stories \(NumberFormat.count(first)) to \(NumberFormat.count(last))")
            } catch {
                throw CommandError(error)
            }
        }
    }

    struct Repair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a sound journal of a damaged one, or of a backup.",
            discussion: """
                Saves every story that is what was stored, numbers them anew under a new stream id, and puts the new \
                file in the place of the old one, which stays beside it. Needs as much room on the disk again.
                """)

        @OptionGroup var journal: JournalOptions

        func run() throws {
            let outcome: JournalRepair.RepairResult
            let path = try journal.path()
            var bar = ProgressBar(total: 0, unit: .rows, besideOutput: false)
            do {
                outcome = try JournalRepair(path: path).run(now: .now()) { bar.set(done: $0, of: $1) }
            } catch {
                throw CommandError(error)
            }
            bar.finish()
            try OutputStream.standardOutput.print(
                "\(path): \(NumberFormat.count(outcome.stories)) stories and \(NumberFormat.count(outcome.letters)) dead letters "
                    + "saved, \(NumberFormat.count(outcome.lost)) stories lost; stream \(outcome.stream)")
            try OutputStream.standardOutput.print("the old journal is \(outcome.old)")
            if outcome.stories == 0, outcome.lost > 0 { throw CommandError(.data, "no story could be saved") }
        }
    }
}
