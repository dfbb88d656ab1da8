/// Raw text read into lines of folded characters.
///
/// Blank lines are not lines: each line knows how many of them stand before it. Reading is O(bytes), and the sheet
/// takes at most 4 bytes for each byte of text plus its lines.
struct Sheet {
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
    var lines: [Line] = []

    /// Reads valid UTF-8.
    init(_ utf8: [UInt8]) {
        self.init(String(decoding: utf8, as: UTF8.self))
    }

    /// Reads a string.
    init(_ raw: String) {
        let text = Hyphenation.mended(raw)
        glyphs.reserveCapacity(text.utf8.count / 2)
        var reader = Reader()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            let isReturn = scalar == "\r"
            defer { afterReturn = isReturn }
            // CRLF is one line end.
            if scalar == "\n", afterReturn { continue }
            switch Folding.fold(scalar.value) {
            case .drop: break
            case .newline: end(&reader)
            case .space: reader.spaces += scalar == "\t" ? 4 : scalar.value == 0x3000 ? 2 : 1
            case .keep(let glyph): append(glyph, columns: scalar.value.columns, &reader)
            case .replace(let many): for glyph in many { append(glyph, columns: 1, &reader) }
            }
        }
        end(&reader)
        Folding.foldMarks(in: &glyphs)
    }

    /// The text of a line.
    func text(_ line: Int) -> ArraySlice<Glyph> { glyphs[lines[line].range] }

    // MARK: - Reading

    private struct Reader {
        var start = 0
        var spaces = 0
        var indent = 0
        var width = 0
        var blanks = 0
    }

    private mutating func append(_ glyph: Glyph, columns: Int, _ reader: inout Reader) {
        if glyphs.count == reader.start {
            reader.indent = reader.spaces
        } else if reader.spaces > 0 {
            // Justification puts spaces between Chinese characters; they fill the column but say nothing of it.
            if let last = glyphs.last, !last.isChinese, !glyph.isChinese { reader.width += 1 }
            glyphs.append(.space)
        }
        reader.spaces = 0
        reader.width += columns
        glyphs.append(glyph)
    }

    private mutating func end(_ reader: inout Reader) {
        if glyphs.count > reader.start {
            closeLetterSpacing(from: reader.start)
            lines.append(
                Line(
                    range: reader.start..<glyphs.count, indent: reader.indent, width: reader.width,
                    blanksBefore: reader.blanks))
            // It stands between two lines, and inside lines that are mended.
            glyphs.append(.newline)
            reader = Reader(start: glyphs.count)
        } else {
            reader.blanks += 1
            reader.spaces = 0
        }
    }

    /// Takes the spaces out of a line of Chinese text that was letter-spaced to fill its column.
    private mutating func closeLetterSpacing(from start: Int) {
        var pairs = 0
        var spaced = 0
        for i in start + 1..<max(start + 1, glyphs.count) where glyphs[i].isChinese {
            if glyphs[i - 1].isChinese { pairs += 1 }
            if glyphs[i - 1] == .space, i - 2 >= start, glyphs[i - 2].isChinese { spaced += 1 }
        }
        guard spaced >= 6, spaced >= pairs * 4 else { return }
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
