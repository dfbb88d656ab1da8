import Journaling
import Stories
import TextCleaning

/// Joins the pieces of a story that stands on two pages of an edition, when the pages come in as messages of their own.
///
/// The ids of the pages name the edition (``PageName``), jump lines the pages. The story is the one that its first piece began:
/// when the rest comes in, it gets a version with the whole text. A rest that came in first is withdrawn then, since it is told
/// in the other. A piece that is corrected later gives the whole text anew; one that is sent again is the duplicate it was.
struct EditionJoin {
    private let reader: JournalReader
    /// Who sent the message, and by which intake, where its copy names no source.
    private let delivery: Delivery

    init(_ reader: JournalReader, source delivery: Delivery) {
        self.reader = reader
        self.delivery = delivery
    }

    /// Messages in stretches to be stored one after the other: one with a piece of a story begins a stretch, so that it finds
    /// in the journal what came before it.
    static func parts(of cleaned: [CleanedMessage]) -> [[CleanedMessage]] {
        cleaned.reduce(into: []) { parts, message in
            if parts.isEmpty || message.hasPieces { parts.append([]) }
            parts[parts.count - 1].append(message)
        }
    }

    /// The message with whole stories in place of its pieces, as far as their other pieces are in the journal.
    ///
    /// - Complexity: For each piece at most some 200 look-ups in the journal, and O(glyphs of what they find).
    func joined(_ cleaned: CleanedMessage) throws(JournalError) -> CleanedMessage {
        guard case .success(var message) = cleaned.message else { return cleaned }
        var taken: Set<Int> = []
        var left: [Int: [Leftover]] = [:]
        var others: [ArticleCopy] = []
        for page in message.pages {
            guard let name = page.id.flatMap(PageName.init(id:)) else { continue }
            let place = Edition.EditionPage(number: name.number, leftovers: Array(message.leftovers[page.leftovers]))
            let pieces = page.stories.map { (place: $0, copy: message.copies[$0]) }
            for (label, rests) in Self.grouped(pieces, by: { $0.copy.article.continuedFrom?.page }) {
                for (rest, whole) in try wholes(endingWith: rests.map(\.copy), from: label, name, place).sorted(by: {
                    $0.key < $1.key
                }) {
                    taken.insert(rests[rest].place)
                    left[rests[rest].place] = rests[rest].copy.article.leftovers
                    others.append(whole)
                }
            }
            let firsts = pieces.filter { !taken.contains($0.place) }.map(\.copy)
            for (label, firsts) in Self.grouped(firsts, by: { $0.article.continuesOn?.page }) {
                others += try rests(of: firsts, on: label, name, place)
            }
        }
        guard !others.isEmpty else { return cleaned }
        message.replace(taken, with: others, leaving: left)
        var joined = cleaned
        joined.message = .success(message)
        return joined
    }

    /// Pieces by the page that they name, in order; without those that name none.
    private static func grouped<Piece>(_ pieces: [Piece], by page: (Piece) -> String?) -> [(page: String, pieces: [Piece])] {
        Dictionary(grouping: pieces.filter { page($0) != nil }) { page($0) ?? "" }
            .map { ($0.key, $0.value) }.sorted { $0.page < $1.page }
    }

    // MARK: - The two orders

    /// The stories of the journal that pieces are the rests of, with the pieces behind them, by the places of the pieces.
    private func wholes(
        endingWith rests: [ArticleCopy], from label: String, _ name: PageName, _ place: Edition.EditionPage
    ) throws(JournalError) -> [Int: ArticleCopy] {
        let firsts = try stories(on: label, of: name, source(of: rests[0])).compactMap { versions in
            versions.last { $0.article.continuesOn.map { place.isCalled($0.page) } == true }
        }
        var wholes: [Int: ArticleCopy] = [:]
        for (first, rest) in Edition.pairs(firsts.map(\.article), rests.map(\.article)) {
            var whole = firsts[first].copy
            whole.source = rests[rest].source
            whole.article.goOn(with: rests[rest].article)
            wholes[rest] = whole
        }
        return wholes
    }

