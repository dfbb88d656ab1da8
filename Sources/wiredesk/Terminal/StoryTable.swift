import Daemon
import Stories

/// Stories as rows of a terminal table: category, confidence, headline, and the terms that decided.
struct StoryTable: Sendable {
    let style: Style
    let columns: Int

    /// One row as it is written, with its newline.
    func row(_ story: Story) -> [UInt8] {
        Array((TerminalText.rendered(line(story.verdict, story.copy.article), hasColour: style.isOn) + "\n").utf8)
    }

    /// One row, without a newline.
    func line(_ verdict: Verdict, _ article: Article) -> String {
        let terms = Self.deciding(verdict).joined(separator: " · ")
        let room = max(30, columns - 19)
        let headlineColumns = max(24, room * 3 / 5)
        return chip(verdict.category) + " " + confidence(verdict) + "  "
            + style(DisplayWidth.fit(Self.title(of: article), to: headlineColumns), .bold) + "  "
            + style(DisplayWidth.cut(terms, to: room - headlineColumns - 2), .dim)
    }

    /// The category in its colour.
    func chip(_ category: String) -> String {
        let name = DisplayWidth.fit(category, to: 12)
        return style("▌", .colour(CategoryColours.index(of: category)))
            + style(name, .colour(CategoryColours.index(of: category)))
    }

    private func confidence(_ verdict: Verdict) -> String {
        let digits = String(verdict.confidence)
        let text = String(repeating: " ", count: max(0, 3 - digits.count)) + digits
        return verdict.confidence >= 60 ? text : style(text, .dim)
    }

    /// The headline in one line, or the start of the body of a story without one.
    static func title(of article: Article) -> String {
        if let headline = article.headline { return headline.replacing("\n", with: " / ") }
        let line = article.body.prefix { $0 != "\n" }
        return line.isEmpty ? "(no text)" : String(line)
    }

    /// The terms that spoke most for the primary category, with what each added to its score.
    static func deciding(_ verdict: Verdict) -> [String] {
        let evidence = verdict.labels.first { $0.category == verdict.category }?.evidence ?? []
        var total: [(term: String, contribution: Double)] = []
        for item in evidence {
            if let index = total.firstIndex(where: { $0.term == item.term }) {
                total[index].contribution += item.contribution
            } else {
                total.append((item.term, item.contribution))
            }
        }
        return total.filter { $0.contribution > 0 }.sorted { $0.contribution > $1.contribution }.prefix(4)
            .map { "\($0.term) +\(NumberFormat.decimals($0.contribution, 2))" }
    }
}
