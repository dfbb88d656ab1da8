/// A JSON value, parsed strictly (RFC 8259).
///
/// A parser of our own, because copy comes from anywhere: it bounds the depth, names the byte of an error, and converts
/// numbers only when they are asked for.
package indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// A number as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// An object; of members with the same key the last counts.
    case object([String: JSONValue])

    /// What kind of value it is, with its article.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Parses a document.
    ///
    /// - Parameter depthMax: How deep arrays and objects may nest.
    /// - Complexity: O(bytes); recursion is bounded by `depthMax`.
    package init(parsing bytes: [UInt8], depthMax: Int = Self.depthMax) throws(JSONError) {
        do { _ = try UTF8Span(validating: bytes.span) } catch {
            throw JSONError(message: "no UTF-8", offset: error.byteOffsets.lowerBound)
        }
        try self.init(parsingValid: bytes, depthMax: depthMax)
    }

    /// Parses a document that is known to be valid UTF-8.
    package init(parsingValid utf8: [UInt8], depthMax: Int = Self.depthMax) throws(JSONError) {
        var parser = Parser(bytes: utf8, depthMax: depthMax)
        self = try parser.document()
    }

    /// How deep arrays and objects nest at most; ninjs needs about six levels.
    package static let depthMax = 64
}

/// Where and why a text is not JSON.
package struct JSONError: Error, CustomStringConvertible {
    package let message: String
    package let offset: Int

    package var description: String { "not JSON: \(message) at byte \(offset)" }
}
