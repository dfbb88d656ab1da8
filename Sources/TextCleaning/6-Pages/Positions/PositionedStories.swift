import Stories

/// The stories of a positioned page, and what stands on it besides.
///
/// Read in three steps: ``PositionedLayout`` finds blocks and display type, ``StoryAreas`` says which belong together, and here
/// each area is read column by column.
struct PositionedStories {
    private let layout: PositionedLayout
    private let areas: StoryAreas
    private var used: Set<Int> = []
    /// What was left, each with the place on the page that it is ordered by.
    private var taken: [(box: PageBox, leftover: Leftover)] = []

    private var em: Double { layout.em }

    /// Characters that an area must have to be a story: two sentences.
    private static let chineseMin = 60
    private static let latinMin = 160

    init(_ page: PositionedPage) {
        layout = PositionedLayout(page)
        areas = StoryAreas(layout)
    }

    /// Reads the page.
    ///
    /// - Parameter language: What the producer said; otherwise the script decides.
    /// - Complexity: O(glyphs), and what ``PositionedLayout`` and ``StoryAreas`` take
    static func contents(of page: PositionedPage, language: Language?) -> NewspaperPage.Contents {
        var stories = PositionedStories(page)
        return stories.contents(language: language)
    }

    private mutating func contents(language: Language?) -> NewspaperPage.Contents {
        var found: [(box: PageBox, article: Article)] = []
        for area in areas.areas where isStory(area) {
            let (article, leftovers, box) = article(of: area, language)
            if article.body.isEmpty {
                // Nothing but bylines: no story, but nothing of it is lost.
                let groups = ([area.headline].compactMap { $0 } + area.kickers + area.decks + area.crossHeads)
                let lines =
                    groups.flatMap { layout.groups[$0].lines } + (area.bylines + area.blocks).flatMap { layout.blocks[$0].lines }
                taken.append((box, Leftover(.unknown, text(of: lines))))
            } else {
                taken += leftovers.map { (box, $0) }
                found.append((box, article))
            }
        }
        takeRest()
        var contents = NewspaperPage.Contents()
        contents.articles = found.sorted { isBefore($0.box, $1.box) }.map(\.article)
        contents.leftovers = taken.sorted { isBefore($0.box, $1.box) }.map(\.leftover)
        return contents
    }

    /// From the top; what begins in one row from the left.
    private func isBefore(_ a: PageBox, _ b: PageBox) -> Bool {
        ((a.top / (3 * em)).rounded(), a.left, a.top) < ((b.top / (3 * em)).rounded(), b.left, b.top)
    }

    private func isStory(_ area: StoryAreas.StoryArea) -> Bool {
        let glyphs = area.blocks.flatMap { layout.blocks[$0].lines }.map { layout.lines[$0].glyphs }
        let count = glyphs.reduce(0) { $0 + $1.count }
        let chinese = glyphs.reduce(0) { $0 + $1.count(where: \.isChineseCharacter) }
        return count >= (chinese * 10 > count * 3 ? Self.chineseMin : Self.latinMin)
    }

    // MARK: - A story

    /// A line of a story on its way into a sheet.
    private struct ReadLine {
        var text: String
        var isParagraphStart: Bool
        /// The line of the page that it is.
        var place: Int
    }

    private mutating func article(
        of area: StoryAreas.StoryArea, _ language: Language?
    ) -> (article: Article, leftovers: [Leftover], box: PageBox) {
        var byline = Byline()
        var body: [ReadLine] = []
        for line in area.bylines.flatMap({ layout.blocks[$0].lines }) { add(byline: line, to: &body) }
        // What stands behind bylines and cross-heads begins a paragraph.
        var startsParagraph = true
        for piece in pieces(of: area) {
            read(piece, startsParagraph: startsParagraph, &body, &byline)
            startsParagraph = piece.isCrossHead
        }
        takeNames(from: &body, area, &byline)
        let display = (area.kickers + [area.headline].compactMap { $0 } + area.decks)
        let headline = display.flatMap { layout.groups[$0].lines }
        used.formUnion(headline)
        let sheet = TextLines(
            (headline.map { layout.lines[$0].text } + body.map(\.text)).map(Self.inOneLine).joined(separator: "\n"))
        let box =
            display.first.map { layout.groups[$0].box } ?? area.blocks.first.map { layout.blocks[$0].box }
            ?? PageBox(left: 0, top: 0, right: 0, bottom: 0)
        var draft = ArticleDraft(sheet: sheet, byline: byline)
        // Cleaning may join or drop lines.
        let count =
            headline.isEmpty
            ? 0 : TextLines(headline.map { Self.inOneLine(layout.lines[$0].text) }.joined(separator: "\n")).lines.count
        draft.headline = sheet.lines[..<count].map(\.range)
        if sheet.lines.count == count + body.count {
            for (i, line) in body.enumerated() {
                if line.isParagraphStart || draft.paragraphs.isEmpty { draft.paragraphs.append([]) }
                draft.paragraphs[draft.paragraphs.count - 1].append(count + i)
            }
        } else {
            // Cleaning has joined or divided lines: it knows best where paragraphs are.
            draft.body = Array(count..<sheet.lines.count)
        }
        var (article, leftovers) = draft.article(language: language)
        for i in areas.jumps(of: area) { if let line = JumpLine(text(of: [i])) { article.take(line) } }
        return (article, leftovers, box)
    }

