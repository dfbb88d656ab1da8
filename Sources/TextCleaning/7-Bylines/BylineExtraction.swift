import Stories

/// Paragraphs from which byline and dateline have been taken out.
struct BylineExtraction {
    private(set) var paragraphs: [Glyphs]
    private(set) var byline: Byline
    private(set) var dateline: Glyphs?
    /// What was taken out and stands in neither byline nor dateline: editors, the names of papers, titles, end marks.
    private(set) var leftovers: [Leftover] = []

    /// Takes bylines and dateline out of a story's paragraphs.
    ///
    /// They stand in paragraphs of their own, at the start of the story, or at its end. What is inside prose stays.
    ///
    /// - Parameter byline: What is known of the byline already.
    /// - Complexity: O(paragraphs), apart from taking them.
    init(_ paragraphs: [Glyphs], byline: Byline = Byline()) {
        self.paragraphs = paragraphs
        self.byline = byline
        takeWhole()
        takeHead()
        takeEnd()
        self.paragraphs.removeAll(where: \.isEmpty)
    }

    /// What a line or paragraph says when it is a byline and nothing else.
    static func credit(_ text: ArraySlice<Glyph>) -> Byline? {
        guard let first = text.first, text.count <= 240 else { return nil }
        return ChineseCredit.parse(text) ?? (first < 0x250 || first.isBullet ? EnglishCredit.parse(text) : nil)
    }

    /// What of a byline's text its names do not say, as a leftover; `nil` when they say it all.
    static func leftover(of text: ArraySlice<Glyph>, saying byline: Byline) -> Leftover? {
        guard !ChineseCredit.isPublished(text, in: byline) else { return nil }
        return Leftover(.label, String(Spacing.close(Glyphs(text), .headline)))
    }

    private mutating func take(_ credit: Byline, from text: ArraySlice<Glyph>) {
        byline.merge(credit)
        if let leftover = Self.leftover(of: text, saying: credit) { leftovers.append(leftover) }
    }

    private mutating func takeWhole() {
        var isBelowByline = false
        for i in paragraphs.indices {
            if let credit = Self.credit(paragraphs[i][...]) {
                take(credit, from: paragraphs[i][...])
                paragraphs[i] = []
                isBelowByline = true
            } else if isBelowByline, EnglishCredit.isTitle(paragraphs[i][...]) {
                leftovers.append(Leftover(.label, String(paragraphs[i])))
                paragraphs[i] = []
            } else {
                isBelowByline = false
            }
        }
    }

    // MARK: - Start

    private mutating func takeHead() {
        guard let i = paragraphs.firstIndex(where: { !$0.isEmpty }) else { return }
        var rest = paragraphs[i][...]
        var isTaken = false
        func skip(_ end: Int) -> ArraySlice<Glyph> { rest[end...].drop { $0 == .space || $0 == 0xFF1A } }
        if let (credit, end) = Self.bracketed(atStartOf: rest) {
            take(credit, from: rest[..<end])
            rest = rest[end...].drop { $0 == .space }
            isTaken = true
        }
        if let (found, credit, end) = Self.bracketedDateline(atStartOf: rest) {
            dateline = found
            take(credit, from: rest[..<end])
            rest = skip(end)
            isTaken = true
        } else if let (found, end) = Dateline.find(in: rest) {
            dateline = found.last == .space ? found.dropLast() : found
            byline.merge(Byline(reporters: Self.names(inDateline: found)))
            rest = skip(end)
            // `财联社1月5日电，央行…`
            if rest.first == 0xFF0C { rest = rest.dropFirst().drop { $0 == .space } }
            isTaken = true
            if let (credit, end) = Self.bracketed(atStartOf: rest) ?? Self.bracketedNames(atStartOf: rest)
                ?? Self.inline(atStartOf: rest)
            {
                take(credit, from: rest[..<end])
                rest = skip(end)
            }
        } else if let (credit, end) = Self.report(atStartOf: rest) {
            take(credit, from: rest[..<end])
            rest = rest[end...]
            isTaken = true
        }
        if isTaken { paragraphs[i] = Glyphs(rest) }
        if dateline == nil { takeAgency() }
    }

    /// Takes the dateline of an English agency that stands behind a few lines of summary: `* Vote was 5-4`.
    private mutating func takeAgency() {
        for i in paragraphs.indices.prefix(6).dropFirst() where paragraphs[i].first?.isUpper == true {
            guard let (found, end) = Dateline.find(in: paragraphs[i][...]), found.last == 0x29, found.contains(0x28),
                end < paragraphs[i].count
            else { continue }
            dateline = found
            paragraphs[i] = Glyphs(paragraphs[i][end...])
            return
        }
    }

