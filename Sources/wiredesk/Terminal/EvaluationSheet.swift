import Daemon
import Glibc
import LexiconTraining
import Stories

/// A report on a lexicon, for a terminal.
struct EvaluationSheet {
    let report: EvaluationReport
    let style: Style
    let columns: Int

    init(
        _ report: EvaluationReport, style: Style = Style(isOn: Terminal.hasColour(STDOUT_FILENO)),
        columns: Int = Terminal.columns
    ) {
        self.report = report
        self.style = style
        self.columns = min(columns, 110)
    }

    /// Prints it.
    func print() throws(CommandError) {
        for line in lines { try OutputStream.standardOutput.print(line) }
    }

    /// All of it.
    var lines: [String] {
        let parts = [sources, classes, confusion, reliability] + (report.worst.isEmpty ? [] : [mistakes])
        return Array(parts.joined(separator: [""]))
    }

    private func section(_ title: String) -> String { style(title, .bold) }

    private func name(_ category: String, _ text: String? = nil) -> String {
        style(text ?? category, .colour(CategoryColours.index(of: category)))
    }

    // MARK: - Sources

    private var sources: [String] {
        var table = Columns(["", "rows", "accuracy", "macro-F1", "ECE", "headlines", "accuracy", "macro-F1", "ECE"])
        let all = report.sources.count > 1 ? [("all", report.all)] : []
        for (name, part) in report.sources + all {
            let name = name.isEmpty ? "(no source)" : DisplayWidth.cut(TerminalText.onOneLine(name), to: 30)
            table.add([name] + figures(part.whole) + (part.headlines.count > 0 ? figures(part.headlines) : []))
        }
        return ["\(section("\(report.lexicon)"))\(style(", \(NumberFormat.count(report.terms)) terms", .dim))"]
            + table.lines(style, textColumns: 1)
    }

    private func figures(_ evaluation: Evaluation) -> [String] {
        [NumberFormat.count(evaluation.count)]
            + [evaluation.accuracy, evaluation.macroF1, evaluation.calibrationError].map {
                NumberFormat.decimals($0, 3)
            }
    }

    // MARK: - Classes

    private var classes: [String] {
        let whole = report.all.whole
        var table = Columns(["category", "precision", "recall", "F1", "rows"])
        let scores = whole.classes.indices.map(whole.scores)
        for (name, scores) in zip(whole.classes, scores) {
            table.add(
                [name] + [scores.precision, scores.recall, scores.f1].map { NumberFormat.decimals($0, 3) }
                    + [NumberFormat.count(scores.count)])
        }
        let lines = table.lines(style, textColumns: 1)
        let bars = zip(whole.classes, scores).map { name($0, bar($1.f1, 30)) }
        return zip(lines, [""] + bars).map { "\($0)  \($1)" }
    }

    /// A bar whose full length stands for 1, in eighths of a column.
    private func bar(_ part: Double, _ columns: Int) -> String {
        let eighths = max(0, Int((part * Double(columns) * 8).rounded()))
        let rest = eighths % 8 == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[eighths % 8 - 1])
        return String(repeating: "█", count: eighths / 8) + rest
    }

    // MARK: - Confusion

    private var confusion: [String] {
        let whole = report.all.whole
        let widest = (whole.classes.map { DisplayWidth.of($0) } + [8]).max() ?? 8
        func cell(_ text: String) -> String { String(repeating: " ", count: max(1, widest + 2 - text.count)) + text }
        let head = DisplayWidth.fit("is \\ judged", to: widest) + whole.classes.map(cell).joined()
        return [style(head, .dim)]
            + whole.classes.indices.map { row in
                let counts = whole.confusion[row]
                let most = counts.indices.filter { $0 != row }.max { counts[$0] < counts[$1] }
                let cells = counts.indices.map { column in
                    let text = cell(NumberFormat.count(counts[column]))
                    if column == row { return style(text, .green) }
                    return counts[column] == 0 ? style(text, .dim) : column == most ? style(text, .red) : text
                }
                let title = DisplayWidth.fit(whole.classes[row], to: widest)
                return name(whole.classes[row], title) + cells.joined()
            }
    }

    // MARK: - Reliability

    private var reliability: [String] {
        var table = Columns(["confidence", "verdicts", "said", "right"])
        let tenths = report.all.whole.tenths.enumerated().filter { $0.element.count > 0 }
        for (tenth, part) in tenths {
            table.add([
                "\(tenth * 10)–\(tenth * 10 + 10) %", NumberFormat.count(part.count),
                NumberFormat.percent(part.confidence / Double(part.count)),
                NumberFormat.percent(Double(part.right) / Double(part.count)),
            ])
        }
        let lines = table.lines(style, textColumns: 1)
        let bars = tenths.map { _, part in mark(part) }
        return zip(lines, [""] + bars).map { "\($0)  \($1)" }
    }

    /// How often verdicts are right, as a bar, with a mark where they should be.
    private func mark(_ part: Evaluation.Tenth) -> String {
        let length = 30
        let right = Int((Double(part.right) / Double(part.count) * Double(length)).rounded())
        let said = min(length - 1, Int(part.confidence / Double(part.count) * Double(length)))
        let cells = (0..<length).map { $0 == said ? "┃" : $0 < right ? "█" : "·" }
        return style(cells[..<said].joined(), .dim) + cells[said] + style(cells[(said + 1)...].joined(), .dim)
    }

    // MARK: - Mistakes

    private var mistakes: [String] {
        [section("the surest mistakes")]
            + report.worst.flatMap { mistake in
                let text = mistake.row.article.headline ?? mistake.row.article.body
                let place = [mistake.row.source, mistake.row.id].filter { !$0.isEmpty }
                    .map { DisplayWidth.cut(TerminalText.onOneLine($0), to: 40) }.joined(separator: " ")
                return [
                    "\(name(mistake.said.category)) \(mistake.said.confidence), is \(name(mistake.meant.category))  "
                        + style(place, .dim),
                    "  " + DisplayWidth.cut(TerminalText.onOneLine(text), to: columns - 2),
                    "  " + style(DisplayWidth.cut("for: " + terms(of: mistake.said), to: columns - 2), .dim),
                    "  " + style(DisplayWidth.cut("against: " + terms(of: mistake.meant), to: columns - 2), .dim),
                ]
            }
    }

    private func terms(of label: Label) -> String {
        let most = label.evidence.filter { $0.contribution > 0 }.prefix(8)
        return most.isEmpty
            ? "nothing"
            : most.map { "\($0.term) +\(NumberFormat.decimals($0.contribution, 2))" }.joined(separator: " · ")
    }
}
