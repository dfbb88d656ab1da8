/// The dateline in front of a story: `本报讯`, `新华社北京5月10日电`, `LONDON (Reuters) -`.
enum Dateline {
    /// Finds the dateline at the start of a text.
    ///
    /// - Returns: The dateline as written, and where the text behind it begins; `nil` when there is none.
    /// - Complexity: O(1)
    static func find(in text: ArraySlice<Glyph>) -> (dateline: Glyphs, end: Int)? {
        guard let first = text.first else { return nil }
        if let found = inBrackets(text) { return found }
        return first < 0x80 ? english(text) : chinese(text)
    }

    // MARK: - In brackets

    /// `（新华社北京1月5日电）`, `(Bloomberg) --`.
    private static func inBrackets(_ text: ArraySlice<Glyph>) -> (Glyphs, Int)? {
        guard let first = text.first, let closer = ChineseCredit.closer(of: first),
            let close = text.prefix(lengthMax).firstIndex(of: closer), close > text.startIndex + 1
        else { return nil }
        let inner = text[(text.startIndex + 1)..<close]
        if let (found, end) = chinese(inner), end == close { return (found, close + 1) }
        // An agency alone, with a dash behind it.
        guard first == 0x28, inner.count <= 24, inner.first?.isUpper == true,
            inner.allSatisfy({ $0.isLetter || $0 == .space || $0 == 0x2E }),
            let (dash, end) = dash(in: text.prefix(close - text.startIndex + 6)), dash == close + 1
        else { return nil }
        return (Glyphs(text[...close]), end)
    }

    // MARK: - Chinese

    /// A dateline has at most so many characters.
    private static let lengthMax = 40

    private static func chinese(_ text: ArraySlice<Glyph>) -> (Glyphs, Int)? {
        let window = text.prefix(lengthMax)
        for i in window.indices {
            let glyph = text[i]
            // A dateline is one phrase.
            if glyph.isPause || glyph.endsSentence || glyph == 0xFF1A || glyph.isOpener { return nil }
            let head = text[text.startIndex...i]
            let next = i + 1 < text.endIndex ? text[i + 1] : .space
            if ends(head, next) { return (Glyphs(head), i + 1) }
        }
        return nil
    }

    /// Whether a dateline ends here.
    private static func ends(_ head: ArraySlice<Glyph>, _ next: Glyph) -> Bool {
        let isSetOff = next == .space || next.isOpener || next == 0x8BB0 || next == 0xFF1A || next == 0x901A
        switch head.last {
        case 0x8BAF, 0x8A0A:  // 讯, 訊
            let medium = head.dropLast().filter { $0 != .space }
            guard let last = medium.last, medium.count <= 14, next != 0x606F, !newsBefore.contains(last) else {
                return false
            }
            if medium.suffix(2) == "本报".glyphs || medium.suffix(2) == "本報".glyphs { return true }
            return isMedium(medium) && (isSetOff || medium.count >= 3 && next != 0x95EE && next != 0x53F7)
        case 0x7535, 0x96FB:  // 电, 電
            let isDated = head.dropLast().last { $0 != .space } == 0x65E5 && !wordsWithElectric.contains(next)
            guard isSetOff || isDated else { return false }
            if head.starts(with: "本报".glyphs) || head.starts(with: "本報".glyphs) { return head.count <= 14 }
            return head.count >= 3 && isMediumFirst(head)
                && (["日电", "日電", "社", "网", "網"].contains { has(head, $0) })
        case 0x606F:  // 本台消息
            return isSetOff && head.suffix(2) == "消息".glyphs[...] && head.count <= (has(head, "日") ? 20 : 10)
                && (isMedium(Glyphs(head.dropLast(2))) || has(head, "日") && isMediumFirst(head))
        default: return false
        }
    }

    private static func isMedium(_ text: Glyphs) -> Bool {
        guard let last = text.last else { return false }
        if mediumEnds.contains(last) { return true }
        // 本报北京讯, 钱江晚报杭州5月3日讯
        return isMediumFirst(text[...]) && text.count <= 14
    }

    private static func isMediumFirst(_ text: ArraySlice<Glyph>) -> Bool {
        let name = text.prefix(9)
        return name.dropFirst().contains { mediumEnds.contains($0) } && !has(name, "通报") && !has(name, "据报")
    }

    /// Characters that make another word with 讯 (通讯, 资讯), or with 电 (电视, 电话).
    private static let newsBefore: GlyphSet = "通资简音问喜传审腾"
    private static let wordsWithElectric: GlyphSet = "视话影台力子信网动商器价厂"

    private static let mediumEnds: GlyphSet = "报社网台刊報網臺"

    private static func has(_ text: ArraySlice<Glyph>, _ word: String) -> Bool {
        let word = word.glyphs
        return text.indices.contains { text.has(word, at: $0) }
    }

    // MARK: - English

