/// Raw text read into lines of folded characters.
///
/// Blank lines are not lines: each line knows how many of them stand before it. Reading is O(bytes), and the sheet
/// takes at most 4 bytes for each byte of text plus its lines.
struct TextLines {
    /// A line of text: a range of the sheet's glyphs without the spaces around it, and how it was set.
    struct Line {
        var range: Range<Int>
        /// Columns of space in front of it.
        var indent: Int
        /// Columns it took as it was set, before full-width digits became half width.
        var width: Int
        /// Blank lines before it.
        var blanksBefore: Int
    }

    private(set) var glyphs: Glyphs = []
    /// The positions of tabs inside lines, by line.
    private var tabs: [Int: [Int]] = [:]
    var lines: [Line] = []
    /// What makes the text unreadable, as a clause; `nil` when it can be read.
    private(set) var damage: String?

    /// Reads valid UTF-8.
    init(_ utf8: [UInt8]) {
        self.init(String(decoding: utf8, as: UTF8.self))
    }

    /// Reads a string.
    init(_ raw: String) {
        let raw = RawText(raw)
        damage = raw.damage
        glyphs.reserveCapacity(raw.text.utf8.count / 2)
        var reader = LineReader()
        var before: Glyph = 0
        for scalar in raw.text.unicodeScalars {
            let value = scalar.value
            defer { before = value }
            // Most characters are never folded.
            if !raw.mayHaveWideMarks, let columns = Folding.columnsOfPlain(value) {
                append(value, columns: columns, &reader)
                continue
            }
            // CRLF is one line end.
            if value == .newline, before == 0x0D { continue }
            switch Folding.fold(value) {
            case _ where value == 0x85 && raw.hasNextLines: end(&reader)
            case .drop: hold(value, &reader)
            case .newline: end(&reader)
            case .space:
                reader.spaces += value == 0x09 ? 4 : value == 0x3000 ? 2 : 1
                if value == 0x09 { reader.hasTab = true }
            case .keep(let glyph):
                append(glyph, columns: value.columns, &reader)
                if raw.mayHaveWideMarks { noteComma(value, after: before, &reader) }
            case .replace(let many): for glyph in many { append(glyph, columns: 1, &reader) }
            }
        }
        end(&reader)
        if damage == nil, raw.mayHaveLost { damage = lostCharacters }
        if raw.mayHaveWideMarks { Folding.foldMarks(in: &glyphs) }
        // Lines are known by their numbers until cells are divided.
        if tabs.count > 1 { divideCells() }
        joinBylines()
    }

    /// Keeps the place of a full-width comma between two full-width digits.
    private func noteComma(_ value: Glyph, after before: Glyph, _ reader: inout LineReader) {
        if value == 0xFF0C, before.isWideDigit { reader.commas.append(glyphs.count - 1) }
        if before == 0xFF0C, !value.isWideDigit, reader.commas.last == glyphs.count - 2 { reader.commas.removeLast() }
    }

    /// That a large part of the text are characters which were lost before it came.
    private var lostCharacters: String? {
        let lost = glyphs.count { $0 == 0xFFFD }
        guard lost >= 3, lost * 5 >= glyphs.count(where: { $0 != .space && $0 != .newline }) else { return nil }
        return "\(lost) of its characters are lost (U+FFFD)"
    }

    /// The text of a line.
    func text(_ line: Int) -> ArraySlice<Glyph> { glyphs[lines[line].range] }

    // MARK: - Reading

    private struct LineReader {
        var start = 0
        var spaces = 0
        var indent = 0
        var width = 0
        var blanks = 0
        /// Spaces inside the line.
        var gaps = 0
        /// Whether two capitals stand with a space between them.
        var hasSpacedCapitals = false
        /// Whether the spaces before the next glyph are a tab or have one among them.
        var hasTab = false
        /// Full-width commas of the line between full-width digits, as positions.
        var commas: [Int] = []
        /// The spaces of the line that were tabs, and those wider than others behind a single glyph; as positions.
        var tabs: [Int] = []
        var wideGaps: [Int] = []
        /// A joiner that stays if the next glyph is one that it joins.
        var joiner: Glyph?
    }

