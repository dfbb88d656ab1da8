import Daemon
import ArgumentParser
import Glibc
import Pipeline
import TextCleaning
import Stories

/// `wiredesk split`: a raw page into its stories, shown as a page of copy.
struct SplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Split a newspaper page into its stories.",
        discussion: """
            Takes the text of a page as a PDF extractor gives it: hard-wrapped, with stray spaces, headlines away from \
            their stories, banners that belong to none. Better, takes what says where its lines stand and how large they \
            are, and splits by columns and type: pdftohtml -xml, pdftotext -bbox-layout, ALTO, hOCR.

              pdftohtml -xml -i -stdout page.pdf | wiredesk split -
              wiredesk split page.txt
              wiredesk split --json page.txt | jq -r .headline
            """)

    @Argument(help: ArgumentHelp("The page; - for stdin.", valueName: "file"))
    var file: String

    @OptionGroup var text: TextOptions

    @OptionGroup var lexicon: LexiconOptions

    @Flag(help: "Print one record (wiredesk.story.v1, without seq and stream) a line.")
    var json = false

    func run() throws {
        let reader = CopyReader(
            articleParser: text.articleParser(of: .page),
            classifier: try lexicon.classifier())
        let sheet = CopySheet(
            style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: min(Terminal.columns, 100))
        let isJSON = json
        try CopyInput(files: [file], format: .page).forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces {
                let message = try reader.wholeMessage(in: piece)
                for note in message.notes {
                    OutputStream.standardError.note("\(piece.place): note: \(note.key): \(note.detail)")
                }
                if isJSON {
                    for line in message.printedRecords { try OutputStream.standardOutput.write(line) }
                } else {
                    for page in message.pages {
                        if message.pages.count > 1, let id = page.id {
                            try OutputStream.standardOutput.show(sheet.heading(ofPage: id))
                        }
                        for story in message.stories[page.stories] {
                            try OutputStream.standardOutput.show(sheet.text(of: story))
                        }
                        try OutputStream.standardOutput.show(sheet.text(of: Array(message.leftovers[page.leftovers])))
                    }
                }
            }
        }
    }
}

extension CopyReader {
    /// What a piece of copy holds.
    ///
    /// - Throws: ``CommandError`` of code 65 that says why it is refused.
    func wholeMessage(in piece: CopyInput.InputPiece) throws(CommandError) -> JudgedCopy {
        do { return try message(in: piece.payload, from: piece.file).get() } catch {
            throw CommandError(.data, "\(piece.place): \(error)")
        }
    }
}
