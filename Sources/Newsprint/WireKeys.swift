import Stories

/// The members of a JSON object, read by key and type; `null` counts as absent.
struct WireKeys {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) { self.members = members }

    /// Whether the object is ninjs: it has ninjs keys, and no body of wiredesk's own.
    var isNinjs: Bool {
        let own = ["body", "text", "content"].contains { present($0) != nil }
        let ninjs = [
            "uri", "guid", "body_text", "body_html", "bodies", "headlines", "versioncreated", "versionCreated",
        ]
        return !own && ninjs.contains { present($0) != nil }
    }

    private func present(_ key: String) -> JSONValue? {
        if case .null? = members[key] { return nil }
        return members[key]
    }

    private func wrong(_ key: String, _ expected: String, _ got: String) -> Rejection {
        Rejection(.malformed, "\(key): expected \(expected), got \(got)")
    }

    /// The string of the first key that is present.
    func string(_ names: String...) throws(Rejection) -> String? {
        for key in names {
            switch present(key) {
            case nil: continue
            case .string(let text)?: return text
            case let other?: throw wrong(key, "a string", other.kind)
            }
        }
        return nil
    }

    /// Whether the producer takes the story back: a `status` of wiredesk's own, or a publication status of ninjs that
    /// is not `usable`. Other words in `status` belong to the producer.
    func isWithdrawal() throws(Rejection) -> Bool {
        if case .string(let status)? = present("status"),
            ["canceled", "cancelled", "killed"].contains(status.lowercased())
        {
            return true
        }
        let status = try string("pubStatus", "pubstatus")?.lowercased()
        return ["canceled", "cancelled", "withheld"].contains(status)
    }

    /// A string or integer as an id; an empty one counts as absent.
    func id(_ key: String) throws(Rejection) -> String? {
        let id: String
        switch present(key) {
        case nil: return nil
        case .string(let text)?: id = text
        case .number(let digits)? where digits.isInteger: id = digits
        case let other?: throw wrong(key, "a string or an integer", other.kind)
        }
        guard id.utf8.count <= WireObject.idBytesMax else {
            throw wrong(key, "at most \(WireObject.idBytesMax) bytes", "\(id.utf8.count)")
        }
        return id.isEmpty ? nil : id
    }

    /// A version: an integer, in ninjs also as a string.
    func version(_ key: String) throws(Rejection) -> Int? {
        let digits: String
        switch present(key) {
        case nil: return nil
        case .number(let text)?: digits = text
        case .string(let text)? where isNinjs: digits = text
        case let other?: throw wrong(key, "an integer of at least 1", other.kind)
        }
        if let version = Int(digits), (1...Copy.versionMax).contains(version) { return version }
        // A ninjs version is any string; only a number orders versions.
        if isNinjs, case .string? = present(key) { return nil }
        throw wrong(key, "an integer of at least 1", "another number")
    }

    /// The date-time of the first key that is present.
    func timestamp(_ names: String...) throws(Rejection) -> Timestamp? {
        for key in names {
            guard let text = try string(key) else { continue }
            if let timestamp = Timestamp(text) ?? Self.withColon(text) { return timestamp }
            throw wrong(key, "an RFC 3339 date-time", "another string")
        }
        return nil
    }

    /// `+0000`, as Superdesk writes an offset.
    private static func withColon(_ text: String) -> Timestamp? {
        let offset = text.suffix(5)
        guard let sign = offset.first, sign == "+" || sign == "-", offset.dropFirst().allSatisfy(\.isNumber) else {
            return nil
        }
        return Timestamp(text.dropLast(2) + ":" + text.suffix(2))
    }

    /// One text of a ninjs list: of objects with `value`, or of strings. One with the role wins, then plain text.
    func text(_ key: String, preferring role: String) throws(Rejection) -> (plain: String, isMarkup: Bool)? {
        guard let value = present(key) else { return nil }
        guard case .array(let items) = value else { throw wrong(key, "an array", value.kind) }
        var best: (rank: Int, text: String, isMarkup: Bool)?
        for item in items {
            let text: String
            var isMarkup = false
            var rank = 0
            switch item {
            case .string(let plain): text = plain
            case .object(let members):
                let keys = WireKeys(members)
                guard let value = try keys.string("value") else { continue }
                text = value
                isMarkup = try keys.string("contentType")?.contains("html") ?? false
                rank = try (keys.string("role") == role ? 2 : 0) + (isMarkup ? 0 : 1)
            default: throw wrong(key, "strings or objects", item.kind)
            }
            if best.map({ rank > $0.rank }) ?? true { best = (rank, text, isMarkup) }
        }
        return best.map { ($0.text, $0.isMarkup) }
    }
}

extension String {
    fileprivate var isInteger: Bool { !utf8.contains { !(0x30...0x39).contains($0) && $0 != 0x2D } }
}