    /// `（本报北京1月5日电 记者赵明远）`: a dateline and a byline in one bracket.
    private static func bracketedDateline(
        atStartOf text: ArraySlice<Glyph>
    ) -> (dateline: Glyphs, credit: Byline, end: Int)? {
        guard let first = text.first, let closer = ChineseCredit.closer(of: first),
            let close = text.prefix(ChineseCredit.lengthMax).firstIndex(of: closer), close > text.startIndex + 1
        else { return nil }
        let inner = text[(text.startIndex + 1)..<close]
        guard let (found, end) = Dateline.find(in: inner), end < close,
            let credit = ChineseCredit.parse(inner[end...].drop { $0 == .space }, isBracketed: true)
        else { return nil }
        return (found, credit, close + 1)
    }

    /// `中央社記者王小明台北5日電`: the reporter whom a dateline names.
    private static func names(inDateline dateline: Glyphs) -> [String] {
        for role in ["记者", "記者"].map(\.glyphs) {
            guard let at = dateline.indices.first(where: { dateline[...].has(role, at: $0) }) else { continue }
            let rest = dateline[(at + 2)...].drop { $0 == .space }
            let name = Glyphs(rest.prefix { $0.isChineseCharacter }.prefix(3))
            if name.count == 3, Surnames.contains(name[0]) || Surnames.contains(name[0], name[1]) {
                return [String(name)]
            }
        }
        return []
    }

    /// Whether a dateline or byline begins a text.
    static func opens(_ text: ArraySlice<Glyph>) -> Bool {
        bracketed(atStartOf: text) != nil || Dateline.find(in: text) != nil || report(atStartOf: text) != nil
    }

    /// A byline in brackets at the start of a text.
    static func bracketed(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        guard let first = text.first, let closer = ChineseCredit.closer(of: first),
            let close = text.prefix(ChineseCredit.lengthMax).firstIndex(where: {
                $0 == closer || $0 == 0x29 && closer == 0xFF09
            }),
            let credit = ChineseCredit.parse(text[text.startIndex + 1..<close], isBracketed: true)
        else { return nil }
        return (credit, close + 1)
    }

    /// `(王小明 李小红)` behind an agency's dateline: names without a role.
    private static func bracketedNames(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        guard let first = text.first, let closer = ChineseCredit.closer(of: first),
            let close = text.prefix(40).firstIndex(where: { $0 == closer || $0 == 0x29 && closer == 0xFF09 })
        else { return nil }
        let words = text[(text.startIndex + 1)..<close].split { [.space, .newline, 0x3001, 0xFF0C, 0x2C].contains($0) }
        guard words.allSatisfy({ $0.allSatisfy { $0.isChineseCharacter || $0 == 0xB7 } }),
            let names = Names.read(words.map { Glyphs($0) }, strict: true), !names.isEmpty, names.count <= 6
        else {
            return nil
        }
        return (Byline(reporters: names), close + 1)
    }

    /// `记者王婷报道：` or, divided from the prose by a space, `记者 王婷 通讯员 李明 `.
    static func inline(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        if let found = ChineseCredit.parsePrefix(text) { return found }
        let window = text.prefix(60)
        let spaces = window.indices.filter { window[$0] == .space }.prefix(8)
        for space in spaces.reversed() {
            if let credit = ChineseCredit.parse(window[..<space]), !credit.reporters.isEmpty || !credit.correspondents.isEmpty {
                return (credit, space + 1)
            }
        }
        return nil
    }

    /// `记者王婷报道：` without a dateline.
    private static func report(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        guard let found = ChineseCredit.parsePrefix(text), ChineseCreditRole.isReport(text[..<(found.end - 1)]) else {
            return nil
        }
        return found
    }

    // MARK: - End

    private mutating func takeEnd() {
        takeDatelineAtEnd()
        // A tail may stand behind another one: `……。（记者 王婷）（完）` and `（责编：李明）`.
        for _ in 0..<4 {
            guard let i = paragraphs.lastIndex(where: { !$0.isEmpty }) else { return }
            if let start = Self.endMark(of: paragraphs[i][...]) {
                leftovers.append(Leftover(.label, String(paragraphs[i][start...])))
                paragraphs[i].removeSubrange(start...)
            } else if let (start, credit) = Self.credit(atEndOf: paragraphs[i][...])
                ?? Self.bracketedNames(atEndOf: paragraphs, i)
            {
                take(credit, from: paragraphs[i][start...])
                paragraphs[i].removeSubrange(start...)
            } else {
                return
            }
            while paragraphs[i].last == .space { paragraphs[i].removeLast() }
        }
    }

