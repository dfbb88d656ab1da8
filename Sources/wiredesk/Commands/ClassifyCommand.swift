import ArgumentParser
import Glibc
import Journaling
import Newsdesk
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
              pdftotext -raw page.pdf - | wiredesk classify --format page

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
        let reader = Reader(copyDesk: copy.copyDesk, classifier: try lexicon.classifier())
        let input = CopyInput(files: files, format: copy.format)
        var progress = ProgressBar(total: input.totalBytes, unit: .bytes, besideOutput: true)
        let table = StoryTable(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: Terminal.columns)
        let isJSON = json
        let crew = Crew()
        var refused = 0
        var missing = 0
        try input.forEachBatch(unreadable: { (failure) throws(Failure) in
            missing += 1
            OutputStream.standardError.note(failure.message)
        }) { (pieces) throws(Failure) in
            let printed = crew.map(pieces) { piece in
                reader.stories(in: piece).map { stories in stories.map { isJSON ? $0.printedRecord : table.row($0) } }
            }
            // A batch is written at once, except that what is said of a refused piece stands at its place.
            var text: [UInt8] = []
            text.reserveCapacity(printed.reduce(0) { $0 + Self.bytes(of: $1) })
            for (piece, result) in zip(pieces, printed) {
                switch result {
                case .success(let stories):
                    for story in stories { text.append(contentsOf: story) }
                    progress.advance(by: piece.payload.count + 1, items: stories.count)
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
        if missing > 0 { throw Failure(.io, "\(missing) of the files could not be opened") }
        if refused > 0 { throw Failure(.data, "\(refused) of the input could not be read") }
    }

    /// Bytes of what is printed for a piece.
    private static func bytes(of printed: Result<[[UInt8]], Rejection>) -> Int {
        switch printed {
        case .success(let stories): stories.reduce(0) { $0 + $1.count }
        case .failure: 0
        }
    }
}

extension Story {
    /// The record as commands print it, with its newline: without a place in a journal.
    var printedRecord: [UInt8] {
        let opening = RecordOpening(
            place: nil, event: copy.isWithdrawal ? .kill : .new, id: Submission.id(of: self), version: copy.version ?? 1
        )
        return Record.line(opening, self)
    }
}