    /// What comes behind pieces that go on elsewhere: whole stories, and withdrawals of rests that were stories till now.
    private func rests(
        of firsts: [ArticleCopy], on label: String, _ name: PageName, _ place: Edition.EditionPage
    ) throws(JournalError) -> [ArticleCopy] {
        let source = source(of: firsts[0])
        let rests = try stories(on: label, of: name, source).compactMap { versions in
            versions.last.flatMap { $0.article.continuedFrom.map { place.isCalled($0.page) } == true ? $0 : nil }
        }
        let pairs = Edition.pairs(firsts.map(\.article), rests.map(\.article))
        var copies: [ArticleCopy] = []
        for (first, copy) in firsts.enumerated() {
            var whole = copy
            whole.version = nil
            if let rest = pairs[first] {
                whole.article.goOn(with: rests[rest].article)
                copies.append(whole)
                copies.append(
                    ArticleCopy(
                        article: Article(body: "", language: copy.article.language), id: rests[rest].id, source: copy.source,
                        isWithdrawal: true))
            } else if let rest = try joinedRest(of: copy, on: label, source) {
                whole.article.goOn(with: rest)
                copies.append(whole)
            }
        }
        return copies
    }

    /// The rest of a story that was joined before, whose first piece comes again, corrected perhaps.
    private func joinedRest(of copy: ArticleCopy, on label: String, _ source: String) throws(JournalError) -> Article? {
        guard let id = copy.id else { return nil }
        let versions = try versions(of: id, source)
        guard let newest = versions.last,
            let piece = versions.last(where: { $0.continuesOn?.page == label })?.body,
            newest.continuesOn?.page != label, newest.body.utf8.starts(with: piece.utf8), newest.body != piece
        else { return nil }
        var rest = newest.article
        rest.body = String(
            decoding: newest.body.utf8.dropFirst(piece.utf8.count).drop { $0 == 0x0A || $0 == 0x20 }, as: UTF8.self)
        return rest
    }

    // MARK: - What the journal has

    private func source(of copy: ArticleCopy) -> String { delivery.sender ?? copy.source ?? delivery.intake }

    /// The stories of a page of the edition that have not been withdrawn, each with its versions.
    private func stories(
        on label: String, of name: PageName, _ source: String
    ) throws(JournalError) -> [[PublishedRecord]] {
        for sibling in name.siblings(called: label) where sibling != name {
            var (stories, missing): ([[PublishedRecord]], Int) = ([], 0)
            for index in 1...Self.storiesMax where missing < Self.missingMax {
                let id = "\(sibling.id)#\(index)"
                let versions = try versions(of: id, source)
                missing = versions.isEmpty ? missing + 1 : 0
                if let newest = versions.last, newest.event != StoryEvent.kill.rawValue { stories.append(versions) }
            }
            if !stories.isEmpty { return stories }
        }
        return []
    }

    /// The most stories of a page, and how many of them may be missing in a row: pieces that were joined are no stories.
    private static let (storiesMax, missingMax) = (64, 16)

    private func versions(of id: String, _ source: String) throws(JournalError) -> [PublishedRecord] {
        try reader.versions(of: Identity(source: source, id: id), bytes: Self.bytesMax).compactMap {
            try? PublishedRecord(json: $0.record)
        }
    }

    /// Bytes of records of one story that are read.
    private static let bytesMax = 4 << 20
}

extension PublishedRecord {
    /// The copy that it was made of, without the number that its producer gave.
    fileprivate var copy: ArticleCopy {
        ArticleCopy(
            article: article, id: id, publishedAt: publishedAt.flatMap(Timestamp.init), source: source, url: url,
            urgency: urgency, embargoedUntil: embargoedUntil.flatMap(Timestamp.init),
            page: page.map { PagePlace(id: $0.id, index: $0.index, of: $0.of) })
    }
}
