import Stories

/// Page furniture: lines that stand around stories and are no part of them (page numbers, running heads, source lines,
/// jump lines, and on pages also notices, tables and captions).
///
/// They are taken off the sheet before anything else is read, so that they neither cut a sentence in two nor become a
/// headline, and are kept as leftovers. A doubt leaves a line where it is.
struct Furniture {
    /// What was taken off, each with its place on the sheet: a position among its glyphs.
    private(set) var taken: [(position: Int, leftover: Leftover)] = []
    /// Whom its labels name as authors: `来源：江州日报 作者：王小明`.
    private(set) var byline = Byline()

    /// What a sheet holds.
    enum Extent {
        /// One story: only what stands at its head or tail, and page numbers inside it, can be furniture.
        case story
        /// A page of stories.
        case page
    }

    /// Takes the furniture off a sheet.
    ///
    /// - Complexity: O(glyphs)
    init(of sheet: inout TextLines, _ extent: Extent) {
        taken += Self.cutJumps(in: &sheet)
        var kinds = sheet.lines.indices.map { Self.kind(of: $0, in: sheet, extent) }
        Self.markLatinCaptions(&kinds, in: sheet)
        if extent == .page { Self.markBlocks(&kinds, in: sheet) }
        var names: Set<Int> = []
        // `Jane Doe` over `Staff Writer`.
        for i in sheet.lines.indices.prefix(5).dropLast()
        where kinds[i] == nil && kinds[i + 1] == nil && extent == .story {
            guard BylineExtraction.credit(sheet.text(i)) == nil, EnglishCredit.isName(sheet.text(i)),
                EnglishCredit.isTitle(sheet.text(i + 1))
            else { continue }
            byline.merge(Byline(reporters: [String(sheet.text(i))]))
            names.insert(i)
            kinds[i + 1] = .label
        }
        // Text that is nothing but furniture is the story itself.
        guard kinds.contains(where: { $0 != nil }), kinds.contains(where: { $0 == nil }) else { return }
        var kept: [TextLines.Line] = []
        var isSetOff = false
        var isCutOpen = false
        for (i, line) in sheet.lines.enumerated() {
            if names.contains(i) { continue }
            if let kind = kinds[i] {
                taken.append((line.range.lowerBound, Leftover(kind, Self.text(line, of: sheet))))
                if kind == .label, extent == .story { byline.merge(Self.authors(in: sheet.glyphs[line.range])) }
                // What was set between two stories keeps them apart; a page number inside a sentence does not.
                isSetOff = isSetOff || kind != .folio && kind != .jump || line.blanksBefore > 1
                isCutOpen = kind == .folio && kept.last.map { Self.isOpen(sheet.glyphs[$0.range]) } ?? false
            } else {
                var line = line
                // A sentence goes on behind a page number with blank lines around it.
                if isCutOpen, !isSetOff { line.blanksBefore = 0 }
                if isSetOff, line.blanksBefore == 0 { line.blanksBefore = 1 }
                isSetOff = false
                isCutOpen = false
                kept.append(line)
            }
        }
        sheet.lines = kept
    }

    /// Takes the title that a label names (`原标题：江州新桥通车`) off the furniture: the headline of a story without another.
    mutating func takeTitle() -> String? {
        for (i, taken) in taken.enumerated() where taken.leftover.kind == .label {
            for word in ["原标题", "原题", "原標題", "原題"] where taken.leftover.text.hasPrefix(word) {
                let title = taken.leftover.text.dropFirst(word.count)
                let name = title.dropFirst().drop { $0 == " " }
                guard title.first == "：" || title.first == ":", !name.isEmpty else { continue }
                self.taken.remove(at: i)
                return String(name)
            }
        }
        return nil
    }

    private static func text(_ line: TextLines.Line, of sheet: TextLines) -> String {
        String(Spacing.close(Glyphs(sheet.glyphs[line.range]), .headline))
    }

    // MARK: - Single lines

