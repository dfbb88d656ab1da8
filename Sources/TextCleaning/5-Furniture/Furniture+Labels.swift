import Stories

extension Furniture {
    /// A line that says where a story is from or when, and nothing else: `2025-01-05 10:30 来源：江州日报`, `打印 关闭`.
    static func isLabel(_ text: ArraySlice<Glyph>, isTail: Bool) -> Bool {
        if isTail, isEndMark(text) { return true }
        if agencies.contains(where: { text.elementsEqual($0) }) { return true }
        var rest = Glyphs(text.filter { $0 != .space && !$0.isBullet })
        if let first = rest.first, ChineseCredit.closer(of: first) == rest.last { rest = Glyphs(rest.dropFirst().dropLast()) }
        guard rest.contains(where: \.isChineseCharacter) || hasClock(rest) else { return false }
        var hasSource = false
        let hasColon = rest.contains { isColon($0) || isBar($0) }
        for word in hasColon ? sources : [] {
            guard let start = at(word, in: rest) else { continue }
            let end = start + word.count
            // `来源 | 江州日报`; after any other word a bar divides cells.
            guard end < rest.count, isColon(rest[end]) || isBar(rest[end]) && word.last == 0x6E90 else { continue }
            // `时间：周六晚七点` tells when something takes place.
            if dates.contains(word), !hasDate(rest) { continue }
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
        let words = rest.filter { $0.isChineseCharacter && !dateUnits.contains($0) || $0.isLetter }
        if words.isEmpty, hasDate, !isTail { return true }
        // `江州日报 | 2025年1月5日`
        if hasDate, words.count <= 8, rest.contains(where: isBar) { return true }
        if hasSource { return words.count <= 20 }
        if hasTool { return words.count <= 8 && (isTail || hasDate || words.isEmpty) }
        return hasDate && hasClock(rest) && words.count <= 8
    }

    private static func isColon(_ glyph: Glyph) -> Bool { glyph == 0xFF1A || glyph == 0x3A }
    private static func isBar(_ glyph: Glyph) -> Bool { glyph == 0x7C || glyph == 0xFF5C || glyph == 0x4E28 }

    private static let dates = ["时间", "日期"].map(\.glyphs)

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
    private static let agencies = """
        本报综合报道 本报综合 综合报道 综合新华社报道 综合新华社电 综合新华社消息 据新华社报道 据新华社电
        新华社供本报专稿 本报综合整理 本报记者综合报道 綜合報導 本報綜合報導
        """.glyphWords

    private static let sources = """
        来源 來源 稿源 文章来源 本文来源 信息来源 新闻来源 稿件来源 资料来源 原标题 原題 原題目 原载 转载自 转自
        发布时间 发布日期 发稿时间 更新时间 时间 日期 发布者 发布人 关键词 关键字 标签 浏览次数 阅读次数 点击数 浏览量
        阅读量 浏览 阅读 点击 字号 字体 分享到 扫一扫 标题 收件人 发件人 抄送 主题
        """.glyphWords
    private static let tools = """
        打印本页 打印 关闭窗口 关闭 分享到 分享 收藏 字号 大中小 【大】【中】【小】 放大 缩小 默认 朗读 复制链接
        转载请注明出处 点击阅读原文 阅读原文 返回顶部 返回首页 返回列表 返回目录 上一篇 下一篇 上一版 下一版 版面导航
        标题导航 微信 微博 我要评论 我要纠错 网友评论 扫码 评论 点赞 转发 在看 QQ空间 加入收藏 设为首页 相关链接
        编辑推荐
        """.glyphWords
    static let dateUnits: GlyphSet = "年月日时分秒星期周一二三四五六天上下午农历"

    private static func at(_ word: Glyphs, in text: Glyphs) -> Int? {
        guard let first = word.first else { return nil }
        return text.indices.first { text[$0] == first && text[...].has(word, at: $0) }
    }

    /// A year, month and day.
    static func hasDate(_ text: Glyphs) -> Bool {
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
    static func hasClock(_ text: Glyphs) -> Bool {
        text.indices.contains { i in
            i > 0 && i + 2 < text.count && (text[i] == 0x3A || text[i] == 0xFF1A) && text[i - 1].isDigit
                && text[i + 1].isDigit
        }
    }

    /// The authors that a label names besides other things.
    static func authors(in text: ArraySlice<Glyph>) -> Byline {
        for i in text.indices where i == text.startIndex || text[i - 1] == .space || text[i - 1] == 0xFF08 {
            guard let word = ChineseCreditRole.words(beginning: text[i]).first(where: { text.has($0.text, at: i) }),
                word.leads,
                word.role != .editor
            else { continue }
            // To the next word that is none of a byline: another label, a date.
            var end = i
            for word in text[i...].split(separator: .space) {
                let isOther = word.contains(where: \.isDigit) || sources.contains { word.starts(with: $0) }
                if isOther, end > i { break }
                end = word.endIndex
            }
            if let credit = ChineseCredit.parse(text[i..<end]) { return credit }
        }
        return Byline()
    }

    /// The section that some papers print over a headline: `LOCAL NEWS`, `要闻`.
    static func isSection(_ text: ArraySlice<Glyph>) -> Bool {
        text.count <= 20 && sections.contains(String(text))
    }

    private static let sections: Set<String> = {
        let latin =
            "NEWS WORLD NATION NATIONAL LOCAL METRO BUSINESS SPORTS SPORT POLITICS OPINION EDITORIAL LIFESTYLE HEALTH"
        let chinese = "要闻 时政 本地 国内 国际 社会 财经 体育 文化 民生 教育 健康 科技"
        let news = ["LOCAL", "WORLD", "NATIONAL", "BUSINESS", "BREAKING", "CITY"].map { "\($0) NEWS" }
        return Set(latin.words + chinese.words + chinese.words.map { "\($0)新闻" } + news)
    }()
}
