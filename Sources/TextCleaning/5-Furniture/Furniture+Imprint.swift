extension Furniture {
    /// What a paper says of itself: its registration, telephone, issue, web address, navigation.
    static func isImprint(_ text: ArraySlice<Glyph>) -> Bool {
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

    private static let imprints = """
        国内统一 统一刊号 国际标准 邮发代号 机关报 新闻热线 报料热线 爆料热线 广告热线 发行热线 订阅热线 投稿邮箱
        上一版 下一版 版面导航 返回首页 返回目录 标题导航 本版责编 http:// https:// www. 总第 零售价 每份定价
        """.glyphWords

    /// A date with the paper's name or page: `江州日报 2025年1月5日 第3版`, `2025年1月5日 星期日`.
    static func isRunningHead(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 40, hasDate(Glyphs(text)), text.count(where: \.isDigit) >= 5 else { return false }
        let words = text.filter { $0.isChineseCharacter && !dateUnits.contains($0) }
        let marks = ["星期", "周一", "农历", "总第"].map(\.glyphs)
        return words.count <= 8 && text.contains(.space)
            && (text.contains(0x7248) || endsInPage(text)
                || marks.contains { word in text.indices.contains { text.has(word, at: $0) } })
    }

    /// Whether the last word is a page: `A2`, `B12`.
    private static func endsInPage(_ text: ArraySlice<Glyph>) -> Bool {
        guard let word = text.split(separator: .space).last, (2...3).contains(word.count) else { return false }
        return word.first?.isUpper == true && word.dropFirst().allSatisfy(\.isDigit)
    }

    /// A line of a table of contents: `市委召开防汛工作会议 2版`.
    static func isIndexEntry(_ text: ArraySlice<Glyph>) -> Bool {
        if ["今日导读", "导读", "本期导读", "今日看点", "导 读", "目录", "今日天气", "天气预报", "要闻速览"].map(\.glyphs).contains(where: {
            text.elementsEqual($0)
        }) {
            return true
        }
        guard text.last == 0x7248, text.count <= 40, let space = text.lastIndex(of: .space) else { return false }
        var page = text[(space + 1)...].dropLast().drop { !$0.isDigit && !$0.isUpper && !$0.isChineseCharacter }
        for word in ["详见", "详情见", "见"].map(\.glyphs) where page.starts(with: word) {
            page = page.dropFirst(word.count)
        }
        return !page.isEmpty && page.count <= 4 && page.allSatisfy { $0.isDigit || $0.isUpper || $0 == 0x7B2C }
    }
}
