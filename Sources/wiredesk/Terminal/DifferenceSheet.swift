import Daemon
import Classification
import LexiconTraining
import Stories

/// What differs between two lexicons and what that changes, for a terminal.
struct DifferenceSheet {
    let style: Style
    let columns: Int
    /// How many terms of each kind are listed.
    let termsMax: Int

    /// Versions, settings, and how many terms differ.
    func head(_ old: LexiconVersion, _ new: LexiconVersion, _ difference: LexiconDifference) -> [String] {
        let counts = [
            ("added", difference.added.count), ("removed", difference.removed.count),
            ("changed", difference.changed.count),
        ]
        let terms = counts.map { "\(NumberFormat.count($1)) \($0)" }.joined(separator: ", ")
        return ["\(style("\(old) → \(new)", .bold))  \(difference.isEmpty ? "no difference" : "terms: \(terms)")"]
            + difference.settings.map { "  \(style("~", .yellow)) \($0)" }
    }

    // MARK: - Terms

    /// The terms that differ.
    func terms(_ difference: LexiconDifference, _ before: [String], _ after: [String]) -> [String] {
        let listed =
            difference.added.prefix(termsMax).map { ("+", Style.TextStyle.green, $0.text, weights($0, after)) }
            + difference.removed.prefix(termsMax).map { ("−", Style.TextStyle.red, $0.text, weights($0, before)) }
            + difference.changed.prefix(termsMax).map { change in
                let weights = change.weights.map { item in
                    "\(name(item.category)) \(NumberFormat.decimals(item.old, 2)) → \(NumberFormat.decimals(item.new, 2))"
                }
                return ("~", Style.TextStyle.yellow, change.old.text, weights.joined(separator: "  "))
            }
        let widest = min(30, listed.map { DisplayWidth.of($0.2) }.max() ?? 0)
        var lines = listed.map { mark, look, text, weights in
            "  \(style(mark, look)) \(DisplayWidth.fit(text, to: widest))  \(weights)"
        }
        let all = difference.added.count + difference.removed.count + difference.changed.count
        if all > listed.count {
            lines.append(style("  … and \(NumberFormat.count(all - listed.count)) more (--terms)", .dim))
        }
        return lines
    }

    private func weights(_ term: Lexicon.Term, _ classes: [String]) -> String {
        zip(classes, term.weights).filter { $1 != 0 }.sorted { $0.1.magnitude > $1.1.magnitude }
            .map { "\(name($0)) \(NumberFormat.decimals($1, 2))" }.joined(separator: "  ")
    }

    private func name(_ category: String) -> String { style(category, .colour(CategoryColours.index(of: category))) }

    // MARK: - Flips

    /// What the difference does to stories.
    func flips(_ flips: Flips) -> [String] {
        guard flips.stories > 0 else { return [] }
        var lines = [
            "",
            "\(style(NumberFormat.count(flips.count), .bold)) of \(NumberFormat.count(flips.stories)) stories land elsewhere",
        ]
        if flips.labelled.count > 0 {
            let (count, old, new) = flips.labelled
            let gain = new - old
            lines[1] +=
                "; right were \(NumberFormat.count(old)) of \(NumberFormat.count(count)), now \(NumberFormat.count(new)) "
                + style("(\(gain < 0 ? "−" : "+")\(NumberFormat.count(abs(gain))))", gain < 0 ? .red : .green)
        }
        let moves = flips.moves.sorted { ($1.value, $0.key.from, $0.key.to) < ($0.value, $1.key.from, $1.key.to) }
        for (move, count) in moves {
            lines += ["", "\(name(move.from)) → \(name(move.to))  \(NumberFormat.count(count))"]
            for example in flips.examples[move] ?? [] {
                lines.append("  " + DisplayWidth.cut(TerminalText.onOneLine(example.opening), to: columns - 2))
                lines.append("    " + style(DisplayWidth.cut("was \(reason(example.old))", to: columns - 4), .dim))
                lines.append("    " + style(DisplayWidth.cut("is  \(reason(example.new))", to: columns - 4), .dim))
            }
        }
        return lines
    }

    private func reason(_ verdict: Verdict) -> String {
        let label = verdict.labels.first { $0.category == verdict.category }
        let terms = label?.evidence.filter { $0.contribution > 0 }.prefix(6)
            .map { "\($0.term) +\(NumberFormat.decimals($0.contribution, 2))" }
        return "\(verdict.category) \(verdict.confidence)  " + (terms ?? []).joined(separator: " · ")
    }
}