    private static func inOneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    /// What a story's columns hold, in the order in which they are read: blocks, and cross-heads between them.
    private func pieces(of area: StoryAreas.StoryArea) -> [(box: PageBox, lines: [Int], isCrossHead: Bool)] {
        var columns: [(box: PageBox, pieces: [(box: PageBox, lines: [Int], isCrossHead: Bool)])] = []
        for block in area.blocks.map({ layout.blocks[$0] }).sorted(by: { $0.box.left < $1.box.left }) {
            let column = columns.firstIndex { column in
                abs(column.box.left - block.box.left) < 3 * em
                    || block.box.left < column.box.right - 2 * em && block.box.right <= column.box.right + em
            }
            if let column {
                columns[column].pieces.append((block.box, block.lines, false))
                columns[column].box.right = max(columns[column].box.right, block.box.right)
            } else {
                columns.append((block.box, [(block.box, block.lines, false)]))
            }
        }
        for group in area.crossHeads.map({ layout.groups[$0] }) {
            let column = columns.indices.max { columns[$0].box.sharedWidth(group.box) < columns[$1].box.sharedWidth(group.box) }
            if let column { columns[column].pieces.append((group.box, group.lines, true)) }
        }
        return columns.flatMap { column in column.pieces.sorted { $0.box.top < $1.box.top } }
    }

    private mutating func read(
        _ piece: (box: PageBox, lines: [Int], isCrossHead: Bool), startsParagraph: Bool,
        _ body: inout [ReadLine], _ byline: inout Byline
    ) {
        if piece.isCrossHead {
            for (i, line) in piece.lines.enumerated() {
                used.insert(line)
                body.append(ReadLine(text: layout.lines[line].text, isParagraphStart: i == 0, place: line))
            }
            return
        }
        let edge = columnEdge(piece.lines)
        var isBehindByline = startsParagraph
        for (i, place) in piece.lines.enumerated() {
            let line = layout.lines[place]
            used.insert(place)
            // In body type it leaves part of the column empty: else it is prose that speaks of a byline, or the start of one.
            let isShort = line.box.right < piece.box.right - 1.5 * em
            let mayBeByline = line.isBodyType ? i == 0 && isShort : isShort || !line.text.hasSuffix("-")
            if mayBeByline, BylineExtraction.credit(line.glyphs[...]) != nil {
                used.remove(place)
                add(byline: place, to: &body)
                isBehindByline = true
                continue
            }
            if !line.isBodyType, line.text.hasPrefix("and "), isBehindByline, let last = body.indices.last {
                body[last].text += " " + line.text
                continue
            }
            if body.isEmpty, line.box.width < 0.7 * piece.box.width, EnglishCredit.isName(line.glyphs[...]) {
                byline.merge(Byline(reporters: [String(line.glyphs)]))
                continue
            }
            let indent = line.box.left - edge
            let isFirstInRow = i == 0 || !line.box.isInRow(of: layout.lines[piece.lines[i - 1]].box)
            let isIndented = !line.isBesideInitial && isFirstInRow && indent > 0.6 * em && indent < 4 * em
            // Into another column a paragraph goes on, unless it was finished.
            var isStart = isBehindByline || isIndented
            if isStart, !isBehindByline, i == 0, let last = body.last { isStart = TextLines(last.text).endsSentence }
            body.append(ReadLine(text: line.text, isParagraphStart: isStart, place: place))
            isBehindByline = false
        }
    }

