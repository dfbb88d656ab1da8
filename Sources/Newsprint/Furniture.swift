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
    init(of sheet: inout Sheet, _ extent: Extent) {
        cutJumps(in: &sheet)
        var kinds = sheet.lines.indices.map { Self.kind(of: $0, in: sheet, extent) }
        if extent == .page { Self.markBlocks(&kinds, in: sheet) }
        var names: Set<Int> = []
        // `Jane Doe` over `Staff Writer`.
        for i in sheet.lines.indices.prefix(5).dropLast()
        where kinds[i] == nil && kinds[i + 1] == nil && extent == .story {
            guard Extraction.credit(sheet.text(i)) == nil, EnglishCredit.isName(sheet.text(i)),
                EnglishCredit.isTitle(sheet.text(i + 1))
            else { continue }
            byline.merge(Byline(reporters: [String(sheet.text(i))]))
            names.insert(i)
            kinds[i + 1] = .label
        }
        // Text that is nothing but furniture is the story itself.
        guard kinds.contains(where: { $0 != nil }), kinds.contains(where: { $0 == nil }) else { return }
        var kept: [Sheet.Line] = []
        var isSetOff = false
        for (i, line) in sheet.lines.enumerated() {
            if names.contains(i) { continue }
            if let kind = kinds[i] {
                taken.append((line.range.lowerBound, Leftover(kind, Self.text(line, of: sheet))))
                if kind == .label, extent == .story { byline.merge(Self.authors(in: sheet.glyphs[line.range])) }
                // What was set between two stories keeps them apart; a page number inside a sentence does not.
                isSetOff = isSetOff || kind != .folio && kind != .jump || line.blanksBefore > 1
            } else {
                var line = line
                if isSetOff, line.blanksBefore == 0 { line.blanksBefore = 1 }
                isSetOff = false
                kept.append(line)
            }
        }
        sheet.lines = kept
    }

    /// The authors that a label names besides other things.
    private static func authors(in text: ArraySlice<Glyph>) -> Byline {
        for i in text.indices where i == text.startIndex || text[i - 1] == .space || text[i - 1] == 0xFF08 {
            guard let word = Role.words(beginning: text[i]).first(where: { text.has($0.text, at: i) }), word.leads,
                word.role != .editor
            else { continue }
            // To the next word that is none of a byline: another label, a date.
            var end = i
            for word in text[i...].split(separator: .space) {
                let isOther = word.contains(where: \.isDigit) || sources.contains { word.starts(with: $0) }
                if isOther, end > i { break }
                end = word.endIndex
            }
            if let credit = Credit.parse(text[i..<end]) { return credit }
        }
        return Byline()
    }

    private static func text(_ line: Sheet.Line, of sheet: Sheet) -> String {
        String(Spacing.close(Glyphs(sheet.glyphs[line.range]), .headline))
    }

    // MARK: - Jumps

    /// Cuts `（下转第3版）` and `（上接第1版）` out of lines that hold text besides.
    private mutating func cutJumps(in sheet: inout Sheet) {
        // Every jump names a page.
        guard sheet.glyphs.contains(where: Self.isJumpEnd) else { return }
        var joined: Set<Int> = []
        for i in sheet.lines.indices {
            let range = sheet.lines[i].range
            guard range.count >= 4, sheet.glyphs[range].contains(where: Self.isJumpEnd),
                let jump = Self.jump(in: sheet.glyphs[range])
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
            if end < range.upperBound, end - start < 8, Self.isCutOff(i, in: sheet) { joined.insert(i) }
        }
        for i in joined {
            sheet.lines[i - 1].range = sheet.lines[i - 1].range.lowerBound..<sheet.lines[i].range.upperBound
        }
        if !joined.isEmpty { sheet.lines = sheet.lines.indices.filter { !joined.contains($0) }.map { sheet.lines[$0] } }
    }

    /// Whether the line before a line is prose in mid-sentence.
    private static func isCutOff(_ i: Int, in sheet: Sheet) -> Bool {
        i > 0 && sheet.lines[i].blanksBefore == 0 && sheet.lines[i - 1].width >= 20 && !sheet.text(i - 1).endsSentence
    }

    /// A jump at the start or end of a line, or the whole line.
    private static func jump(in text: ArraySlice<Glyph>) -> Range<Int>? {
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

    // MARK: - Single lines

    private static func kind(of i: Int, in sheet: Sheet, _ extent: Extent) -> Leftover.Kind? {
        let text = sheet.text(i)
        let line = sheet.lines[i]
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

    /// Whether a sentence goes on into a line: the one right before it is prose and ends none.
    static func goesOn(into i: Int, in sheet: Sheet) -> Bool {
        guard i > 0, sheet.lines[i].blanksBefore == 0 else { return false }
        let before = sheet.text(i - 1)
        return !before.endsSentence && before.contains { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B || $0 == 0x3001 }
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
    private static func isStrayNumber(_ i: Int, in sheet: Sheet) -> Bool {
        let text = sheet.text(i)
        guard text.count <= 3, text.allSatisfy(\.isDigit), i > 0, i + 1 < sheet.lines.count else { return false }
        let (before, after) = (sheet.text(i - 1), sheet.text(i + 1))
        guard let last = before.last, let first = after.first, !before.endsSentence else { return false }
        let column = max(sheet.lines[i - 1].width, sheet.lines[i + 1].width)
        return column >= 20 && !last.isDigit && !first.isDigit
            && (first.isLower || last.isIdeograph && first.isIdeograph)
    }

    // MARK: - Labels

    /// A line that says where a story is from or when, and nothing else: `2025-01-05 10:30 来源：江州日报`, `打印 关闭`.
    private static func isLabel(_ text: ArraySlice<Glyph>, isTail: Bool) -> Bool {
        if isTail, isEndMark(text) { return true }
        if agencies.contains(where: { text.elementsEqual($0) }) { return true }
        var rest = Glyphs(text.filter { $0 != .space && !$0.isBullet })
        if let first = rest.first, Credit.closer(of: first) == rest.last { rest = Glyphs(rest.dropFirst().dropLast()) }
        guard rest.contains(where: \.isIdeograph) || hasClock(rest) else { return false }
        var hasSource = false
        for word in sources where rest.contains(where: { $0 == 0xFF1A || $0 == 0x3A }) {
            guard let start = at(word, in: rest) else { continue }
            let end = start + word.count
            guard end < rest.count, rest[end] == 0xFF1A || rest[end] == 0x3A else { continue }
            hasSource = true
            rest.removeSubrange(start...min(rest.count - 1, end))
            break
        }
        var hasTool = false
        for word in tools {
            while let start = at(word, in: rest) {
                hasTool = true
                rest.removeSubrange(start..<(start + word.count))
            }
        }
        let hasDate = hasDate(rest)
        let words = rest.filter { $0.isIdeograph && !dateUnits.contains($0) || $0.isLetter }
        if words.isEmpty, hasDate, !isTail { return true }
        if hasSource { return words.count <= 20 }
        if hasTool { return words.count <= 8 && (isTail || hasDate || words.isEmpty) }
        return hasDate && hasClock(rest) && words.count <= 8
    }

    /// `（完）`.
    static func isEndMark(_ text: ArraySlice<Glyph>) -> Bool {
        endMarks.contains(Glyphs(text.filter { $0 != .space }))
    }

    private static let endMarks = Set(
        [
            "（完）", "(完)", "【完】", "[完]", "〔完〕", "（全文完）", "(全文完)", "（待续）", "(END)", "(end)", "[END]", "（END）", "ENDS",
            "-30-", "###", "- END -", "-END-", "-ENDS-", "—END—", "# # #",
        ]
        .map { $0.glyphs.filter { $0 != .space } })

    /// Who a story is from, where nobody is named.
    private static let agencies = [
        "本报综合报道", "本报综合", "综合报道", "综合新华社报道", "综合新华社电", "综合新华社消息", "据新华社报道", "据新华社电", "新华社供本报专稿",
        "本报综合整理", "本报记者综合报道", "綜合報導", "本報綜合報導",
    ].map(\.glyphs)

    private static let sources = [
        "来源", "來源", "稿源", "文章来源", "本文来源", "信息来源", "新闻来源", "稿件来源", "资料来源", "原标题", "原題", "原題目", "原载", "转载自", "转自",
        "发布时间", "发布日期", "发稿时间", "更新时间", "时间", "日期", "发布者", "发布人", "关键词", "关键字", "标签", "浏览次数", "阅读次数", "点击数",
        "浏览量", "阅读量", "浏览", "阅读", "点击", "字号", "字体", "分享到", "扫一扫", "标题", "收件人", "发件人", "抄送", "主题",
    ].map(\.glyphs)
    private static let tools = [
        "打印本页", "打印", "关闭窗口", "关闭", "分享到", "分享", "收藏", "字号", "大中小", "【大】【中】【小】", "放大", "缩小", "默认", "朗读", "复制链接",
        "转载请注明出处", "点击阅读原文", "阅读原文", "返回顶部", "返回首页", "返回列表", "返回目录", "上一篇", "下一篇", "上一版", "下一版", "版面导航", "标题导航", "微信",
        "微博", "我要评论", "我要纠错",
        "网友评论", "扫码", "评论", "点赞", "转发", "在看", "QQ空间", "加入收藏", "设为首页", "相关链接", "编辑推荐",
    ].map(\.glyphs)
    private static let dateUnits: GlyphSet = "年月日时分秒星期周一二三四五六天上下午农历"

    private static func at(_ word: Glyphs, in text: Glyphs) -> Int? {
        guard let first = word.first else { return nil }
        return text.indices.first { text[$0] == first && text[...].has(word, at: $0) }
    }

    /// A year, month and day.
    private static func hasDate(_ text: Glyphs) -> Bool {
        let digits = text.count(where: \.isDigit)
        guard digits >= 4 else { return false }
        if text.contains(0x5E74) && text.contains(0x6708) || text.contains(0x6708) && text.contains(0x65E5) {
            return true
        }
        return text.indices.contains { i in
            i + 7 <= text.count && text[i..<(i + 4)].allSatisfy(\.isDigit) && [0x2D, 0x2F, 0x2E].contains(text[i + 4])
                && text[i + 5].isDigit
        }
    }

    /// `10:30`.
    private static func hasClock(_ text: Glyphs) -> Bool {
        text.indices.contains { i in
            i > 0 && i + 2 < text.count && (text[i] == 0x3A || text[i] == 0xFF1A) && text[i - 1].isDigit
                && text[i + 1].isDigit
        }
    }

    // MARK: - Imprint

    /// What a paper says of itself: its registration, telephone, issue, web address, navigation.
    private static func isImprint(_ text: ArraySlice<Glyph>) -> Bool {
        if text.count <= 40, imprints.contains(where: { word in text.indices.contains { text.has(word, at: $0) } }) {
            return true
        }
        let bare = Glyphs(text.filter { $0 != .space })
        // 第A03版：要闻, A03版
        guard bare.count <= 14, let end = bare.firstIndex(of: 0x7248) else { return false }
        var head = bare[..<end]
        if head.first == 0x7B2C { head = head.dropFirst() }
        return !head.isEmpty && head.count <= 4
            && head.allSatisfy { $0.isDigit || $0.isUpper || "一二三四五六七八九十".glyphs.contains($0) }
    }

    private static let imprints = [
        "国内统一", "统一刊号", "国际标准", "邮发代号", "机关报", "新闻热线", "报料热线", "爆料热线", "广告热线", "发行热线", "订阅热线", "投稿邮箱",
        "上一版", "下一版", "版面导航", "返回首页", "返回目录", "标题导航", "本版责编", "http://", "https://", "www.", "总第", "零售价", "每份定价",
    ].map(\.glyphs)

    /// A date with the paper's name or page: `江州日报 2025年1月5日 第3版`, `2025年1月5日 星期日`.
    private static func isRunningHead(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 40, hasDate(Glyphs(text)), text.count(where: \.isDigit) >= 5 else { return false }
        let words = text.filter { $0.isIdeograph && !dateUnits.contains($0) }
        let marks = ["星期", "周一", "农历", "总第"].map(\.glyphs)
        return words.count <= 8 && text.contains(.space)
            && (text.contains(0x7248) || marks.contains { word in text.indices.contains { text.has(word, at: $0) } })
    }

    /// A line of a table of contents: `市委召开防汛工作会议 2版`.
    private static func isIndexEntry(_ text: ArraySlice<Glyph>) -> Bool {
        if ["今日导读", "导读", "本期导读", "今日看点", "导 读", "目录", "今日天气", "天气预报", "要闻速览"].map(\.glyphs).contains(where: {
            text.elementsEqual($0)
        }) {
            return true
        }
        guard text.last == 0x7248, text.count <= 40, let space = text.lastIndex(of: .space) else { return false }
        var page = text[(space + 1)...].dropLast().drop { !$0.isDigit && !$0.isUpper && !$0.isIdeograph }
        for word in ["详见", "详情见", "见"].map(\.glyphs) where page.starts(with: word) {
            page = page.dropFirst(word.count)
        }
        return !page.isEmpty && page.count <= 4 && page.allSatisfy { $0.isDigit || $0.isUpper || $0 == 0x7B2C }
    }
}
