import Stories

/// A newspaper page as an extractor gives it, split into its stories.
///
/// A page is read in four steps, each linear in its size:
/// 1. ``LineClassifier`` tells body lines from lines on display, and where paragraphs begin.
/// 2. Bylines, datelines and displays cut the body into ``BodyBlock``s.
/// 3. Pieces become stories: one with a byline or dateline begins a story; one without goes on with the story whose
///    sentence was left open or whose words it shares, or is a story of its own.
/// 4. Each line on display goes to the story with which it shares rare pairs of characters, or to none.
struct NewspaperPage {
    private let sheet: TextLines
    private let furniture: Furniture

    /// Takes a page.
    init(_ sheet: TextLines) {
        var sheet = sheet
        sheet.mend()
        furniture = Furniture(of: &sheet, .page)
        Self.setUpright(&sheet)
        self.sheet = sheet
    }

    /// Puts headlines together that are set from top to bottom, of which extractors make a line for each character.
    private static func setUpright(_ sheet: inout TextLines) {
        var lines: [TextLines.Line] = []
        var run: [TextLines.Line] = []
        func isCharacter(_ line: TextLines.Line) -> Bool {
            line.range.count <= 2 && sheet.glyphs[line.range].allSatisfy { $0.isChineseCharacter }
        }
        func end() {
            if run.count >= 4, let first = run.first, let last = run.last {
                var whole = first
                whole.range = first.range.lowerBound..<last.range.upperBound
                whole.width = run.reduce(0) { $0 + $1.width }
                lines.append(whole)
            } else {
                lines += run
            }
            run = []
        }
        for line in sheet.lines {
            // A line end stands between them.
            let goesOn = run.last.map { $0.range.upperBound + 1 == line.range.lowerBound } ?? true
            if !isCharacter(line) || !goesOn { end() }
            if isCharacter(line) { run.append(line) } else { lines.append(line) }
        }
        end()
        sheet.lines = lines
    }

    /// The articles of a page, and everything else that stands on it.
    struct Contents {
        /// The stories in the order in which their bodies begin.
        var articles: [Article] = []
        /// What belongs to no story, in the order of the page.
        var leftovers: [Leftover] = []
    }

    /// Reads the page.
    ///
    /// - Parameter language: What the producer said; otherwise the script decides.
    /// - Complexity: O(glyphs)
    func contents(language: Language?) -> Contents {
        var taken = furniture.taken
        let division = divided()
        let manuscripts = division.drafts
        taken += division.others.map { ($0.range.lowerBound, $0.leftover) }
        var contents = Contents()
        let jumps = jumps(of: manuscripts)
        for (i, draft) in manuscripts.enumerated() {
            var (article, leftovers) = draft.article(language: language)
            for jump in jumps[i] ?? [] { article.take(jump) }
            if article.body.isEmpty, article.headline == nil {
                // A dateline or byline alone is no story.
                for line in draft.body + draft.paragraphs.joined() {
                    taken.append((draft.position, Leftover(.label, String(sheet.text(line)))))
                }
                continue
            }
            taken += leftovers.map { (draft.position, $0) }
            if manuscripts.count > 1, isCaption(article) {
                taken.append((draft.position, caption(article)))
            } else {
                contents.articles.append(article)
            }
        }
        // Swift's sort is stable: what stands at one place stays in its order.
        contents.leftovers = taken.sorted { $0.position < $1.position }.map(\.leftover)
        return contents
    }

    /// The stories of a page, what belongs to none of them, and why.
    private struct StoryDivision {
        let drafts: [ArticleDraft]
        /// With the place on the sheet, which may be several lines.
        let others: [(range: Range<Int>, leftover: Leftover)]
        /// What decided about a line, in a few words and figures.
        let reason: (Int) -> String
    }

    private func divided() -> StoryDivision {
        guard EnglishPage.isEnglish(sheet) else {
            let (drafts, others, classifier) = chineseStories()
            return StoryDivision(
                drafts: drafts, others: others.map { ($0, display($0)) }, reason: classifier.explanation)
        }
        if EnglishColumns.isUnspaced(sheet) {
            let columns = EnglishColumns(
                sheet, jumps: furniture.taken.filter { $0.leftover.kind == .jump }.map(\.position))
            let (drafts, others) = columns.stories()
            return StoryDivision(drafts: drafts, others: others, reason: columns.reason)
        }
        let page = EnglishPage(sheet)
        let (drafts, banners) = page.stories()
        return StoryDivision(
            drafts: drafts,
            others: banners.map { (sheet.lines[$0].range, display(sheet.lines[$0].range)) }, reason: page.reason)
    }

    /// How the page is read.
    func reading() -> PageReading {
        let division = divided()
        var lines: [(position: Int, reading: PageReading.LineReading)] = furniture.taken.map { taken in
            (
                taken.position,
                .init(
                    text: taken.leftover.text, frame: nil, role: .leftover, kind: taken.leftover.kind, story: nil,
                    reason: "furniture of the page")
            )
        }
        var (heads, bodies): ([Int: Int], [Int: Int]) = ([:], [:])
        for (story, draft) in division.drafts.enumerated() {
            for line in draft.body + draft.paragraphs.joined() { bodies[line] = story }
            for range in draft.headline { heads[self.line(at: range.lowerBound)] = story }
        }
        var kinds: [Int: Leftover.LeftoverKind] = [:]
        for other in division.others {
            for line in line(at: other.range.lowerBound)..<sheet.lines.endIndex {
                guard sheet.lines[line].range.lowerBound < other.range.upperBound else { break }
                kinds[line] = other.leftover.kind
            }
        }
        for i in sheet.lines.indices {
            let story = heads[i] ?? bodies[i]
            let role: PageReading.ReadingRole =
                BylineExtraction.credit(sheet.text(i)) != nil
                ? .byline : heads[i] != nil ? .headline : story != nil ? .body : .leftover
            lines.append(
                (
                    sheet.lines[i].range.lowerBound,
                    .init(
                        text: String(sheet.text(i)), frame: nil, role: role,
                        kind: role == .leftover ? kinds[i] ?? .unknown : nil, story: story, reason: division.reason(i))
                ))
        }
        return PageReading(
            lines: lines.sorted { $0.position < $1.position }.map(\.reading), stories: division.drafts.count)
    }

