import Stories

extension AuthorList {
    /// Reads a line in Latin letters: `By Jane Doe, Senior Reporter, and John Roe, Jr. (Reuters)`.
    mutating func readLatin(_ line: Glyphs) {
        var text = String(line)
        if EnglishCredit.namesRole(text), let credit = EnglishCredit.parse(line[...]) { return merge(credit) }
        for lead in ["By ", "by ", "BY ", "Written by ", "Story by "] where text.hasPrefix(lead) {
            text.removeFirst(lead.count)
            break
        }
        text = withoutAddresses(text)
        text = withoutBrackets(text)
        let parts = Self.parts(of: text)
        // `Roe, John`: a name as catalogues have it, since nobody is called by one word.
        if parts.count == 2, parts.allSatisfy({ $0.count == 1 && Self.isName($0[...]) }), text.contains(", "),
            !LatinNames.isSuffix(parts[1][0]), !Self.isTitle(parts[1][0]), !Self.isOutlet(parts[1], isFirst: true)
        {
            return add(parts.map { $0[0] }.joined(separator: ", "))
        }
        for part in parts { read(part: part) }
    }

    // MARK: - Around the names

    /// Takes out mail addresses: `server@example.org (Jane Doe)`, `Jane Doe <jane@example.org>`.
    private mutating func withoutAddresses(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var words = text.split(separator: " ").map(String.init)
        var hasAny = false
        for word in words where word.contains("@") && word.contains(".") {
            label(word.filter { !"<>(),;".contains($0) })
            hasAny = true
        }
        words.removeAll { $0.contains("@") && $0.contains(".") }
        let rest = words.joined(separator: " ")
        // RSS has the name in brackets behind the address.
        return hasAny && rest.hasPrefix("(") && rest.hasSuffix(")") ? String(rest.dropFirst().dropLast()) : rest
    }

    /// Takes out what stands in round brackets: agencies, places.
    private mutating func withoutBrackets(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "(")) else { return text }
        var outside = ""
        var inside = ""
        var depth = 0
        for character in text {
            switch character {
            case "(": depth += 1
            case ")" where depth > 0:
                depth -= 1
                if depth == 0 {
                    label(inside)
                    inside = ""
                    outside += " "
                }
            default: if depth > 0 { inside.append(character) } else { outside.append(character) }
            }
        }
        return outside + inside
    }

    /// The parts that commas, bars and `and` divide.
    private static func parts(of text: String) -> [[String]] {
        var parts: [[String]] = [[]]
        for var word in text.split(separator: " ").map(String.init) {
            if ["and", "AND", "&", "|", "/", "-", "–", "—", "with", "•"].contains(word) {
                parts.append([])
                continue
            }
            // `Doe,Roe` and `Doe/Roe` as well.
            while let mark = word.firstIndex(where: { ",;/|、，；".contains($0) }) {
                let before = String(word[..<mark])
                if !before.isEmpty { parts[parts.count - 1].append(before) }
                parts.append([])
                word = String(word[word.index(after: mark)...])
            }
            if !word.isEmpty { parts[parts.count - 1].append(word) }
        }
        return parts.filter { !$0.isEmpty }
    }

    // MARK: - Parts

    private mutating func read(part: [String]) {
        var words = part
        let text = part.joined(separator: " ")
        if words.count == 1, LatinNames.isSuffix(text) { return amendLast(with: text) }
        if Self.isOutlet(words, isFirst: byline.reporters.isEmpty) { return label(text) }
        // `in London`, `for Reuters`, `of the Associated Press`: where and for whom.
        if let place = words.firstIndex(where: { ["in", "for", "of", "at"].contains($0) }), place > 0,
            !words.contains(where: Self.isTitle)
        {
            label(words[place...].joined(separator: " "))
            words.removeSubrange(place...)
        }
        if words.contains(where: Self.isTitle) {
            // `Staff Writer Jane Doe`, `Jane Doe Staff Writer`.
            let lead = words.prefix { Self.isTitle($0) || Self.belongsToTitle($0) }
            let tail = words.reversed().prefix { Self.isTitle($0) || Self.belongsToTitle($0) }
            if lead.count < words.count, Self.isName(words[lead.count...]), lead.contains(where: Self.isTitle) {
                label(lead.joined(separator: " "))
                words.removeFirst(lead.count)
            } else if tail.count < words.count, Self.isName(words.dropLast(tail.count)) {
                label(tail.reversed().joined(separator: " "))
                words.removeLast(tail.count)
            } else {
                return label(text)
            }
        }
        add(words.joined(separator: " "))
    }

    private static func isName(_ words: ArraySlice<String>) -> Bool {
        (1...5).contains(words.count) && words.allSatisfy { LatinNames.isPart($0) }
    }

    private static func isOutlet(_ words: [String], isFirst: Bool) -> Bool {
        let lower = words.map { $0.lowercased() }
        let bare = lower.first == "the" ? Array(lower.dropFirst()) : lower
        if agencies.contains(bare.joined(separator: " ")) { return true }
        guard let last = bare.last, outlets.contains(last), bare.count > 1 else { return false }
        // `Emily Post` is a person; `The Harbour Post`, or what follows a name, is none.
        return !isFirst || bare.count < lower.count || bare.count > 2
    }

    private static func isTitle(_ word: String) -> Bool { titles.contains(word.lowercased()) }
    private static func belongsToTitle(_ word: String) -> Bool { beforeTitles.contains(word.lowercased()) }

    private static let agencies = LatinNames.agencies.union(
        [
            "npr", "pa", "associated press", "agence france-presse", "press association", "bbc news", "pa media",
            "china daily", "newsroom",
        ])
    private static let outlets = LatinNames.outletEnds.union(
        "media newspaper newspapers services network newsroom reports".words)
    private static let titles = LatinNames.jobs.union("photojournalist producer journalist board analyst".words)
    private static let beforeTitles = Set(
        """
        senior chief special contributing freelance deputy managing associate assistant executive national political
        foreign business sports science health diplomatic economics city local our the to for of editorial
        investigative technology news and in at
        """.words)
}
