import JSON
import Stories

// What must be readable: the names of a story, and its text.

extension JSONFields {
    /// The first id that is not empty: a string, or an integer.
    ///
    /// - Throws: `malformed` when the first key that is present holds something else, or more than 512 bytes.
    func id() throws(Rejection) -> String? {
        for member in about(.id) {
            let id: String
            switch member.value {
            case .string(let text): id = text
            case .number(let digits) where digits.isInteger: id = digits
            case let other:
                // A feed's `<guid>` is an object, a database's id too.
                guard member.name != "id", let text = other.text else {
                    throw member.wrong("a string or an integer")
                }
                id = text
            }
            guard id.utf8.count <= JSONArticle.idBytesMax else {
                throw member.wrong("at most \(JSONArticle.idBytesMax) bytes", "\(id.utf8.count)")
            }
            if !id.isEmpty { return id }
        }
        return nil
    }

    /// A version: an integer, in ninjs also as a string.
    func version() throws(Rejection) -> Int? {
        guard let member = about(.version).first else { return nil }
        let digits: String
        switch member.value {
        case .number(let text): digits = text
        case .string(let text) where isNinjs: digits = text
        default: throw member.wrong("an integer of at least 1")
        }
        if let version = Int(digits), (1...ArticleCopy.versionMax).contains(version) { return version }
        // A ninjs version is any string; only a number orders versions.
        if isNinjs, case .string = member.value { return nil }
        throw member.wrong("an integer of at least 1", "another number")
    }

    /// The first headline that is not blank, and all others.
    func headline() throws(Rejection) -> (main: String, others: [String])? {
        let isArticle = about(.type).contains {
            $0.value.kinds.contains { $0.hasSuffix("Article") || $0.hasSuffix("Posting") }
        }
        let members = about(.headline) + (isArticle ? about(.name) : [])
        for (i, member) in members.enumerated() {
            let rest = members.dropFirst(i + 1).flatMap { Self.texts(in: $0.value) }
            if member.name == "headlines" {
                let texts = try Self.texts(of: member).filter { !$0.text.isBlank }
                guard let main = texts.first(where: { $0.role == "main" }) ?? texts.first else { continue }
                return (main.text, texts.map(\.text).filter { $0 != main.text } + rest)
            }
            guard let text = member.value.text else { throw member.wrong("a string") }
            if !text.isBlank { return (text, rest) }
        }
        return nil
    }

    /// The text of the first body that is not blank; without one, that of the first summary.
    ///
    /// - Throws: `malformed` when one of wiredesk's own keys, or ninjs' `bodies`, holds no text; other keys are noted.
    func body(
        _ notes: inout [CopyNote]
    ) throws(Rejection) -> (text: String, isHTML: Bool, key: String, others: [String])? {
        let members = about(.body)
        for (i, member) in zip(members.indices, members) {
            let texts: [ListText]
            if member.name == "bodies" {
                texts = try Self.texts(of: member)
            } else if let found = Self.texts(ofBody: member.value) {
                texts = found
            } else if ["body", "text", "content"].contains(member.name) {
                throw member.wrong("a string")
            } else {
                notes.append(member.unread("a string"))
                continue
            }
            guard let best = Self.best(of: texts.filter { !$0.text.isBlank }) else { continue }
            let others = members[(i + 1)...].flatMap { Self.texts(in: $0.value) }
            return (best.text, best.isHTML || member.key.isHTML, member.name, others)
        }
        return nil
    }

    /// What is said beside headline and body: a kicker, a caption, a note to editors.
    var asides: [String] { about(.aside).flatMap { Self.texts(in: $0.value) } }

    // MARK: - Lists

    /// The texts of a value that may be a list; what is no text is left out.
    private static func texts(in value: JSONValue) -> [String] {
        let values = if case .array(let items) = value { items } else { [value] }
        return values.compactMap(\.text).filter { !$0.isBlank }
    }

    /// One text of a list.
    struct ListText {
        var text: String
        var isHTML = false
        /// Whether it names its type, so that other types of the same list are the same text again.
        var isTyped = false
        var role: String?

        init(text: String) { self.text = text }

        /// `nil` when a value holds no text.
        init?(_ value: JSONValue) {
            guard let text = value.text else { return nil }
            self.text = text
            isHTML = value.saysHTML
            if case .string(let type)? = value.member(["contentType", "contenttype", "content_type", "type"]) {
                isTyped = type.contains("/") || type == "html" || type == "text"
            }
            if case .string(let role)? = value.member(["role"]) { self.role = role }
        }
    }

    /// The texts of a ninjs list: of objects with `value`, or of strings.
    private static func texts(of member: Member) throws(Rejection) -> [ListText] {
        guard case .array(let items) = member.value else { throw member.wrong("an array") }
        var texts: [ListText] = []
        for item in items {
            if let text = ListText(item) {
                texts.append(text)
            } else if case .object = item {
                continue
            } else {
                throw member.wrong("strings or objects", item.kind)
            }
        }
        return texts
    }

    /// The texts of a body: a string, an object around one, or a list of such objects.
    private static func texts(ofBody value: JSONValue) -> [ListText]? {
        guard case .array(let items) = value else { return ListText(value).map { [$0] } }
        let texts = items.compactMap { item in
            if case .object = item { ListText(item) } else { nil }
        }
        return texts.count == items.count ? texts : nil
    }

    /// The one text that a list gives, when its members are the same text in several forms: the main one, plain before
    /// HTML; or all of them, when they are its parts.
    private static func best(of texts: [ListText]) -> ListText? {
        if texts.count > 1, texts.allSatisfy({ !$0.isTyped && $0.role == nil }) {
            return ListText(text: texts.map(\.text).joined(separator: "\n"))
        }
        var best: (rank: Int, text: ListText)?
        for text in texts {
            let rank = (text.role == "main" ? 2 : 0) + (text.isHTML ? 0 : 1)
            if best.map({ rank > $0.rank }) ?? true { best = (rank, text) }
        }
        return best?.text
    }
}

extension String {
    fileprivate var isInteger: Bool { !utf8.contains { !(0x30...0x39).contains($0) && $0 != 0x2D } }
}

extension JSONValue {
    /// The strings of a string or of a list.
    var kinds: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let items): items.compactMap { if case .string(let text) = $0 { text } else { nil } }
        default: []
        }
    }
}
