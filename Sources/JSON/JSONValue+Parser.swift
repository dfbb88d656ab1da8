extension JSONValue {
    struct Parser {
        let bytes: [UInt8]
        let depthMax: Int
        var position = 0
        var depth = 0

        mutating func document() throws(JSONError) -> JSONValue {
            let value = try self.value()
            guard peek() == nil else { throw error("text behind the value") }
            return value
        }

        func error(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

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
    }
}