    /// The line that a place on the sheet is in.
    private func line(at position: Int) -> Int { sheet.lines.partitioningIndex { $0.range.upperBound > position } }

    /// The jump lines of stories, by their places: what leads on stands behind a story's text, what leads back before it.
    private func jumps(of stories: [ArticleDraft]) -> [Int: [JumpLine]] {
        let jumps = furniture.taken.compactMap { taken in taken.leftover.jumpLine.map { (taken.position, $0) } }
        guard !jumps.isEmpty else { return [:] }
        var places: [(range: Range<Int>, story: Int)] = []
        for (story, draft) in stories.enumerated() {
            let lines = (draft.body + draft.paragraphs.joined()).map { sheet.lines[$0].range } + draft.headline
            places += lines.map { ($0, story) }
        }
        places.sort { $0.range.lowerBound < $1.range.lowerBound }
        var found: [Int: [JumpLine]] = [:]
        for (position, line) in jumps {
            // The first line that begins at the jump or behind it; lines do not overlap.
            let first = places.partitioningIndex { $0.range.lowerBound >= position }
            let isInLine = first > 0 && places[first - 1].range.upperBound > position
            let nearest =
                switch line.direction {
                case .on: first > 0 ? places[first - 1] : nil
                case .from: isInLine ? places[first - 1] : first < places.endIndex ? places[first] : nil
                }
            if let nearest { found[nearest.story, default: []].append(line) }
        }
        return found
    }

    /// Whether what was read as a story is the text under a picture: a sentence or two that a photographer signs.
    private func isCaption(_ article: Article) -> Bool {
        article.headline == nil && article.dateline == nil && article.body.unicodeScalars.count <= 60
            && !article.byline.photographers.isEmpty && article.byline.correspondents.isEmpty
    }

    private func caption(_ article: Article) -> Leftover {
        Leftover(.caption, article.body + " " + article.byline.photographers.joined(separator: " ") + " 摄")
    }

    /// A line on display that belongs to no story: a byline says who made the page, any other is a banner.
    private func display(_ range: Range<Int>) -> Leftover {
        let kind: Leftover.LeftoverKind = BylineExtraction.credit(sheet.glyphs[range]) == nil ? .banner : .label
        return Leftover(kind, String(Spacing.close(Glyphs(sheet.glyphs[range]), .headline)))
    }

    /// The stories of a Chinese page, what on display belongs to none of them, and what classified its lines.
    private func chineseStories() -> (drafts: [ArticleDraft], others: [Range<Int>], classifier: LineClassifier) {
        let lines = sheet.lines.indices.map { PageLine($0, of: sheet) }
        let jumps = furniture.taken.compactMap { taken in taken.leftover.jumpLine.map { (taken.position, $0.direction) } }
        let jumpsBefore = Dictionary(
            jumps.map { jump, direction in (sheet.lines.partitioningIndex { $0.range.lowerBound >= jump }, direction) },
            uniquingKeysWith: { _, last in last })
        let classifier = LineClassifier(lines, LineBreakEvidence(sheet), jumpsBefore: jumpsBefore)
        let layout = Layout(lines, classifier)
        let grouping = StoryGrouping(layout, sheet)
        var stories = grouping.stories
        let headlines = Headlines(
            sheet, displays: grouping.layout.displays, stories: stories,
            titles: Set(jumpsBefore.filter { $0.value == .from }.map { $0.key - 1 })
        ).assigned
        var used = Set<Int>()
        for i in stories.indices {
            stories[i].headline = headlines[i] ?? []
            for range in stories[i].headline { used.formUnion(range) }
        }
        var others = grouping.layout.strays.map { sheet.lines[$0].range }
        for display in grouping.layout.displays { others += unused(sheet.lines[display.line].range, used) }
        return (stories.map { $0.draft(sheet) }, others, classifier)
    }

    /// The parts of a line on display that went into no headline.
    private func unused(_ range: Range<Int>, _ used: Set<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        for i in range where !used.contains(i) {
            if let last = parts.last, last.upperBound == i {
                parts[parts.count - 1] = last.lowerBound..<(i + 1)
            } else {
                parts.append(i..<(i + 1))
            }
        }
        return parts.filter { part in sheet.glyphs[part].contains { $0 != .space } }
    }

    /// Whether text bears the marks of a page: several datelines, or several bylines with a body behind each.
    static func isLikely(_ sheet: TextLines) -> Bool {
        if EnglishPage.isEnglish(sheet) { return EnglishPage(sheet).isSeveral }
        var datelines = 0
        var bylines = 0
        var last: Byline?
        for line in sheet.lines.indices {
            let text = sheet.text(line)
            if let credit = BylineExtraction.credit(text) {
                last = credit
                continue
            }
            if Dateline.find(in: text) != nil { datelines += 1 }
            if let credit = last, credit.photographers.isEmpty, !(credit.reporters + credit.correspondents).isEmpty {
                bylines += 1
            }
            last = nil
            if datelines > 1 || bylines > 1 { return true }
        }
        return false
    }
}
