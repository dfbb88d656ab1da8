import Stories

/// English bylines: `By John Smith and Jane Doe`, `(Reporting by A in London; Editing by B)`, `A contributed to this report.`
enum EnglishCredit {
    /// Reads a line that may be a byline and nothing else.
    ///
    /// - Complexity: O(1): text of more than 240 characters is no byline.
    static func parse(_ whole: ArraySlice<Glyph>) -> Byline? {
        let text = whole.count <= 240 ? whole.drop { $0.isBullet || $0 == .space } : whole
        guard text.count <= 240, let first = text.first else { return nil }
        guard mayBeCredit(text, first) else { return nil }
        let line = String(text)
        if first == 0x28 || leads.contains(where: { line.hasPrefix($0.0) }) {
            if let byline = roles(line) { return byline }
        }
        if let byline = contribution(text) { return byline }
        // `Jane Doe, Staff Writer`
        if let comma = text.firstIndex(of: 0x2C), text.count <= 60, !isBy(text), isName(text[..<comma]),
            isTitle(text[(comma + 1)...].drop { $0 == .space }),
            line.lowercased().contains(/writer|reporter|correspondent|editor/)
        {
            return Byline(reporters: [String(text[..<comma])])
        }
        // `This article is by Jane Doe, John Roe and Ana Silva.`
        if let lead = articleLeads.first(where: line.hasPrefix) {
            let names = line.dropFirst(lead.count)
            return by("By " + (names.hasSuffix(".") ? names.dropLast() : names))
        }
        return text.count <= 120 ? by(line) : nil
    }

    private static let articleLeads = ["This article is by ", "This article was written by ", "This story is by "]

    /// Whether a line has what every byline has, looked at without making a string: most lines have none of it.
    private static func mayBeCredit(_ text: ArraySlice<Glyph>, _ first: Glyph) -> Bool {
        if first == 0x28 || first | 0x20 == 0x62 { return true }
        // `… by Jane Doe` at its start, `Jane Doe, Staff Writer`, `… contributed`, `… reported from`.
        let isShort = text.count <= 60
        for i in text.indices {
            switch text[i] {
            case 0x62 where i - text.startIndex < 30 && text.has(by, at: i): return true
            case 0x2C where isShort: return true
            case 0x63 where text.has(contributed, at: i): return true
            case 0x72 where text.has(reported, at: i): return true
            default: break
            }
        }
        return false
    }

    /// Whether a line begins with `By`.
    private static func isBy(_ text: ArraySlice<Glyph>) -> Bool {
        ["By ", "BY ", "by "].contains(String(text.prefix(3)))
    }

    private static let by = "by ".glyphs
    private static let contributed = "contributed".glyphs
    private static let reported = "reported from ".glyphs

    /// Whether a line is a person's name and nothing else, as in front of a line with their title.
    static func isName(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 40, text.first?.isUpper == true else { return false }
        let words = String(text).split(separator: " ")
        return (2...4).contains(words.count) && names(String(text)).count == 1
            && !words.contains { titles.contains($0.lowercased()) }
    }

    /// Whether a line is `By` and no name: `By The Associated Press`, `By our correspondent`.
    static func isAnonymous(_ text: ArraySlice<Glyph>) -> Bool {
        guard text.count <= 60, text.prefix(3).elementsEqual("By ".glyphs) || text.prefix(3).elementsEqual("BY ".glyphs)
        else {
            return false
        }
        let words = String(text.dropFirst(3)).split { !$0.isLetter }.map { $0.lowercased() }
        return (1...5).contains(words.count) && words.contains { titles.contains($0) }
            && words.allSatisfy {
                titles.contains($0) || small.contains($0) || ["our", "own", "a", "associated", "national"].contains($0)
            }
    }

    /// Whether a line below a byline says what its authors are (`Staff Writer`, `Associated Press`), or when it was written.
    static func isTitle(_ text: ArraySlice<Glyph>) -> Bool {
        if text.count <= 60, text.first?.isUpper == true, isDate(String(text)) { return true }
        guard text.count <= 60, let last = text.last, !last.endsSentence || last == 0x2E, text.first?.isUpper == true
        else {
            return false
        }
        let words = String(text).split { !$0.isLetter }.map { $0.lowercased() }
        guard (1...7).contains(words.count) else { return false }
        return words.contains { titles.contains($0) }
            && words.allSatisfy {
                titles.contains($0) || small.contains($0) || String(text).contains($0.capitalizedFirst)
                    || String(text).contains($0.uppercased())
            }
    }

