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
        JSONValue.object(members).write(to: &bytes, isUTF8: isUTF8)
        return (bytes, id)
    }
}

extension JSONValue {
    /// Writes the value; keys in their order, numbers as they were written.
    ///
    /// - Parameter isUTF8: Whether characters beyond ASCII stand for themselves.
    /// - Complexity: O(bytes); recursion is bounded by ``depthMax``.
    fileprivate func write(to bytes: inout [UInt8], isUTF8: Bool) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let digits): bytes += digits.utf8
        case .string(let text): Self.write(text, to: &bytes, isUTF8: isUTF8)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (i, item) in items.enumerated() {
                if i > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes, isUTF8: isUTF8)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (i, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if i > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes, isUTF8: isUTF8)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, isUTF8: isUTF8)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8], isUTF8: Bool) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            let isPlain = scalar.value >= 0x20 && scalar != "\"" && scalar != "\\" && scalar != "\u{7F}"
            if isPlain, scalar.isASCII || isUTF8 {
                bytes += String(scalar).utf8
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
