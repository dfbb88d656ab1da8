import Foundation
import Stories

/// What stands on a positioned page: body type in blocks of one column, display type in groups, and small type.
///
/// Body type is the most frequent size; what is larger by about a quarter is on display, what is smaller by a fifth is small.
/// All sizes below are counted in heights of body type.
struct PositionedLayout {
    /// A line of the page.
    struct SetLine {
        var text: String
        var glyphs: Glyphs
        var box: PageBox
        let size: Double
        /// Whether it is set in the type of the body: size, face and weight.
        var isBodyType = false
        /// Whether it stands beside an initial that is set over several lines.
        var isBesideInitial = false
    }

    /// Lines of display type that are read as one: a headline, a deck, a label.
    struct DisplayGroup {
        /// In the order in which they are read.
        var lines: [Int]
        var box: PageBox
        let size: Double
        /// Whether it can be no headline: a number, or a few spaced letters.
        var isLabel = false
    }

    /// Lines of one column that follow each other.
    struct TextBlock {
        /// From the top, those of one row from the left.
        var lines: [Int]
        var box: PageBox
        /// Whether most of it is in the type of the body.
        var isBodyType = false
        /// Whether a byline or dateline begins it.
        var opens = false
    }

    private(set) var lines: [SetLine] = []
    private(set) var groups: [DisplayGroup] = []
    private(set) var blocks: [TextBlock] = []
    /// Small type, in blocks as body type is.
    private(set) var small: [TextBlock] = []
    /// Lines that say where a story goes on or comes from.
    private(set) var jumps: [Int] = []
    /// The height of body type.
    let em: Double

    /// Type of so many times the body's size is on display. Where only boxes of words are known, faces differ by a few percent.
    private static let displayMin = 1.24

    /// - Complexity: O(lines · columns)
    init(_ page: PositionedPage) {
        em = Self.bodySize(of: page.lines)
        let faces = Self.bodyFaces(of: page.lines, em)
        for line in joined(page.lines) {
            let isBodySize = abs(line.size - em) <= 0.08 * em
            let whole = SetLine(
                text: line.text, glyphs: Self.glyphs(of: line.text), box: line.box, size: line.size,
                isBodyType: isBodySize && faces.contains(line.typeface))
            if !whole.glyphs.isEmpty { lines += Self.withoutJumps(whole) }
        }
        var (display, body, small): ([Int], [Int], [Int]) = ([], [], [])
        for i in lines.indices {
            if Furniture.isJumpLine(lines[i].glyphs[...]) {
                jumps.append(i)
            } else if lines[i].size >= Self.displayMin * em {
                display.append(i)
            } else if lines[i].size < 0.78 * em {
                small.append(i)
            } else {
                body.append(i)
            }
        }
        putInitials(&display, before: body)
        groups = displayGroups(display)
        blocks = textBlocks(body)
        self.small = textBlocks(small)
        takeDecks()
    }

    /// Takes lines that are hardly larger than the body for display type where they stand right above or below some, at an end of
    /// their column.
    private mutating func takeDecks() {
        var decks: [[Int]] = []
        for i in blocks.indices {
            var rest = blocks[i].lines
            for isHead in [true, false] {
                let end = isHead ? Array(rest.prefix { isDeck($0) }) : rest.reversed().prefix { isDeck($0) }.reversed()
                guard !end.isEmpty, end.count <= 2, isHead || names(atEndOf: rest) == nil,
                    isBesideDisplay(box(of: end), lines[end[0]].size)
                else { continue }
                decks.append(end)
                rest.removeAll(where: end.contains)
            }
            guard rest.count < blocks[i].lines.count else { continue }
            blocks[i].lines = rest
        }
        // Behind a deck there may be a byline.
        blocks = blocks.filter { !$0.lines.isEmpty }.flatMap(finished)
        groups += decks.map { deck in DisplayGroup(lines: deck, box: box(of: deck), size: deck.map { lines[$0].size }.max() ?? em)
        }
    }

    private func isDeck(_ line: Int) -> Bool {
        lines[line].size > 1.08 * em && lines[line].glyphs.count >= 5 && !lines[line].glyphs[...].endsSentence
            && BylineExtraction.credit(lines[line].glyphs[...]) == nil
    }

