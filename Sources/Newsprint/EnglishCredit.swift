import Stories

/// English bylines: `By John Smith and Jane Doe`, `(Reporting by A in London; Editing by B)`.
enum EnglishCredit {
    /// Reads a line that may be a byline and nothing else.
    static func parse(_ text: ArraySlice<Glyph>) -> Byline? {
        guard text.count <= 200, let first = text.first else { return nil }
        if first == 0x28 || text.has("Reporting by ".glyphs, at: text.startIndex) { return tail(String(text)) }
        guard first == 0x42, text.count <= 100 else { return nil }
        let line = String(text)
        guard line.hasPrefix("By ") || line.hasPrefix("BY "), let last = line.last, !".!?:;".contains(last) else {
            return nil
        }
        let people = names(String(line.dropFirst(3)))
        return people.isEmpty ? nil : Byline(reporters: people)
    }

    private static func tail(_ line: String) -> Byline? {
        let bare = line.hasPrefix("(") && line.hasSuffix(")") ? String(line.dropFirst().dropLast()) : line
        var byline = Byline()
        for part in bare.split(separator: ";") {
            let part = String(part.drop { $0 == " " })
            for (lead, path) in leads where part.hasPrefix(lead) || part.hasPrefix(lead.lowercased()) {
                byline[keyPath: path] += names(String(part.dropFirst(lead.count)))
            }
        }
        return byline.reporters.isEmpty ? nil : byline
    }

    private static var leads: [(String, WritableKeyPath<Byline, [String]>)] {
        [
            ("Reporting by ", \.reporters), ("Additional reporting by ", \.reporters), ("Writing by ", \.reporters),
            ("Editing by ", \.editors), ("Photos by ", \.photographers),
        ]
    }

    /// The names of a list, or nothing when some part of it is no name.
    private static func names(_ list: String) -> [String] {
        let joined = list.split(separator: " ").map { $0 == "and" || $0 == "&" ? "," : String($0) }.joined(
            separator: " ")
        var names: [String] = []
        for part in joined.split(separator: ",") {
            var words = part.split(separator: " ").map(String.init)
            // `in London`: where they reported from.
            if let place = words.firstIndex(of: "in") { words = Array(words[..<place]) }
            if words.isEmpty { continue }
            // `By Jane Doe, Staff Writer`: who they work for.
            if !names.isEmpty, words.contains(where: { titles.contains($0.lowercased()) }) { continue }
            guard (1...5).contains(words.count), words.allSatisfy(isNameWord) else { return [] }
            names.append(words.joined(separator: " "))
        }
        // `By Monday` is no byline.
        return names.contains { $0.contains(" ") } ? names : []
    }

    private static func isNameWord(_ word: String) -> Bool {
        if particles.contains(word) { return true }
        guard let first = word.unicodeScalars.first?.value, first.isUpper || first >= 0xC0 && first.isLetter else {
            return false
        }
        return word.unicodeScalars.allSatisfy { $0.value.isLetter || ".'’-".unicodeScalars.contains($0) }
    }

    private static let particles: Set<String> = [
        "de", "da", "di", "la", "le", "van", "von", "der", "den", "al", "bin", "el", "dos", "du", "ten",
    ]
    private static let titles: Set<String> = [
        "writer", "correspondent", "reporter", "editor", "staff", "press", "news", "reuters", "ap", "afp", "xinhua",
        "times", "post", "daily",
    ]
}
