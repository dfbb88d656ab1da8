// What programs of ours read of JSON that programs of ours have written: a member of the wrong kind is an error.

/// Why a JSON value is not what it should be.
package struct JSONMemberError: Error, CustomStringConvertible {
    /// A sentence that names the key.
    package let description: String

    package init(description: String) { self.description = description }
}

extension JSONValue {
    /// The members of an object.
    package struct JSONMembers: Sendable {
        private let values: [String: JSONValue]

        fileprivate init(_ values: [String: JSONValue]) { self.values = values }

        /// The member of a key; `nil` when there is none, or it is `null`.
        package subscript(key: String) -> JSONValue? {
            if let value = values[key], case .null = value { nil } else { values[key] }
        }

        /// What a member is read as; `nil` when there is none, or it is `null`.
        ///
        /// - Throws: ``JSONMemberError`` when it is of another kind.
        package func optional<Value: JSONReadable>(_ key: String) throws(JSONMemberError) -> Value? {
            guard let value = self[key] else { return nil }
            do { return try Value(json: value) } catch { throw JSONMemberError(description: "\(key): \(error)") }
        }

        /// What a member is read as.
        ///
        /// - Throws: ``JSONMemberError`` when there is none, or it is of another kind.
        package func required<Value: JSONReadable>(_ key: String) throws(JSONMemberError) -> Value {
            guard let value: Value = try optional(key) else { throw JSONMemberError(description: "\(key) is missing") }
            return value
        }
    }

    /// Its members.
    ///
    /// - Throws: ``JSONMemberError`` when it is no object.
    package func members() throws(JSONMemberError) -> JSONMembers {
        guard case .object(let values) = self else { throw mismatch("an object") }
        return JSONMembers(values)
    }

    fileprivate func mismatch(_ expected: String) -> JSONMemberError {
        JSONMemberError(description: "expected \(expected), got \(kind)")
    }
}

/// What can be read from a JSON value.
package protocol JSONReadable {
    /// - Throws: ``JSONMemberError`` when the value is of another kind.
    init(json: JSONValue) throws(JSONMemberError)
}

extension JSONValue.JSONMembers: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) { self = try json.members() }
}

extension JSONValue {
    /// The integer that a number is, however it is written: `5`, `5.0` and `5e0` are one; `nil` for any other value.
    package var integer: Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(digits) ?? Double(digits).flatMap(Int.init(exactly:))
    }
}

extension String: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        guard case .string(let text) = json else { throw json.mismatch("a string") }
        self = text
    }
}

extension Int: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        guard let number = json.integer else { throw json.mismatch("an integer") }
        self = number
    }
}

extension Double: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        guard case .number(let digits) = json, let number = Double(digits) else { throw json.mismatch("a number") }
        self = number
    }
}

extension Bool: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        guard case .bool(let truth) = json else { throw json.mismatch("a boolean") }
        self = truth
    }
}

extension Array: JSONReadable where Element: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        guard case .array(let items) = json else { throw json.mismatch("an array") }
        self = []
        reserveCapacity(items.count)
        for item in items { append(try Element(json: item)) }
    }
}
