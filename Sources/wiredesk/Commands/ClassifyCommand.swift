import Daemon
import ArgumentParser
import Glibc
import Pipeline
import Stories
import Threads

/// `wiredesk classify`: copy in, one verdict a story out, in the order of the input.
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Classify files: one line a story, in input order.",
        discussion: """
            Reads NDJSON (one article a line), plain text (one article a file) and raw newspaper pages (many stories \
            a file) as the daemon would, on all cores. Without files it reads stdin.

              wiredesk classify stories.ndjson
              wiredesk classify --json page.txt > records.ndjson
              wiredesk classify --format page page.pdf

            What cannot be read is reported on stderr with file and line, the rest goes on, and the exit code is 65; it \
            is 74 when a file could not be opened.
            """)

    @Argument(help: ArgumentHelp("The files; - or none for stdin.", valueName: "file"))
    var files: [String] = []

    @OptionGroup var copy: CopyOptions
    @OptionGroup var lexicon: LexiconOptions

    @Flag(help: "Print one record (wiredesk.story.v1, without seq and stream) a line.")
    var json = false

    func run() throws {
        let reader = CopyReader(articleParser: copy.articleParser, classifier: try lexicon.classifier())
        let input = CopyInput(files: files, format: copy.format)
        var progress = ProgressBar(total: input.totalBytes, unit: .bytes, besideOutput: true)
        let table = StoryTable(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: Terminal.columns)
        let isJSON = json
        let workers = WorkerPool()
        var refused = 0
        var missing = 0
        try input.forEachBatch(unreadable: { (failure) throws(CommandError) in
            missing += 1
            OutputStream.standardError.note(failure.message)
        }) { (pieces) throws(CommandError) in
            let printed = workers.map(pieces) { piece in
                reader.message(in: piece.payload, from: piece.file).map { message in
                    Printed(
                        stories: message.stories.count,
                        lines: isJSON ? message.printedRecords : message.stories.map(table.row), notes: message.notes)
                }
            }
            // A batch is written at once, except that what is said of a refused piece stands at its place.
            var text: [UInt8] = []
            text.reserveCapacity(printed.reduce(0) { $0 + Self.bytes(of: $1) })
            for (piece, result) in zip(pieces, printed) {
                switch result {
                case .success(let message):
                    for line in message.lines { text.append(contentsOf: line) }
                    for note in message.notes {
                        OutputStream.standardError.note("\(piece.place): note: \(note.key): \(note.detail)")
                    }
                    progress.advance(by: piece.payload.count + 1, items: message.stories)
                case .failure(let rejection):
                    try OutputStream.standardOutput.write(text)
                    text.removeAll(keepingCapacity: true)
                    refused += 1
                    OutputStream.standardError.note("\(piece.place): \(rejection)")
                    progress.advance(by: piece.payload.count + 1, items: 0)
                }
            }
            try OutputStream.standardOutput.write(text)
        }
        progress.finish()
        if missing > 0 { throw CommandError(.io, "\(missing) of the files could not be opened") }
        if refused > 0 { throw CommandError(.data, "\(refused) of the input could not be read") }
    }

    /// What is printed of a piece of copy.
    private struct Printed: Sendable {
        let stories: Int
        let lines: [[UInt8]]
        let notes: [CopyNote]
    }

    /// Bytes of what is printed for a piece.
    private static func bytes(of printed: Result<Printed, Rejection>) -> Int {
        switch printed {
        case .success(let message): message.lines.reduce(0) { $0 + $1.count }
        case .failure: 0
        }
    }
}
