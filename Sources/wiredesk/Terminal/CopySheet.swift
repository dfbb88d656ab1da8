import Daemon
import Stories

/// A story as a sheet of copy: headline, who wrote it, and the body wrapped to the terminal.
struct CopySheet: Sendable {
    let style: Style
    let columns: Int

    /// The sheet, ending in an empty line.
    func text(of story: Story) -> String {
        let article = story.copy.article
        var lines = [heading(story)]
        lines += article.headline?.split(separator: "\n").map { style(String($0), .bold) } ?? []
        let credits = credits(article)
        if !credits.isEmpty { lines.append(style(credits, .dim)) }
        for paragraph in article.body.split(separator: "\n") {
            let text = Array("　　\(paragraph)".unicodeScalars)
            lines += LineBreaks.lines(of: text, columns: columns).map { String(String.UnicodeScalarView(text[$0])) }
        }
        let jumps = [article.continuedFrom, article.continuesOn].compactMap { $0 }
        lines += jumps.map { style("→ \($0.text)", .dim) }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// What stands over the stories of one page of several, ending in an empty line.
    func heading(ofPage id: String) -> String {
        let name = id.split(separator: "/").last.map { "page \($0)" } ?? id
        return style("\(name) " + String(repeating: "═", count: max(4, columns - name.count - 1)), .bold) + "\n\n"
    }

    /// What belongs to no story, a line each, ending in an empty line; nothing when nothing is left.
    func text(of leftovers: [Leftover]) -> String {
        guard !leftovers.isEmpty else { return "" }
        let rule = String(repeating: "─", count: max(4, columns - 20))
        let lines = leftovers.flatMap { leftover in
            let kind = leftover.kind.rawValue
            let label = kind + String(repeating: " ", count: max(1, 9 - kind.utf8.count))
            return leftover.text.split(separator: "\n").enumerated().map { i, line in
                style(i == 0 ? label : String(repeating: " ", count: 9), .dim) + line
            }
        }
        return ([style("in no story \(rule)", .dim)] + lines).joined(separator: "\n") + "\n\n"
    }

    private func heading(_ story: Story) -> String {
        let place = story.copy.page.map { "\($0.index)/\($0.of)" } ?? ""
        let table = StoryTable(style: style, columns: columns)
        let rule = String(repeating: "─", count: max(4, columns - 23 - place.count))
        return table.chip(story.verdict.category) + style(" \(story.verdict.confidence) % ", .dim) + style(rule, .dim)
            + " " + place
    }

    private func credits(_ article: Article) -> String {
        let byline = article.byline
        let people = [
            ("reporters", byline.reporters), ("correspondents", byline.correspondents),
            ("photographers", byline.photographers), ("editors", byline.editors),
        ].filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
        return ([article.dateline].compactMap { $0 } + people).joined(separator: " · ")
    }
}
