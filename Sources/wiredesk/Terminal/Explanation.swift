import Daemon
import Stories

/// A story with its keywords lit, and the sum behind its verdict.
struct Explanation: Sendable {
    let style: Style
    let columns: Int

    /// Terms that a category's sum lists; what the rest adds is summed up.
    private static let termsMax = 12

    /// The whole explanation.
    func text(of story: Story) -> String {
        let article = story.copy.article
        var parts: [String] = []
        if let headline = article.headline {
            parts.append(lit(headline, story.verdict, inHeadline: true))
        }
        if !article.body.isEmpty { parts.append(lit(article.body, story.verdict, inHeadline: false)) }
        parts.append(contentsOf: sums(story.verdict))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func sums(_ verdict: Verdict) -> [String] {
        let head =
            "\(style(verdict.category, .bold, .colour(CategoryColours.index(of: verdict.category))))"
            + "  \(verdict.confidence) % sure  " + style("lexicon \(verdict.lexicon)", .dim)
        return [head] + verdict.labels.map(sum)
    }

    private func sum(_ label: Label) -> String {
        let colour = Style.TextStyle.colour(CategoryColours.index(of: label.category))
        let listed = label.evidence.prefix(Self.termsMax)
        let rest = label.score - listed.reduce(0) { $0 + $1.contribution }
        let widest = max(10, listed.map { DisplayWidth.of($0.term) }.max() ?? 0)
        var lines = [
            style(DisplayWidth.fit(label.category, to: widest + 2), colour)
                + style("weight  count  adds", .dim)
        ]
        lines += listed.map { item in
            "  " + DisplayWidth.fit(item.term, to: widest) + right(NumberFormat.decimals(item.weight, 2), 6)
                + right(String(item.count), 7) + right(signed(item.contribution), 8)
                + (item.headline ? style("  headline", .dim) : "")
        }
        lines.append(
            "  " + DisplayWidth.fit("bias and rest", to: max(widest, 13))
                + right(signed(rest), 21 - max(0, 13 - widest)))
        lines.append(
            "  " + style(DisplayWidth.fit("score", to: widest), .bold)
                + right(NumberFormat.decimals(label.score, 2), 21)
                + style("  → \(label.confidence) %", colour))
        return lines.joined(separator: "\n")
    }

    private func signed(_ value: Double) -> String {
        (value < 0 ? "" : "+") + NumberFormat.decimals(value, 2)
    }

    private func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(1, columns - DisplayWidth.of(text))) + text
    }
}

// MARK: - Lit text

extension Explanation {
    /// A text in which every keyword is lit in the colour of the category it speaks for most; lines are wrapped.
    private func lit(_ text: String, _ verdict: Verdict, inHeadline: Bool) -> String {
        HighlightedText(text, verdict, inHeadline: inHeadline).lines(columns: columns)
            .map { $0.map { lit($0, isBold: inHeadline) }.joined() }.joined(separator: "\n")
    }

    private func lit(_ run: HighlightedText.Run, isBold: Bool) -> String {
        guard let label = run.label else { return isBold ? style(run.text, .bold) : run.text }
        // Without colours, brackets have to do.
        return style.isOn ? style(run.text, .ground(CategoryColours.index(of: label.category))) : "[\(run.text)]"
    }
}
