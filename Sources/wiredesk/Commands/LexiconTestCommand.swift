import Daemon
import ArgumentParser
import Classification
import Glibc
import Stories

/// `wiredesk lexicon test`: the examples that a lexicon must judge right.
struct LexiconTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Hold a lexicon against its examples.",
        discussion: """
            Judges every story of the folder's \(Lexicon.examplesFile) and shows those that land in another category than \
            their label says, with the keywords that led there.

              wiredesk lexicon test config/lexicon

            Exit codes: 0 all are right, 65 some are not, 78 the lexicon or its examples cannot be read.
            """)

    @Argument(help: ArgumentHelp("The lexicon's folder.", valueName: "folder"))
    var folder: String

    @Flag(help: "Print one JSON object: how many examples there are, and each that is wrong.")
    var json = false

    func run() throws {
        let examined: ExaminedLexicon
        do { examined = try ExaminedLexicon.load(from: folder) } catch {
            throw CommandError(.configuration, "\(error)")
        }
        if json {
            try OutputStream.standardOutput.print(json: ExampleReport(examined))
        } else {
            try show(examined.failures, of: examined.examples)
        }
        guard examined.failures.isEmpty else {
            throw CommandError(.data, "\(examined.failures.count) of \(examined.examples) examples are judged wrongly")
        }
    }

    private func show(_ failures: [LexiconExample.FailedExample], of count: Int) throws(CommandError) {
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        let out = OutputStream.standardOutput
        for failure in failures {
            let (example, verdict) = (failure.example, failure.verdict)
            try out.print(
                "\(style("✗", .red)) \(Lexicon.examplesFile):\(example.line): \(colour(example.label, style)), judged "
                    + "\(colour(verdict.category, style)) \(verdict.confidence)")
            let text = TerminalText.onOneLine(example.article.headline ?? example.article.body)
            try out.print("    " + DisplayWidth.fit(text, to: min(90, max(20, Terminal.columns - 4))))
            let evidence = verdict.labels.first?.evidence.prefix(5).map(\.term) ?? []
            if !evidence.isEmpty { try out.print("    " + style(evidence.joined(separator: " · "), .dim)) }
            if !example.note.isEmpty { try out.print("    " + style(example.note, .dim)) }
        }
        if failures.isEmpty { try out.print("\(style("✓", .green)) \(folder): \(count) examples are judged right") }
    }

    private func colour(_ category: String, _ style: Style) -> String {
        style(category, .colour(CategoryColours.index(of: category)))
    }
}

/// What `lexicon test --json` prints.
private struct ExampleReport: Encodable {
    struct Wrong: Encodable {
        let line: Int
        let label: String
        let category: String
        let confidence: Int
    }

    let lexicon: String
    let version: String
    let examples: Int
    let wrong: [Wrong]

    init(_ examined: ExaminedLexicon) {
        lexicon = examined.classifier.lexicon.version.name
        version = examined.classifier.lexicon.version.version
        examples = examined.examples
        wrong = examined.failures.map {
            Wrong(
                line: $0.example.line, label: $0.example.label, category: $0.verdict.category,
                confidence: $0.verdict.confidence)
        }
    }
}
