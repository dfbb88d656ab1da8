import Stories

extension Furniture {
    /// Marks furniture that takes several lines of a page: notices, tables, captions.
    static func markBlocks(_ kinds: inout [Leftover.LeftoverKind?], in sheet: TextLines) {
        markNotices(&kinds, in: sheet)
        markTables(&kinds, in: sheet)
        markCaptions(&kinds, in: sheet)
    }

    /// Whether a byline, dateline or the like begins at a line: furniture ends before it.
    private static func isStory(_ i: Int, in sheet: TextLines) -> Bool {
        let text = sheet.text(i)
        return BylineExtraction.credit(text) != nil || Dateline.find(in: text) != nil
    }

    // MARK: - Notices

    private static func markNotices(_ kinds: inout [Leftover.LeftoverKind?], in sheet: TextLines) {
        var i = 0
        while i < kinds.count {
            let title = Glyphs(sheet.text(i).filter { $0 != .space && !$0.isBullet })
            let isTitled = noticeTitles.contains(title)
            if kinds[i] == nil, !goesOn(into: i, in: sheet), isContact(sheet.text(i)) { kinds[i] = .notice }
            guard kinds[i] == nil, isTitled || !goesOn(into: i, in: sheet) && isNotice(sheet.text(i)) else {
                i += 1
                continue
            }
            // To the next blank line, or as long as the words of notices go on.
            var end = i + 1
            while end < kinds.count, !isStory(end, in: sheet),
                sheet.lines[end].blanksBefore == 0 || speaksAsNotice(sheet.text(end)) || isTitled && end == i + 1
            {
                end += 1
            }
            // A title alone is a headline like any other.
            if end > i + 1 || !isTitled { for line in i..<end { kinds[line] = .notice } }
            i = end
        }
    }

    private static let noticeTitles = Set(
        """
        遗失声明 遗失启事 遗失公告 遗失 招聘启事 招聘 诚聘 招租 招租公告 招租启事 出租 转让 拍卖公告 拍卖 公告 通告
        启事 声明 寻人启事 寻物启事 认尸启事 注销公告 清算公告 减资公告 吸收合并公告 债权转让公告 征婚 分类广告
        便民信息 停电公告 停水公告 停电通知 停水通知 招标公告 中标公告 更正启事 作废声明 挂失 挂失声明 广告 送达公告
        催收公告 公示 环评公示
        """.glyphWords)

    /// Whether a line is a notice by its words alone: `王小明遗失身份证，号码…，声明作废。`
    private static func isNotice(_ text: ArraySlice<Glyph>) -> Bool {
        if has(["声明作废", "特此声明", "登报作废", "竞买保证金"], in: text) { return true }
        // Not `找回遗失的身份证`.
        let documents = ["公章", "身份证", "营业执照", "发票", "印章", "证书", "驾驶证", "合同章", "财务章", "法人章", "购房"]
        return has(documents.map { "遗失" + $0 }, in: text) && has(["号码", "编号", "证号", "一枚", "一本", "一张", "作废"], in: text)
    }

    /// Whether a line speaks as notices do, below the title of one.
    private static func speaksAsNotice(_ text: ArraySlice<Glyph>) -> Bool {
        isNotice(text) || has(["竞买人", "有意者请", "月薪", "待遇面议", "诚聘", "招聘热线", "联系电话"], in: text)
    }

