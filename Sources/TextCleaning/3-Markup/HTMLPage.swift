import Stories

/// A page of HTML read as one story: its headline, its body, and what stands around them.
///
/// The body is the one `<article>`, or `<main>`, or all of `<body>`, without navigation, asides, forms, and headers and
/// footers of the page; the headline is the first `<h1>`, or the title.
struct HTMLPage {
    /// The headline; empty when there is none.
    private(set) var headline = ""
    /// The body: paragraphs separated by a blank line.
    private(set) var body = ""
    /// What else the page says: its title, where that is not the headline, and all that stands outside the body.
    private(set) var rest: [String] = []

    /// Reads a page.
    ///
    /// - Throws: `malformed` when the HTML is too deep or too complex.
    /// - Complexity: O(bytes)
    init(_ html: String, as kind: HTMLTree.ParseContext = .document) throws(Rejection) {
        var tree = try HTMLTree(html, as: kind)
        let plan = Plan(&tree)
        tree.rewind()
        var walk = TreeCursor()
        var parts = Parts()
        // The part that each open element began in: it ends in the same.
        var path: [WritableKeyPath<Parts, HTMLParagraphs>] = []
        var isBody = true
        while let event = tree.next() {
            switch event {
            case .open(let element):
                walk.open(element)
                path.append(plan.part(at: walk))
                parts[keyPath: plan.part(at: walk)].open(element)
            case .close(let element):
                if let part = path.popLast() { parts[keyPath: part].close(element) }
                walk.close(element)
            case .text(let text): parts[keyPath: plan.part(at: walk)].append(text)
            }
            guard (plan.part(at: walk) == \.body) != isBody else { continue }
            isBody.toggle()
            parts.body.beginParagraph()
            parts.outside.beginParagraph()
        }
        let title = parts.title.text
        headline = parts.headline.isEmpty ? title : parts.headline.text
        body = parts.body.text
        rest = [headline == title ? "" : title, parts.outside.text].filter { !$0.isEmpty }
    }

    // MARK: - Parts

    private struct Parts {
        var title = HTMLParagraphs()
        var headline = HTMLParagraphs()
        var body = HTMLParagraphs()
        var outside = HTMLParagraphs()
    }

    /// Where the walk is.
    private struct TreeCursor {
        private(set) var articles = 0
        private(set) var mains = 0
        private var furniture = 0
        private(set) var titles = 0
        /// The headlines of the first level that the walk is in, by their numbers.
        private var headlines: [Int] = []
        /// The innermost of them; -1 when it is in none.
        var headline: Int { headlines.last ?? -1 }
        /// How many articles that are in no other have begun, and how many headlines of the first level.
        private(set) var articleCount = 0
        private(set) var headlineCount = 0
        /// Whether each header and footer that the walk is in is the page's.
        private var edges: [Bool] = []
        private var heads = 0

        var isInFurniture: Bool { furniture > 0 }
        var isInEdge: Bool { edges.contains(true) }
        var isInHead: Bool { heads > 0 }

        mutating func open(_ element: HTMLElement) {
            switch element {
            case .article:
                if articles == 0 { articleCount += 1 }
                articles += 1
            case .main: mains += 1
            case .furniture: furniture += 1
            case .edge: edges.append(articles == 0)
            case .title: titles += 1
            case .head: heads += 1
            case .headline(1):
                headlines.append(headlineCount)
                headlineCount += 1
            default: break
            }
        }

        mutating func close(_ element: HTMLElement) {
            switch element {
            case .article: articles -= 1
            case .main: mains -= 1
            case .furniture: furniture -= 1
            case .edge: edges.removeLast()
            case .title: titles -= 1
            case .head: heads -= 1
            case .headline(1): headlines.removeLast()
            default: break
            }
        }
    }

    /// Which part of a page is its body, and which headline is its own.
    private struct Plan {
        private enum Root { case body, main, article(Int) }
        private var root = Root.body
        private var headline = -1

        init(_ tree: inout HTMLTree) {
            var articles: [(bytes: Int, headline: Int)] = []
            var mains = 0
            var all = 0
            var walk = TreeCursor()
            while let event = tree.next() {
                switch event {
                case .open(let element):
                    walk.open(element)
                    while articles.count < walk.articleCount { articles.append((0, -1)) }
                    guard walk.headline >= 0, !walk.isInFurniture else { continue }
                    if headline < 0 { headline = walk.headline }
                    if walk.articles > 0, articles[walk.articleCount - 1].headline < 0 {
                        articles[walk.articleCount - 1].headline = walk.headline
                    }
                case .close(let element): walk.close(element)
                case .text(let text):
                    guard !walk.isInFurniture, !walk.isInEdge, !walk.isInHead else { continue }
                    all += text.count
                    if walk.mains > 0 { mains += text.count }
                    if walk.articles > 0 { articles[walk.articleCount - 1].bytes += text.count }
                }
            }
            if mains > 0 { root = .main }
            // One of several is the story when it is longer than the others together.
            let total = articles.reduce(0) { $0 + $1.bytes }
            guard let best = articles.indices.max(by: { articles[$0].bytes < articles[$1].bytes }),
                articles[best].bytes * 2 > total, articles[best].bytes * 4 > all || articles[best].bytes > 600
            else { return }
            root = .article(best + 1)
            if articles[best].headline >= 0 { headline = articles[best].headline }
        }

        func part(at walk: TreeCursor) -> WritableKeyPath<Parts, HTMLParagraphs> {
            if walk.titles > 0 || walk.isInHead { return \.title }
            if walk.headline >= 0, walk.headline == headline { return \.headline }
            if walk.isInFurniture || walk.isInEdge { return \.outside }
            let isInside =
                switch root {
                case .body: true
                case .main: walk.mains > 0
                case .article(let number): walk.articles > 0 && walk.articleCount == number
                }
            return isInside ? \.body : \.outside
        }
    }
}
