package import Stories

/// The pages of one document, and which pieces of stories on them belong together.
///
/// A piece that goes on elsewhere is joined with the piece that comes from its page: page numbers decide, and where a page has
/// several such pieces, the rare pairs of characters that the two share.
package struct Edition {
    /// A page of the document.
    package struct EditionPage {
        /// What the document calls it; its place, from 1, when it says nothing.
        let number: String
        var articles: [Article]
        var leftovers: [Leftover]

        package init(number: String, articles: [Article] = [], leftovers: [Leftover]) {
            self.number = number
            self.articles = articles
            self.leftovers = leftovers
        }

        /// Whether a jump line that names a page means this one: its number, or what its folio says.
        package func isCalled(_ label: String) -> Bool {
            if PageName.isSame(number, label) { return true }
            return leftovers.contains { leftover in
                leftover.kind == .folio
                    && leftover.text.split { !$0.isLetter && !$0.isNumber }.contains {
                        $0.uppercased() == label || $0.hasPrefix("第\(label)版") || $0.uppercased().hasPrefix("\(label)版")
                    }
            }
        }
    }

    private(set) var pages: [EditionPage]

    /// Pieces that share less than this have only their page numbers in common.
    private static let likenessMin = 0.02

    /// Which pieces go on with which: the likest pairs first, and those that are the only ones for each other.
    ///
    /// - Parameter isPair: Whether page numbers allow a first and a second piece, by their places.
    /// - Returns: The place of a second piece by that of its first.
    /// - Complexity: O(glyphs + firsts · seconds)
    package static func pairs(
        _ firsts: [Article], _ seconds: [Article], where isPair: (_ first: Int, _ second: Int) -> Bool = { _, _ in true }
    ) -> [Int: Int] {
        guard !firsts.isEmpty, !seconds.isEmpty else { return [:] }
        let index = GramIndex(seconds.map(text))
        var pairs: [(likeness: Double, first: Int, second: Int)] = []
        for first in firsts.indices {
            let likeness = index.likeness(of: text(firsts[first])[...])
            for second in seconds.indices where isPair(first, second) { pairs.append((likeness[second] ?? 0, first, second)) }
        }
        let candidates = (
            ofFirst: Dictionary(grouping: pairs, by: \.first).mapValues(\.count),
            ofSecond: Dictionary(grouping: pairs, by: \.second).mapValues(\.count)
        )
        var found: [Int: Int] = [:]
        var reached: Set<Int> = []
        for pair in pairs.sorted(by: { ($0.likeness, $1.first, $1.second) > ($1.likeness, $0.first, $0.second) }) {
            let isOnlyPair = candidates.ofFirst[pair.first] == 1 && candidates.ofSecond[pair.second] == 1
            guard pair.likeness >= likenessMin || isOnlyPair, found[pair.first] == nil, !reached.contains(pair.second) else {
                continue
            }
            found[pair.first] = pair.second
            reached.insert(pair.second)
        }
        return found
    }

    private struct Piece: Hashable {
        var page: Int
        var article: Int
    }

    init(_ pages: [EditionPage]) {
        self.pages = pages
        join()
    }

    private mutating func join() {
        let all = pages.indices.flatMap { page in pages[page].articles.indices.map { Piece(page: page, article: $0) } }
        let firsts = all.filter { article($0).continuesOn != nil }
        let seconds = all.filter { article($0).continuedFrom != nil }
        let pairs = Self.pairs(firsts.map(article), seconds.map(article)) { isPair(firsts[$0], seconds[$1]) }
        let next = Dictionary(uniqueKeysWithValues: pairs.map { (firsts[$0], seconds[$1]) })
        let reached = Set(next.values)
        // Pieces that lead to each other in a circle have no first one, and stay as they are.
        var taken: [Piece] = []
        for first in all where !reached.contains(first) {
            var last = first
            while let piece = next[last] {
                append(piece, to: first)
                taken.append(piece)
                last = piece
            }
        }
        for piece in taken.sorted(by: { $0.article > $1.article }) { pages[piece.page].articles.remove(at: piece.article) }
    }

    private func article(_ piece: Piece) -> Article { pages[piece.page].articles[piece.article] }

    private static func text(_ article: Article) -> Glyphs { ((article.headline ?? "") + article.body).glyphs }

    private func isPair(_ first: Piece, _ second: Piece) -> Bool {
        guard first.page != second.page, let on = article(first).continuesOn, let from = article(second).continuedFrom else {
            return false
        }
        return pages[second.page].isCalled(on.page) && pages[first.page].isCalled(from.page)
    }

    /// Puts a second piece behind the first; its headline, which the page set over it, is left with its page.
    private mutating func append(_ second: Piece, to first: Piece) {
        let piece = article(second)
        pages[first.page].articles[first.article].goOn(with: piece)
        pages[second.page].leftovers += piece.leftovers
    }
}

extension Article {
    /// Puts the piece that it continues on behind it.
    package mutating func goOn(with piece: Article) {
        // In mid-sentence the paragraph goes on.
        let goesOn = body.last.map { !String($0).glyphs[...].endsSentence } ?? false
        body += (!goesOn ? "\n" : language == .english ? " " : "") + piece.body
        byline.merge(piece.byline)
        continuesOn = piece.continuesOn
    }

    /// What a piece that goes on with another leaves to its page: what the page set over it.
    package var leftovers: [Leftover] {
        [headline.map { Leftover(.banner, $0) }, dateline.map { Leftover(.label, $0) }].compactMap { $0 }
    }
}