    private func isBesideDisplay(_ box: PageBox, _ size: Double) -> Bool {
        groups.contains { group in
            let gap = max(group.box.top - box.bottom, box.top - group.box.bottom)
            let isUnder = box.left >= group.box.left - 3 * em && box.right <= group.box.right + 3 * em
            let isCentred =
                abs(box.left + box.right - group.box.left - group.box.right) < 2 * em && box.width < 1.6 * group.box.width
            let isFlush = abs(box.left - group.box.left) < em && box.width < 2 * group.box.width
            return group.size > 1.1 * size && gap >= -0.6 * em && gap <= 1.2 * em && (isUnder || isCentred || isFlush)
        }
    }

    /// A line, and the jumps at its ends as lines of their own: `……抽检合格。（下转第2版）`.
    private static func withoutJumps(_ line: SetLine) -> [SetLine] {
        guard let (kept, jump) = Furniture.withoutJump(line.glyphs[...]) else { return [line] }
        func part(_ range: Range<Int>) -> SetLine {
            var part = line
            part.glyphs = Glyphs(line.glyphs[range])
            part.text = String(part.glyphs)
            let width = line.box.width / Double(line.glyphs.count)
            part.box.left = line.box.left + Double(range.lowerBound) * width
            part.box.right = line.box.left + Double(range.upperBound) * width
            return part
        }
        return withoutJumps(part(kept)) + [part(jump)]
    }

    /// The clean characters of a line.
    private static func glyphs(of text: String) -> Glyphs {
        let sheet = TextLines(text)
        return Glyphs(sheet.lines.indices.map { sheet.text($0) }.joined(separator: [.space]))
    }

    // MARK: - Type

    /// The size that most characters are set in, those within a few percent taken together.
    private static func bodySize(of lines: [PositionedPage.PositionedLine]) -> Double {
        var counts: [Int: Int] = [:]
        func step(_ size: Double) -> Int { Int((log(size) / log(1.03)).rounded()) }
        for line in lines { counts[step(line.size), default: 0] += line.text.count }
        func near(_ step: Int) -> Int { (step - 2...step + 2).reduce(0) { $0 + (counts[$1] ?? 0) } }
        let best = counts.keys.max { (near($0), counts[$0] ?? 0, $1) < (near($1), counts[$1] ?? 0, $0) } ?? 0
        let sizes = lines.filter { abs(step($0.size) - best) <= 2 }
            .flatMap { repeatElement($0.size, count: min($0.text.count, 40)) }.sorted()
        return sizes.isEmpty ? 1 : sizes[sizes.count / 2]
    }

    /// The faces that the body is set in: each has an eighth of the characters of its size.
    private static func bodyFaces(of lines: [PositionedPage.PositionedLine], _ em: Double) -> Set<String> {
        var counts: [String: Int] = [:]
        for line in lines where abs(line.size - em) <= 0.08 * em { counts[line.typeface, default: 0] += line.text.count }
        let all = counts.values.reduce(0, +)
        return Set(counts.filter { $0.value * 8 >= all }.keys)
    }

    // MARK: - Lines

