package import Stories

extension CopyDesk {
    /// The payload of an article in JSON with other values for some of its keys.
    ///
    /// It is written in UTF-8 if it came in characters of that, else in ASCII, which every encoding of an intake reads alike.
    ///
    /// - Parameters:
    ///   - payload: UTF-8 or GB 18030.
    ///   - values: A JSON value for each key, or else a plain string.
    /// - Returns: The bytes, and the id that was set, as the desk reads it.
    /// - Throws: `malformed` or `undecodable` when the payload is no JSON object.
    package static func payload(
        _ payload: [UInt8], setting values: [String: String]
    ) throws(Rejection) -> (bytes: [UInt8], id: String?) {
        let text: [UInt8]
        var isUTF8 = payload.contains { $0 >= 0x80 }
        do { text = try TextEncoding.utf8.decode(payload) } catch {
            text = try TextEncoding.gb18030.decode(payload)
            isUTF8 = false
        }
        let root: JSONValue
        do { root = try JSONValue(parsing: text) } catch { throw Rejection(.malformed, error.description) }
        guard case .object(var members) = root else {
            throw Rejection(.malformed, "expected a JSON object, got \(root.kind)")
        }
        // A word that is no JSON value is a string.
        for (key, value) in values { members[key] = (try? JSONValue(parsing: Array(value.utf8))) ?? .string(value) }
        let id: String? =
            switch values["id"] == nil ? nil : members["id"] {
            case .string(let text): text
            case .number(let digits): digits
            default: nil
            }
        var bytes: [UInt8] = []
        JSONValue.object(members).write(to: &bytes)
        return (isUTF8 ? bytes : inASCII(bytes), id)
    }

    /// A JSON document with its characters beyond ASCII, which stand in strings only, as escapes.
    private static func inASCII(_ json: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if let byte = UInt8(exactly: unit), byte < 0x80 {
                bytes.append(byte)
            } else {
                let digits = String(unit, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        return bytes
    }
}

extension JSONValue {
    /// Writes the value; keys in their order, numbers as they were written.
    ///
    /// - Complexity: O(bytes); recursion is bounded by ``depthMax``.
    fileprivate func write(to bytes: inout [UInt8]) {
        func list<Item>(_ items: some Sequence<Item>, in brackets: StaticString, _ write: (Item) -> Void) {
            bytes.append(brackets.utf8Start[0])
            for (i, item) in items.enumerated() {
                if i > 0 { bytes.append(UInt8(ascii: ",")) }
                write(item)
            }
            bytes.append(brackets.utf8Start[1])
        }
        func string(_ text: String) {
            var json = JSONWriter()
            json.string(text)
            bytes += json.bytes
        }
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): string(text)
        case .array(let items): list(items, in: "[]") { $0.write(to: &bytes) }
        case .object(let members):
            list(members.sorted { $0.key < $1.key }, in: "{}") { member in
                string(member.key)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
        }
    }
}
