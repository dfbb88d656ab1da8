import Daemon
import Stories
import TextCleaning

/// How pages were read, drawn to scale: each line in the colour of its story, display type in a frame, leftovers grey. What a
/// line was taken for, and what decided, is shown where a pointer rests.
struct ReadingPage {
    private let title: String
    private let pages: [PageReading]

    /// Takes pages, and the name of what they are from.
    init(_ title: String, _ pages: [PageReading]) {
        self.title = title
        self.pages = pages
    }

    /// The page.
    var html: HTML {
        HTML.page(title: "How \(title) is split", categories: []) { html in
            html.styleSheet(Self.style)
            html.element("h1", text: title)
            for page in pages { self.page(page, &html) }
        }
    }

    private static let style = """
        main{max-width:none} .paper{background:#fdfcf9;border:1px solid var(--line);max-width:70rem} .paper text{fill:#20242a}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.8rem 0} .legend b{display:inline-block;width:.9em;height:.9em;border-radius:.2em;margin-right:.4em;vertical-align:-.1em}
        .why{font-size:.85rem} .why td,.why th{text-align:left;padding:.1rem .6rem .1rem 0;border:0} .why td:nth-child(4){max-width:40rem}
        .bar{border-left:.4rem solid var(--own);padding-left:.5rem!important}

        """

    private func page(_ page: PageReading, _ html: inout HTML) {
        if let number = page.number { html.element("h2", text: "Page \(number)") }
        legend(page, &html)
        if page.lines.contains(where: { $0.frame != nil }) { drawing(page, &html) } else { table(page, &html) }
    }

    private func legend(_ page: PageReading, _ html: inout HTML) {
        html.element("div", ["class": "legend"]) { html in
            for story in 0..<page.stories {
                let headline = page.lines.filter { $0.story == story && $0.role == .headline }.map(\.text).joined(separator: " ")
                let first = page.lines.first { $0.story == story && $0.role == .body }?.text
                html.element("span") { html in
                    html.element("b", ["style": "background:\(Self.colour(of: story))"], text: "")
                    html.text("\(story + 1)  " + (headline.isEmpty ? "(no headline) \(first ?? "")" : headline))
                }
            }
            html.element("span", ["class": "soft"]) { html in
                html.element("b", ["style": "background:#9aa3ad"], text: "")
                html.text("in no story")
            }
        }
    }

    private static func colour(of story: Int) -> String { PageStyle.colour(at: ReadingSheet.colour(of: story)) }

    private static func title(of line: PageReading.LineReading) -> String {
        let place = line.story.map { "story \($0 + 1), \(line.role.rawValue)" } ?? line.kind?.rawValue ?? line.role.rawValue
        return "\(place): \(line.reason)"
    }

    // MARK: - To scale

    /// A number of SVG, to a tenth.
    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    private func drawing(_ page: PageReading, _ html: inout HTML) {
        let frames = page.lines.compactMap(\.frame)
        let left = (frames.map(\.left).min() ?? 0) - 10
        let top = (frames.map(\.top).min() ?? 0) - 10
        let width = (frames.map { $0.left + $0.width }.max() ?? 0) + 10 - left
        let height = (frames.map { $0.top + $0.height }.max() ?? 0) + 10 - top
        let box = [left, top, width, height].map(Self.number)
        html.element("svg", ["class": "paper", "viewBox": box.joined(separator: " "), "role": "img"]) { html in
            for line in page.lines { if let frame = line.frame { draw(line, frame, &html) } }
        }
    }

    private func draw(_ line: PageReading.LineReading, _ frame: PageReading.LineFrame, _ html: inout HTML) {
        let colour = line.story.map(Self.colour) ?? "#9aa3ad"
        let isDisplay = [.headline, .deck, .kicker, .crossHead, .byline].contains(line.role)
        html.element("g") { html in
            html.element("title", text: Self.title(of: line))
            html.element(
                "rect",
                [
                    "x": Self.number(frame.left - 1), "y": Self.number(frame.top), "width": Self.number(frame.width + 2),
                    "height": Self.number(frame.height), "fill": colour, "fill-opacity": line.story == nil ? "0.18" : "0.3",
                    "stroke": colour, "stroke-width": isDisplay ? "2" : "0",
                ]
            ) { _ in }
            html.element(
                "text",
                [
                    "x": Self.number(frame.left), "y": Self.number(frame.top + frame.height * 0.8),
                    "font-size": Self.number(max(1, frame.height * 0.78)), "textLength": Self.number(max(1, frame.width)),
                    "lengthAdjust": "spacingAndGlyphs",
                ], text: line.text)
        }
    }

    // MARK: - Text alone

    private func table(_ page: PageReading, _ html: inout HTML) {
        html.element("table", ["class": "why"]) { html in
            html.element("tr") { html in
                for title in ["story", "taken for", "line", "costs"] { html.element("th", text: title) }
            }
            for line in page.lines {
                let colour = line.story.map(Self.colour) ?? "#9aa3ad"
                html.element("tr") { html in
                    html.element("td", ["class": "bar", "style": "--own:\(colour)"], text: line.story.map { "\($0 + 1)" } ?? "–")
                    html.element("td", text: line.kind?.rawValue ?? line.role.rawValue)
                    html.element("td", text: line.text)
                    html.element("td", ["class": "soft"], text: line.reason)
                }
            }
        }
    }
}
