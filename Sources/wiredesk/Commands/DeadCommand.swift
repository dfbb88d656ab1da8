import Daemon
import ArgumentParser
import Foundation
import Glibc
import Journaling
import TextCleaning

/// `wiredesk dead`: the messages that no story could be made of.
struct DeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Look at dead letters, mend them, try them again, drop them.",
        discussion: """
            A message that no story can be made of is kept raw, with the reason. These commands work beside a running \
            daemon and on the journal of one that is down.

              wiredesk dead list
              wiredesk dead show 17
              wiredesk dead retry 17 18     after the cause is mended, an encoding for instance
              wiredesk dead retry 17 --set version=3
              wiredesk dead edit 17         mended in $EDITOR, and tried again
              wiredesk dead drop --all
            """,
        subcommands: [DeadList.self, DeadShow.self, Retry.self, Edit.self, Drop.self], defaultSubcommand: DeadList.self)
}

/// Which dead letters a command is about.
struct LetterChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("Their numbers, as list shows them.", valueName: "number"))
    var numbers: [Int] = []

    @Flag(help: "All that are on file.")
    var all = false

    func validate() throws {
        if numbers.isEmpty != all { throw ValidationError("give numbers, or --all") }
    }

    func numbers(in settings: Settings) throws(CommandError) -> [Int] {
        guard all else { return numbers }
        return try LetterFolder(settings).letters(after: 0).map(\.number)
    }
}

extension DeadCommand {
    struct DeadList: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List dead letters, oldest first.")

        @OptionGroup var configuration: ConfigurationOptions

        @Option(help: ArgumentHelp("Only letters after this number.", valueName: "number"))
        var after = 0

        @Flag(help: "Print one JSON object a letter, without its payload.")
        var json = false

        func run() throws {
            let letters = try LetterFolder(SettingsFile.valid(at: configuration.path).settings).letters(after: after)
            let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
            if json {
                for letter in letters { try OutputStream.standardOutput.print(json: LetterReport(letter)) }
            } else if letters.isEmpty {
                OutputStream.standardError.note("no dead letters")
            } else {
                for line in LetterSheet(style: style).table(letters) { try OutputStream.standardOutput.print(line) }
            }
        }
    }

    struct DeadShow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a dead letter.",
            discussion: "Its payload is shown as text where it is text. --raw writes the bytes as they came.")

        @OptionGroup var configuration: ConfigurationOptions

        @Argument(help: ArgumentHelp("Its number, as list shows it.", valueName: "number"))
        var number: Int

        @Flag(help: "Write the payload's bytes and nothing else.")
        var raw = false

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            guard let letter = try LetterFolder(settings).letter(number) else {
                throw CommandError(.data, "there is no dead letter \(number)")
            }
            if raw { return try OutputStream.standardOutput.write(letter.letter.payload) }
            let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
            // Line ends and tabs of its payload are shown as such.
            try OutputStream.standardOutput.show(LetterSheet(style: style).page(letter))
        }
    }

    struct Drop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Drop dead letters.", discussion: "They are gone then.")

        @OptionGroup var configuration: ConfigurationOptions
        @OptionGroup var choice: LetterChoice

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            let numbers = try choice.numbers(in: settings)
            let dropped: Int
            if let daemon = try RunningDaemon(settings) {
                dropped = try numbers.pieces.map { (piece) throws(CommandError) in
                    try daemon.ask(ControlQuestion(drop: piece)).drop ?? 0
                }.reduce(0, +)
            } else {
                dropped = try Self.drop(numbers, from: settings.journal.path)
            }
            OutputStream.standardError.note("dropped \(dropped) of \(numbers.count)")
        }

        private static func drop(_ numbers: [Int], from path: String) throws(CommandError) -> Int {
            do {
                let journal = try Journal(path: path)
                let dropped = try journal.dropDeadLetters(numbers)
                try journal.close()
                return dropped
            } catch {
                throw CommandError(error)
            }
        }
    }
}

extension [Int] {
    /// Pieces that fit into a question, and are answered before the asker loses patience.
    var pieces: [[Int]] {
        stride(from: 0, to: count, by: 1000).map { Array(self[$0..<Swift.min($0 + 1000, count)]) }
    }
}
