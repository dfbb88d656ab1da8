import Daemon
import ArgumentParser
import Classification
import Glibc
import LexiconTraining

/// `wiredesk lexicon evaluate`: how well a lexicon judges labelled news.
struct LexiconEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a lexicon on labelled news.",
        discussion: """
            Shows, for each source, accuracy, macro-F1 (over the classes that the source has) and calibration error, for \
            the texts as they are and for their headlines alone; for all sources together, how well each category is \
            judged, what is taken for what, and whether confidence comes true; and the mistakes that were made with most \
            confidence, with what spoke for them. Rows that the lexicon was learnt from say little.

              wiredesk lexicon evaluate news/*.jsonl
              wiredesk lexicon evaluate --html report.html --lexicon new/lexicon news/*.jsonl
            """)

    @OptionGroup var lexicon: LexiconOptions

    @Option(help: ArgumentHelp("How many of the worst mistakes to show.", valueName: "count"))
    var worst = 8

    @Option(help: ArgumentHelp("Write a page with plots, too.", valueName: "file"))
    var html: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Argument(help: ArgumentHelp("Labelled news.", valueName: "file"))
    var files: [String]

    func validate() throws {
        guard (0...1000).contains(worst) else { throw ValidationError("--worst takes 0 to 1000") }
    }

    func run() throws {
        let classifier = try lexicon.classifier()
        let rows = try TrainingRow.read(files)
        var bar = ProgressBar(total: rows.count, unit: .rows, besideOutput: false)
        let report = EvaluationReport(of: classifier, on: rows, worstMax: worst) { bar.advance(by: 1, items: 1) }
        bar.finish()
        guard report.all.whole.count > 0 else { throw CommandError(.data, "no row has a label of this lexicon") }
        let skipped = rows.count - report.all.whole.count
        if skipped > 0 {
            OutputStream.standardError.note("\(skipped) rows have a label that this lexicon does not know")
        }
        if let html { try EvaluationPage(report).html.write(to: html, besides: files) }
        if json {
            try OutputStream.standardOutput.print(json: report.json)
        } else {
            try EvaluationSheet(report).print()
        }
    }
}
