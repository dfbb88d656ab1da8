import Stories

/// A piece of text that is nothing but a byline, read by its grammar.
///
///     credit  = {mark} group {group} {closing}
///     group   = [paper] role {separator} names  |  names role
///     names   = name {separator name}
///
/// where a role is 记者, 通讯员, 摄 and the like, perhaps letter-spaced, and a paper any short prefix of a role that
/// names a medium (义乌商报全媒体, 本报首席). Text with anything else in it is not a credit.
struct ChineseCredit {
    private(set) var byline = Byline()
    private var reader: ChineseCreditReader

    /// Reads a text that may be a byline and nothing else.
    ///
    /// - Parameter isBracketed: Whether it stood in brackets, which allow commas.
    /// - Returns: `nil` when it is anything else.
    /// - Complexity: O(1): text of more than ``lengthMax`` characters is no byline.
    static func parse(_ text: ArraySlice<Glyph>, isBracketed: Bool = false) -> Byline? {
        guard text.count <= lengthMax, text.count >= 3 else { return nil }
        if let byline = parse(whole: text, isBracketed) { return byline }
        // A line end inside it may divide two names, or the characters of one.
        guard text.contains(.newline) else { return nil }
        return parse(whole: text.filter { $0 != .newline }[...], isBracketed)
    }

    private static func parse(whole text: ArraySlice<Glyph>, _ isBracketed: Bool) -> Byline? {
        guard let reader = ChineseCreditReader(text, isBracketed: isBracketed) else { return nil }
        var credit = ChineseCredit(reader: reader)
        guard credit.readAll(), !credit.byline.isEmpty else { return nil }
        return credit.byline
    }

    /// Reads a byline at the start of prose, such as `记者王婷报道：` or `记者 王婷 `.
    ///
    /// - Returns: The byline and the position of the prose; `nil` when there is no byline.
    static func parsePrefix(_ text: ArraySlice<Glyph>) -> (byline: Byline, end: Int)? {
        let window = text.prefix(lengthMax)
        guard let colon = window.firstIndex(where: { $0 == 0xFF1A || $0 == 0x3A }) else { return nil }
        let head = window[..<colon]
        guard let byline = parse(head), ChineseCreditRole.isReport(head) || byline.reporters.count > 0 else { return nil }
        return (byline, colon + 1)
    }

    /// Whether a byline's text says nothing but the names that are published and what these people are.
    ///
    /// Words that only say who somebody is (roles, ranks, `本报`) are no loss; the name of another paper is, and an editor's.
    static func isPublished(_ text: ArraySlice<Glyph>, in byline: Byline) -> Bool {
        var rest = text.filter { $0.isChineseCharacter && $0 != 0x4E28 || $0.isLetter || $0.isDigit }[...]
        let names = byline.reporters + byline.correspondents + byline.photographers
        for name in Set(names) {
            let letters = name.glyphs.filter { $0.isChineseCharacter || $0.isLetter }
            while !letters.isEmpty, let start = rest.indices.first(where: { rest.has(letters, at: $0) }) {
                rest = Glyphs(rest[..<start] + [0x2F] + rest[(start + letters.count)...])[...]
            }
        }
        while let first = rest.first {
            if first == 0x2F {
                rest = rest.dropFirst()
            } else if let word = ChineseCreditRole.words(beginning: first).first(where: {
                rest.has($0.text.filter { $0 != 0x2F }, at: rest.startIndex)
            }),
                word.role != .editor
            {
                rest = rest.dropFirst(word.text.count { $0 != 0x2F })
            } else if let rank = ranks.first(where: { rest.has($0, at: rest.startIndex) }) {
                rest = rest.dropFirst(rank.count)
            } else {
                return false
            }
        }
        return true
    }

    private static let ranks = """
        全媒体 融媒体 本报 本報 本网 本台 本刊 首席 见习 特约 特派 实习 高级 资深 并 和 By by BY and AND
        """.glyphWords

    /// The mark that closes what a bracket opens; `nil` for anything else.
    static func closer(of opener: Glyph) -> Glyph? {
        switch opener {
        case 0x28: 0x29
        case 0x5B: 0x5D
        case 0xFF08: 0xFF09
        case 0xFF3B: 0xFF3D
        case 0x3010, 0x3014, 0x3016: opener + 1
        default: nil
        }
    }

    /// Whether a text holds a reporter's or correspondent's role.
    static func hasRole(_ text: ArraySlice<Glyph>) -> Bool {
        text.indices.contains { i in authorRoles.contains { text.has($0, at: i) } }
    }

    /// Whether a byline's bracket stands open at the end of a text.
    static func opensBracket(_ text: ArraySlice<Glyph>) -> Bool {
        guard let open = text.lastIndex(where: { $0 == 0xFF08 || $0 == 0xFF09 }), text[open] == 0xFF08 else {
            return false
        }
        return hasRole(text[open...])
    }