    /// Lines that the extractor gave in pieces, put together: pieces of one row and one size that hardly stand apart. Pieces of a
    /// row may differ in height and place by a pixel or two, where characters are from several fonts.
    ///
    /// - Complexity: O(pieces · those of a row)
    private func joined(_ pieces: [PositionedPage.PositionedLine]) -> [PositionedPage.PositionedLine] {
        var next: [Int: Int] = [:]
        var previous: [Int: Int] = [:]
        // From the left, so that the piece to the right of one is among those behind it.
        let order = pieces.indices.sorted { (pieces[$0].box.left, $0) < (pieces[$1].box.left, $1) }
        func row(_ box: PageBox) -> Int { Int(((box.top + box.bottom) / (2 * em)).rounded()) }
        let rows = Dictionary(grouping: order) { row(pieces[$0].box) }
        var nearest: [(gap: Double, left: Int, right: Int)] = []
        for i in order {
            let piece = pieces[i]
            let reach = min(12, Int((0.7 * piece.box.height / em).rounded(.up)))
            for row in row(piece.box) - reach...row(piece.box) + reach {
                guard let candidates = rows[row] else { continue }
                let last = piece.box.right + 1.7 * piece.size
                let first = piece.box.left - 0.3 * piece.size
                var at = candidates.partitioningIndex { pieces[$0].box.left >= first }
                let end = min(candidates.endIndex, at + Self.candidatesMax)
                while at < end, pieces[candidates[at]].box.left <= last {
                    let other = candidates[at]
                    at += 1
                    guard other != i, goesOn(piece, pieces[other]) else { continue }
                    nearest.append((abs(pieces[other].box.left - piece.box.right), i, other))
                }
            }
        }
        for (_, left, right) in nearest.sorted(by: { ($0.gap, $0.left, $0.right) < ($1.gap, $1.left, $1.right) })
        where next[left] == nil && previous[right] == nil {
            next[left] = right
            previous[right] = left
        }
        var joined: [PositionedPage.PositionedLine] = []
        var seen: Set<Int> = []
        // Pieces in a circle, which no row is, have no first one: they come last.
        for first in pieces.indices.filter({ previous[$0] == nil }) + pieces.indices.filter({ previous[$0] != nil })
        where !seen.contains(first) {
            var line = pieces[first]
            var i = first
            seen.insert(i)
            var sizes = [(pieces[i].size, pieces[i].text.count)]
            while let following = next[i], seen.insert(following).inserted {
                let piece = pieces[following]
                let isTight = piece.box.left - line.box.right < 0.12 * piece.size
                let hasBlank = line.text.last?.isWhitespace == true || piece.text.first?.isWhitespace == true
                line.text += (isTight && !hasBlank ? "" : " ") + piece.text
                line.box.formUnion(piece.box)
                sizes.append((piece.size, piece.text.count))
                i = following
            }
            line.size = sizes.max { $0.1 < $1.1 }?.0 ?? line.size
            joined.append(line)
        }
        return joined
    }

    /// Pieces that may follow one in its row; where more stand in one place, nothing is to be read.
    private static let candidatesMax = 200

    /// Whether a piece of a line goes on with another that begins to the right of it.
    private func goesOn(_ line: PositionedPage.PositionedLine, _ piece: PositionedPage.PositionedLine) -> Bool {
        guard max(line.size, piece.size) < 1.15 * min(line.size, piece.size), piece.box.isInRow(of: line.box),
            piece.box.left > line.box.left || piece.box.right > line.box.right
        else { return false }
        let gap = piece.box.left - line.box.right
        // A mark may be set into the empty half of the one before it.
        let isMark = piece.text.unicodeScalars.allSatisfy { Glyph($0).isChineseMark }
        guard gap > (isMark ? -0.7 : -0.3) * piece.size, gap < 1.7 * piece.size else { return false }
        let isSpaced =
            piece.size >= Self.displayMin * em && (piece.text + line.text).unicodeScalars.contains(where: \.isChineseCharacter)
        return gap < (isSpaced ? 1.05 : 0.45) * max(line.size, piece.size) || isCredit(line.text, piece.text)
    }

    /// Whether two pieces are a byline together, as `本报记者` and a name are.
    private func isCredit(_ first: String, _ second: String) -> Bool {
        guard first.utf8.count + second.utf8.count <= 90 else { return false }
        return BylineExtraction.credit(Self.glyphs(of: first + " " + second)[...]) != nil
    }

    /// Gives initials that are set over several lines back to the line that they begin.
    private mutating func putInitials(_ display: inout [Int], before body: [Int]) {
        display.removeAll { i in
            let initial = lines[i]
            guard initial.glyphs.count == 1, initial.glyphs[0].isLetter || initial.glyphs[0].isChineseCharacter else {
                return false
            }
            let line = body.filter { place in
                let box = lines[place].box
                return abs(box.top - initial.box.top - 0.3 * em) <= 1.3 * em
                    && abs(box.left - initial.box.right) <= 1.6 * em
            }.min { lines[$0].box.top < lines[$1].box.top }
            guard let line else { return false }
            lines[line].text = initial.text.filter { !$0.isWhitespace } + lines[line].text.drop(while: \.isWhitespace)
            lines[line].glyphs = initial.glyphs + lines[line].glyphs
            for place in body where lines[place].box.top < initial.box.bottom - 0.3 * em {
                let isBeside = abs(lines[place].box.left - lines[line].box.left) <= em
                if isBeside, lines[place].box.top >= lines[line].box.top { lines[place].isBesideInitial = true }
            }
            return true
        }
    }