    private static func english(_ text: ArraySlice<Glyph>) -> (Glyphs, Int)? {
        guard text.first?.isUpper == true else { return nil }
        let window = text.prefix(80)
        if let found = agency(window) { return found }
        if let found = dated(window) { return found }
        guard let (dash, end) = dash(in: window) else { return nil }
        let head = window[..<dash]
        let place = head.prefix { $0 != 0x28 && $0 != 0x2C }
        let letters = place.filter(\.isLetter)
        guard letters.count >= 3, place.count <= 40, !head.contains(where: { $0 == 0x3A || $0 == 0x3F || $0 == 0x21 }),
            !noPlaces.contains(String(Glyphs(place.prefix { $0.isLetter })).uppercased())
        else { return nil }
        let isCapital = !letters.contains(where: \.isLower)
        let isAgency = head.last == 0x29 && head.contains(0x28)
        // `LONDON (Reuters) -`, `Beijing (Xinhua) --`, `PARIS —`; never `Dash - an aside`.
        let isNamed = place.split(separator: .space).allSatisfy { $0.first.map { $0.isUpper || $0.isDigit } ?? false }
        // `Riverton, Jan. 5 - `
        let isDated = head.contains(0x2C) && head.last?.isDigit ?? false && place.count <= 24
        guard isCapital || (isAgency || isDated) && isNamed else { return nil }
        return (Glyphs(head), end)
    }

    /// `New Delhi, Sept. 18: The …`: a place, a day of a month, and a colon.
    private static func dated(_ text: ArraySlice<Glyph>) -> (Glyphs, Int)? {
        guard let colon = text.prefix(48).firstIndex(of: 0x3A), let comma = text[..<colon].firstIndex(of: 0x2C),
            colon + 2 < text.endIndex, text[colon + 1] == .space, text[colon + 2].isUpper
        else { return nil }
        let place = text[..<comma].split(separator: .space)
        let date = text[(comma + 1)..<colon].split { $0 == .space || $0 == 0x2E }
        guard (1...3).contains(place.count), place.allSatisfy({ $0.first?.isUpper == true && $0.allSatisfy(\.isLetter) }),
            date.count == 2, date[1].allSatisfy(\.isDigit), date[1].count <= 2,
            months.contains(String(Glyphs(date[0].prefix(3))).lowercased())
        else { return nil }
        return (Glyphs(text[..<colon]), colon + 2)
    }

    private static let months: Set = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// `RIVERTON (CNN) The …`, `RIVERTON, Jan 5 (IANS) The …`, `MOSCOW, January 5. /TASS/. The …`: a known agency in brackets
    /// or slashes, and no dash behind it.
    private static func agency(_ text: ArraySlice<Glyph>) -> (Glyphs, Int)? {
        guard let open = text.firstIndex(where: { $0 == 0x28 || $0 == 0x2F }),
            let close = text[(open + 1)...].firstIndex(of: text[open] == 0x28 ? 0x29 : 0x2F),
            LatinNames.agencies.contains(String(text[(open + 1)..<close]).lowercased())
        else { return nil }
        let words = text[..<open].split { $0 == .space || $0 == 0x2C }
        let letters = (words.first ?? []).filter(\.isLetter)
        guard letters.count >= 2, !noPlaces.contains(String(letters).uppercased()),
            words.allSatisfy({ $0.first.map { $0.isUpper || $0.isDigit } ?? false }),
            !letters.contains(where: \.isLower) || text[..<open].contains(where: \.isDigit)
        else { return nil }
        var end = close + 1
        while end < text.endIndex, text[end] == 0x2E || text[end] == 0x3A || text[end] == .space { end += 1 }
        // A dash is told of by the general form.
        guard end > close + 1, end < text.endIndex, !isDash(text[end]), text[end] != 0x5F, !text[end].isLower else {
            return nil
        }
        return (Glyphs(text[...close]), end)
    }

    /// Words in capitals that stand before a dash and are no places.
    private static let noPlaces = Set(
        """
        MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY MON TUE TUES WED THU THUR THURS FRI SAT SUN TODAY
        TOMORROW TONIGHT YESTERDAY MORNING AFTERNOON EVENING NIGHT JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST
        SEPTEMBER OCTOBER NOVEMBER DECEMBER DAY WEEK MONTH YEAR BREAKFAST LUNCH DINNER NOTE UPDATE CORRECTION EDITOR
        EDITORS EXCLUSIVE BREAKING ANALYSIS OPINION WATCH WHAT WHEN WHERE WHO WHY HOW PART CHAPTER STEP ROUND GROUP RESULTS SPRING SUMMER AUTUMN WINTER NORTH
        SOUTH EAST WEST FIRST SECOND THIRD
        """.words)

    /// The first dash that stands between spaces: where the text before it ends, and where that behind it begins.
    private static func dash(in text: ArraySlice<Glyph>) -> (Int, Int)? {
        guard
            var at = text.indices.first(where: {
                (isDash(text[$0]) || text[$0] == 0x5F) && $0 > text.startIndex && text[$0 - 1] == .space
            })
        else {
            // `LONDON (Reuters)- ` and `PARIS—` are met too.
            guard
                let tight = text.indices.first(where: {
                    text[$0] == 0x2014 || text[$0] == 0x2013
                        || text[$0] == 0x2D && $0 + 1 < text.endIndex && text[$0 + 1] == 0x2D
                })
            else {
                return nil
            }
            return (tight, skip(tight, in: text))
        }
        let end = skip(at, in: text)
        while at > text.startIndex, text[at - 1] == .space { at -= 1 }
        return (at, end)
    }

    private static func skip(_ start: Int, in text: ArraySlice<Glyph>) -> Int {
        var end = start
        while end < text.endIndex, isDash(text[end]) || text[end] == 0x5F || text[end] == .space { end += 1 }
        return end
    }

    private static func isDash(_ glyph: Glyph) -> Bool { glyph == 0x2D || glyph == 0x2013 || glyph == 0x2014 }
}
