import JSON
import Stories

/// The members of an object that says something of an article, by what they say; `null` counts as absent.
struct JSONFields {
    /// One member.
    struct Member {
        let name: String
        let key: ArticleKey
        let value: JSONValue
    }

    private var members: [Member] = []
    /// Names that no format has, of those the first ones in their order; each clean and short.
    private(set) var unknown: [String] = []

    /// So many unknown names are told of.
    static let unknownMax = 32
    /// A name is told with so many characters.
    static let nameMax = 64

    /// Sorts the members of an object.
    ///
    /// - Complexity: O(members), and a sort of those that are unknown.
    init(_ object: [String: JSONValue]) {
        for (name, value) in object {
            if case .null = value { continue }
            // Superdesk has the embargo one level deeper.
            if name == "schedule_settings", case .object(let settings) = value {
                for (name, value) in settings {
                    if let key = ArticleKey.named(name), key.field == .embargo, !value.isNull {
                        members.append(Member(name: name, key: key, value: value))
                    }
                }
                continue
            }
            if let key = ArticleKey.named(name) {
                members.append(Member(name: name, key: key, value: value))
            } else if !ArticleKey.isExtension(name) {
                unknown.append(name)
            }
        }
        members.sort { ($0.key.field.rawValue, $0.key.rank) < ($1.key.field.rawValue, $1.key.rank) }
        unknown = unknown.sorted().prefix(Self.unknownMax).map(Self.cleaned)
    }

    private static func cleaned(_ name: String) -> String {
        let plain = name.prefix(nameMax).unicodeScalars.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(plain))
    }

    /// The members that speak of something, in the order in which they are asked.
    ///
    /// - Complexity: O(members); they are sorted by what they speak of.
    func about(_ field: ArticleKey.Field) -> ArraySlice<Member> {
        let start = members.firstIndex { $0.key.field == field } ?? members.endIndex
        return members[start...].prefix { $0.key.field == field }
    }

    /// Whether the object is ninjs: it has ninjs keys, and no body of wiredesk's own.
    var isNinjs: Bool {
        !members.contains { Self.own.contains($0.name) } && members.contains { Self.ninjs.contains($0.name) }
    }

    private static let own: Set = ["body", "text", "content"]
    private static let ninjs: Set = [
        "uri", "guid", "body_text", "body_html", "bodies", "headlines", "versioncreated", "versionCreated",
    ]
}

extension JSONFields.Member {
    /// The refusal of a value that is not what it should be.
    func wrong(_ expected: String, _ got: String? = nil) -> Rejection {
        Rejection(.malformed, "\(name): expected \(expected), got \(got ?? value.kind)")
    }

    /// The note on a value that is not what it should be, and is left out.
    func unread(_ expected: String, _ got: String? = nil) -> CopyNote {
        CopyNote(.unreadValue, key: name, "expected \(expected), got \(got ?? value.kind)")
    }
}

extension JSONValue {
    /// A member of an object by the first of some names that it has; `null` counts as absent.
    func member(_ names: [String]) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        for name in names {
            if let value = members[name], !value.isNull { return value }
        }
        return nil
    }

    fileprivate var isNull: Bool { if case .null = self { true } else { false } }

    /// The text of a string, or of an object that wraps one as feeds and content systems do (`{"rendered": …}`).
    var text: String? {
        if case .string(let text) = self { return text }
        if case .string(let text)? = member(["rendered", "value", "#text", "_", "$t", "$oid"]) { return text }
        return nil
    }

    /// Whether an object says of its own text that it is HTML.
    var saysHTML: Bool {
        guard case .string(let type)? = member(["contentType", "contenttype", "content_type", "type", "mimetype"])
        else {
            return false
        }
        return type.contains("html")
    }
}

extension String {
    /// Whether there is nothing but white space.
    var isBlank: Bool {
        // Most text begins with a letter or a Chinese character.
        if let first = utf8.first, first > 0x20 && first < 0x7F || 0xE4...0xE9 ~= first { return false }
        return unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}