    private func isChinese(_ i: Int) -> Bool { lines[i].glyphs.contains(where: \.isChineseCharacter) }

    /// Whether a line is single characters with spaces between them, as labels are set.
    private func isSpaced(_ i: Int) -> Bool {
        let words = lines[i].text.split(whereSeparator: \.isWhitespace)
        return words.count >= 3 && words.allSatisfy { $0.count == 1 }
    }

    // MARK: - Display

    private func displayGroups(_ display: [Int]) -> [DisplayGroup] {
        var chains: [[Int]] = []
        for i in display.sorted(by: { (lines[$0].box.top, lines[$0].box.left) < (lines[$1].box.top, lines[$1].box.left) }) {
            let line = lines[i]
            var best: (gap: Double, chain: Int)?
            for (place, chain) in chains.enumerated() {
                guard let last = chain.last.map({ lines[$0] }), goesOn(last, line, chain.last ?? i, i) else { continue }
                let gap = line.box.top - last.box.bottom
                // The lines of a headline are set alike.
                let usual = zip(chain, chain.dropFirst()).map { lines[$1].box.top - lines[$0].box.bottom }.filter {
                    $0 > -0.5 * em
                }.max()
                if let usual, gap > max(0, usual) * 1.5 + 0.2 * line.size { continue }
                if best.map({ gap < $0.gap }) ?? true { best = (gap, place) }
            }
            if let best { chains[best.chain].append(i) } else { chains.append([i]) }
        }
        return chains.map { chain in
            let rows = self.rows(chain)
            let size = chain.map { lines[$0].size }.max() ?? em
            let letters = chain.reduce(0) {
                $0 + lines[$1].glyphs.count { $0 != .space && !$0.isChineseMark && ($0 > 0x7F || $0.isLetter || $0.isDigit) }
            }
            let isLabel = letters <= 2 || chain.allSatisfy(isSpaced) && size < 2.6 * em && letters < 16
            return DisplayGroup(lines: rows, box: box(of: rows), size: size, isLabel: isLabel)
        }
    }

    /// Whether a line of display type goes on with another: below it, or beside it in the same row.
    private func goesOn(_ last: SetLine, _ line: SetLine, _ a: Int, _ b: Int) -> Bool {
        guard max(last.size, line.size) <= 1.3 * min(last.size, line.size) else { return false }
        if line.box.isInRow(of: last.box) {
            let gap = max(line.box.left - last.box.right, last.box.left - line.box.right)
            return gap <= (isChinese(a) && isChinese(b) ? 1.3 : 0.7) * max(last.size, line.size) && isSpaced(a) == isSpaced(b)
        }
        let gap = line.box.top - last.box.bottom
        return gap >= -0.6 * min(last.size, line.size) && gap <= 0.55 * max(last.size, line.size)
            && line.box.isInColumn(of: last.box, share: 0.3)
    }

    // MARK: - Body

    private func textBlocks(_ body: [Int]) -> [TextBlock] {
        var blocks: [TextBlock] = []
        // Blocks whose last line is above where the next one begins by less than a line.
        var active: [Int] = []
        for i in body.sorted(by: { (lines[$0].box.top, lines[$0].box.left) < (lines[$1].box.top, lines[$1].box.left) }) {
            let line = lines[i].box
            active.removeAll { blocks[$0].lines.last.map { line.top - lines[$0].box.bottom > 0.95 * em } ?? true }
            let above = active.filter { place in
                guard let last = blocks[place].lines.last.map({ lines[$0].box }) else { return false }
                return line.top - last.bottom >= -0.7 * em && line.isInColumn(of: last)
            }
            let nearest = above.min { a, b in
                (blocks[b].lines.last.map { lines[$0].box.bottom } ?? 0)
                    < (blocks[a].lines.last.map { lines[$0].box.bottom } ?? 0)
            }
            if let nearest, line.right <= blocks[nearest].box.right + 4 * em || blocks[nearest].lines.count < 3 {
                blocks[nearest].lines.append(i)
                blocks[nearest].box.formUnion(line)
            } else {
                // Wider columns begin below narrow ones; a short first line of theirs stands off the narrow column.
                var block = TextBlock(lines: [i], box: line)
                if let nearest, let first = lineSetOff(atEndOf: blocks[nearest].lines) {
                    blocks[nearest].lines.removeLast()
                    blocks[nearest].box = box(of: blocks[nearest].lines)
                    block = TextBlock(lines: [first, i], box: box(of: [first, i]))
                }
                active.append(blocks.count)
                blocks.append(block)
            }
        }
        takeIn(&blocks)
        return blocks.flatMap(finished)
    }

