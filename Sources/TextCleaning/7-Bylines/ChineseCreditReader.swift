extension ChineseCredit {
    /// Reads the words of a byline.
    struct ChineseCreditReader {
        enum CreditToken {
            case end
            /// A role, and whether a name follows it without a space.
            case word(ChineseCreditRole.Word, tight: Bool)
        }

        private let text: ArraySlice<Glyph>
        private var position: Int
        private let isBracketed: Bool
        /// Whether a box or dot says that this is a byline; then names need no known surname.
        let isMarked: Bool
        /// Whether the role that was read last stands before its names, not behind.
        private(set) var leadsNames = false
        /// Whether it names the place that was reported from: `江州报道`.
        private(set) var hasPlace = false

        /// - Returns: `nil` when the text cannot be a byline.
        init?(_ text: ArraySlice<Glyph>, isBracketed: Bool) {
            let bare = text.drop { $0.isBullet || Self.isLeader($0) }
            let brackets = bare.first.map { ChineseCredit.closer(of: $0) == bare.last } ?? false
            self.text = brackets ? bare.dropFirst().dropLast() : bare
            self.isBracketed = isBracketed || brackets
            isMarked = text.first?.isBullet ?? false
            position = self.text.startIndex
            if self.text.contains(where: { $0.endsSentence && $0 != 0x2E }) { return nil }
        }

        private static func isLeader(_ glyph: Glyph) -> Bool { glyph == .space || glyph == 0xB7 || glyph == 0x2014 }

        private func isSeparator(_ glyph: Glyph) -> Bool {
            switch glyph {
            case .space, .newline, 0x3001, 0x2F, 0x7C, 0xFF5C, 0xFF1A, 0x3A, 0x26, 0xFF1B, 0x3B: true
            // Bars between role and name: 丨, box drawing, double bars, dashes.
            case 0x4E28, 0x2223, 0x2502, 0x2503, 0x2016, 0x2225, 0x2758, 0xFFE8, 0x2013, 0x2014: true
            case 0xFF0C, 0x2C: isBracketed
            default: false
            }
        }

        // MARK: - Words

        /// Reads words up to the next role: the names between two roles.
        mutating func names() -> [Glyphs] {
            var words: [Glyphs] = []
            while true {
                skipSeparators()
                guard position < text.endIndex, !isRole(at: position, after: words) else { return words }
                let end = text[position...].firstIndex { isSeparator($0) } ?? text.endIndex
                let cut = roleInside(position + 1..<end) ?? end
                let word = Glyphs(text[position..<cut])
                let isRoleNext = cut < end
                position = cut
                if isRoleNext || isRoleAhead, isPaper(word) { continue }
                // `记者王小明／台北报道`: where it was reported from.
                if isRoleNext, !words.isEmpty, (2...4).contains(word.count), reports(at: cut),
                    isPlace(word, at: cut - word.count)
                {
                    hasPlace = true
                    continue
                }
                // `記者王小明台北報導`: a name and a place that nothing divides.
                if isRoleNext, word.count == 5, reports(at: cut), Surnames.contains(word[0]),
                    !Surnames.contains(word[3])
                {
                    words.append(Glyphs(word.prefix(3)))
                    continue
                }
                words.append(word)
                if words.count > 40 { return words }
            }
        }

        /// Reads a role, or finds the end.
        mutating func role() -> CreditToken? {
            skipSeparators()
            guard position < text.endIndex else { return .end }
            guard let (word, end) = matchedRole(at: position) else { return nil }
            let next = end < text.endIndex ? text[end] : .space
            let isMarked = next == 0x2F || next == 0xFF1A || next == 0x3A
            position = end
            let endsWithRole = text.last == 0x6444 || text.suffix(2) == "报道".glyphs[...]
            leadsNames = end < text.endIndex && (isMarked || !endsWithRole && !isRoleAhead)
            let tight = end < text.endIndex && !isSeparator(next) && !self.isMarked && !isBracketed
            return .word(word, tight: tight)
        }

        private mutating func skipSeparators() {
            while position < text.endIndex, isSeparator(text[position]) { position += 1 }
        }

        private var isRoleAhead: Bool {
            let ahead = text[position...].firstIndex { !isSeparator($0) } ?? text.endIndex
            guard ahead < text.endIndex else { return false }
            if matchedRole(at: ahead) != nil { return true }
            let end = text[ahead...].firstIndex { isSeparator($0) } ?? text.endIndex
            return roleInside(ahead + 1..<max(ahead + 1, end)).map { isPaper(Glyphs(text[ahead..<$0])) } ?? false
        }

        // MARK: - Roles

        private func isRole(at start: Int, after words: [Glyphs]) -> Bool {
            guard let (word, _) = matchedRole(at: start) else { return false }
            // `王 文` is a name.
            let isName = word.text.count == 1 && word.text[0] != 0x6444 && words.last?.count == 1
            return !isName
        }

        /// The role at a position, its characters perhaps spaced, and where it ends.
        private func matchedRole(at start: Int) -> (ChineseCreditRole.Word, Int)? {
            for word in ChineseCreditRole.words(beginning: text[start]) {
                guard let end = end(of: word.text, at: start) else { continue }
                let next = end < text.endIndex ? text[end] : .space
                // A single character is a role only by itself: `图` is none in `图们江`.
                if word.text.count == 1, !isSeparator(next) { continue }
                return (word, end)
            }
            return nil
        }

        private func end(of word: Glyphs, at start: Int) -> Int? {
            var position = start
            for (i, glyph) in word.enumerated() {
                if i > 0 {
                    while position < text.endIndex, text[position] == .space || text[position] == .newline {
                        position += 1
                    }
                }
                guard position < text.endIndex, text[position] == glyph else { return nil }
                position += 1
            }
            return position
        }

        /// Where inside a word a role begins that nothing divides from what is before it.
        private func roleInside(_ range: Range<Int>) -> Int? {
            range.first { i in
                if i + 1 == range.upperBound, text[i] == 0x6444 { return true }
                return ChineseCreditRole.words(beginning: text[i]).contains { word in
                    word.text.count > 1 && text[..<range.upperBound].has(word.text, at: i)
                }
            }
        }

        /// Whether a word names a paper or a rank (`义乌商报`, `首席`), not a person.
        private func isPaper(_ word: Glyphs) -> Bool {
            guard word.count <= 16 else { return false }
            // `本报驻巴黎`, `新华社驻联合国`.
            if word.dropFirst(2).contains(0x9A7B) || word.dropFirst(2).contains(0x99D0) { return true }
            if Self.papers.contains(word) { return true }
            // `中国青年报·中青在线`
            if let dot = word.firstIndex(of: 0xB7), isPaper(Glyphs(word[..<dot])) { return true }
            return Self.paperEnds.contains { word.count >= $0.count && Glyphs(word.suffix($0.count)) == $0 }
        }

        /// Whether a word in front of `报道` is a place: behind a slash, or no name by its first or last character.
        private func isPlace(_ word: Glyphs, at start: Int) -> Bool {
            if start > text.startIndex, text[start - 1] == 0x2F { return true }
            if let last = word.last, Self.placeEnds.contains(last) { return true }
            return !Surnames.contains(word[0]) && (word.count < 2 || !Surnames.contains(word[0], word[1]))
        }

        /// Whether `报道` or the like begins at a position and ends the byline.
        private func reports(at start: Int) -> Bool {
            guard let (word, end) = matchedRole(at: start) else { return false }
            return word.role == nil && text[end...].allSatisfy { isSeparator($0) }
        }

        private static let placeEnds: GlyphSet = "州市县省区镇乡縣區鎮鄉"

        /// Papers whose short names end in no word of their kind.
        private static let papers: Set<Glyphs> = Set(
            """
            每经 财新 央视 总台央视 南都 红星 封面 极目 潮 上游 九派 澎湃 界面 第一财经 华夏 中新 新华 新京 北青 羊城
            楚天 大河 扬子 齐鲁 大众 橙柿 橙柿互动 津云 川观 顶端 猛犸 钱报 都快 浙报 南方 每日 聯合 自由 中央 中時
            """.glyphWords)

        private static let paperEnds =
            """
            报 社 网 台 刊 媒 媒体 新闻 首席 见习 特约 特派 实习 本报 本网 本台 高级 资深 客户端 频道 电视 日 周 中心
            部 站 驻京 驻地 专职 特邀 摄影 文字 体育 时政 财经 视觉 特聘 兼职 学生 小 校园 专题 融合 传媒 号 驻浙 APP
            報 網 臺 聞 媒體 首席 見習 特約 本報 本網 實習 資深 特派 站 在线 在線
            """.glyphWords
    }
}
