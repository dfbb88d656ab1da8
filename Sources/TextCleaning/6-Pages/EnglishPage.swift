import Stories

/// English copy of several stories, one after another: wire copy in a file, or a page whose columns are in order.
///
/// A story begins with its headline, if it has one, and a byline or dateline (its opening). English headlines stand right
/// above the opening, so that the lines on display before it are the headline, up to the sentence that ends the story
/// before. All other lines are body: nothing is left out.
struct EnglishPage {
    private let sheet: TextLines
    private let roles: [LineRole]

    /// What a line is.
    private enum LineRole {
        /// `By Jane Doe`.
        case byline
        /// What stands below a byline: `Staff Writer`.
        case title
        /// The first line of a paragraph that a dateline begins.
        case dateline
        /// `(Reporting by Jane Doe)`: the end of a story.
        case tail
        case text
    }

    /// A story: its lines, and those of them that are its headline.
    private struct Region {
        var lines: Range<Int>
        var headline: Range<Int>
    }

    init(_ sheet: TextLines) {
        self.sheet = sheet
        var roles: [LineRole] = []
        for line in sheet.lines.indices { roles.append(Self.role(of: line, in: sheet, after: roles.last)) }
        self.roles = roles
    }

    /// Whether a sheet is set in Latin letters rather than Chinese characters.
    static func isEnglish(_ sheet: TextLines) -> Bool {
        let sample = sheet.glyphs.prefix(8192)
        let latin = sample.count { $0.isLetter }
        return latin > 40 && latin > sample.count(where: \.isChineseCharacter) * 4
    }

    private static func role(of line: Int, in sheet: TextLines, after last: LineRole?) -> LineRole {
        let text = sheet.text(line)
        if let credit = BylineExtraction.credit(text) {
            let isOpening =
                text.first != 0x28 && text.count > 3
                && (text.prefix(2).elementsEqual("By".glyphs)
                    || text.prefix(2).elementsEqual("BY".glyphs) || text.prefix(2).elementsEqual("by".glyphs))
            if isOpening { return .byline }
            return credit.reporters.isEmpty && credit.editors.isEmpty ? .text : .tail
        }
        if last == .byline || last == .title, EnglishCredit.isTitle(text) { return .title }
        return isDateline(line, in: sheet, after: last) ? .dateline : .text
    }

    /// Whether a dateline begins a paragraph at a line.
    private static func isDateline(_ line: Int, in sheet: TextLines, after last: LineRole?) -> Bool {
        let text = sheet.text(line)
        guard let (dateline, end) = Dateline.find(in: text) else { return false }
        // `(AP)`, `/TASS/`
        let hasAgency = dateline.last == 0x29 || dateline.last == 0x2F
        guard hasAgency || text.endIndex - end >= 8 else { return false }
        if hasAgency || last == .byline || last == .title || line == 0 { return true }
        let before = sheet.text(line - 1)
        // A list of days or places has its entries one below the other: without an agency, a paragraph of several lines.
        let goesOn = line + 1 < sheet.lines.count && sheet.lines[line + 1].blanksBefore == 0
        // A brief: one line of text behind a long dash.
        let dash = text[(text.startIndex + dateline.count)...].first { $0 != .space }
        let isBrief = text.count > 60 && (dash == 0x2014 || dash == 0x2013)
        return (sheet.lines[line].blanksBefore > 0 || !before.endsSentence) && (goesOn || text.count > 160 || isBrief)
    }

    /// What a line was taken for, before any story was divided.
    func reason(_ line: Int) -> String {
        switch roles[line] {
        case .byline: "a byline opens a story"
        case .title: "stands below a byline"
        case .dateline: "a dateline opens a story"
        case .tail: "ends a story"
        case .text: isDisplayLine(line) ? "may be a headline" : "prose"
        }
    }

    // MARK: - Stories

    /// Whether the copy is several stories.
    var isSeveral: Bool { openings.count > 1 }

    /// The stories in their order, and lines in front of the first that belong to none.
    ///
    /// - Complexity: O(glyphs)
    func stories() -> (manuscripts: [ArticleDraft], banners: [Int]) {
        let regions = regions()
        let manuscripts = regions.map { region in
            ArticleDraft(
                sheet: sheet, headline: region.headline.map { sheet.lines[$0].range },
                body: region.lines.filter { !region.headline.contains($0) })
        }
        return (manuscripts, Array(0..<(regions.first?.lines.lowerBound ?? sheet.lines.count)))
    }

    /// The lines at which stories open: bylines and datelines, one a story.
    private var openings: [Int] {
        var openings: [Int] = []
        var i = 0
        while i < roles.count {
            switch roles[i] {
            case .byline:
                openings.append(i)
                while i < roles.count, roles[i] == .byline || roles[i] == .title { i += 1 }
                // The dateline behind it is the same story's; a deck may stand between them.
                if i < roles.count, roles[i] == .dateline { i += 1 }
            case .dateline:
                openings.append(i)
                i += 1
            default: i += 1
            }
        }
        // An opening without any text behind it opens nothing.
        return openings.enumerated().filter { n, line in
            let next = n + 1 < openings.count ? openings[n + 1] : roles.count
            return (line..<next).contains { roles[$0] == .dateline || roles[$0] == .text }
        }.map(\.element)
    }

