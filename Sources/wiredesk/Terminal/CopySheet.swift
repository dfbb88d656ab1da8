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
            lines += wrapped("　　" + paragraph, to: columns)
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    private func heading(_ story: Story) -> String {
        let place = story.copy.page.map { "\($0.index)/\($0.of)" } ?? ""
        let table = StoryTable(style: style, columns: columns)
        let rule = String(repeating: "─", count: max(4, columns - 22 - place.count))
        return table.chip(story.verdict.category) + style("\(story.verdict.confidence) % ", .dim) + style(rule, .dim)
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

/// Breaks text into lines of at most so many columns: between Chinese characters anywhere, in Latin text at spaces.
func wrapped(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    var lastSpace: (index: String.Index, used: Int)?
    for character in text {
        let width = character.unicodeScalars.reduce(0) { $0 + DisplayWidth.of($1) }
        if used + width > columns, !line.isEmpty {
            if let space = lastSpace, width == 1, character != " " {
                lines.append(String(line[..<space.index]))
                line = String(line[line.index(after: space.index)...])
                used -= space.used + 1
            } else {
                lines.append(line)
                (line, used) = ("", 0)
            }
            lastSpace = nil
            if character == " ", line.isEmpty { continue }
        }
        if character == " " { lastSpace = (line.endIndex, used) } else if width == 2 { lastSpace = nil }
        line.append(character)
        used += width
    }
    return line.isEmpty ? lines : lines + [line]
}