    /// `（新华社北京1月5日电）` behind the last sentence.
    private mutating func takeDatelineAtEnd() {
        guard let i = paragraphs.lastIndex(where: { !$0.isEmpty }), let last = paragraphs[i].last, last.isCloser,
            let open = paragraphs[i].suffix(44).lastIndex(where: { ChineseCredit.closer(of: $0) == last }), open > 0 || i > 0,
            let (found, end) = Dateline.find(in: paragraphs[i][open...]), end == paragraphs[i].endIndex
        else { return }
        if dateline == nil {
            dateline = found
        } else {
            leftovers.append(Leftover(.label, String(paragraphs[i][open...])))
        }
        paragraphs[i].removeSubrange(open...)
    }

    /// Where `（完）` begins that ends a text, with text before it.
    static func endMark(of text: ArraySlice<Glyph>) -> Int? {
        guard let last = text.last, last.isCloser,
            let open = text.suffix(8).lastIndex(where: { ChineseCredit.closer(of: $0) == last }),
            open > text.startIndex, Furniture.isEndMark(text[open...])
        else { return nil }
        return open
    }

    /// `（王小明 李小红）` behind the last sentence, or on a line of its own behind it: names without a role.
    private static func bracketedNames(atEndOf paragraphs: [Glyphs], _ i: Int) -> (start: Int, byline: Byline)? {
        let text = paragraphs[i]
        guard let open = text.suffix(24).lastIndex(where: { ChineseCredit.closer(of: $0) != nil }),
            let (byline, end) = bracketedNames(atStartOf: text[open...]), end == text.endIndex,
            byline.reporters.count <= 3,
            open > 0 ? text[..<open].endsSentence : paragraphs[..<i].contains(where: { $0[...].endsSentence })
        else { return nil }
        return (open, byline)
    }

    /// Lines that may be a byline together, as one; a word that was divided is whole again.
    static func joined(_ lines: [ArraySlice<Glyph>]) -> Glyphs {
        var text: Glyphs = []
        for line in lines {
            if text.last == 0x2D { text.removeLast() } else if !text.isEmpty { text.append(.space) }
            text += line
        }
        return text
    }

    /// A byline behind the last sentence: in brackets, or after a space.
    static func credit(atEndOf text: ArraySlice<Glyph>) -> (start: Int, byline: Byline)? {
        let window = text.suffix(ChineseCredit.lengthMax)
        var end = window.endIndex
        while end > window.startIndex, window[end - 1] == .space || window[end - 1] == 0x3002 { end -= 1 }
        if end > window.startIndex, window[end - 1].isCloser,
            let open = window[..<end].lastIndex(where: { ChineseCredit.closer(of: $0) != nil })
        {
            if let credit = ChineseCredit.parse(window[(open + 1)..<(end - 1)], isBracketed: true) { return (open, credit) }
            return window[open] == 0x28 ? EnglishCredit.parse(window[open..<end]).map { (open, $0) } : nil
        }
        guard let stop = window[..<end].lastIndex(where: { $0.endsSentence }) else { return nil }
        let rest = window[(stop + 1)...].drop { $0.isCloser || $0 == .space }
        guard rest.startIndex > text.startIndex else { return nil }
        if let credit = ChineseCredit.parse(rest) { return (rest.startIndex, credit) }
        return bareNames(rest, behind: text[..<rest.startIndex]).map { (rest.startIndex, $0) }
    }

    /// One name or two behind the last sentence and a space, without a word for their role: `……合格率为98.66%。 程智安`.
    private static func bareNames(_ rest: ArraySlice<Glyph>, behind text: ArraySlice<Glyph>) -> Byline? {
        guard (2...9).contains(rest.count), text.last == .space, text.dropLast().endsSentence,
            rest.allSatisfy({ $0.isChineseCharacter || $0 == .space })
        else { return nil }
        let words = rest.split(separator: .space).map { Glyphs($0) }
        guard words.allSatisfy({ (2...4).contains($0.count) }), let names = Names.read(words, strict: true) else { return nil }
        return Byline(reporters: names)
    }
}
