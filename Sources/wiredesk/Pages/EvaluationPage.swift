import Daemon
import LexiconTraining
import Stories

/// A report on a lexicon as a page: figures, plots, and the worst mistakes.
struct EvaluationPage {
    let report: EvaluationReport
    private let plots: EvaluationPlots

    init(_ report: EvaluationReport) {
        self.report = report
        plots = EvaluationPlots(classes: report.all.whole.classes)
    }

    /// The page.
    var html: HTML {
        HTML.page(title: "Lexicon \(report.lexicon)", categories: report.all.whole.classes) { html in
            html.element("h1", text: "Lexicon \(report.lexicon.name)")
            html.element(
                "p", ["class": "soft"],
                text: "version \(report.lexicon.version), \(NumberFormat.count(report.terms)) terms, measured on "
                    + "\(NumberFormat.count(report.all.whole.count)) labelled stories")
            tiles(&html)
            html.element("h2", text: "Sources")
            plots.sources(report.sources, &html)
            html.element("h2", text: "Categories")
            classes(&html)
            html.element("h2", text: "What is taken for what")
            pair(&html) { plots.confusion($0, &$1) }
            html.element("h2", text: "Does confidence come true?")
            pair(&html) { plots.reliability($0, &$1) }
            if !report.worst.isEmpty { mistakes(&html) }
        }
    }

    private func tiles(_ html: inout HTML) {
        func tile(_ name: String, _ value: String, _ html: inout HTML) {
            html.element("div", ["class": "tile"]) { html in
                html.element("b", text: value)
                html.element("span", ["class": "soft small"], text: name)
            }
        }
        html.element("div", ["class": "tiles"]) { html in
            let (whole, headlines) = (report.all.whole, report.all.headlines)
            tile("accuracy", NumberFormat.decimals(whole.accuracy, 3), &html)
            tile("macro-F1", NumberFormat.decimals(whole.macroF1, 3), &html)
            tile("calibration error", NumberFormat.decimals(whole.calibrationError, 3), &html)
            guard headlines.count > 0 else { return }
            tile("macro-F1, headlines alone", NumberFormat.decimals(headlines.macroF1, 3), &html)
            tile("calibration error, headlines alone", NumberFormat.decimals(headlines.calibrationError, 3), &html)
        }
    }

    /// The same plot of whole stories and of headlines alone, side by side.
    private func pair(_ html: inout HTML, _ plot: (Evaluation, inout HTML) -> Void) {
        html.element("div", ["class": "grid"]) { html in
            for (name, evaluation) in [("whole stories", report.all.whole), ("headlines alone", report.all.headlines)]
            where evaluation.count > 0 {
                html.element("div") { html in
                    html.element("p", ["class": "soft small"], text: name)
                    plot(evaluation, &html)
                }
            }
        }
    }

    private func classes(_ html: inout HTML) {
        let whole = report.all.whole
        html.element("table") { html in
            html.element("tr") { html in
                for title in ["", "precision", "recall", "F1", "stories"] { html.element("th", text: title) }
            }
            for (index, name) in whole.classes.enumerated() {
                let scores = whole.scores(of: index)
                html.element("tr") { html in
                    html.element("td") { $0.element("span", ["class": "badge of-\(index)"], text: name) }
                    for value in [scores.precision, scores.recall, scores.f1] {
                        html.element("td", text: NumberFormat.decimals(value, 3))
                    }
                    html.element("td", text: NumberFormat.count(scores.count))
                }
            }
        }
    }

    private func mistakes(_ html: inout HTML) {
        html.element("h2", text: "The surest mistakes")
        for mistake in report.worst {
            html.element("div", ["class": "miss"]) { html in
                html.element(
                    "div", ["class": "headline"], text: Self.opening(of: mistake.row))
                html.element("p", ["class": "small"]) { html in
                    html.text("judged ")
                    badge(mistake.said.category, &html)
                    html.text(" with \(mistake.said.confidence) %, is ")
                    badge(mistake.meant.category, &html)
                    html.element("span", ["class": "soft"], text: "  \(mistake.row.source) \(mistake.row.id)")
                }
                for label in [mistake.said, mistake.meant] { chips(label, &html) }
            }
        }
    }

    /// What a story is known by: its headline, or how it begins.
    private static func opening(of row: TrainingRow) -> String {
        row.article.headline ?? DisplayWidth.cut(row.article.body, to: 160)
    }

    private func place(_ category: String) -> Int { report.all.whole.classes.firstIndex(of: category) ?? 0 }

    private func badge(_ category: String, _ html: inout HTML) {
        html.element("span", ["class": "badge of-\(place(category))"], text: category)
    }

    private func chips(_ label: Label, _ html: inout HTML) {
        html.element("div", ["class": "of-\(place(label.category))"]) { html in
            for item in label.evidence.prefix(10) where item.contribution > 0 {
                html.element("span", ["class": "chip", "title": "weight \(NumberFormat.decimals(item.weight, 2))"]) {
                    html in
                    html.text("\(item.term) +\(NumberFormat.decimals(item.contribution, 2))")
                }
            }
        }
    }
}
