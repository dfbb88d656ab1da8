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
            parts.append(lit(headline, story.verdict, inHeadline: true, look: [.bold]))
        }
        if !article.body.isEmpty { parts.append(lit(article.body, story.verdict, inHeadline: false, look: [])) }
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
    private func lit(_ text: String, _ verdict: Verdict, inHeadline: Bool, look: [Style.Look]) -> String {
        let scalars = Array(text.unicodeScalars)
        let colours = colours(verdict, inHeadline: inHeadline, count: scalars.count)
        var out = ""
        var column = 0
        var run = String.UnicodeScalarView()
        var runColour: Int?
        func flush() {
            let text = String(run)
            if let colour = runColour { out += lit(text, colour) } else { out += plain(text, look) }
            run = String.UnicodeScalarView()
        }
        for (index, scalar) in scalars.enumerated() {
            let width = DisplayWidth.of(scalar)
            let wordEnds = scalar == " " && column + wordColumns(scalars, after: index) > columns
            if scalar == "\n" || wordEnds || column + width > columns {
                flush()
                out += "\n"
                column = 0
                if scalar == "\n" || scalar == " " { continue }
            }
            if colours[index] != runColour {
                flush()
                runColour = colours[index]
            }
            run.append(scalar)
            column += width
        }
        flush()
        return out
    }

    private func lit(_ text: String, _ colour: Int) -> String {
        // Without colours, brackets have to do.
        style.isOn ? style(text, .ground(colour)) : "[\(text)]"
    }

    private func plain(_ text: String, _ look: [Style.Look]) -> String {
        look.contains(.bold) ? style(text, .bold) : text
    }

    /// Columns of the Latin word that starts behind a space, with that space.
    private func wordColumns(_ scalars: [Unicode.Scalar], after index: Int) -> Int {
        var columns = 1
        for scalar in scalars[(index + 1)...] {
            if scalar == " " || scalar == "\n" || DisplayWidth.of(scalar) == 2 { break }
            columns += 1
        }
        return columns
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
