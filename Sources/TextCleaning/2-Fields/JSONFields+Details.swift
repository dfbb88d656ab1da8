import JSON
import Stories

// What a story does without when it cannot be read.

extension JSONFields {
    /// When it was published: the first date that can be read.
    func publishedAt(_ dates: DateReader, _ notes: inout [CopyNote]) -> Timestamp? {
        for member in about(.publishedAt) {
            // WordPress names the zone in the key.
            let reader = member.name.hasSuffix("_gmt") ? DateReader() : dates
            if let timestamp = member.value.timestamp(reader) { return timestamp }
            if member.value.text?.isBlank == true { continue }
            notes.append(member.unread("a date", member.value.kind(as: "a date")))
        }
        return nil
    }

    /// Who it is from: a string, or an object with a name.
    func source(_ notes: inout [CopyNote]) -> String? {
        for member in about(.source) {
            guard let name = member.value.text ?? member.value.member(["name", "title"])?.text else {
                notes.append(member.unread("a name"))
                continue
            }
            if let line = Self.line(name) { return line }
        }
        for member in about(.agency) {
            guard case .array(let items) = member.value else { continue }
            for item in items {
                guard case .string(let role)? = item.member(["role"]), role.lowercased().hasSuffix("source") else {
                    continue
                }
                if let line = item.member(["name"])?.text.flatMap(Self.line) { return line }
            }
        }
        return nil
    }

    /// A name in one clean line of at most 200 characters; `nil` when nothing is left.
    private static func line(_ text: String) -> String? {
        let plain = (try? MarkupText.line(text)) ?? text
        if CleanText.isCleanLine(plain), plain.utf8.count <= 200 { return plain }
        let sheet = TextLines(String(plain.prefix(1000)))
        let lines = sheet.lines.indices.map { String(Spacing.close(Glyphs(sheet.text($0)), .headline)) }
        let line = String(lines.joined(separator: " ").prefix(200))
        return line.isEmpty ? nil : line
    }

    /// The address of the original: the first that is one of the web.
    func url(_ notes: inout [CopyNote]) -> String? {
        for member in about(.url) {
            let text = member.value.link ?? ""
            if Self.isAddress(text) { return text }
            if !text.isBlank || member.value.link == nil {
                notes.append(member.unread("an address", member.value.kind(as: "an address")))
            }
        }
        return about(.id).lazy.compactMap { $0.name == "uri" ? $0.value.text : nil }.first(where: Self.isAddress)
    }

    private static func isAddress(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return (start.hasPrefix("http://") || start.hasPrefix("https://")) && text.utf8.count <= 2048
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// How urgent it is, 1 to 8: a number, or its digits.
    func urgency(_ notes: inout [CopyNote]) -> Int? {
        for member in about(.urgency) {
            let digits =
                switch member.value {
                case .number(let digits): digits
                default: member.value.text?.filter { $0 != " " }
                }
            if let urgency = digits.flatMap(Int.init), (1...8).contains(urgency) { return urgency }
            notes.append(member.unread("a number from 1 to 8", member.value.kind(as: "such a number")))
        }
        return nil
    }

    /// The first string of a field.
    func word(of field: ArticleKey.Field, _ notes: inout [CopyNote]) -> String? {
        for member in about(field) {
            if case .string(let text) = member.value { return text }
            notes.append(member.unread("a string"))
        }
        return nil
    }

    /// Who wrote it: everybody whom the first key that names anybody names.
    func authors(_ notes: inout [CopyNote]) -> AuthorList {
        for member in about(.people) {
            var authors = AuthorList()
            if !authors.read(member.value) { notes.append(member.unread("a name")) }
            if !authors.isEmpty { return authors }
        }
        return AuthorList()
    }
}

extension JSONValue {
    /// What it is, when it is of the right kind but says nothing that can be read.
    func kind(as expected: String) -> String {
        switch self {
        case .string: "another string"
        case .number: "another number"
        default: kind
        }
    }

    /// A date in a string, a number, or an object around one.
    func timestamp(_ reader: DateReader) -> Timestamp? {
        switch self {
        case .number(let number): reader.timestamp(ofNumber: number)
        case .object: (member(["value", "#text", "_", "$date", "until", "date", "time"]))?.scalarTimestamp(reader)
        default: text.flatMap(reader.timestamp(in:))
        }
    }

    private func scalarTimestamp(_ reader: DateReader) -> Timestamp? {
        switch self {
        case .number(let number): reader.timestamp(ofNumber: number)
        case .string(let text): reader.timestamp(in: text)
        default: nil
        }
    }

    /// An address in a string, in an object with `href`, or in a list of such: that of the page itself.
    fileprivate var link: String? {
        switch self {
        case .string(let text): return text
        case .object:
            if case .string(let text)? = member(["href", "url", "#text", "value", "rendered", "_"]) { return text }
            return nil
        case .array(let items):
            let own = items.first { item in
                if case .string(let rel)? = item.member(["rel"]) { rel == "alternate" } else { false }
            }
            if case .array? = own { return nil }
            guard let item = own ?? items.first else { return "" }
            if case .array = item { return nil }
            return item.link
        default: return nil
        }
    }
}