    // MARK: - By

    private static func by(_ line: String) -> Byline? {
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2, ["by", "by:", "byline:"].contains(words[0].lowercased()) else { return nil }
        // `By Jane Doe | Jan. 5, 2025`: the date is no name.
        let parts = words[1].replacing(" - ", with: "|").replacing(" Published ", with: "|").replacing(
            " Updated ", with: "|"
        ).split { "|•·/–—".contains($0) }.map { $0.trimmed }
        guard let list = parts.first,
            parts.dropFirst().allSatisfy({ isDate($0) || isTitle($0.glyphs[...]) || isOneName($0) })
        else {
            return nil
        }
        if let last = list.last, ".!?:;".contains(last), !endsInSuffix(list) { return nil }
        let people = names(list)
        return people.isEmpty ? nil : Byline(reporters: people)
    }

    /// `Northline` behind a name: who the author works for.
    private static func isOneName(_ text: String) -> Bool {
        text.allSatisfy(\.isLetter) && text.first?.isUppercase ?? false
    }

    private static func isDate(_ text: String) -> Bool {
        text.contains { $0.isNumber }
            && text.split { !$0.isLetter }.allSatisfy { word in
                months.contains(String(word.prefix(3)).lowercased()) || clock.contains(word.lowercased())
            }
    }

    private static func endsInSuffix(_ list: String) -> Bool {
        list.split(separator: " ").last.map { LatinNames.isSuffix($0) } ?? false
    }

    // MARK: - Roles

    /// `Reporting by A in London; Editing by B`, its parts divided by semicolons, commas, full stops or nothing.
    private static func roles(_ line: String) -> Byline? {
        var bare = line.trimmed
        if bare.hasPrefix("("), bare.hasSuffix(")") { bare = String(bare.dropFirst().dropLast()) }
        var byline = Byline()
        var rest = Substring(bare)
        while let (lead, path) = leads.first(where: { rest.hasPrefix($0.0) || rest.hasPrefix($0.0.lowercased()) }) {
            rest = rest.dropFirst(lead.count)
            let next = nextLead(in: rest) ?? rest.endIndex
            let part = rest[..<next].reversed().drop { " ;,.".contains($0) }.reversed()
            let people = names(String(part))
            if people.isEmpty { return nil }
            byline[keyPath: path] += people
            rest = rest[next...]
        }
        guard rest.allSatisfy({ " ;,.".contains($0) }) else { return nil }
        return byline.isEmpty ? nil : byline
    }

    /// Whether a line begins with what people did: `Photos by`, `(Reporting by`.
    static func namesRole(_ line: String) -> Bool {
        let bare = line.drop { $0 == "(" }
        return leads.contains { bare.hasPrefix($0.0) && $0.0 != "Written by " && $0.0 != "Story by " }
    }

