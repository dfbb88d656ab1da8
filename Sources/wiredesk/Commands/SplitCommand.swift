import ArgumentParser
import Glibc
import Newsdesk
import Newsprint
import Stories

/// `wiredesk split`: a raw page into its stories, shown as a page of copy.
struct SplitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split",
        abstract: "Split a newspaper page into its stories.",
        discussion: """
            Takes the text of a page as a PDF extractor gives it: hard-wrapped, with stray spaces, headlines away from \
            their stories, banners that belong to none.

              wiredesk split page.txt
              pdftotext page.pdf - | wiredesk split -
              wiredesk split --json page.txt | jq -r .headline
            """)

    @Argument(help: ArgumentHelp("The page; - for stdin.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The encoding of the file: utf-8 or gb18030.", valueName: "encoding"))
    var encoding = TextEncoding.utf8

    @OptionGroup var lexicon: LexiconOptions

    @Flag(help: "Print one record (wiredesk.story.v1, without seq and stream) a line.")
    var json = false

    func run() throws {
        let reader = Reader(
            copyDesk: CopyDesk(format: .page, encoding: encoding), classifier: try lexicon.classifier())
        let sheet = CopySheet(
            style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: min(Terminal.columns, 100))
        let isJSON = json
        try CopyInput(files: [file], format: .page).forEachBatch { (pieces) throws(Failure) in
            for piece in pieces {
                let stories = try reader.allStories(in: piece)
                for story in stories {
                    try OutputStream.standardOutput.write(
                        isJSON ? story.printedRecord : Array(sheet.text(of: story).utf8))
                }
            }
        }
    }
}

extension Reader {
    /// The stories in a piece of copy.
    ///
    /// - Throws: ``Failure`` of code 65 that says why there are none.
    func allStories(in piece: CopyInput.Piece) throws(Failure) -> [Story] {
        do { return try stories(in: piece).get() } catch {
            throw Failure(.data, "\(piece.place): \(error)")
        }
    }
}