    /// Keeps a character that is dropped elsewhere, when it is part of what stands before it.
    private mutating func hold(_ mark: Glyph, _ reader: inout LineReader) {
        guard let last = glyphs.last, glyphs.count > reader.start, reader.spaces == 0 else { return }
        if mark == Joiners.joiner || mark == Joiners.nonJoiner {
            reader.joiner = mark
        } else if Joiners.holds(mark, behind: last) {
            glyphs.append(mark)
        }
    }

    @inline(__always)
    private mutating func append(_ glyph: Glyph, columns: Int, _ reader: inout LineReader) {
        if glyphs.count == reader.start {
            reader.indent = reader.spaces
        } else if reader.spaces > 0 {
            // Justification puts spaces between Chinese characters; they fill the column but say nothing of it.
            if let last = glyphs.last, !last.isChinese, !glyph.isChinese {
                reader.width += 1
                if last.isUpper, glyph.isUpper { reader.hasSpacedCapitals = true }
            }
            if reader.hasTab { reader.tabs.append(glyphs.count) }
            if reader.spaces > 1, glyphs.count - reader.start == 1 || glyphs[glyphs.count - 2] == .space {
                reader.wideGaps.append(glyphs.count)
            }
            glyphs.append(.space)
            reader.gaps += 1
        } else if let joiner = reader.joiner, let last = glyphs.last,
            Joiners.holds(joiner, between: last, and: glyph)
        {
            glyphs.append(joiner)
        }
        reader.joiner = nil
        reader.spaces = 0
        reader.hasTab = false
        reader.width += columns
        glyphs.append(glyph)
    }

    private mutating func end(_ reader: inout LineReader) {
        if glyphs.count > reader.start {
            // Before anything in the line moves.
            for i in reader.commas where Numerals.isThousands(in: glyphs, at: i) { glyphs[i] = 0x2C }
            let length = glyphs.count
            if reader.gaps >= Self.strayGapsMin {
                closeLetterSpacing(from: reader.start)
                if let words = LetterSpacing.closed(glyphs[reader.start...], wideGaps: reader.wideGaps) {
                    replaceLine(from: reader.start, words)
                }
            }
            unmark(from: reader.start)
            undouble(&reader)
            if reader.hasSpacedCapitals, let closed = SpacedCapitals.closed(glyphs[reader.start...]) {
                replaceLine(from: reader.start, closed)
            }
            if !reader.tabs.isEmpty, glyphs.count == length { tabs[lines.count] = reader.tabs }
            lines.append(
                Line(
                    range: reader.start..<glyphs.count, indent: reader.indent, width: reader.width,
                    blanksBefore: reader.blanks))
            // It stands between two lines, and inside lines that are mended.
            glyphs.append(.newline)
            reader = LineReader(start: glyphs.count)
        } else {
            reader.blanks += 1
            reader.spaces = 0
        }
    }

    /// Leaves one of each character in a line that was drawn several times.
    private mutating func undouble(_ reader: inout LineReader) {
        let factor = DoubledType.factor(of: glyphs[reader.start...])
        guard factor > 1 else { return }
        replaceLine(from: reader.start, DoubledType.undoubled(glyphs[reader.start...], factor))
        reader.width = max(1, reader.width / factor)
    }

    /// Takes off the signs that lines of an agency's wire begin and end with: `^Council meets<`, `^By JANE DOE=`.
    private mutating func unmark(from start: Int) {
        guard glyphs[start] == 0x5E, glyphs.count > start + 2, let last = glyphs.last, last == 0x3C || last == 0x3D
        else { return }
        glyphs.removeLast()
        glyphs.remove(at: start)
    }

