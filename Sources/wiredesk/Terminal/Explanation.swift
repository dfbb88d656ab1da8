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
        let colour = Style.Look.colour(CategoryColours.index(of: label.category))
        let listed = label.evidence.prefix(Self.termsMax)
        let rest = label.score - listed.reduce(0) { $0 + $1.contribution }
        let widest = max(10, listed.map { DisplayWidth.of($0.term) }.max() ?? 0)
        var lines = [
            style(DisplayWidth.fit(label.category, to: widest + 2), colour)
                + style("weight  count  adds", .dim)
        ]
        lines += listed.map { item in
            "  " + DisplayWidth.fit(item.term, to: widest) + right(Score.text(item.weight), 6)
                + right(String(item.count), 7) + right(signed(item.contribution), 8)
                + (item.headline ? style("  headline", .dim) : "")
        }
        lines.append(
            "  " + DisplayWidth.fit("bias and rest", to: max(widest, 13))
                + right(signed(rest), 21 - max(0, 13 - widest)))
        lines.append(
            "  " + style(DisplayWidth.fit("score", to: widest), .bold) + right(Score.text(label.score), 21)
                + style("  → \(label.confidence) %", colour))
        return lines.joined(separator: "\n")
    }

    private func signed(_ value: Double) -> String {
        (value < 0 ? "" : "+") + Score.text(value)
    }

    private func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(1, columns - DisplayWidth.of(text))) + text
    }
}

// MARK: - Lit text

extension Explanation {
    /// A text in which every keyword is lit in the colour of the category it speaks for most; lines are wrapped.
    private func lit(_ text: String, _ verdict: Verdict, inHeadline: Bool) -> String {
        let scalars = Array(text.unicodeScalars)
        let colours = colours(verdict, inHeadline: inHeadline, count: scalars.count)
        return paragraphs(of: scalars).flatMap { paragraph in
            LineBreaks.lines(of: Array(scalars[paragraph]), columns: columns).map { line in
                lit(
                    scalars, colours, line.lowerBound + paragraph.lowerBound..<line.upperBound + paragraph.lowerBound,
                    inHeadline)
            }
        }.joined(separator: "\n")
    }

    /// One line, run by run of the same colour.
    private func lit(_ text: [Unicode.Scalar], _ colours: [Int?], _ line: Range<Int>, _ isBold: Bool) -> String {
        var out = ""
        var start = line.lowerBound
        while start < line.upperBound {
            let end = line.dropFirst(start - line.lowerBound).first { colours[$0] != colours[start] } ?? line.upperBound
            let run = String(String.UnicodeScalarView(text[start..<end]))
            if let colour = colours[start] {
                // Without colours, brackets have to do.
                out += style.isOn ? style(run, .ground(colour)) : "[\(run)]"
            } else {
                out += isBold ? style(run, .bold) : run
            }
            start = end
        }
        return out
    }

    private func paragraphs(of text: [Unicode.Scalar]) -> [Range<Int>] {
        var paragraphs: [Range<Int>] = []
        var start = 0
        for index in text.indices where text[index] == "\n" {
            paragraphs.append(start..<index)
            start = index + 1
        }
        return paragraphs + [start..<text.count]
    }

    private func colours(_ verdict: Verdict, inHeadline: Bool, count: Int) -> [Int?] {
        var strongest = [Double](repeating: 0, count: count)
        var colours = [Int?](repeating: nil, count: count)
        for label in verdict.labels {
            for item in label.evidence where item.headline == inHeadline && item.weight > 0 {
                for position in item.at.joined() where position < count && item.weight > strongest[position] {
                    strongest[position] = item.weight
                    colours[position] = CategoryColours.index(of: label.category)
                }
            }
        }
        return colours
    }
}
