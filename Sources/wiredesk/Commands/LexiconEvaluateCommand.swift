import ArgumentParser
import Classification
import Glibc
import LexiconTraining
import Stories

/// `wiredesk lexicon evaluate`: how well a lexicon judges labelled news.
struct LexiconEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a lexicon on labelled news.",
        discussion: """
            Prints accuracy, macro-F1 (over the classes that the source has) and calibration error for each source, for \
            the full text and for the headline alone. Rows that the lexicon was learnt from say little.

              wiredesk lexicon evaluate news/*.jsonl
            """)

    @OptionGroup var lexicon: LexiconOptions

    @Argument(help: ArgumentHelp("Labelled news.", valueName: "file"))
    var files: [String]

    func run() throws {
        let classifier = try lexicon.classifier()
        try EvaluationTable(classifier, try TrainingRow.read(files)).print()
    }
}

/// How well a classifier judges rows, source by source.
struct EvaluationTable {
    private let classifier: Classifier
    private let sources: [(name: String, rows: [TrainingRow])]

    init(_ classifier: Classifier, _ rows: [TrainingRow]) {
        self.classifier = classifier
        sources = Dictionary(grouping: rows) { $0.source }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Prints a row a source.
    func print() throws(Failure) {
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        let out = OutputStream.standardOutput
        try out.print(
            style("source               n  accuracy  macro-F1    ECE    headlines only: macro-F1    ECE", .dim))
        for source in sources {
            let full = Evaluation(of: classifier, on: source.rows)
            let heads = source.rows.compactMap { $0.article.body.isEmpty ? $0 : $0.headlineOnly }
            var line = DisplayWidth.fit(source.name.isEmpty ? "(none)" : source.name, to: 16)
            line += right(String(full.count), 6) + right(full.accuracy, 10)
            line += style(right(full.macroF1, 10), .bold) + right(full.calibrationError, 7)
            if !heads.isEmpty {
                let head = Evaluation(of: classifier, on: heads)
                line += right(head.macroF1, 28) + right(head.calibrationError, 7)
            }
            try out.print(line)
        }
    }

    private func right(_ value: Double, _ columns: Int) -> String {
        let thousandths = Int((value * 1000).rounded())
        let digits = String(thousandths % 1000)
        return right("\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits, columns)
    }

    private func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(1, columns - text.count)) + text
    }
}
