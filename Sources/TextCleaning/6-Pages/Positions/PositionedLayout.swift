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

    /// Lines that the extractor gave in pieces, put together: pieces of one row and one size that hardly stand apart.
    private func joined(_ pieces: [PositionedPage.PositionedLine]) -> [PositionedPage.PositionedLine] {
        let sorted = pieces.sorted {
            (($0.box.top + $0.box.bottom).rounded(), $0.box.left) < (($1.box.top + $1.box.bottom).rounded(), $1.box.left)
        }
        var joined: [PositionedPage.PositionedLine] = []
        for piece in sorted {
            let last = joined.indices.suffix(12).reversed().first { i in
                let line = joined[i]
                let isAlike = max(line.size, piece.size) < 1.15 * min(line.size, piece.size)
                guard isAlike, piece.box.isInRow(of: line.box) else { return false }
                let gap = piece.box.left - line.box.right
                let isSpaced =
                    piece.size >= Self.displayMin * em
                    && (piece.text + line.text).unicodeScalars.contains(where: \.isChineseCharacter)
                guard gap > -0.3 * piece.size, gap < 1.7 * piece.size else { return false }
                return gap < (isSpaced ? 1.05 : 0.45) * max(line.size, piece.size) || isCredit(line.text, piece.text)
            }
            guard let last else {
                joined.append(piece)
                continue
            }
            let isTight = piece.box.left - joined[last].box.right < 0.12 * piece.size
            let hasBlank = joined[last].text.last?.isWhitespace == true || piece.text.first?.isWhitespace == true
            joined[last].text += (isTight && !hasBlank ? "" : " ") + piece.text
            joined[last].box.formUnion(piece.box)
        }
        return joined
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
        return gap >= -0.6 * min(last.size, line.size) && gap <= 0.75 * max(last.size, line.size)
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
            if let nearest {
                blocks[nearest].lines.append(i)
                blocks[nearest].box.formUnion(line)
            } else {
                active.append(blocks.count)
                blocks.append(TextBlock(lines: [i], box: line))
            }
        }
        takeIn(&blocks)
        return blocks.map { block in
            var block = block
            block.lines = rows(block.lines)
            let characters = block.lines.reduce(0) { $0 + lines[$1].glyphs.count }
            let own = block.lines.reduce(0) { $0 + (lines[$1].isBodyType ? lines[$1].glyphs.count : 0) }
            block.isBodyType = own * 2 >= characters
            return block
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