    /// Whether a line on display holds a telephone number or an address to write to.
    private static func isContact(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 60, !text.endsSentence, !text.contains(where: { $0 == 0xFF0C || $0 == 0x3002 }) else {
            return false
        }
        var run = 0
        var longest = 0
        for glyph in text {
            run = glyph.isDigit || glyph == 0x2D && run > 0 ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest >= 7 || text.contains(0x40) || longest >= 5 && has(["电话", "热线", "電話"], in: text)
    }

    private static func has(_ words: [String], in text: ArraySlice<Glyph>) -> Bool {
        words.contains { word in
            let word = word.glyphs
            return text.indices.contains { text.has(word, at: $0) }
        }
    }

    // MARK: - Tables

    private static func markTables(_ kinds: inout [Leftover.LeftoverKind?], in sheet: TextLines) {
        var start = 0
        while start < kinds.count {
            guard kinds[start] == nil, isRow(sheet.text(start)) else {
                let isSetOff = sheet.lines[start].blanksBefore > 0 || start == 0
                if kinds[start] == nil, isSetOff, isForecast(sheet.text(start)) { kinds[start] = .table }
                start += 1
                continue
            }
            var end = start + 1
            while end < kinds.count, kinds[end] == nil, sheet.lines[end].blanksBefore == 0, isRow(sheet.text(end)) {
                end += 1
            }
            // The title of a table: a short line right above it.
            var first = start
            if first > 0, kinds[first - 1] == nil, sheet.lines[first].blanksBefore == 0,
                sheet.text(first - 1).count <= 16,
                !sheet.text(first - 1).endsSentence,
                first == 1 || sheet.lines[first - 1].blanksBefore > 0
                    || sheet.text(first - 2).endsSentence || kinds[first - 2] != nil
            {
                first -= 1
            }
            // Two rows, or one that is surely of a table; and set off from the text around it.
            let isSure = (start..<end).contains { has(["℃", "°C", "空气质量", "AQI"], in: sheet.text($0)) }
            let isOpen =
                first == 0 || sheet.lines[first].blanksBefore > 0 || kinds[first - 1] != nil
                || sheet.text(first - 1).endsSentence
            if end - start >= 2 || isSure, isOpen { for line in first..<end { kinds[line] = .table } }
            start = end
        }
    }

    /// `天气预报：今天多云…`
    private static func isForecast(_ text: ArraySlice<Glyph>) -> Bool {
        ["天气预报：", "今日天气：", "天气："].map(\.glyphs).contains { text.has($0, at: text.startIndex) }
    }

    /// Whether a line is a row of a table: several words, at least a third of them figures, no sentence.
    private static func isRow(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 60, !text.endsSentence,
            !text.contains(where: { $0 == 0xFF0C || $0 == 0x3002 || $0 == 0xFF1B })
        else { return false }
        let words = text.split(separator: .space)
        let figures = words.count { $0.contains(where: \.isDigit) }
        if has(["℃", "°C", "空气质量", "AQI"], in: text), figures >= 1 { return true }
        // Single characters between spaces are letter-spaced text.
        guard words.count >= 3, !words.contains(where: { $0.count == 1 && $0.allSatisfy(\.isChineseCharacter) }) else {
            return false
        }
        return figures * 3 >= words.count && figures >= 2 && text.count(where: \.isChineseCharacter) <= 24
    }

    // MARK: - Captions

    private static func markCaptions(_ kinds: inout [Leftover.LeftoverKind?], in sheet: TextLines) {
        for i in kinds.indices where kinds[i] == nil && isCaption(i, in: sheet) {
            var end = i + 1
            kinds[i] = .caption
            // To its full stop, and the credit in brackets or on a line of its own behind it.
            if !endsCaption(sheet.text(i)) {
                while end < kinds.count, kinds[end] == nil, sheet.lines[end].blanksBefore == 0, end - i < 6 {
                    kinds[end] = .caption
                    end += 1
                    if endsCaption(sheet.text(end - 1)) { break }
                }
            }
            while end < kinds.count, kinds[end] == nil, sheet.lines[end].blanksBefore == 0,
                isPictureCredit(sheet.text(end)) || startsCaption(sheet.text(end))
            {
                kinds[end] = .caption
                end += 1
            }
        }
    }

    private static func endsCaption(_ text: ArraySlice<Glyph>) -> Bool {
        text.endsSentence || endsInPictureCredit(text)
    }

    /// Whether text ends in who made a picture: `……陈海宁 摄`, `……大使馆供图`, `（资料图片）`.
    static func endsInPictureCredit(_ text: ArraySlice<Glyph>) -> Bool {
        isPictureCredit(text) || text.last == 0x6444 || text.suffix(2) == "供图".glyphs[...]
    }

    private static func isCaption(_ i: Int, in sheet: TextLines) -> Bool {
        let text = sheet.text(i)
        let line = sheet.lines[i]
        let isSetOff = i == 0 || line.blanksBefore > 0 || sheet.text(i - 1).endsSentence || isStory(i - 1, in: sheet)
        guard let first = text.first, isSetOff else { return false }
        // `▲市民在堤坝上巡查。`; a mark before a byline is the byline's.
        if pointers.contains(first) {
            return text.count >= 6 && BylineExtraction.credit(text) == nil && !ChineseCredit.hasRole(text.prefix(14))
        }
        guard i == 0 || line.blanksBefore > 0 else { return false }
        if isPictureCredit(text) { return true }
        return startsCaption(text)
    }

    private static func startsCaption(_ text: ArraySlice<Glyph>) -> Bool {
        captionStarts.contains { text.has($0, at: text.startIndex) }
    }

    /// Triangles and arrows that point from a caption to its picture.
    private static let pointers: GlyphSet = "▲▼△▽◀▶◁▷◄►↑↓←→↖↗↘↙"

    private static let captionStarts = [
        "图为", "图①", "图②", "图③", "图④", "图1：", "图2：", "图3：", "上图", "下图", "左图", "右图", "图一：", "图二：", "图片说明", "资料图", "圖為",
    ].map(\.glyphs)

    /// `（受访者供图）`, `（资料图片）`.
    private static func isPictureCredit(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 24, let first = text.first, ChineseCredit.closer(of: first) == text.last else { return false }
        if has(["图片", "圖片", "照片"], in: text), has(["提供", "来源", "供稿"], in: text) { return true }
        return has(["供图", "资料图", "图片来源", "图源", "摄影", "视频截图", "供圖"], in: text) && !ChineseCredit.hasRole(text)
    }
}