    /// Whether a text is names and nothing else: the second line of a byline.
    static func isNames(_ text: ArraySlice<Glyph>) -> Bool {
        Names.read(text.split { $0 == .space || $0 == .newline || $0 == 0x3001 }.map { Glyphs($0) }, strict: true)
            != nil
    }

    private static let authorRoles = ["记者", "通讯员", "記者", "通訊員"].map(\.glyphs)

    /// A byline has at most so many characters; one of nine names and two roles has 50.
    static let lengthMax = 120

    private init(reader: ChineseCreditReader) { self.reader = reader }

    // MARK: - Grammar

    private mutating func readAll() -> Bool {
        var role: ChineseCreditRole?
        var names: [String] = []
        var named = false
        var isTight = false
        while true {
            let words = reader.names()
            if !words.isEmpty {
                guard let read = Names.read(words, strict: isTight || !reader.isMarked && role == nil) else {
                    return false
                }
                names += read
            }
            guard let token = reader.role() else { return false }
            switch token {
            case .end:
                guard close(role, names, &named) else { return false }
                return named
            case .word(let word, let tight):
                if word.trails, !names.isEmpty, !word.leads || !reader.leadsNames {
                    guard trail(word, role, &names, &named) else { return false }
                    if names.isEmpty { role = nil }
                } else if word.leads {
                    guard close(role, names, &named, before: word) else { return false }
                    names = []
                    role = word.role
                } else if !named && names.isEmpty {
                    return false
                }
                isTight = tight
            }
        }
    }

    /// Files a group of names under its role; names before the first role are correspondents (`本报讯（N 记者 N）`).
    private mutating func close(
        _ role: ChineseCreditRole?, _ names: [String], _ named: inout Bool, before: ChineseCreditRole.Word? = nil
    ) -> Bool {
        if names.isEmpty {
            // `文/图 记者 王婷`, `文/江州融媒记者 王婷`: the next role says who.
            if let role, before != nil { pending = pending ?? role }
            return true
        }
        guard role != nil || before?.role == .reporter else { return false }
        file(names, under: refined(role ?? .correspondent))
        named = true
        return true
    }

    /// A role that was followed by another before any name: `图/记者 王婷` is a photographer's credit.
    private var pending: ChineseCreditRole?

    private mutating func refined(_ role: ChineseCreditRole) -> ChineseCreditRole {
        defer { pending = nil }
        switch (pending, role) {
        case (.photographer?, .reporter), (.photographer?, .correspondent): return .photographer
        case (.both?, .reporter): return .both
        default: return role
        }
    }

    /// Files names under the role that stands behind them, besides the one before them.
    private mutating func trail(
        _ word: ChineseCreditRole.Word, _ role: ChineseCreditRole?, _ names: inout [String], _ named: inout Bool
    ) -> Bool {
        if let role {
            file(names, under: refined(role))
        } else if word.role == nil {
            // `王小明 江州报道`; without a place it may be any words.
            guard reader.hasPlace else { return false }
            file(names, under: .reporter)
        }
        if let trailing = word.role { file(names, under: role == nil || trailing != .both ? trailing : .photographer) }
        names = []
        named = true
        return true
    }

    private mutating func file(_ names: [String], under role: ChineseCreditRole) {
        switch role {
        case .reporter: byline.reporters.add(names)
        case .correspondent: byline.correspondents.add(names)
        case .photographer: byline.photographers.add(names)
        case .editor: byline.editors.add(names)
        case .both:
            byline.reporters.add(names)
            byline.photographers.add(names)
        }
    }
}

extension Byline {
    /// A story has so many people at most; lines that name others are kept beside it.
    static let peopleMax = 200

    /// How many people it names.
    var count: Int { reporters.count + correspondents.count + photographers.count + editors.count }

    /// Adds the people of another byline behind those of this one, each once.
    mutating func merge(_ other: Byline) {
        reporters.add(other.reporters)
        correspondents.add(other.correspondents)
        photographers.add(other.photographers)
        editors.add(other.editors)
    }
}

extension [String] {
    fileprivate mutating func add(_ names: [String]) {
        for name in names where !contains(where: { $0.isSameName(as: name) }) { append(name) }
    }
}

extension String {
    /// Whether two names are the same but for capitals of ASCII: `JANE DOE`.
    fileprivate func isSameName(as other: String) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
        return utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { folded($0) == folded($1) }
    }
}

extension ChineseCreditRole {
    /// Whether a byline ends with 报道 or the like.
    static func isReport(_ text: ArraySlice<Glyph>) -> Bool {
        ["报道", "报导", "報道", "報導"].contains { text.suffix(2) == $0.glyphs[...] }
    }
}
