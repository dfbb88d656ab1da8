import Daemon
import Stories

/// A story with its keywords lit, and the sum behind its verdict, as a page.
struct ExplanationPage {
    private let stories: [Story]
    private let categories: [String]

    /// - Parameter categories: The categories that have colours, in the lexicon's order.
    init(_ stories: [Story], categories: [String]) {
        self.stories = stories
        self.categories = categories
    }

    /// The page.
    var html: HTML {
        let first = stories.first?.copy.article
        let language = stories.count == 1 ? first?.language : nil
        return HTML.page(
            title: first?.headline ?? "Why a story is where it is",
            language: language == .chinese ? "zh" : "en", categories: categories
        ) { html in
            for story in stories {
                self.story(story, &html)
                html.element("div", ["class": "grid"]) { html in
                    for label in story.verdict.labels { sum(label, &html) }
                }
            }
        }
    }

    private func place(_ category: String) -> Int { categories.firstIndex(of: category) ?? categories.count - 1 }

    private func story(_ story: Story, _ html: inout HTML) {
        let (article, verdict) = (story.copy.article, story.verdict)
        html.element("div", ["class": "story"]) { html in
            if let headline = article.headline {
                html.element("h1") { lit(headline, verdict, inHeadline: true, &$0) }
            }
            for paragraph in HighlightedText(article.body, verdict, inHeadline: false).paragraphs {
                html.element("p") { lit(paragraph, &$0) }
            }
        }
        html.element("p") { html in
            html.element("span", ["class": "badge of-\(place(verdict.category))"], text: verdict.category)
            html.text("  \(verdict.confidence) % sure")
            html.element("span", ["class": "soft small"], text: "  lexicon \(verdict.lexicon)")
        }
    }

    private func lit(_ text: String, _ verdict: Verdict, inHeadline: Bool, _ html: inout HTML) {
        let paragraphs = HighlightedText(text, verdict, inHeadline: inHeadline).paragraphs
        for (index, paragraph) in paragraphs.enumerated() {
            if index > 0 { html.void("br", [:]) }
            lit(paragraph, &html)
        }
    }

    private func lit(_ runs: [HighlightedText.Run], _ html: inout HTML) {
        for run in runs {
            guard let label = run.label else {
                html.text(run.text)
                continue
            }
            html.element(
                "mark",
                [
                    "class": "of-\(place(label.category))",
                    "title": "\(label.category), weight \(NumberFormat.decimals(label.weight, 2))",
                ],
                text: run.text)
        }
    }

    // MARK: - The sum

    private func sum(_ label: Label, _ html: inout HTML) {
        let own = "of-\(place(label.category))"
        let rest = label.score - label.evidence.reduce(0) { $0 + $1.contribution }
        html.element("div", ["class": "card \(own)"]) { html in
            html.element("h2") { html in
                html.element("span", ["class": "badge"], text: label.category)
                html.text("  \(label.confidence) %")
            }
            meter(Double(label.confidence) / 100, &html)
            html.element("table") { html in
                html.element("tr") { html in
                    for title in ["term", "weight", "times", "adds"] { html.element("th", text: title) }
                }
                for item in label.evidence { row(item, &html) }
                html.element("tr") { html in
                    for cell in ["bias and rest", "", "", signed(rest)] { html.element("td", text: cell) }
                }
                html.element("tr") { html in
                    for cell in ["score", "", "", NumberFormat.decimals(label.score, 2)] {
                        html.element("td") { $0.element("b", text: cell) }
                    }
                }
            }
        }
    }

    private func row(_ item: Evidence, _ html: inout HTML) {
        html.element("tr") { html in
            html.element("td") { html in
                html.text(item.term)
                if item.headline { html.element("span", ["class": "soft small"], text: "  headline") }
            }
            for cell in [NumberFormat.decimals(item.weight, 2), "\(item.count)", signed(item.contribution)] {
                html.element("td", text: cell)
            }
        }
    }

    private func meter(_ part: Double, _ html: inout HTML) {
        html.element("div", ["class": "meter"]) { html in
            html.element("svg", ["viewBox": "0 0 100 4", "preserveAspectRatio": "none", "role": "img"]) { html in
                html.element(
                    "rect", ["width": NumberFormat.decimals(part * 100, 1), "height": "4", "class": "own"]
                ) { _ in }
            }
        }
    }

    private func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + NumberFormat.decimals(value, 2) }
}