    /// The last line of a column that stands off the others.
    private func lineSetOff(atEndOf block: [Int]) -> Int? {
        let gaps = zip(block, block.dropFirst()).map { lines[$1].box.top - lines[$0].box.bottom }
        guard let last = gaps.last, gaps.count > 2, last > gaps.sorted()[gaps.count / 2] + 0.3 * em else { return nil }
        return block.last
    }

    /// A block with its lines in order, cut where stories begin in it.
    private func finished(_ block: TextBlock) -> [TextBlock] {
        var whole = block
        whole.lines = rows(block.lines)
        return cut(whole).map { part in
            var part = part
            part.opens = part.lines.first.map { isOpening($0, next: part.lines.dropFirst().first) } ?? false
            let characters = part.lines.reduce(0) { $0 + lines[$1].glyphs.count }
            let own = part.lines.reduce(0) { $0 + (lines[$1].isBodyType ? lines[$1].glyphs.count : 0) }
            part.isBodyType = own * 2 >= characters
            return part
        }
    }

    /// Whether a byline or dateline stands in a line, as the first of a story.
    ///
    /// - Parameter next: The line behind it, which a dateline may go over into.
    private func isOpening(_ line: Int, next: Int? = nil) -> Bool {
        let text = lines[line].glyphs[...]
        if BylineExtraction.opens(text) { return true }
        if let next, text.last?.isChinese == true || text.last?.isDigit == true,
            BylineExtraction.opens((lines[line].glyphs + lines[next].glyphs)[...])
        {
            return true
        }
        guard let credit = BylineExtraction.credit(text), credit.hasAuthors else { return false }
        // `文/图` names who wrote and photographed; `摄` alone signs a picture, or the end of a story.
        return text.first != 0xFF08 && text.first != 0x28
            && (credit.photographers.isEmpty || text.contains(0x6587))
    }

    /// The names that stand behind a Chinese story in a type of their own, or at the right edge: `……合格率为98.66%。 程智安`.
    func names(atEndOf block: [Int]) -> [String]? {
        guard block.count > 1, let line = block.last.map({ lines[$0] }) else { return nil }
        let words = line.glyphs.split(separator: .space).map { Glyphs($0) }
        guard line.glyphs.count <= 14, line.glyphs.allSatisfy({ $0.isChineseCharacter || $0 == .space }),
            words.allSatisfy({ $0.count >= 2 }) || words.count > 3, lines[block[block.count - 2]].glyphs[...].endsSentence
        else { return nil }
        return Names.read(words, strict: line.isBodyType)
    }

    /// A block cut where a story begins in it: at a byline or dateline behind the end of a sentence or of a story. Bylines,
    /// folios and running heads at its head are blocks of their own: they may stand over several columns.
    private func cut(_ block: TextBlock) -> [TextBlock] {
        var parts: [[Int]] = []
        var part: [Int] = []
        var rest = block.lines[...]
        while let head = head(of: rest), head < rest.count {
            parts.append(Array(rest.prefix(head)))
            rest = rest.dropFirst(head)
        }
        for (i, line) in zip(rest.indices, rest) {
            if i > rest.startIndex, !part.isEmpty, isOpening(line, next: i + 1 < rest.endIndex ? rest[i + 1] : nil) {
                let before = lines[rest[i - 1]].glyphs[...]
                let isBehindName = BylineExtraction.credit(before) != nil
                // `This article is by …` stands in front of its dateline.
                let isPreface = parts.isEmpty && part.count <= 4 && before.last?.isChinese == false && !isBehindName
                // Behind the last sentence a byline ends its story.
                let tail = Array(rest[i...])
                let isTail = tail.count <= 3 && creditOverLines(tail) != nil
                if !isTail, before.endsSentence && !isPreface || isBehindName && part.count > 2 {
                    parts.append(part)
                    part = []
                }
            }
            part.append(line)
        }
        return (parts + [part]).map { TextBlock(lines: $0, box: box(of: $0)) }
    }