    private mutating func add(byline place: Int, to body: inout [ReadLine]) {
        guard used.insert(place).inserted else { return }
        body.append(ReadLine(text: layout.lines[place].text, isParagraphStart: true, place: place))
    }

    /// Where the lines of a column begin: the left edge that most have.
    private func columnEdge(_ lines: [Int]) -> Double {
        var counts: [Int: Int] = [:]
        for line in lines { counts[Int((layout.lines[line].box.left / (0.25 * em)).rounded()), default: 0] += 1 }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        return Double(most) * 0.25 * em
    }

    /// Takes the names that stand behind a Chinese story in a type of their own, or at the right edge: `……合格率为98.66%。 程智安`.
    private func takeNames(from body: inout [ReadLine], _ area: StoryAreas.StoryArea, _ byline: inout Byline) {
        guard body.count > 1, let line = body.last.map({ layout.lines[$0.place] }) else { return }
        let words = line.glyphs.split(separator: .space).map { Glyphs($0) }
        guard line.glyphs.count <= 14, line.glyphs.allSatisfy({ $0.isChineseCharacter || $0 == .space }),
            words.allSatisfy({ $0.count >= 2 }) || words.count > 3, TextLines(body[body.count - 2].text).endsSentence,
            let names = Names.read(words, strict: line.isBodyType)
        else { return }
        body.removeLast()
        byline.merge(Byline(reporters: names))
    }

    // MARK: - What is left

    private mutating func takeRest() {
        var printed: PageBox?
        for line in used {
            if printed == nil { printed = layout.lines[line].box }
            printed?.formUnion(layout.lines[line].box)
        }
        func isOutside(_ box: PageBox) -> Bool {
            printed.map { box.bottom <= $0.top + 0.5 * em || box.top >= $0.bottom - 0.5 * em } ?? false
        }
        for i in layout.jumps { taken.append((layout.lines[i].box, Leftover(.jump, text(of: [i])))) }
        let entries = areas.indexEntries.map { layout.blocks[$0].box }
        for (i, group) in layout.groups.enumerated() where !group.lines.contains(where: used.contains) {
            let isOverEntry = entries.contains {
                $0.isInColumn(of: group.box) && $0.top >= group.box.bottom - em && $0.top <= group.box.bottom + 2 * em
            }
            let kind: Leftover.LeftoverKind =
                isOverEntry ? .jump : isOutside(group.box) ? .folio : areas.roles[i] == .label ? .label : .banner
            taken.append((group.box, Leftover(kind, text(of: group.lines))))
        }
        for (i, block) in layout.blocks.enumerated() {
            let rest = block.lines.filter { !used.contains($0) }
            guard !rest.isEmpty else { continue }
            let kind: Leftover.LeftoverKind =
                areas.indexEntries.contains(i) ? .jump : kind(of: rest, isOutside: isOutside(block.box))
            taken.append((block.box, Leftover(kind, text(of: rest))))
        }
        for block in layout.small {
            taken.append((block.box, Leftover(kind(of: block.lines, isOutside: isOutside(block.box)), text(of: block.lines))))
        }
    }

    /// What lines are that belong to no story.
    ///
    /// - Parameter isOutside: Whether they stand above or below all stories.
    private func kind(of lines: [Int], isOutside: Bool) -> Leftover.LeftoverKind {
        let credit = lines.compactMap { BylineExtraction.credit(layout.lines[$0].glyphs[...]) }
        if credit.contains(where: { !$0.photographers.isEmpty }) { return .caption }
        if let last = lines.last, Furniture.endsInPictureCredit(layout.lines[last].glyphs[...]) { return .caption }
        if isOutside { return .folio }
        if lines.count == 1, let line = lines.first {
            let text = layout.lines[line].glyphs
            if Furniture.isImprint(text[...]) || Furniture.isRunningHead(text[...]) || Furniture.hasDate(text) { return .folio }
            if let kind = Furniture.latinKind(text[...]) { return kind }
        }
        let count = lines.reduce(0) { $0 + layout.lines[$1].glyphs.count }
        return count < 12 ? .label : .caption
    }

    private func text(of lines: [Int]) -> String {
        lines.map { String(Spacing.close(layout.lines[$0].glyphs, .headline)) }.joined(separator: "\n")
    }
}

extension TextLines {
    /// Whether its last line ends a sentence.
    fileprivate var endsSentence: Bool { lines.indices.last.map { text($0).endsSentence } ?? false }
}
