import Hashing
package import Stories

/// Turns raw copy into clean articles: decodes, cleans, takes out bylines, splits pages.
///
/// Pure: the same payload always gives the same copy.
///
///     let parser = ArticleParser(format: .auto)
///     for copy in try parser.parse(payload).copies { … }
package struct ArticleParser: Sendable {
    private let format: CopyFormat
    private let encoding: TextEncoding
    private let dates: DateReader
    private let captions: CaptionUse

    /// Makes the article parser of an intake.
    ///
    /// - Parameters:
    ///   - zone: The zone of dates that name none.
    ///   - captions: What becomes of captions that somebody signs.
    package init(
        format: CopyFormat = .auto, encoding: TextEncoding = .utf8, zone: LocalZone = .utc, captions: CaptionUse = .leftover
    ) {
        self.captions = captions
        self.format = format
        self.encoding = encoding
        dates = zone.reader
    }

    /// Reads one payload.
    ///
    /// - Parameter id: The id of the story or page; `nil` leaves it to the payload.
    /// - Returns: One piece of copy, or one for each story of a page, in the order of the page; with what is left besides.
    /// - Throws: `undecodable` when the payload is not text in the intake's encoding, `malformed` when it should be a
    ///   JSON article and is none, `empty` when no text is left after cleaning.
    /// - Complexity: O(bytes), in time and memory.
    package func parse(_ payload: [UInt8], id: String? = nil) throws(Rejection) -> ParsedMessage {
        let text = try encoding.decode(payload)
        let first = text.firstIndex { !Self.isBlank($0) } ?? text.endIndex
        let isObject = first < text.endIndex && text[first] == UInt8(ascii: "{")
        let isArray = Self.beginsArray(text, at: first)
        if format == .page || format == .auto, let positions = PositionedDocument.format(of: text) {
            return try page(PositionedDocument.pages(of: text, positions), JSONArticle(id: id))
        }
        switch format {
        case .json,
            .auto where isObject || isArray:
            let object = try JSONArticle(text, id: id, dates: dates)
            return object.positions == nil ? try story(object) : try page(object)
        case .page where isObject: return try page(JSONArticle(text, id: id, dates: dates))
        case .page where first < text.endIndex && text[first] == UInt8(ascii: "<"):
            let markup = try MarkupText(String(decoding: text, as: UTF8.self))
            return try page(TextLines(markup.headline + "\n\n" + markup.text), JSONArticle(id: id, markup))
        case .page: return try page(TextLines(text), JSONArticle(id: id))
        case .text, .auto: return try plain(text, id: id)
        }
    }

    /// Reads a payload that is no object: a story, or where the format leaves it open a page.
    private func plain(_ text: [UInt8], id: String?) throws(Rejection) -> ParsedMessage {
        var sheet = TextLines(text)
        var carrier = JSONArticle(id: id)
        if text.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) {
            let markup = try MarkupText(payload: String(decoding: text, as: UTF8.self))
            carrier = JSONArticle(id: id, markup)
            if markup.isMarkup, !markup.headline.isEmpty { return try story(carrier) }
            sheet = TextLines(markup.text)
        }
        return format == .auto && !carrier.isMarkup && NewspaperPage.isLikely(sheet)
            ? try page(sheet, carrier) : try story(sheet, carrier)
    }

    /// A page as it comes, before it is split.
    enum PageSheet {
        case positions([PositionedPage])
        case text(TextLines)
    }

    /// What a payload is when it is read as a page.
    ///
    /// - Throws: As ``parse(_:id:)``.
    func sheet(of payload: [UInt8]) throws(Rejection) -> PageSheet {
        let text = try encoding.decode(payload)
        if let positions = PositionedDocument.format(of: text) {
            return .positions(try PositionedDocument.pages(of: text, positions))
        }
        switch text.first(where: { !Self.isBlank($0) }) {
        case UInt8(ascii: "{"):
            let object = try JSONArticle(text, dates: dates)
            guard let positions = object.positions else { return .text(TextLines(object.body)) }
            return .positions(try PositionedDocument.pages(of: Array(object.body.utf8), positions))
        case UInt8(ascii: "<"):
            let markup = try MarkupText(String(decoding: text, as: UTF8.self))
            return .text(TextLines(markup.headline + "\n\n" + markup.text))
        default: return .text(TextLines(text))
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0A ~= byte || byte == 0x0D }

    /// `[{` and `[[` begin an array, which is refused with that reason; `[Reuters]` begins a text.
    private static func beginsArray(_ text: [UInt8], at first: Int) -> Bool {
        guard first < text.endIndex, text[first] == UInt8(ascii: "[") else { return false }
        let next = text[(first + 1)...].first { !isBlank($0) }
        return next == UInt8(ascii: "{") || next == UInt8(ascii: "[")
    }

    // MARK: - Stories

    private func story(_ sheet: TextLines, _ carrier: JSONArticle) throws(Rejection) -> ParsedMessage {
        try Self.readable(sheet)
        var sheet = sheet
        var leftovers: [Leftover] = []
        var subject: Range<Int>?
        if let head = MailHead.find(in: sheet) {
            for line in 0..<head.lines {
                if line == head.subject {
                    let value = MailHead.value(of: sheet.text(line))
                    subject = value.startIndex..<value.endIndex
                } else {
                    leftovers.append(Leftover(.label, String(sheet.text(line))))
                }
            }
            sheet.lines.removeFirst(head.lines)
        }
        var furniture = Furniture(of: &sheet, .story)
        let jumps = furniture.taken.compactMap { $0.leftover.jumpLine }
        let headline = subject == nil ? Headline.lines(of: sheet) : 0
        let all = Array(sheet.lines.indices)
        let script = ArticleDraft(
            sheet: sheet, headline: subject.map { [$0] } ?? sheet.lines[..<headline].map(\.range),
            body: Array(all[headline...]), byline: furniture.byline)
        var (article, others) = script.article()
        if article.headline == nil { article.headline = furniture.takeTitle() }
        for jump in jumps { article.take(jump) }
        leftovers += furniture.taken.map(\.leftover)
        return ParsedMessage(
            copies: [carrier.copy(of: try Self.nonempty(article))],
            leftovers: carrier.leftovers + leftovers + others)
    }

    private func story(_ object: JSONArticle) throws(Rejection) -> ParsedMessage {
        let headline = object.cleanHeadline
        if CleanText.isClean(object.body) {
            let language = object.language ?? Language(script: (headline ?? "") + object.body)
            let article = Article(headline: headline, body: object.body, byline: object.people, language: language)
            return ParsedMessage(
                copies: [object.copy(of: article)], leftovers: object.leftovers, notes: object.notes)
        }
        var sheet = TextLines(object.body)
        try Self.readable(sheet)
        var furniture = Furniture(of: &sheet, .story)
        var people = object.people
        people.merge(furniture.byline)
        let lines = Array(sheet.lines.indices)
        let script =
            object.isMarkup
            ? ArticleDraft(sheet: sheet, paragraphs: lines.map { [$0] }, byline: people)
            : ArticleDraft(sheet: sheet, body: lines, byline: people)
        var (article, others) = script.article(language: object.language)
        // A headline in the body beside the producer's own.
        if headline != nil, let title = article.headline { others.append(Leftover(.label, title)) }
        article.headline = headline ?? article.headline ?? furniture.takeTitle()
        for jump in furniture.taken.compactMap({ $0.leftover.jumpLine }) { article.take(jump) }
        if object.language == nil { article.language = Language(script: (headline ?? "") + article.body) }
        return ParsedMessage(
            copies: [object.copy(of: object.isWithdrawal ? article : try Self.nonempty(article))],
            leftovers: object.leftovers + furniture.taken.map(\.leftover) + others, notes: object.notes)
    }

    private static func nonempty(_ article: Article) throws(Rejection) -> Article {
        guard article.body.isEmpty, article.headline == nil else { return article }
        throw Rejection(.empty, "no text is left after cleaning")
    }

    /// Refuses text of which too much was lost before it came, or that was read in a wrong encoding beyond repair.
    private static func readable(_ sheet: TextLines) throws(Rejection) {
        if let damage = sheet.damage { throw Rejection(.undecodable, damage) }
    }

    // MARK: - Pages

    private func page(_ object: JSONArticle) throws(Rejection) -> ParsedMessage {
        guard object.isWithdrawal else {
            var message =
                if let positions = object.positions {
                    try page(PositionedDocument.pages(of: Array(object.body.utf8), positions), object)
                } else { try page(TextLines(object.body), object) }
            // The stories have headlines of their own.
            if let headline = object.cleanHeadline { message.leaveFirst(Leftover(.label, headline)) }
            return message
        }
        let sheet = TextLines(object.body)
        // The journal knows which stories the page held.
        var withdrawal = object.copy(of: Article(body: "", language: object.language ?? .undetermined))
        withdrawal.id = object.id ?? sheet.fingerprint
        let notice = [object.cleanHeadline].compactMap { $0 } + sheet.lines.indices.map { String(sheet.text($0)) }
        let text = notice.isEmpty ? [] : [Leftover(.unknown, notice.joined(separator: "\n"))]
        return ParsedMessage(copies: [withdrawal], leftovers: object.leftovers + text, notes: object.notes)
    }

    private func page(_ sheet: TextLines, _ object: JSONArticle) throws(Rejection) -> ParsedMessage {
        try Self.readable(sheet)
        let contents = NewspaperPage(sheet).contents(language: object.language)
            .with(captionsAs: captions, language: object.language)
        var articles = contents.articles
        var leftovers = object.leftovers + contents.leftovers
        if articles.isEmpty {
            // Text without any story that is told from others is one story.
            let whole = try story(sheet, object)
            articles = whole.copies.map(\.article)
            leftovers = whole.leftovers
        }
        return message(of: articles, leftovers, object, id: object.id ?? sheet.fingerprint)
    }

    /// Reads pages with positions. A document of several has a page for each, with an id of its own, and stories that go on from
    /// page to page are joined.
    private func page(_ pages: [PositionedPage], _ object: JSONArticle) throws(Rejection) -> ParsedMessage {
        let sheet = TextLines(pages.flatMap(\.lines).map(\.text).joined(separator: "\n"))
        try Self.readable(sheet)
        let numbers = Self.numbers(of: pages)
        let edition = Edition(
            zip(pages, numbers).map { page, number in
                let contents = PositionedStories.contents(of: page, language: object.language)
                    .with(captionsAs: captions, language: object.language)
                return Edition.EditionPage(number: number, articles: contents.articles, leftovers: contents.leftovers)
            })
        // A few lines that are in no columns say no more than their words.
        guard edition.pages.contains(where: { !$0.articles.isEmpty }) else { return try page(sheet, object) }
        let id = object.id ?? sheet.fingerprint
        if edition.pages.count == 1 {
            let page = edition.pages[0]
            return message(of: page.articles, object.leftovers + page.leftovers, object, id: id)
        }
        let blank = zip(pages, edition.pages).filter { $0.0.lines.isEmpty }.map { "page \($0.1.number)" }
        var message = ParsedMessage(
            document: id,
            pages: edition.pages.map { page in
                let id = PageName(edition: id, number: page.number).id
                return (id, copies(of: page.articles, object, page: id), page.leftovers)
            },
            notes: object.notes
                + blank.map { CopyNote(.unreadValue, key: $0, "has no text: a scan has to be recognised first (OCR)") })
        for leftover in object.leftovers.reversed() { message.leaveFirst(leftover) }
        return message
    }

    /// What the document calls its pages; their places, from 1, when it does not tell them apart.
    static func numbers(of pages: [PositionedPage]) -> [String] {
        let numbers = pages.compactMap(\.number).filter(PageName.isNumber)
        return Set(numbers).count == pages.count ? numbers : pages.indices.map { String($0 + 1) }
    }

    private func message(
        of articles: [Article], _ leftovers: [Leftover], _ object: JSONArticle, id: String
    ) -> ParsedMessage {
        ParsedMessage(copies: copies(of: articles, object, page: id), leftovers: leftovers, notes: object.notes)
    }

    private func copies(of articles: [Article], _ object: JSONArticle, page id: String) -> [ArticleCopy] {
        articles.enumerated().map { i, article in
            var copy = object.copy(of: article)
            copy.id = "\(id)#\(i + 1)"
            copy.page = PagePlace(id: id, index: i + 1, of: articles.count)
            return copy
        }
    }
}

extension TextLines {
    /// `sha256:` and 32 hexadecimal digits of the clean text: lines without spaces around them, without blank lines.
    fileprivate var fingerprint: String {
        let text = lines.indices.map { line in String(self.text(line)) }.joined(separator: "\n")
        return "sha256:" + SHA256.hex(of: Array(text.utf8), length: 32)
    }
}
