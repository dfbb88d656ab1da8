import Stories
import Testing

@testable import Daemon
@testable import wiredesk

@Suite struct `A page` {
    @Test func `holds no text that could be taken for markup`() {
        var html = HTML()
        html.element("p", ["title": #""><script>"#]) { $0.text("<b>&\u{0}\u{1B}") }
        #expect(html.text == #"<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;"# + "\u{FFFD}\u{FFFD}</p>")
    }

    @Test func `is one document that fetches nothing`() {
        let text = HTML.page(title: "a < b", categories: ["safety"]) { $0.element("p", text: "x") }.text
        #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(text.contains("<title>a &lt; b</title>") && text.contains("<main><p>x</p></main>"))
        #expect(text.contains(".of-0{--own:#ffaf00}"))
        #expect(!text.contains("http"))
    }

    private let story = Story(
        copy: ArticleCopy(
            article: Article(headline: "A <fire>", body: "It burnt.\nAll night.", language: .english)),
        intake: "command", channel: nil, receivedAt: Timestamp(milliseconds: 0),
        verdict: Verdict(
            category: "safety", confidence: 90,
            labels: [
                Label(
                    category: "safety", confidence: 90, score: 2.5, mediaTopics: [],
                    evidence: [
                        Evidence(
                            term: "fire", weight: 2.5, count: 1, contribution: 1.5, headline: true, at: [3..<7]),
                        Evidence(
                            term: "night", weight: -1, count: 1, contribution: -0.25, headline: false, at: [14..<19]),
                    ])
            ], lexicon: LexiconVersion(name: "default", version: "0123456789ab")))

    @Test func `of a story lights its keywords and sums them up`() {
        let text = ExplanationPage([story], categories: ["safety", "unclassified"]).html.text
        #expect(text.contains(#"A &lt;<mark class="of-0" title="safety, weight 2.50">fire</mark>&gt;"#), "\(text)")
        // What speaks against it is in the sum, but not lit; paragraphs stay apart.
        #expect(text.contains("<p>It burnt.</p><p>All night.</p>"))
        for part in ["<td>+1.50</td>", "<td>−0.25</td>", "<td>+1.25</td>", "<b>2.50</b>", "90 %"] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `and a terminal light the same runs`() {
        let lines = HighlightedText("A fire\nfire", story.verdict, inHeadline: true).lines(columns: 20)
        let light = HighlightedText.Light(category: "safety", weight: 2.5)
        #expect(
            lines == [
                [HighlightedText.Run(text: "A f", label: nil), HighlightedText.Run(text: "ire", label: light)],
                [HighlightedText.Run(text: "fire", label: nil)],
            ])
    }

    @Test(arguments: [
        (0.0, 3, "0.000"), (0.9996, 3, "1.000"), (-0.054, 2, "−0.05"), (12.345, 1, "12.3"), (-0.001, 2, "0.00"),
    ])
    func `shows decimals as people write them`(value: Double, places: Int, text: String) {
        #expect(NumberFormat.decimals(value, places) == text)
    }
}