    private static func nextLead(in text: Substring) -> String.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let isStart = index == text.startIndex || !text[text.index(before: index)].isLetter
            if isStart,
                leads.contains(where: { text[index...].hasPrefix($0.0) || text[index...].hasPrefix($0.0.lowercased()) })
            {
                return index
            }
            index = text.index(after: index)
        }
        return nil
    }

    private static let leads: [(String, any WritableKeyPath<Byline, [String]> & Sendable)] = [
        ("Reporting by ", \.reporters), ("Additional reporting by ", \.reporters), ("Writing by ", \.reporters),
        ("Written by ", \.reporters), ("Reporting and writing by ", \.reporters), ("Compiled by ", \.reporters),
        ("Story by ", \.reporters), ("Story and photos by ", \.reporters), ("Words by ", \.reporters),
        ("Text by ", \.reporters),
        ("Additional writing by ", \.reporters), ("Editing by ", \.editors), ("Edited by ", \.editors),
        ("Additional editing by ", \.editors), ("Translated by ", \.editors), ("Graphics by ", \.editors),
        ("Photos by ", \.photographers), ("Photo by ", \.photographers), ("Photographs by ", \.photographers),
        ("Photography by ", \.photographers), ("Pictures by ", \.photographers),
    ]

    /// `Associated Press writer Jane Doe contributed to this report.`, `Jane Doe reported from London.`
    private static func contribution(_ text: ArraySlice<Glyph>) -> Byline? {
        guard let verb = verb(in: text) else { return nil }
        // Behind it only a place may stand: `also contributed 5 million` and `reported from the scene that` are prose.
        let tail = String(text[verb.upperBound...]).split { !$0.isLetter && !$0.isNumber }
        guard tail.count <= 6, tail.allSatisfy({ $0.first?.isUppercase ?? false || $0 == "and" || $0 == "in" }) else {
            return nil
        }
        // The agency and the title in front of the names.
        var words = String(text[..<verb.lowerBound]).split(separator: " ").map(String.init)
        if let title = words.lastIndex(where: { titles.contains($0.lowercased().filter(\.isLetter).singular) }) {
            words = Array(words[(title + 1)...])
        }
        let people = names(words.joined(separator: " "))
        return people.isEmpty ? nil : Byline(reporters: people)
    }

    /// Where a line says that somebody contributed: by the first of ``verbs`` that it has.
    private static func verb(in text: ArraySlice<Glyph>) -> Range<Int>? {
        let blanks = text.indices.filter { text[$0] == .space }
        for verb in verbs {
            if let start = blanks.first(where: { text.has(verb, at: $0) }) { return start..<(start + verb.count) }
        }
        return text.suffix(ending.count).elementsEqual(ending) ? (text.endIndex - ending.count)..<text.endIndex : nil
    }

    private static let ending = " contributed.".glyphs
    private static let verbs = [
        " contributed to this report", " contributed to this story", " contributed to this article",
        " contributed reporting",
        " contributed from ", " reported from ", " also contributed",
    ].map(\.glyphs)

    // MARK: - Names

    /// The names of a list such as `Jane Doe, John Roe Jr. and A. B. Roe in London`; empty when some part of it is no name.
    static func names(_ list: String) -> [String] {
        let joined = list.split(separator: " ").map { ["and", "&", "AND", "with"].contains($0) ? "," : String($0) }
            .joined(separator: " ")
        var names: [String] = []
        for part in joined.split(separator: ",") {
            var words = part.split(separator: " ").map(String.init)
            // `in London`, `for The Journal`: where and for whom they reported.
            if let place = words.firstIndex(where: { ["in", "for", "of", "at"].contains($0.lowercased()) }) {
                words = Array(words[..<place])
            }
            // `(Reuters)`, `jane@example.org`.
            words.removeAll { $0.hasPrefix("(") || $0.contains("@") }
            if words.isEmpty { continue }
            // `By Jane Doe, Jan. 5, 2025`
            if !names.isEmpty, isDate(words.joined(separator: " ")) { continue }
            // `John Roe, Jr.`
            if words.count == 1, LatinNames.isSuffix(words[0]), let last = names.last {
                names[names.count - 1] = last + ", " + words[0]
                continue
            }
            // `By Jane Doe, Staff Writer`: who they work for.
            if !names.isEmpty, words.contains(where: { titles.contains($0.lowercased()) }) { continue }
            guard (1...5).contains(words.count), words.allSatisfy(isNameWord) else { return [] }
            names.append(words.joined(separator: " "))
        }
        // `By Monday` is no byline, and one word behind names is whom they work for.
        return names.contains { $0.contains(" ") } ? names.filter { $0.contains(" ") } : []
    }

    private static func isNameWord(_ word: String) -> Bool {
        LatinNames.isPart(word) && !noNames.contains(word.lowercased())
            && word.unicodeScalars.allSatisfy { $0.value.isLetter || ".'’-‐‑".unicodeScalars.contains($0) }
    }

    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let clock = Set(
        """
        am pm a p m et est edt gmt bst utc updated published at on mon tue wed thu fri sat sun monday tuesday
        wednesday thursday friday saturday sunday
        """.words)
    private static let small: Set<String> = ["of", "the", "for", "to", "and", "in", "at"]
    private static let noNames: Set<String> = [
        "the", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "this", "that", "our",
    ]
    private static let titles = LatinNames.jobs.union(LatinNames.outletEnds).union(LatinNames.agencies).union(
        "contributing special freelance chief wire guardian dispatch observer".words)
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    fileprivate var singular: String { hasSuffix("s") ? String(dropLast()) : self }
}

extension Substring {
    fileprivate var trimmed: String { String(self).trimmed }
}
