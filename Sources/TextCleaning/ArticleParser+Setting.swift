import JSON
package import Stories

extension ArticleParser {
    /// The payload of an article in JSON with other values for some of its keys.
    ///
    /// It is written in UTF-8 if it came in characters of that, else in ASCII, which every encoding of an intake reads alike.
    ///
    /// - Parameters:
    ///   - payload: UTF-8 or GB 18030.
    ///   - values: A JSON value for each key, or else a plain string.
    /// - Returns: The bytes, and the id that was set, as the pipeline reads it.
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
        var json = JSONWriter()
        JSONValue.object(members).write(to: &json)
        return (isUTF8 ? json.bytes : inASCII(json.bytes), id)
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
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .null: json.null()
        case .bool(let value): json.raw(Array((value ? "true" : "false").utf8))
        case .number(let digits): json.raw(Array(digits.utf8))
        case .string(let text): json.string(text)
        case .array(let items): json.array(items) { json, item in item.write(to: &json) }
        case .object(let members):
            json.object { json in
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    json.key(named: key)
                    value.write(to: &json)
                }
            }
        }
    }
}