    /// Joins the two lines of an English byline: `By Jane Doe and`, `John Roe`.
    private mutating func joinBylines() {
        var joined: Set<Int> = []
        for i in lines.indices.dropLast() where !joined.contains(i) {
            let (text, next) = (text(i), text(i + 1))
            if text.first.map({ $0 | 0x20 == 0x62 }) == true, next.count <= 60, text.count <= 120,
                lines[i + 1].blanksBefore == 0, Self.goesOn(text, next),
                lines[i + 1].range.lowerBound == lines[i].range.upperBound + 1,
                let all = EnglishCredit.parse(Glyphs(text) + [.space] + Glyphs(next)), all != EnglishCredit.parse(text)
            {
                glyphs[lines[i].range.upperBound] = .space
                lines[i].range = lines[i].range.lowerBound..<lines[i + 1].range.upperBound
                joined.insert(i + 1)
            }
        }
        if !joined.isEmpty { lines = lines.indices.filter { !joined.contains($0) }.map { lines[$0] } }
    }

    /// Whether a byline's line goes on in the next.
    private static func goesOn(_ text: ArraySlice<Glyph>, _ next: ArraySlice<Glyph>) -> Bool {
        let isByline = text.prefix(3).elementsEqual("By ".glyphs) || text.prefix(3).elementsEqual("BY ".glyphs)
        let ends = [" and", " AND", " &", ","].map(\.glyphs)
        return isByline
            && (ends.contains { text.suffix($0.count) == $0[...] }
                || next.prefix(4).elementsEqual("and ".glyphs) || next.prefix(4).elementsEqual("AND ".glyphs))
    }

    /// Sets ` | ` between the cells of rows that tabs divide, as between those of a table in HTML: two lines or more that
    /// follow each other and have as many tabs.
    private mutating func divideCells() {
        let rows = Set(
            lines.indices.filter { i in
                guard let own = tabs[i] else { return false }
                return [i - 1, i + 1].contains { tabs[$0]?.count == own.count }
                    && own.allSatisfy { lines[i].range.contains($0) && glyphs[$0] == .space }
            })
        guard !rows.isEmpty else { return }
        var divided: Glyphs = []
        divided.reserveCapacity(glyphs.count + rows.count * 4)
        var copied = 0
        for i in lines.indices {
            let range = lines[i].range
            divided += glyphs[copied..<range.lowerBound]
            let start = divided.count
            copied = range.lowerBound
            for tab in rows.contains(i) ? tabs[i] ?? [] : [] {
                divided += glyphs[copied..<tab]
                divided += [.space, 0x7C, .space]
                copied = tab + 1
            }
            divided += glyphs[copied..<range.upperBound]
            copied = range.upperBound
            lines[i].range = start..<divided.count
        }
        divided += glyphs[copied...]
        glyphs = divided
    }

    private mutating func replaceLine(from start: Int, _ line: Glyphs) {
        glyphs.removeLast(glyphs.count - start)
        glyphs += line
    }

    /// A letter-spaced line has at least so many spaces.
    private static let strayGapsMin = 6

    /// Takes the spaces out of a line of Chinese text that was letter-spaced to fill its column.
    private mutating func closeLetterSpacing(from start: Int) {
        var pairs = 0
        var spaced = 0
        for i in start + 1..<max(start + 1, glyphs.count) where glyphs[i].isChinese {
            if glyphs[i - 1].isChinese { pairs += 1 }
            if glyphs[i - 1] == .space, i - 2 >= start, glyphs[i - 2].isChinese { spaced += 1 }
        }
        guard spaced >= Self.strayGapsMin, spaced >= pairs * 4 else { return }
        var kept = start
        for i in start..<glyphs.count {
            let isStray = glyphs[i] == .space && (glyphs[i - 1].isChinese || glyphs[i + 1].isChinese)
            if !isStray {
                glyphs[kept] = glyphs[i]
                kept += 1
            }
        }
        glyphs.removeLast(glyphs.count - kept)
    }
}

extension Glyph {
    fileprivate var isWideDigit: Bool { (0xFF10...0xFF19).contains(self) }
}
