import Stories

/// Paragraphs from which byline and dateline have been taken out.
struct Extraction {
    private(set) var paragraphs: [Glyphs]
    private(set) var byline: Byline
    private(set) var dateline: Glyphs?

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
        guard let first = text.first, text.count <= 200 else { return nil }
        return Credit.parse(text) ?? (first < 0x80 ? EnglishCredit.parse(text) : nil)
    }

    private mutating func takeWhole() {
        for i in paragraphs.indices {
            guard let credit = Self.credit(paragraphs[i][...]) else { continue }
            byline.merge(credit)
            paragraphs[i] = []
        }
    }

    // MARK: - Start

    private mutating func takeHead() {
        guard let i = paragraphs.firstIndex(where: { !$0.isEmpty }) else { return }
        var rest = paragraphs[i][...]
        var isTaken = false
        if let (credit, end) = Self.bracketed(atStartOf: rest) {
            byline.merge(credit)
            rest = rest[end...].drop { $0 == .space }
            isTaken = true
        }
        if let (found, end) = Dateline.find(in: rest) {
            dateline = found.last == .space ? found.dropLast() : found
            rest = rest[end...].drop { $0 == .space || $0 == 0xFF1A }
            isTaken = true
            if let (credit, end) = Self.bracketed(atStartOf: rest) ?? Self.inline(atStartOf: rest) {
                byline.merge(credit)
                rest = rest[end...].drop { $0 == .space || $0 == 0xFF1A }
            }
        } else if let (credit, end) = Self.report(atStartOf: rest) {
            byline.merge(credit)
            rest = rest[end...]
            isTaken = true
        }
        if isTaken { paragraphs[i] = Glyphs(rest) }
    }

    /// Whether a dateline or byline begins a text.
    static func opens(_ text: ArraySlice<Glyph>) -> Bool {
        bracketed(atStartOf: text) != nil || Dateline.find(in: text) != nil || report(atStartOf: text) != nil
    }

    /// A byline in brackets at the start of a text.
    static func bracketed(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        guard text.first == 0xFF08 || text.first == 0x28 else { return nil }
        guard let close = text.prefix(Credit.lengthMax).firstIndex(where: { $0 == 0xFF09 || $0 == 0x29 }),
            let credit = Credit.parse(text[text.startIndex + 1..<close], isBracketed: true)
        else { return nil }
        return (credit, close + 1)
    }

    /// `记者王婷报道：` or, divided from the prose by a space, `记者 王婷 通讯员 李明 `.
    static func inline(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        if let found = Credit.parsePrefix(text) { return found }
        let window = text.prefix(60)
        let spaces = window.indices.filter { window[$0] == .space }.prefix(8)
        for space in spaces.reversed() {
            if let credit = Credit.parse(window[..<space]), !credit.reporters.isEmpty || !credit.correspondents.isEmpty
            {
                return (credit, space + 1)
            }
        }
        return nil
    }

    /// `记者王婷报道：` without a dateline.
    private static func report(atStartOf text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        guard let found = Credit.parsePrefix(text), Role.isReport(text[..<(found.end - 1)]) else { return nil }
        return found
    }

    // MARK: - End

    private mutating func takeEnd() {
        // A tail may stand behind another one: `……。（记者 王婷）` and `（责编：李明）`.
        for _ in 0..<3 {
            guard let i = paragraphs.lastIndex(where: { !$0.isEmpty }),
                let (start, credit) = Self.credit(atEndOf: paragraphs[i][...])
            else { return }
            byline.merge(credit)
            paragraphs[i].removeSubrange(start...)
            while paragraphs[i].last == .space { paragraphs[i].removeLast() }
        }
    }

    /// A byline behind the last sentence: in brackets, or after a space.
    static func credit(atEndOf text: ArraySlice<Glyph>) -> (start: Int, byline: Byline)? {
        let window = text.suffix(Credit.lengthMax)
        var end = window.endIndex
        while end > window.startIndex, window[end - 1] == .space || window[end - 1] == 0x3002 { end -= 1 }
        if end > window.startIndex, window[end - 1] == 0xFF09 || window[end - 1] == 0x29 {
            guard let open = window[..<end].lastIndex(where: { $0 == 0xFF08 || $0 == 0x28 }) else { return nil }
            if let credit = Credit.parse(window[(open + 1)..<(end - 1)], isBracketed: true) { return (open, credit) }
            return EnglishCredit.parse(window[open..<end]).map { (open, $0) }
        }
        guard let stop = window[..<end].lastIndex(where: { $0.endsSentence }) else { return nil }
        let rest = window[(stop + 1)...].drop { $0.isCloser || $0 == .space }
        guard rest.startIndex > text.startIndex, let credit = Credit.parse(rest) else { return nil }
        return (rest.startIndex, credit)
    }
}
