import Daemon
import ArgumentParser
import Foundation
import Glibc
import Journaling
import Pipeline

extension DeadCommand {
    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put dead letters on the path again.",
            discussion: """
                Each goes the way of every message of its intake, as that is configured now. What becomes a story \
                leaves the file; what is refused again is filed under a new number, as it was corrected. Ends with 65 \
                when one is refused.

                A letter whose payload is a JSON object can be corrected before: --set version=3 gives the key version \
                the value 3. A value is JSON, or else a plain string.
                """)

        @OptionGroup var configuration: ConfigurationOptions
        @OptionGroup var choice: LetterChoice

        @Option(
            name: .customLong("set"),
            help: ArgumentHelp("Give a key of its JSON object a value; may be repeated.", valueName: "key=value"))
        var settings: [String] = []

        func validate() throws {
            for text in settings where text.prefix(while: { $0 != "=" }).isEmpty || !text.contains("=") {
                throw ValidationError("--set: expected KEY=VALUE, got \"\(text)\"")
            }
        }

        func run() throws {
            let pairs = settings.map { text in
                let key = text.prefix { $0 != "=" }
                return (String(key), String(text.dropFirst(key.count + 1)))
            }
            let correction = pairs.isEmpty ? nil : LetterCorrection.set(Dictionary(pairs) { $1 })
            let settings = try SettingsFile.valid(at: configuration.path).settings
            try LetterTrial(settings).run(try choice.numbers(in: settings), correction)
        }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mend a dead letter by hand, and put it on the path again.",
            discussion: """
                Opens its payload in $VISUAL or $EDITOR (else vi). When that ends and the payload has changed, the letter \
                is tried again with it; without a change nothing is done. --file takes the payload from a file instead.
                """)

        @OptionGroup var configuration: ConfigurationOptions

        @Argument(help: ArgumentHelp("Its number, as list shows it.", valueName: "number"))
        var number: Int

        @Option(help: ArgumentHelp("The file that holds its new payload.", valueName: "file"))
        var file: String?

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            guard let letter = try LetterFolder(settings).letter(number)?.letter else {
                throw CommandError(.data, "there is no dead letter \(number)")
            }
            if let file {
                guard let payload = FileManager.default.contents(atPath: file) else {
                    throw CommandError(.data, "\(file): cannot be read")
                }
                return try LetterTrial(settings).run([number], .payload(Array(payload)))
            }
            guard Terminal.isInteractive(STDIN_FILENO) else {
                throw ValidationError("without a terminal there is no editor: give --file")
            }
            guard letter.isWhole else {
                throw CommandError(
                    .data, "only the start of dead letter \(number) was kept: give its payload by --file")
            }
            let payload = try Editor.edited(letter.payload)
            guard payload != letter.payload else {
                return OutputStream.standardError.note("not changed; nothing is done")
            }
            try LetterTrial(settings).run([number], .payload(payload))
        }
    }
}

/// Dead letters that are tried again, by the daemon that runs or without one.
struct LetterTrial {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    /// Tries them, and prints what became of each.
    ///
    /// - Throws: ``CommandError`` of code `data` when one did not become a story.
    func run(_ numbers: [Int], _ correction: LetterCorrection?) throws {
        let results: [RetriedLetter]
        if let daemon = try RunningDaemon(settings) {
            results = try numbers.pieces.flatMap { (piece) throws(CommandError) in
                try daemon.ask(ControlQuestion(retry: piece, correction)).retry ?? []
            }
        } else {
            results = try OfflineRetry(settings).retry(numbers, correction)
        }
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        for result in results { try OutputStream.standardOutput.print(LetterSheet(style: style).line(result)) }
        let failed = results.filter { !["stored", "duplicate"].contains($0.status) }
        if !failed.isEmpty { throw CommandError(.data, "\(failed.count) of \(results.count) could not be read") }
    }
}
