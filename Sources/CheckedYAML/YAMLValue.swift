import Yams

/// A YAML document in which every value knows where it stands.
package indirect enum YAMLValue: Sendable {
    case scalar(String, SourceLocation)
    case list([YAMLValue], SourceLocation)
    case mapping([YAMLMember], SourceLocation)
    /// An empty value: as if the key were absent.
    case null(SourceLocation)

    /// One key of a mapping and its value.
    package struct YAMLMember: Sendable {
        /// The key.
        package let key: String
        /// Where the key stands.
        package let keyOrigin: SourceLocation
        /// The value.
        package var value: YAMLValue

        package init(key: String, keyOrigin: SourceLocation, value: YAMLValue) {
            self.key = key
            self.keyOrigin = keyOrigin
            self.value = value
        }
    }

    /// Where the value stands.
    package var origin: SourceLocation {
        switch self {
        case .scalar(_, let origin), .list(_, let origin), .mapping(_, let origin), .null(let origin): origin
        }
    }

    /// What kind of value it is, in words.
    package var kind: String {
        switch self {
        case .scalar(let text, _): "\"\(text)\""
        case .list: "a list"
        case .mapping: "a mapping"
        case .null: "nothing"
        }
    }

    /// Reads a document.
    ///
    /// - Parameter file: The name to show in findings.
    /// - Throws: The syntax error, with its place.
    package init(_ text: String, file: String) throws(Diagnostic) {
        do {
            let node = try Yams.compose(yaml: text)
            self = node.map { Self.value(of: $0, in: file) } ?? .null(.file(file, line: 1, column: 1))
        } catch {
            throw Self.finding(error, in: file)
        }
    }

    /// Reads a document from the bytes of a file.
    ///
    /// - Throws: The line that is not UTF-8, or the syntax error, with its place.
    package init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
            throw Diagnostic(file, line: line.map { $0 + 1 }, "the line is not UTF-8")
        }
        try self.init(text, file: file)
    }

    private static func value(of node: Node, in file: String) -> YAMLValue {
        let origin = origin(of: node, in: file)
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return isPlain && ["", "~", "null"].contains(scalar.string)
                ? .null(origin) : .scalar(scalar.string, origin)
        case .sequence(let sequence):
            return .list(sequence.map { value(of: $0, in: file) }, origin)
        case .mapping(let mapping):
            return .mapping(
                mapping.map { key, value in
                    YAMLMember(
                        key: key.string ?? "", keyOrigin: Self.origin(of: key, in: file),
                        value: Self.value(of: value, in: file))
                }, origin)
        case .alias:
            // compose() puts the aliased value in the alias's place.
            return .null(origin)
        }
    }

    private static func origin(of node: Node, in file: String) -> SourceLocation {
        .file(file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private static func finding(_ error: any Error, in file: String) -> Diagnostic {
        guard let error = error as? YamlError else {
            return Diagnostic(at: .file(file, line: 0, column: 0), "\(error)")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Diagnostic(at: .file(file, line: mark.line, column: mark.column), "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let mark = context.mark
            let keys = duplicates.map { "\"\($0)\"" }.joined(separator: ", ")
            return Diagnostic(at: .file(file, line: mark.line, column: mark.column), "key given twice: \(keys)")
        default:
            return Diagnostic(at: .file(file, line: 0, column: 0), "not YAML: \(error)")
        }
    }
}

// MARK: - Merging

extension YAMLValue {
    /// Lays another document over this one: its scalars and plain lists replace, its mappings are merged key by
    /// key, and members of lists that have a `name` are merged with their namesakes.
    package func overlaid(by other: YAMLValue) -> YAMLValue {
        switch (self, other) {
        case (.mapping(let members, let origin), .mapping(let others, _)):
            var merged = members
            for other in others {
                if let index = merged.firstIndex(where: { $0.key == other.key }) {
                    merged[index].value = merged[index].value.overlaid(by: other.value)
                } else {
                    merged.append(other)
                }
            }
            return .mapping(merged, origin)
        case (.list(let items, let origin), .list(let others, _))
        where !others.isEmpty && others.allSatisfy { $0.name != nil }:
            var merged = items
            for other in others {
                if let index = merged.firstIndex(where: { $0.name == other.name }) {
                    merged[index] = merged[index].overlaid(by: other)
                } else {
                    merged.append(other)
                }
            }
            return .list(merged, origin)
        case (_, .null): return self
        case (.scalar(let text, _), .scalar(let other, _)) where text == other: return self
        default: return other
        }
    }

    /// The value of the key `name`, of a mapping that has one.
    package var name: String? {
        if case .scalar(let name, _)? = self["name"] { name } else { nil }
    }

    /// The value under a key of a mapping.
    package subscript(key: String) -> YAMLValue? {
        guard case .mapping(let members, _) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}
