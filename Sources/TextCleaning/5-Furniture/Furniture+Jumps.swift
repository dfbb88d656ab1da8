import Stories

extension Furniture {
    /// Cuts `（下转第3版）` and `（上接第1版）` out of lines that hold text besides.
    static func cutJumps(in sheet: inout TextLines) -> [(position: Int, leftover: Leftover)] {
        // Every jump names a page.
        guard sheet.glyphs.contains(where: isJumpEnd) else { return [] }
        var taken: [(position: Int, leftover: Leftover)] = []
        var joined: Set<Int> = []
        var lastCut = -1
        for i in sheet.lines.indices {
            let range = sheet.lines[i].range
            // One at each end.
            while let (kept, jump) = withoutJump(sheet.glyphs[sheet.lines[i].range]) {
                taken.append((jump.lowerBound, Leftover(.jump, String(sheet.glyphs[jump]))))
                sheet.lines[i].range = kept
            }
            let kept = sheet.lines[i].range
            guard kept != range else { continue }
            // A few characters that are left of a line go with the sentence that they end; not with a line that was cut
            // itself, since its jump would come back.
            if kept.upperBound < range.upperBound, kept.count < 8, lastCut != i - 1, isCutOff(i, in: sheet) {
                joined.insert(i)
            }
            lastCut = i
        }
        for i in joined {
            sheet.lines[i - 1].range = sheet.lines[i - 1].range.lowerBound..<sheet.lines[i].range.upperBound
        }
        if !joined.isEmpty { sheet.lines = sheet.lines.indices.filter { !joined.contains($0) }.map { sheet.lines[$0] } }
        return taken
    }

    /// What is left of a line without a jump at its start or end; `nil` when it has none, or is nothing else.
    static func withoutJump(_ text: ArraySlice<Glyph>) -> (kept: Range<Int>, jump: Range<Int>)? {
        guard text.count >= 4, text.contains(where: isJumpEnd), let jump = jump(in: text) else { return nil }
        var (start, end) = (text.startIndex, text.endIndex)
        if jump.upperBound == end {
            end = jump.lowerBound
            while end > start, text[end - 1] == .space { end -= 1 }
        } else if jump.lowerBound == start {
            start = jump.upperBound
            while start < end, text[start] == .space { start += 1 }
        }
        return start < end && end - start < text.count ? (start..<end, jump) : nil
    }

    /// Whether the line before a line is prose in mid-sentence.
    private static func isCutOff(_ i: Int, in sheet: TextLines) -> Bool {
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
        // `（上接第1版·要闻）`, `（下转2、3版）`: to the end of the bracket.
        if let closer = ChineseCredit.closer(of: text[start]),
            let close = text[start...].prefix(36).firstIndex(where: { $0 == closer || closer == 0xFF09 && $0 == 0x29 }),
            text[at..<close].contains(where: { isJumpEnd($0) || $0.isDigit })
        {
            return start == text.startIndex || close + 1 == text.endIndex ? start..<(close + 1) : nil
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
        glyph.isBullet || ChineseCredit.closer(of: glyph) != nil || [0xFF09, 0x29, 0x3011, 0x3015, 0xBB, 0xAB].contains(glyph)
    }

    private static func isJumpEnd(_ glyph: Glyph) -> Bool { glyph == 0x7248 || glyph == 0x9875 }

    private static let jumps = ["下转", "上接", "紧接", "紧转", "下轉", "转第", "（转", "详见第", "详见A", "全文见"].map(\.glyphs)
    private static let jumpFirsts = GlyphSet(jumps.compactMap(\.first))
}

extension Furniture {
    /// Whether a line says where a story goes on or comes from, and nothing else.
    static func isJumpLine(_ text: ArraySlice<Glyph>) -> Bool {
        guard (4...60).contains(text.count) else { return false }
        return latinKind(text) == .jump || jump(in: text)?.count == text.count
    }

    /// Whether a line is the number of a page and the word for it, as entries of an index end: `PAGE A19`, `Page 3`.
    static func isPageReference(_ text: ArraySlice<Glyph>) -> Bool {
        guard (6...12).contains(text.count),
            text.prefix(5).elementsEqual("PAGE ".glyphs) || text.prefix(5).elementsEqual("Page ".glyphs)
        else { return false }
        return text.dropFirst(5).contains(where: \.isDigit)
            && text.dropFirst(5).allSatisfy { $0.isDigit || $0.isUpper || $0 == 0x2D || $0 == 0x2E || $0 == 0x2C }
    }

    /// Whether a line is a reference to a page or ends in one: `Growth slowed again. PAGE B3`.
    static func endsInPageReference(_ text: ArraySlice<Glyph>) -> Bool {
        isPageReference(Glyphs(text.split(separator: .space).suffix(2).joined(separator: [.space]))[...])
    }
}
