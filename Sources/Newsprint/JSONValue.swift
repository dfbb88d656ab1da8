/// A JSON value, parsed strictly (RFC 8259).
///
/// A parser of our own, because copy comes from anywhere: it bounds the depth, names the byte of an error, and does not
/// convert numbers, of which no article needs more than integers.
indirect enum JSONValue {
    case null
    case bool(Bool)
    /// A number as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// An object; of members with the same key the last counts.
    case object([String: JSONValue])

    /// What kind of value it is, with its article.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Parses a document of valid UTF-8.
    ///
    /// - Complexity: O(bytes); recursion is bounded by ``depthMax``.
    init(parsing utf8: [UInt8]) throws(JSONError) {
        var parser = Parser(bytes: utf8)
        self = try parser.document()
    }

    /// Arrays and objects may nest so deep; ninjs needs about six levels.
    static let depthMax = 64
}

/// Where and why a text is not JSON.
struct JSONError: Error, CustomStringConvertible {
    let message: String
    let offset: Int

    var description: String { "not JSON: \(message) at byte \(offset)" }
}

extension JSONValue {
    private struct Parser {
        let bytes: [UInt8]
        var position = 0
        var depth = 0

        mutating func document() throws(JSONError) -> JSONValue {
            let value = try self.value()
            guard peek() == nil else { throw error("text behind the value") }
            return value
        }

        private func error(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

        /// The next byte that is not blank.
        private mutating func peek() -> UInt8? {
            while position < bytes.count {
                switch bytes[position] {
                case 0x20, 0x09, 0x0A, 0x0D: position += 1
                default: return bytes[position]
                }
            }
            return nil
        }

        private mutating func value() throws(JSONError) -> JSONValue {
            switch peek() {
            case nil: throw error("unexpected end")
            case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
            case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            default: return .number(try number())
            }
        }

        private mutating func nested(
            _ body: (inout Parser) throws(JSONError) -> JSONValue
        ) throws(JSONError) -> JSONValue {
            guard depth < depthMax else { throw error("nested deeper than \(depthMax)") }
            depth += 1
            position += 1
            let value = try body(&self)
            depth -= 1
            return value
        }

        private mutating func object() throws(JSONError) -> JSONValue {
            var members: [String: JSONValue] = [:]
            if try isClosed(UInt8(ascii: "}")) { return .object(members) }
            while true {
                guard peek() == UInt8(ascii: "\"") else { throw error("expected a key") }
                let key = try string()
                guard peek() == UInt8(ascii: ":") else { throw error("expected a colon") }
                position += 1
                members[key] = try value()
                if try isLast(UInt8(ascii: "}")) { return .object(members) }
            }
        }

        private mutating func array() throws(JSONError) -> JSONValue {
            var items: [JSONValue] = []
            if try isClosed(UInt8(ascii: "]")) { return .array(items) }
            while true {
                items.append(try value())
                if try isLast(UInt8(ascii: "]")) { return .array(items) }
            }
        }

        private mutating func isClosed(_ close: UInt8) throws(JSONError) -> Bool {
            guard peek() == close else { return false }
            position += 1
            return true
        }

        private mutating func isLast(_ close: UInt8) throws(JSONError) -> Bool {
            let next = peek()
            guard next == close || next == UInt8(ascii: ",") else { throw error("expected a comma or the end") }
            position += 1
            return next == close
        }

        private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
            for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
                guard position < bytes.count, bytes[position] == byte else { throw error("unknown word") }
                position += 1
            }
            return value
        }

        private mutating func number() throws(JSONError) -> String {
            let start = position
            if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
            let first = position
            guard digits() > 0 else { throw error("unexpected character") }
            if bytes[first] == UInt8(ascii: "0"), position > first + 1 { throw error("number with a leading zero") }
            if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
                position += 1
                guard digits() > 0 else { throw error("expected a digit") }
            }
            if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
                position += 1
                if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                    position += 1
                }
                guard digits() > 0 else { throw error("expected a digit") }
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func digits() -> Int {
            let start = position
            while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
            return position - start
        }

        // MARK: - Strings

        private mutating func string() throws(JSONError) -> String {
            position += 1
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"),
                bytes[position] >= 0x20
            { position += 1 }
            // Most strings have no escapes.
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                position += 1
                return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
            }
            var text = Array(bytes[start..<position])
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "\"") {
                    position += 1
                    return String(decoding: text, as: UTF8.self)
                }
                guard byte >= 0x20 else { throw error("control character in a string") }
                position += 1
                if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
            }
            throw error("unterminated string")
        }

        private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
            guard position < bytes.count else { throw error("unterminated string") }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += Array(String(try scalar()).utf8)
            default:
                position -= 1
                throw error("unknown escape")
            }
        }

        /// The scalar of one `\u` escape or of a surrogate pair; half a pair becomes the replacement character.
        private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
            let unit = try hex()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            let replacement: Unicode.Scalar = "\u{FFFD}"
            guard unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { return replacement }
            let mark = position
            position += 2
            let low = try hex()
            guard (0xDC00...0xDFFF).contains(low) else {
                position = mark
                return replacement
            }
            return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? replacement
        }

        private mutating func hex() throws(JSONError) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                    throw error("expected four hexadecimal digits")
                }
                value = value << 4 | UInt32(digit)
                position += 1
            }
            return value
        }
    }
}
