import Stories

/// The stories of a positioned page, and what stands on it besides.
///
/// Read in three steps: ``PositionedLayout`` finds blocks and display type, ``StoryAreas`` says which belong together, and here
/// each area is read column by column.
struct PositionedStories {
    private let layout: PositionedLayout
    private let areas: StoryAreas
    private var used: Set<Int> = []
    /// What each line was taken for, and in which area, by its place.
    private var roles: [Int: (role: PageReading.ReadingRole, area: Int?, kind: Leftover.LeftoverKind?, reason: String)] = [:]
    /// Lines of columns that are bylines.
    private var bylines: Set<Int> = []
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
        var found: [(box: PageBox, area: Int, article: Article)] = []
        for (number, area) in areas.areas.enumerated() where isStory(area) {
            let (article, leftovers, box) = article(of: area, language)
            if article.body.isEmpty {
                // Nothing but bylines: no story, but nothing of it is lost.
                let groups = ([area.headline].compactMap { $0 } + area.kickers + area.decks + area.crossHeads)
                let lines =
                    groups.flatMap { layout.groups[$0].lines } + (area.bylines + area.blocks).flatMap { layout.blocks[$0].lines }
                taken.append((box, Leftover(.unknown, text(of: lines))))
            } else {
                taken += leftovers.map { (box, $0) }
                found.append((box, number, article))
                note(area, number)
            }
        }
        takeRest()
        var contents = NewspaperPage.Contents()
        found.sort { isBefore($0.box, $1.box) }
        order = found.map(\.area)
        contents.articles = found.map(\.article)
        contents.leftovers = taken.sorted { isBefore($0.box, $1.box) }.map(\.leftover)
        return contents
    }

    /// The areas that are stories, in the order of the page.
    private var order: [Int] = []

    /// Takes down what the lines of a story were taken for.
    private mutating func note(_ area: StoryAreas.StoryArea, _ number: Int) {
        func note(_ group: Int, _ role: PageReading.ReadingRole) {
            let size = NumberFormat.decimals(layout.groups[group].size / em, 1)
            let why = areas.groupReasons[group].map { "; " + $0 } ?? ""
            for i in layout.groups[group].lines { roles[i] = (role, number, nil, "\(size) × body type\(why)") }
        }
        if let headline = area.headline { note(headline, .headline) }
        for group in area.kickers { note(group, .kicker) }
        for group in area.decks { note(group, .deck) }
        for group in area.crossHeads { note(group, .crossHead) }
        for block in area.bylines {
            for i in layout.blocks[block].lines { roles[i] = (.byline, number, nil, "a byline, nearest to this story") }
        }
        for block in area.blocks {
            let why = areas.blockReasons[block] ?? "prose without a headline near it"
            for i in layout.blocks[block].lines where roles[i] == nil {
                roles[i] = bylines.contains(i) ? (.byline, number, nil, "reads as a byline") : (.body, number, nil, why)
            }
        }
        let display = (area.kickers + [area.headline].compactMap { $0 } + area.decks).flatMap { layout.groups[$0].lines }
        noted += display + area.bylines.flatMap { layout.blocks[$0].lines } + pieces(of: area).flatMap(\.lines)
    }

    /// The lines of stories, those of each in the order in which they are read.
    private var noted: [Int] = []

    /// How a page is read: its stories one after the other, then what is left, from the top.
    static func reading(of page: PositionedPage) -> PageReading {
        var stories = PositionedStories(page)
        let count = stories.contents(language: nil).articles.count
        let places = Dictionary(uniqueKeysWithValues: stories.order.enumerated().map { ($1, $0) })
        let layout = stories.layout
        let inStories = Set(stories.noted)
        let read = stories.noted.enumerated().sorted { a, b in
            func place(_ line: (offset: Int, element: Int)) -> (Int, Int) {
                (stories.roles[line.element]?.area.flatMap { places[$0] } ?? .max, line.offset)
            }
            return place(a) < place(b)
        }.map(\.element)
        let lines = (read + layout.lines.indices.filter { !inStories.contains($0) }).map { i in
            let (role, area, kind, reason) = stories.roles[i] ?? (.leftover, nil, .unknown, "")
            let box = layout.lines[i].box
            return PageReading.LineReading(
                text: String(layout.lines[i].glyphs),
                frame: PageReading.LineFrame(left: box.left, top: box.top, width: box.width, height: box.height), role: role,
                kind: role == .leftover ? kind : nil, story: area.flatMap { places[$0] }, reason: reason)
        }
        return PageReading(lines: lines, stories: count)
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
        for block in area.bylines { add(bylines: layout.blocks[block].lines, to: &body) }
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

    /// What a story's columns hold, in the order in which they are read: blocks, and each cross-head before what it stands over.
    private func pieces(of area: StoryAreas.StoryArea) -> [(box: PageBox, lines: [Int], isCrossHead: Bool)] {
        var pieces = area.blocks.map { (layout.blocks[$0].box, layout.blocks[$0].lines, false) }
        for group in area.crossHeads.map({ layout.groups[$0] }).sorted(by: { $0.box.top < $1.box.top }) {
            let under = pieces.indices.filter {
                pieces[$0].0.isInColumn(of: group.box) && pieces[$0].0.top >= group.box.bottom - em
            }
            .min { pieces[$0].0.top < pieces[$1].0.top }
            pieces.insert((group.box, group.lines, true), at: under ?? pieces.endIndex)
        }
        return pieces
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
        let edges = layout.edges(of: piece.lines)
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
            let isFirstInRow = i == 0 || !line.box.isInRow(of: layout.lines[piece.lines[i - 1]].box)
            let isIndented = !line.isBesideInitial && isFirstInRow && edges.isIndented(line.box)
            // A sentence that leaves room in its line for more has ended a paragraph.
            let isBehindRoom = i > 0 && isFirstInRow && leavesRoom(piece.lines[i - 1], edges.right)
            var isStart = isBehindByline || isIndented || isBehindRoom
            // Into another column a paragraph goes on, unless it was finished.
            if isStart, !isBehindByline, i == 0, let last = body.last { isStart = TextLines(last.text).endsSentence }
            body.append(ReadLine(text: line.text, isParagraphStart: isStart, place: place))
            isBehindByline = false
        }
    }

    /// Adds the lines of a byline: as one where it goes over two.
    private mutating func add(bylines lines: [Int], to body: inout [ReadLine]) {
        let isOne = lines.count > 1 && layout.creditOverLines(lines) != nil
        guard isOne, let first = lines.first, !lines.contains(where: used.contains) else {
            for line in lines { add(byline: line, to: &body) }
            return
        }
        used.formUnion(lines)
        bylines.formUnion(lines)
        body.append(ReadLine(text: String(layout.joined(lines: lines)), isParagraphStart: true, place: first))
    }

    private mutating func add(byline place: Int, to body: inout [ReadLine]) {
        guard used.insert(place).inserted else { return }
        bylines.insert(place)
        body.append(ReadLine(text: layout.lines[place].text, isParagraphStart: true, place: place))
    }

    private func leavesRoom(_ line: Int, _ right: Double) -> Bool {
        layout.lines[line].box.right < right - 2 * em && layout.lines[line].glyphs[...].endsSentence
    }

    /// Takes the names that stand behind a story.
    private mutating func takeNames(from body: inout [ReadLine], _ area: StoryAreas.StoryArea, _ byline: inout Byline) {
        guard let names = layout.names(atEndOf: body.map(\.place)) else { return }
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
        for i in layout.jumps { leave([i], .jump, layout.lines[i].box, "says where a story goes on") }
        let entries = areas.indexEntries.map { layout.blocks[$0].box }
        for (i, group) in layout.groups.enumerated() where !group.lines.contains(where: used.contains) {
            let isOverEntry = entries.contains {
                $0.isInColumn(of: group.box) && $0.top >= group.box.bottom - em && $0.top <= group.box.bottom + 2 * em
            }
            let kind: Leftover.LeftoverKind =
                isOverEntry ? .jump : isOutside(group.box) ? .folio : areas.roles[i] == .label ? .label : .banner
            leave(group.lines, kind, group.box, areas.groupReasons[i] ?? "display type over no story")
        }
        for (i, block) in layout.blocks.enumerated() {
            let rest = block.lines.filter { !used.contains($0) }
            guard !rest.isEmpty else { continue }
            let kind: Leftover.LeftoverKind =
                areas.indexEntries.contains(i) ? .jump : kind(of: rest, isOutside: isOutside(block.box))
            leave(rest, kind, block.box, "no prose of a story")
        }
        for block in layout.small {
            leave(block.lines, kind(of: block.lines, isOutside: isOutside(block.box)), block.box, "smaller than body type")
        }
    }

    private mutating func leave(_ lines: [Int], _ kind: Leftover.LeftoverKind, _ box: PageBox, _ reason: String) {
        taken.append((box, Leftover(kind, text(of: lines))))
        for i in lines { roles[i] = (.leftover, nil, kind, reason) }
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