    private static func kind(of i: Int, in sheet: TextLines, _ extent: Extent) -> Leftover.LeftoverKind? {
        let text = sheet.text(i)
        let line = sheet.lines[i]
        if isRights(text) { return .label }
        guard line.width <= 120, text.count <= 100 else { return nil }
        if isPageNumber(text) || isStrayNumber(i, in: sheet) { return .folio }
        guard !text.endsSentence || text.last == 0x2E else { return nil }
        if let kind = latinKind(text) { return kind }
        if text.contains(0xFF0C) || text.contains(0x3002) { return nil }
        if text.count >= 4, let jump = jump(in: text), jump.count == text.count { return .jump }
        // A running head that cuts a sentence in two.
        if isRunningHead(text) { return .folio }
        let isHead = i < 6
        let isTail = i + 5 > sheet.lines.count
        if isTail, isPointer(text) { return .label }
        if extent == .story, isOverHeadline(i, in: sheet) { return .label }
        switch extent {
        case .story:
            guard isHead || isTail, isLabel(text, isTail: isTail && !isHead || isTail && i > 1) else { return nil }
            return .label
        case .page:
            if goesOn(into: i, in: sheet) { return nil }
            if isImprint(text) { return .folio }
            return isLabel(text, isTail: true) || isIndexEntry(text) ? .label : nil
        }
    }

    /// Whether a line stands over the headline and is none itself: the section it is in, or the same line again.
    private static func isOverHeadline(_ i: Int, in sheet: TextLines) -> Bool {
        guard i < 2, i + 2 < sheet.lines.count else { return false }
        let (text, next) = (sheet.text(i), sheet.text(i + 1))
        if i == 0, isSection(text) { return next.count <= 90 && !next.endsSentence }
        return text.count >= 4 && !text.endsSentence && text == next
    }

    /// Whether a sentence goes on into a line: the one right before it is prose and ends none.
    static func goesOn(into i: Int, in sheet: TextLines) -> Bool {
        guard i > 0, sheet.lines[i].blanksBefore == 0 else { return false }
        return isOpen(sheet.text(i - 1))
    }

    /// Whether a line is prose that ends in mid-sentence.
    private static func isOpen(_ text: ArraySlice<Glyph>) -> Bool {
        !text.endsSentence && text.contains { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B || $0 == 0x3001 }
    }

    /// `— 12 —`, `第3页`, `- 3 -`, `Page 3 of 8`.
    private static func isPageNumber(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 16, let first = text.first, let last = text.last else { return false }
        let bare = text.filter { !isRule($0) && $0 != .space }
        guard !bare.isEmpty, bare.contains(where: \.isDigit) else { return false }
        if isRule(first), isRule(last), bare.count <= 4, bare.allSatisfy(\.isDigit) { return true }
        // 第3页 共8页, 3/8页
        return bare.last == 0x9875
            && bare.allSatisfy { $0.isDigit || [0x7B2C, 0x9875, 0x5171, 0x2F, 0xFF0F, 0xFF0C, 0x2C].contains($0) }
    }

    private static func isRule(_ glyph: Glyph) -> Bool {
        [0x2D, 0x2013, 0x2014, 0x2015, 0x2212, 0xB7, 0x2022, 0x7E, 0x2500, 0x3D, 0x2A].contains(glyph)
    }

    /// A number alone on its line, where a sentence goes on around it.
    private static func isStrayNumber(_ i: Int, in sheet: TextLines) -> Bool {
        let text = sheet.text(i)
        guard text.count <= 3, text.allSatisfy(\.isDigit), i > 0, i + 1 < sheet.lines.count else { return false }
        let (before, after) = (sheet.text(i - 1), sheet.text(i + 1))
        guard let last = before.last, let first = after.first, !before.endsSentence else { return false }
        let column = max(sheet.lines[i - 1].width, sheet.lines[i + 1].width)
        return column >= 20 && !last.isDigit && !first.isDigit
            && (first.isLower || last.isChineseCharacter && first.isChineseCharacter)
    }
}
