import Pipeline
import Daemon
import Stories

/// A daemon at work as a table that fits a terminal: a row for each intake, stage, outlet and category, its rate as a sparkline.
struct TopSheet {
    let style: Style
    /// Columns of the terminal; 60 at least are written.
    let columns: Int

    private static let nameColumns = 13
    private static let rateColumns = 8
    private static let figureColumns = 10
    private static let figures = 3

    /// Columns of a sparkline: what the rest leaves.
    private var sparkColumns: Int {
        let rest = Self.nameColumns + Self.rateColumns + Self.figures * Self.figureColumns + 2
        return max(8, min(TopHistory.momentsMax, columns - rest))
    }

    /// The lines, no wider than the terminal.
    func lines(_ history: TopHistory) -> [String] {
        guard let report = history.newest else { return [style("asking …", .dim)] }
        return head(report, history) + [""] + intakes(report, history) + [""] + stages(report, history) + [""]
            + outlets(report, history) + [""] + categories(report, history)
    }

    // MARK: - The head

    private func head(_ report: StatusReport, _ history: TopHistory) -> [String] {
        let isRunning = report.state == "running"
        let facts = [
            "wiredesk \(report.version)", "up \(NumberFormat.time(report.uptime))",
            "journal \(NumberFormat.count(report.journal.head)), \(NumberFormat.size(report.journal.bytes))",
            "lexicon \(report.lexicon.name) \(report.lexicon.version.prefix(7))",
        ]
        var lines = [
            style(isRunning ? "●" : "● disk full", isRunning ? .green : .red) + " "
                + DisplayWidth.cut(facts.joined(separator: " · "), to: columns - (isRunning ? 2 : 12))
        ]
        for trouble in [report.lexicon.refused.map { "lexicon refused: \($0.reason)" }, report.journal.finding] {
            guard let trouble else { continue }
            lines.append(style(DisplayWidth.cut(TerminalText.onOneLine(trouble), to: columns), .red))
        }
        return lines
    }

    // MARK: - Its parts

    private func intakes(_ report: StatusReport, _ history: TopHistory) -> [String] {
        [title("intake", "stories/s", "stored", "dup/dead", "waiting")]
            + report.intakes.map { intake in
                let account = intake.account
                let count = { (report: StatusReport) in
                    Double(report.intakes.first { $0.name == intake.name }?.account.received ?? 0)
                }
                return row(
                    intake.name, history.rate(count), history.rates(count),
                    [
                        NumberFormat.count(account.stored), "\(account.duplicates)/\(account.dead)",
                        NumberFormat.count(account.waiting),
                    ], isAlarming: account.dead > 0 ? 1 : nil)
            }
    }

    private func stages(_ report: StatusReport, _ history: TopHistory) -> [String] {
        [title("stage", "msgs/s", "busy", "a batch", "each")]
            + report.stages.map { stage in
                func figure(_ key: KeyPath<StageReport, Double>) -> (StatusReport) -> Double {
                    { report in report.stages.first { $0.name == stage.name }?[keyPath: key] ?? 0 }
                }
                let messages = figure(\.messagesDone)
                let perSecond = history.rate(messages)
                let busy = history.rate(figure(\.busy))
                let batches = history.rate(figure(\.batchesDone))
                return row(
                    stage.name, perSecond, history.rates(messages),
                    [
                        NumberFormat.percent(busy), batches > 0 ? NumberFormat.decimals(perSecond / batches, 1) : "–",
                        perSecond > 0 ? "\(Int((busy / perSecond * 1_000_000).rounded())) µs" : "–",
                    ])
            }
    }

    private func outlets(_ report: StatusReport, _ history: TopHistory) -> [String] {
        var lines = [title("outlet", "sent/s", "sent", "dropped", "lag")]
        for outlet in report.outlets {
            let count = { (report: StatusReport) in
                Double(report.outlets.first { $0.name == outlet.name }?.published ?? 0)
            }
            let lag = outlet.followers.map(\.lag).max()
            lines.append(
                row(
                    outlet.name, history.rate(count), history.rates(count),
                    [
                        NumberFormat.count(outlet.published), NumberFormat.count(outlet.dropped),
                        lag.map(NumberFormat.count) ?? "–",
                    ],
                    isAlarming: outlet.dropped > 0 ? 1 : nil))
        }
        if let monitor = report.monitor {
            let count = { (report: StatusReport) in Double(report.monitor?.published ?? 0) }
            lines.append(
                row(
                    "streams (\(monitor.streams))", history.rate(count), history.rates(count),
                    [NumberFormat.count(monitor.published), "", ""]))
        }
        return lines
    }

    private func categories(_ report: StatusReport, _ history: TopHistory) -> [String] {
        let total = max(1, report.categories.reduce(0) { $0 + $1.stories })
        return [title("category", "stories/s", "stories", "share", "")]
            + report.categories.map { category in
                let count = { (report: StatusReport) in
                    Double(report.categories.first { $0.name == category.name }?.stories ?? 0)
                }
                return row(
                    category.name, history.rate(count), history.rates(count),
                    [
                        NumberFormat.count(category.stories),
                        NumberFormat.percent(Double(category.stories) / Double(total)), "",
                    ],
                    look: .colour(CategoryColours.index(of: category.name)))
            }
    }

    // MARK: - A row

    private func title(_ name: String, _ rate: String, _ figures: String...) -> String {
        let cells =
            DisplayWidth.fit(name, to: Self.nameColumns - 2) + right(rate, Self.rateColumns + 2) + " "
            + String(repeating: " ", count: sparkColumns) + figures.map { right($0, Self.figureColumns) }.joined()
        return style(cells, .dim)
    }

    private func row(
        _ name: String, _ rate: Double, _ rates: [Double], _ figures: [String], look: Style.TextStyle? = nil,
        isAlarming alarming: Int? = nil
    ) -> String {
        let label = DisplayWidth.fit(TerminalText.onOneLine(name), to: Self.nameColumns)
        let spark = Sparkline.of(rates, columns: sparkColumns)
        let cells = figures.enumerated().map { place, figure in
            let cell = right(figure, Self.figureColumns)
            return place == alarming ? style(cell, .yellow) : cell
        }
        return (look.map { style(label, $0) } ?? label) + right(Self.text(rate), Self.rateColumns) + " "
            + style(spark, look ?? .green) + cells.joined()
    }

    private static func text(_ rate: Double) -> String {
        switch rate {
        case 0: "0"
        case ..<100: NumberFormat.decimals(rate, 1)
        default: NumberFormat.count(Int(rate.rounded()))
        }
    }

    private func right(_ text: String, _ columns: Int) -> String {
        let cut = DisplayWidth.cut(text, to: columns)
        return String(repeating: " ", count: max(0, columns - DisplayWidth.of(cut))) + cut
    }
}

extension StageReport {
    fileprivate var messagesDone: Double { Double(messages) }
    fileprivate var batchesDone: Double { Double(batches) }
}