    private func regions() -> [Region] {
        var regions: [Region] = []
        var end = 0
        for opening in openings {
            let headline = headline(above: opening, from: end)
            if regions.isEmpty {
                regions += unopened(0..<headline.lowerBound)
            } else {
                regions[regions.count - 1].lines = regions[regions.count - 1].lines.lowerBound..<headline.lowerBound
            }
            regions.append(Region(lines: headline.lowerBound..<roles.count, headline: headline))
            end = opening + 1
        }
        if regions.isEmpty { regions = unopened(0..<roles.count) }
        return regions.flatMap(divided)
    }

    /// Lines in front of the first opening: a story of their own when they hold prose.
    private func unopened(_ lines: Range<Int>) -> [Region] {
        guard let prose = blocks(of: lines).firstIndex(where: { isProse($0) }) else { return [] }
        let before = blocks(of: lines)[..<prose]
        let headline = before.last.map { isDisplay($0) ? $0 : $0.upperBound..<$0.upperBound } ?? 0..<0
        let start = headline.isEmpty ? blocks(of: lines)[prose].lowerBound : headline.lowerBound
        return [Region(lines: start..<lines.upperBound, headline: headline)]
    }

    /// A story divided where another begins without a byline or dateline: behind a tail, or under a headline that stands
    /// between blank lines and is longer than a subhead.
    private func divided(_ region: Region) -> [Region] {
        let blocks = blocks(of: region.headline.upperBound..<region.lines.upperBound)
        var regions: [Region] = []
        var current = region
        for (n, block) in blocks.enumerated().dropFirst() {
            let isBehindTail = (blocks[n - 1]).contains { roles[$0] == .tail }
            let isBehindEnd =
                isBehindTail || words(of: block).count >= 5 && sheet.text(block.lowerBound - 1).endsSentence
            let isHeadline = isBehindEnd && isDisplay(block) && n + 1 < blocks.count && isProse(blocks[n + 1])
            guard isHeadline || isBehindTail && isProse(block) else { continue }
            current.lines = current.lines.lowerBound..<block.lowerBound
            regions.append(current)
            current = Region(
                lines: block.lowerBound..<region.lines.upperBound,
                headline: isHeadline ? block : block.lowerBound..<block.lowerBound)
        }
        return regions + [current]
    }

    // MARK: - Headlines

    /// The lines on display right above an opening.
    private func headline(above opening: Int, from start: Int) -> Range<Int> {
        var first = opening
        while first > start, isDisplayLine(first - 1) {
            first -= 1
            if sheet.lines[first].blanksBefore > 0 { break }
        }
        // Lines that are prose together, cut off in mid-sentence, are the end of the story before.
        if first < opening, !isDisplay(first..<opening) { return opening..<opening }
        // A deck set apart from the headline by a blank line.
        if first < opening, first > start, sheet.lines[first].blanksBefore > 0,
            let above = blocks(of: start..<first).last,
            isDisplay(above), !isCutOff(above), above.count <= 3,
            above.lowerBound == start || sheet.lines[above.lowerBound].blanksBefore > 0,
            above.lowerBound > start || start == 0
        {
            return above.lowerBound..<opening
        }
        return first..<opening
    }

    private func isDisplayLine(_ line: Int) -> Bool {
        guard case .text = roles[line], sheet.lines[line].width <= Headline.columnsMax else { return false }
        let text = sheet.text(line)
        guard let last = text.last, last != 0x2C, last != 0x3B else { return false }
        return !endsSentence(text)
    }

    /// Whether text ends a sentence: `U.S.` does not.
    private func endsSentence(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.endsSentence else { return false }
        let word = text.reversed().prefix { $0 != .space }
        let isAbbreviation = word.count >= 4 && word.count(where: { $0 == 0x2E }) * 2 == word.count
        return !isAbbreviation && !(text.last == 0x3F && !text.dropLast().contains { $0.endsSentence })
    }

    /// Lines between blank lines.
    private func blocks(of lines: Range<Int>) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        for line in lines {
            if let last = blocks.last, sheet.lines[line].blanksBefore == 0 {
                blocks[blocks.count - 1] = last.lowerBound..<(line + 1)
            } else {
                blocks.append(line..<(line + 1))
            }
        }
        return blocks
    }

    private func words(of block: Range<Int>) -> [String] {
        block.flatMap { String(sheet.text($0)).split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" } }.map {
            $0.lowercased()
        }
    }

    /// Whether lines read as running text: a full stop and enough words, or the function words that headlines leave out.
    private func isProse(_ block: Range<Int>) -> Bool {
        guard !block.contains(where: { if case .text = roles[$0] { false } else { roles[$0] != .dateline } }) else {
            return false
        }
        let words = words(of: block)
        if block.contains(where: { roles[$0] == .dateline }) { return true }
        let last = sheet.text(block.upperBound - 1)
        if words.count >= 8, endsSentence(last) { return true }
        let function = words.count { Self.functionWords.contains($0) }
        return words.count >= 12 && function * 100 >= words.count * 30
    }

    private func isDisplay(_ block: Range<Int>) -> Bool {
        block.count <= 6 && block.allSatisfy { isDisplayLine($0) } && !isProse(block)
    }

    /// Whether lines end in `for` or `the`: then they are the end of a story that is cut off.
    private func isCutOff(_ block: Range<Int>) -> Bool {
        words(of: block).last.map { Self.unfinished.contains($0) } ?? false
    }

    /// Words that end no headline.
    static let unfinished: Set<String> = [
        "for", "the", "of", "to", "a", "an", "and", "with", "by", "at", "from", "as", "that",
    ]

    static let functionWords = Set(
        """
        the a an of and to in on at for with from by as that which who was were is are be been has have had it its his
        her their he she they we will would said but or not this these than when where while into after before about
        over under there also one no out up
        """.words)
}
