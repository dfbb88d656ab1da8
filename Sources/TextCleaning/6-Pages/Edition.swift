import Stories

/// The pages of one document, and which pieces of stories on them belong together.
///
/// A piece that goes on elsewhere is joined with the piece that comes from its page: page numbers decide, and where a page has
/// several such pieces, the rare pairs of characters that the two share.
struct Edition {
    /// A page of the document.
    struct EditionPage {
        /// What the document calls it; its place, from 1, when it says nothing.
        let number: String
        var articles: [Article]
        var leftovers: [Leftover]

        /// Whether a jump line that names a page means this one: its number, or what its folio says.
        fileprivate func isCalled(_ label: String) -> Bool {
            if number == label { return true }
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
        guard !firsts.isEmpty, !seconds.isEmpty else { return }
        let index = GramIndex(seconds.map { Self.text(article($0)) })
        var pairs: [(likeness: Double, first: Piece, second: Piece)] = []
        for first in firsts {
            let likeness = index.likeness(of: Self.text(article(first))[...])
            for (i, second) in seconds.enumerated() where isPair(first, second) {
                pairs.append((likeness[i] ?? 0, first, second))
            }
        }
        var next: [Piece: Piece] = [:]
        var reached: Set<Piece> = []
        for pair in pairs.sorted(by: {
            ($0.likeness, $1.first.page, $1.first.article) > ($1.likeness, $0.first.page, $0.first.article)
        }) {
            let isOnlyPair = pairs.count { $0.first == pair.first } == 1 && pairs.count { $0.second == pair.second } == 1
            guard pair.likeness >= Self.likenessMin || isOnlyPair, next[pair.first] == nil, !reached.contains(pair.second)
            else {
                continue
            }
            next[pair.first] = pair.second
            reached.insert(pair.second)
        }
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
        var whole = article(first)
        // In mid-sentence the paragraph goes on.
        let goesOn = whole.body.last.map { !String($0).glyphs[...].endsSentence } ?? false
        let gap = !goesOn ? "\n" : whole.language == .english ? " " : ""
        whole.body += gap + piece.body
        whole.byline.merge(piece.byline)
        whole.continuesOn = piece.continuesOn
        pages[first.page].articles[first.article] = whole
        if let headline = piece.headline { pages[second.page].leftovers.append(Leftover(.banner, headline)) }
        if let dateline = piece.dateline { pages[second.page].leftovers.append(Leftover(.label, dateline)) }
    }
}
