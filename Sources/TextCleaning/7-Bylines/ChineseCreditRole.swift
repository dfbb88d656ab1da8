/// What a byline says somebody did.
enum ChineseCreditRole: Sendable {
    case reporter, correspondent, photographer, editor
    /// Wrote and photographed (`文/图`).
    case both

    /// A word of a byline and what it means.
    struct Word: Sendable {
        let text: Glyphs
        let role: ChineseCreditRole?
        /// Whether it stands behind the names (`王婷 摄`).
        let trails: Bool
        /// Whether it stands before the names (`记者 王婷`).
        let leads: Bool
    }

    /// The words, longest first. A word without a role (`报道`) only ends a byline.
    static let words: [Word] =
        (leading("记者 記者", .reporter)
        + leading("摄影记者 摄影师 图片编辑 视觉记者 攝影記者 攝影師", .photographer)
        + leading(
            """
            实习生 作者 撰文 采写 文字 见习生 主笔 执笔 评论员 撰稿 撰稿人 文字记者 采写记者 参与采写 参与采写记者 参与记者 参与报道 参与撰稿 \
            實習生 採訪 採寫 文字記者 評論員
            """, .reporter)
        + leading("通讯员 特约通讯员 报道员 通訊員 特約通訊員", .correspondent)
        + leading(
            """
            责编 责任编辑 值班编辑 编辑 校对 责校 美编 美术编辑 版式 视频编辑 文字编辑 审核 监制 制作 排版 编审 审校 值班主任 值班总监 主编 \
            版面 组版 版式设计 值班总编 终审 一审 二审 三审 编务 录入 签发 统筹 策划 本版编辑 本版责编 视觉设计 责任校对 \
            图文编辑 新媒体编辑 編輯 責任編輯 責編 核稿編輯 執行編輯 校對 主編 監製 審核
            """, .editor)
        + both("文/图 图/文 文/圖 圖/文 圖文 文圖 文/攝影 文图 图文 文/摄 文/摄影 文、图 图、文 文并摄 图文/ 文·图 文字/摄影", .both)
        + both("摄影 摄 图 图片 供图 摄/图 图/摄 攝影 攝 供圖 圖片 圖", .photographer)
        + both("文", .reporter)
        + trailing("摄影报道 图片报道 摄影/报道", .photographer) + trailing("图文报道 文图报道 文/图报道", .both)
        + trailing(
            """
            报道 综合报道 采访报道 整理 编译 联合报道 现场报道 专题报道 报导 報道 報導 綜合報導 綜合報道 專題報導 整理報導 連線報導 編譯
            """, nil))
        .sorted { $0.text.count > $1.text.count }

    /// Words that one character begins, longest first.
    static func words(beginning glyph: Glyph) -> [Word] { firsts.contains(glyph) ? byFirst[glyph] ?? [] : [] }

    private static let firsts = GlyphSet(byFirst.keys)
    private static let byFirst = Dictionary(grouping: words) { $0.text.first ?? 0 }

    private static func make(_ list: String, _ role: ChineseCreditRole?, trails: Bool, leads: Bool) -> [Word] {
        list.glyphWords.map { Word(text: $0, role: role, trails: trails, leads: leads) }
    }

    private static func leading(_ list: String, _ role: ChineseCreditRole) -> [Word] {
        make(list, role, trails: false, leads: true)
    }
    private static func trailing(_ list: String, _ role: ChineseCreditRole?) -> [Word] {
        make(list, role, trails: true, leads: false)
    }
    private static func both(_ list: String, _ role: ChineseCreditRole) -> [Word] {
        make(list, role, trails: true, leads: true)
    }
}
