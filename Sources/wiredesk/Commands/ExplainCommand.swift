import Daemon
import ArgumentParser
import Classification
import Glibc
import Pipeline
import Stories

/// `wiredesk explain`: the text with its keywords lit, and the sum that led to the category.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show why a text is classified as it is.",
        discussion: """
            Prints the clean text with its keywords lit in the colour of the category they speak for, and below it \
            the sum for each category: every term's weight, count and contribution.

              wiredesk explain story.txt
              echo '昨日，市消防救援支队开展消防演练。' | wiredesk explain
              wiredesk explain --json story.txt        # the record, with offsets
              wiredesk explain --html why.html story.txt
            """)

    @Argument(help: ArgumentHelp("The text; - or none for stdin.", valueName: "file"))
    var file = "-"

    @OptionGroup var copy: CopyOptions
    @OptionGroup var lexicon: LexiconOptions

    @Option(help: ArgumentHelp("Write the same as a page.", valueName: "file"))
    var html: String?

    @Flag(help: "Print one record (wiredesk.story.v1, without seq and stream) a line.")
    var json = false

    func validate() throws {
        if json, html != nil { throw ValidationError("--json and --html exclude each other") }
    }

    func run() throws {
        let reader = CopyReader(articleParser: copy.articleParser, classifier: try lexicon.classifier())
        if let html { return try writePage(to: html, reader) }
        let isJSON = json
        let explanation = Explanation(
            style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: min(Terminal.columns, 100))
        try CopyInput(files: [file], format: copy.format).forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces {
                for story in try reader.wholeMessage(in: piece).stories {
                    if isJSON {
                        try OutputStream.standardOutput.write(story.printedRecord)
                    } else {
                        try OutputStream.standardOutput.show(explanation.text(of: story))
                    }
                }
            }
        }
    }

    private func writePage(to path: String, _ reader: CopyReader) throws {
        var stories: [Story] = []
        try CopyInput(files: [file], format: copy.format).forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces { stories += try reader.wholeMessage(in: piece).stories }
        }
        try ExplanationPage(stories, categories: reader.classifier.lexicon.classes).html.write(
            to: path, besides: [file])
    }
}
