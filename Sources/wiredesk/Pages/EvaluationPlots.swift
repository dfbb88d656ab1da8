import Daemon
import Stories
import LexiconTraining

/// The plots of a report, as SVG.
struct EvaluationPlots {
    let classes: [String]

    private func number(_ value: Double) -> String {
        let text = NumberFormat.decimals(value.magnitude, 1)
        return value < -0.05 ? "-\(text)" : text
    }

    private func text(
        _ content: String, x: Double, y: Double, anchor: String = "start", soft: Bool = false, _ html: inout HTML
    ) {
        html.element(
            "text",
            ["x": number(x), "y": number(y), "text-anchor": anchor, "class": soft ? "soft" : "text"], text: content)
    }

    private func box(
        x: Double, y: Double, width: Double, height: Double, look: String, opacity: Double = 1, title: String = "",
        _ html: inout HTML
    ) {
        html.element(
            "rect",
            [
                "x": number(x), "y": number(y), "width": number(max(0, width)), "height": number(height), "rx": "2",
                "class": look, "fill-opacity": NumberFormat.decimals(opacity, 2),
            ]
        ) { html in
            if !title.isEmpty { html.element("title", text: title) }
        }
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, dash: String = "0", _ html: inout HTML) {
        html.element(
            "line",
            [
                "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2), "class": "rule",
                "stroke-dasharray": dash,
            ]
        ) { _ in }
    }

    // MARK: - Sources

    /// Macro-F1 by source: a full bar for whole stories, a pale one for headlines alone.
    func sources(_ sources: [(name: String, part: EvaluationReport.MeasuredRows)], _ html: inout HTML) {
        let (left, width, row) = (110.0, 540.0, 46.0)
        let height = row * Double(sources.count) + 24
        html.element("svg", ["viewBox": "0 0 900 \(number(height))", "role": "img"]) { html in
            for tenth in stride(from: 0.0, through: 1, by: 0.2) {
                line(left + tenth * width, 0, left + tenth * width, height - 20, &html)
                text(
                    NumberFormat.decimals(tenth, 1), x: left + tenth * width, y: height - 4, anchor: "middle",
                    soft: true,
                    &html)
            }
            for (index, source) in sources.enumerated() {
                let y = Double(index) * row
                let (whole, heads) = (source.part.whole, source.part.headlines)
                text(source.name.isEmpty ? "(no source)" : source.name, x: left - 10, y: y + 22, anchor: "end", &html)
                box(
                    x: left, y: y + 6, width: whole.macroF1 * width, height: 16, look: "bar",
                    title: "\(source.name), whole: macro-F1 \(NumberFormat.decimals(whole.macroF1, 3))", &html)
                text(
                    "\(NumberFormat.decimals(whole.macroF1, 3))   ECE \(NumberFormat.decimals(whole.calibrationError, 3))   "
                        + "\(NumberFormat.count(whole.count)) stories",
                    x: left + width + 10, y: y + 18, &html)
                guard heads.count > 0 else { continue }
                box(
                    x: left, y: y + 25, width: heads.macroF1 * width, height: 11, look: "bar", opacity: 0.4,
                    title: "\(source.name), headlines alone: macro-F1 \(NumberFormat.decimals(heads.macroF1, 3))", &html
                )
                text(
                    "\(NumberFormat.decimals(heads.macroF1, 3))   headlines alone", x: left + width + 10, y: y + 35,
                    soft: true, &html)
            }
        }
    }

    // MARK: - Confusion

    /// What is taken for what: the darker, the greater the part of its row.
    func confusion(_ evaluation: Evaluation, _ html: inout HTML) {
        let (left, top, cell) = (92.0, 26.0, 76.0)
        let size = cell * Double(classes.count)
        let box = "0 0 \(number(left + size)) \(number(top + size))"
        html.element("svg", ["viewBox": box, "role": "img"]) { html in
            for (index, name) in classes.enumerated() {
                let middle = (Double(index) + 0.5) * cell
                text(name, x: left + middle, y: 14, anchor: "middle", soft: true, &html)
                text(name, x: left - 8, y: top + middle + 4, anchor: "end", &html)
            }
            for (row, counts) in evaluation.confusion.enumerated() {
                let total = max(1, counts.reduce(0, +))
                for (column, count) in counts.enumerated() {
                    let (x, y) = (left + Double(column) * cell, top + Double(row) * cell)
                    let part = Double(count) / Double(total)
                    self.box(
                        x: x + 1, y: y + 1, width: cell - 2, height: cell - 2, look: "heat",
                        opacity: 0.05 + 0.6 * part,
                        title: "\(count) of \(total) of \(classes[row]) judged \(classes[column])", &html)
                    text(NumberFormat.count(count), x: x + cell / 2, y: y + cell / 2, anchor: "middle", &html)
                    text(
                        NumberFormat.percent(part), x: x + cell / 2, y: y + cell / 2 + 16, anchor: "middle", soft: true,
                        &html)
                }
            }
        }
    }

    // MARK: - Reliability

    /// How often verdicts of each confidence are right: on the diagonal, confidence comes true. The pale bars below say
    /// how many verdicts there are.
    func reliability(_ evaluation: Evaluation, _ html: inout HTML) {
        let (left, size, foot) = (44.0, 330.0, 60.0)
        html.element("svg", ["viewBox": "0 0 \(number(left + size + 16)) \(number(size + foot + 44))", "role": "img"]) {
            html in
            for tenth in stride(from: 0.0, through: 1, by: 0.2) {
                line(left, size * (1 - tenth) + 8, left + size, size * (1 - tenth) + 8, &html)
                text(
                    NumberFormat.percent(tenth), x: left - 8, y: size * (1 - tenth) + 12, anchor: "end", soft: true,
                    &html)
                text(
                    NumberFormat.percent(tenth), x: left + tenth * size, y: size + foot + 26, anchor: "middle",
                    soft: true,
                    &html)
            }
            line(left, size + 8, left + size, 8, dash: "4 4", &html)
            let most = Double(evaluation.tenths.map(\.count).max() ?? 1)
            for (index, tenth) in evaluation.tenths.enumerated() where tenth.count > 0 {
                let count = Double(tenth.count)
                let (right, said) = (Double(tenth.right) / count, tenth.confidence / count)
                let x = left + Double(index) * size / 10
                let title =
                    "\(tenth.count) verdicts: said \(NumberFormat.percent(said)), right \(NumberFormat.percent(right))"
                box(
                    x: x + 3, y: size * (1 - right) + 8, width: size / 10 - 6, height: right * size, look: "bar",
                    opacity: 0.55, title: title, &html)
                html.element(
                    "circle",
                    [
                        "cx": number(left + said * size), "cy": number(size * (1 - right) + 8), "r": "4",
                        "class": "bar",
                    ]
                ) { $0.element("title", text: title) }
                box(
                    x: x + 3, y: size + foot + 10 - foot * count / most * 0.8, width: size / 10 - 6,
                    height: foot * count / most * 0.8, look: "bar", opacity: 0.25, title: title, &html)
            }
            text("confidence said", x: left + size / 2, y: size + foot + 42, anchor: "middle", soft: true, &html)
        }
    }
}