    /// The byline that lines are together; a dateline behind a byline is no name.
    func creditOverLines(_ block: [Int]) -> Byline? {
        let isName = { (line: Int) in Dateline.find(in: lines[line].glyphs[...]) == nil && !lines[line].glyphs.contains(0x2014) }
        let text = joined(lines: block)
        return text.count <= 160 && block.dropFirst().allSatisfy(isName) ? BylineExtraction.credit(text[...]) : nil
    }

    /// Lines as one; a word that was divided is whole again.
    func joined(lines block: [Int]) -> Glyphs { BylineExtraction.joined(block.map { lines[$0].glyphs[...] }) }

    /// The edges of a column of lines.
    func edges(of column: [Int]) -> ColumnEdges { ColumnEdges(of: column.map { lines[$0].box }, em) }

    /// How many lines at the head of a column are no prose of it: a byline of one line or two, a folio; `nil` when it begins with
    /// prose.
    private func head(of block: ArraySlice<Int>) -> Int? {
        guard let first = block.first else { return nil }
        let text = lines[first].glyphs
        if text.count <= 30, Furniture.isRunningHead(text[...]) || DisplaySegment.isFolio(text[...]) { return 1 }
        // A dateline, and a bracket that goes on, belong to the prose behind them.
        let opened = text.count { $0 == 0xFF08 || $0 == 0x28 }
        guard Dateline.find(in: text[...]) == nil, opened == text.count(where: { $0 == 0xFF09 || $0 == 0x29 }) else { return nil }
        // The longest run of lines that is one byline.
        return (1...4).reversed().first { count in
            guard count <= block.count, let credit = creditOverLines(Array(block.prefix(count))), credit.hasAuthors else {
                return false
            }
            // `Sheryl Gay Stol-`, `By DAVID E. SANGER` over `and ERIC SCHMITT`
            let last = block[block.startIndex + count - 1]
            let goesOn = count < block.count && lines[block[block.startIndex + count]].glyphs.first?.isLower == true
            if lines[last].glyphs.last == 0x2D || goesOn { return false }
            return count == 1 ? isOpening(first) : text.first != 0xFF08 && text.first != 0x28
        }
    }

    /// Gives single lines to the block in whose column they stand: the end of a paragraph beside an author's name.
    private func takeIn(_ blocks: inout [TextBlock]) {
        var taken: Set<Int> = []
        let columns = blocks.indices.filter { blocks[$0].lines.count > 1 }
        for i in blocks.indices where blocks[i].lines.count == 1 {
            let box = blocks[i].box
            let column = columns.filter { place in
                let column = blocks[place].box
                return column.left - em <= box.left && box.right <= column.right + em
                    && column.top - 0.3 * em <= box.top && box.bottom <= column.bottom + 1.3 * em
            }.min { abs(blocks[$0].box.bottom - box.bottom) < abs(blocks[$1].box.bottom - box.bottom) }
            guard let column else { continue }
            blocks[column].lines += blocks[i].lines
            blocks[column].box.formUnion(box)
            taken.insert(i)
        }
        blocks = blocks.indices.filter { !taken.contains($0) }.map { blocks[$0] }
    }

    /// Lines from the top, those of one row from the left.
    private func rows(_ all: [Int]) -> [Int] {
        var rows: [[Int]] = []
        for i in all.sorted(by: { lines[$0].box.top < lines[$1].box.top }) {
            if let first = rows.last?.first, lines[i].box.isInRow(of: lines[first].box, share: 0.5) {
                rows[rows.count - 1].append(i)
            } else {
                rows.append([i])
            }
        }
        return rows.flatMap { $0.sorted { lines[$0].box.left < lines[$1].box.left } }
    }

    private func box(of all: [Int]) -> PageBox {
        var box = all.first.map { lines[$0].box } ?? PageBox(left: 0, top: 0, right: 0, bottom: 0)
        for i in all { box.formUnion(lines[i].box) }
        return box
    }
}
