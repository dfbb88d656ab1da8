import Stories

extension Furniture {
    /// Cuts `（下转第3版）` and `（上接第1版）` out of lines that hold text besides.
    static func cutJumps(in sheet: inout Sheet) -> [(position: Int, leftover: Leftover)] {
        // Every jump names a page.
        guard sheet.glyphs.contains(where: isJumpEnd) else { return [] }
        var taken: [(position: Int, leftover: Leftover)] = []
        var joined: Set<Int> = []
        for i in sheet.lines.indices {
            let range = sheet.lines[i].range
            guard range.count >= 4, sheet.glyphs[range].contains(where: isJumpEnd),
                let jump = jump(in: sheet.glyphs[range])
            else { continue }
            var (start, end) = (range.lowerBound, range.upperBound)
            if jump.upperBound == end {
                end = jump.lowerBound
                while end > start, sheet.glyphs[end - 1] == .space { end -= 1 }
            } else if jump.lowerBound == start {
                start = jump.upperBound
                while start < end, sheet.glyphs[start] == .space { start += 1 }
            }
            guard start < end, end - start < range.count else { continue }
            taken.append((jump.lowerBound, Leftover(.jump, String(sheet.glyphs[jump]))))
            sheet.lines[i].range = start..<end
            // A few characters that are left of a line go with the sentence that they end.
            if end < range.upperBound, end - start < 8, isCutOff(i, in: sheet) { joined.insert(i) }
        }
        for i in joined {
            sheet.lines[i - 1].range = sheet.lines[i - 1].range.lowerBound..<sheet.lines[i].range.upperBound
        }
        if !joined.isEmpty { sheet.lines = sheet.lines.indices.filter { !joined.contains($0) }.map { sheet.lines[$0] } }
        return taken
    }

    /// Whether the line before a line is prose in mid-sentence.
    private static func isCutOff(_ i: Int, in sheet: Sheet) -> Bool {
        i > 0 && sheet.lines[i].blanksBefore == 0 && sheet.lines[i - 1].width >= 20 && !sheet.text(i - 1).endsSentence
    }

    /// A jump at the start or end of a line, or the whole line.
    static func jump(in text: ArraySlice<Glyph>) -> Range<Int>? {
        let at = text.indices.first { i in jumpFirsts.contains(text[i]) && jumps.contains { text.has($0, at: i) } }
        guard let at else { return nil }
        var start = at
        while start > text.startIndex,
            isJumpMark(text[start - 1])
                || text[start - 1] == .space && text[..<start].dropLast().last.map(isJumpMark) ?? false
        {
            start -= 1
        }
        var end = at + 2
        // `第3版`, `A02版`, `三版`, then what closes it.
        while end < text.endIndex, end - at < 14, !text[end].isPause, !text[end].endsSentence, text[end] != .space,
            !isJumpEnd(text[end - 1])
        {
            end += 1
        }
        while end < text.endIndex, isJumpMark(text[end]) { end += 1 }
        guard text[at..<end].contains(where: { isJumpEnd($0) || $0.isDigit }) else { return nil }
        guard start == text.startIndex || end == text.endIndex else { return nil }
        return start..<end
    }

    private static func isJumpMark(_ glyph: Glyph) -> Bool {
        glyph.isBullet || Credit.closer(of: glyph) != nil || [0xFF09, 0x29, 0x3011, 0x3015, 0xBB, 0xAB].contains(glyph)
    }

    private static func isJumpEnd(_ glyph: Glyph) -> Bool { glyph == 0x7248 || glyph == 0x9875 }

    private static let jumps = ["下转", "上接", "紧接", "下轉", "详见第", "详见A", "全文见"].map(\.glyphs)
    private static let jumpFirsts = GlyphSet(jumps.compactMap(\.first))
}
