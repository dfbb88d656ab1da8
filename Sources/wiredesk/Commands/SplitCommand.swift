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

              wiredesk split page.pdf
              pdftohtml -xml -i -stdout page.pdf | wiredesk split -
              wiredesk split page.txt
              wiredesk split --json page.txt | jq -r .headline
              wiredesk split --why page.pdf
              wiredesk split --html page.html page.pdf

            A PDF is read page by page by poppler (Debian: poppler-utils), in processes of its own. --why shows each line \
            with what it was taken for, in which story it went, and what decided; --html draws the same to scale.
            """)

    @Argument(help: ArgumentHelp("The page; - for stdin.", valueName: "file"))
    var file: String

    @OptionGroup var text: TextOptions

    @OptionGroup var lexicon: LexiconOptions

    @Flag(help: "Print one record (wiredesk.story.v1, without seq and stream) a line.")
    var json = false

    @Flag(help: "Show how each line was read, and what decided.")
    var why = false

    @Option(help: ArgumentHelp("Draw how each line was read as a page.", valueName: "file"))
    var html: String?

    func validate() throws {
        if [json, why, html != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--json, --why and --html exclude each other")
        }
    }

    func run() throws {
        if why || html != nil { return try explain() }
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

extension SplitCommand {
    /// Shows how the lines were read.
    private func explain() throws {
        let parser = text.articleParser(of: .page)
        var pages: [PageReading] = []
        try CopyInput(files: [file], format: .page).forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces {
                do { pages += try parser.readings(of: piece.payload) } catch {
                    throw CommandError(.data, "\(piece.place): \(error)")
                }
            }
        }
        if let html {
            let name = file.split(separator: "/").last.map(String.init) ?? file
            return try ReadingPage(name, pages).html.write(to: html, besides: [file])
        }
        let sheet = ReadingSheet(style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: Terminal.columns)
        for page in pages { try OutputStream.standardOutput.show(sheet.text(of: page)) }
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
