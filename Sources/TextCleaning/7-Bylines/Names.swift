/// Reads the names of a byline.
enum Names {
    /// The names in a run of words without a role, as they stand between two roles.
    ///
    /// Names may be letter-spaced (`王 婷` is one name), divided by spaces, or not divided at all.
    ///
    /// - Parameter strict: Whether every name must begin with a known surname.
    /// - Returns: `nil` when some word is no name.
    static func read(_ words: [Glyphs], strict: Bool) -> [String]? {
        var names: [String] = []
        var i = 0
        while i < words.count {
            let word = words[i]
            if word.count == 1, word[0].isChineseCharacter {
                let run = words[i...].prefix { $0.count == 1 && $0[0].isChineseCharacter }
                guard let (closed, taken) = closed(Array(run), following: words.dropFirst(i + run.count).first) else {
                    return nil
                }
                for name in closed {
                    guard let split = split(name, strict: strict) else { return nil }
                    names += split
                }
                i += taken
            } else if let next = words.dropFirst(i + 1).first, word.count == 2, next.count == 1,
                Surnames.contains(word[0], word[1])
            {
                names.append(String(word + next))
                i += 2
            } else {
                guard let split = split(word, strict: strict) else { return nil }
                names += split
                i += 1
            }
        }
        return names
    }

    /// Closes up letter-spaced names; how many words they took.
    private static func closed(_ run: [Glyphs], following: Glyphs?) -> (names: [Glyphs], taken: Int)? {
        let letters = run.flatMap { $0 }
        switch letters.count {
        case 1:
            // `王 晓明`: only the surname stands apart.
            guard let following, (1...2).contains(following.count), Surnames.contains(letters[0]) else { return nil }
            return ([letters + following], 2)
        case 2: return ([letters], 2)
        case 3: return ([letters], 3)
        case 4:
            if Surnames.contains(letters[0], letters[1]) { return ([letters], 4) }
            return ([Array(letters[..<2]), Array(letters[2...])], 4)
        case 5...12:
            guard let parts = parts(letters[...]) else { return nil }
            return (parts, letters.count)
        default: return nil
        }
    }

    /// A word as one name, or as several names that nothing divides.
    private static func split(_ word: Glyphs, strict: Bool) -> [String]? {
        if word.contains(where: \.isLetter) {
            return word.first?.isUpper == true
                && word.allSatisfy { $0.isLetter || $0 == 0x2E || $0 == 0x2D || $0 == 0x27 }
                ? [String(word)] : nil
        }
        // Names with a dot: 买买提·吐尔逊.
        if word.contains(where: { dots.contains($0) }) {
            guard word.count <= 20, word.first?.isChineseCharacter == true, word.last?.isChineseCharacter == true else {
                return nil
            }
            let clean = word.map { dots.contains($0) ? 0xB7 : $0 }
            return clean.allSatisfy { $0.isChineseCharacter || $0 == 0xB7 } ? [String(clean)] : nil
        }
        guard word.count >= 2, word.count <= 24, word.allSatisfy(\.isChineseCharacter) else { return nil }
        // Mongolian and Tibetan names have no surname: 乌兰托娅, 扎西次仁.
        if ((strict ? 3 : 2)...8).contains(word.count), !Surnames.contains(word[0]) || !strict, isTransliterated(word) {
            return [String(word)]
        }
        guard isName(word) else { return nil }
        if word.count <= 3 {
            return !strict || Surnames.contains(word[0]) || Surnames.contains(word[0], word[1]) ? [String(word)] : nil
        }
        if word.count == 4, Surnames.contains(word[0], word[1]) { return [String(word)] }
        if let parts = parts(word[...]) { return parts.map { String($0) } }
        return word.count == 4 && Surnames.contains(word[0]) ? [String(word)] : nil
    }

    /// Divides names that stand together, each beginning with a surname; three characters are likelier than two.
    private static func parts(_ text: ArraySlice<Glyph>) -> [Glyphs]? {
        if text.isEmpty { return [] }
        for length in [3, 2, 4] where text.count >= length {
            let name = Glyphs(text.prefix(length))
            let compound = Surnames.contains(name[0], name[1])
            guard length == 4 ? compound : compound || Surnames.contains(name[0]) else { continue }
            if let rest = parts(text.dropFirst(length)) { return [name] + rest }
        }
        return nil
    }

    /// The middle dots of names, as they are met: · ‧ ・ • ･ ∙ ⋅.
    private static let dots: GlyphSet = ".．·‧・•･∙⋅"

    /// Whether a word is made of the characters that names of other languages of China are written with.
    private static func isTransliterated(_ word: Glyphs) -> Bool { word.allSatisfy { transliterating.contains($0) } }

    private static let transliterating = GlyphSet(
        """
        阿艾安巴白班包宝贝本毕布才仓措曾查朝次达代丹德登迪蒂丁东都敦多额尔恩尕嘎噶嘉甘干高戈格根贡古哈海浩赫呼花吉加江杰金娟卡克库拉来兰朗\
        勒雷力丽莲林隆鲁洛罗玛马买麦满美孟米敏木穆那娜纳乃尼宁牛努诺帕平普其钦青琼曲热仁日如萨赛桑色沙珊莎苏索塔泰特腾提图吐托娃旺维温乌西\
        希夏辛雅亚娅央杨依伊尤玉云扎召珍哲珠卓孜子孙生让汗祖肯沁茹再吾合买提曼丽卜杜吉宗斯朝
        """.unicodeScalars.lazy.map(\.value).filter { $0 > 0x80 })

    /// Characters that no name has, and words that follow 记者 in prose.
    private static func isName(_ word: Glyphs) -> Bool {
        !word.contains { never.contains($0) } && !prose.contains { word.starts(with: $0) }
    }

    private static let never: GlyphSet = "的了是被把这那们吗呢吧啊获悉者会议讯问说您我你他她它吃没"
    private static let prose = """
        从 在 对 到 将 就 等 与 及 以 由 采访 看到 注意 发现 走进 来到 现场 昨 今天 今日 近日 日前 当天 当日 于昨 于今
        于日 应邀 连日 全程 向他 向本 节 站 证 团 称 表示 介绍 随 高度 成功 方面 一行 手记 观察 调查 时间 时候 和其
        和同 平台 相关 都 还 也 又 不 并 经过 经多 通过 先后 再次 多次 特别 来信 来稿 来自 利用 实地 时隔 时常 和工
        和当 和观 问题 步 体验 暗访 探访 走访 专访 直击 连线 协会 名单 部 本人 眼中 镜头 行 提 招 联 查阅 查看 查询
        """.glyphWords
}
