import Yams

/// Reads values out of YAML nodes and collects what is wrong with them, with line and column.
struct YAMLSheet {
    private let file: String
    private(set) var findings: [LexiconFinding] = []

    init(file: String) { self.file = file }

    /// Adds a finding at a node.
    mutating func find(_ node: Node, _ reason: String) {
        findings.append(LexiconFinding(file, line: node.mark?.line, column: node.mark?.column, reason))
    }

    /// The document; `nil` with a finding when the bytes are no YAML, or nothing.
    mutating func root(_ bytes: [UInt8]) -> Node? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
                .firstIndex { String(validating: $0, as: UTF8.self) == nil }
            findings.append(LexiconFinding(file, line: line.map { $0 + 1 }, "the line is not UTF-8"))
            return nil
        }
        do {
            if let node = try Yams.compose(yaml: text) { return node }
            findings.append(LexiconFinding(file, "the file is empty"))
        } catch let error as YamlError {
            findings.append(finding(error))
        } catch {
            findings.append(LexiconFinding(file, "the file is no YAML: \(error)"))
        }
        return nil
    }

    private func finding(_ error: YamlError) -> LexiconFinding {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            LexiconFinding(file, line: mark.line, column: mark.column, "no YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            LexiconFinding(
                file, line: context.mark.line, column: context.mark.column,
                "the key \"\(duplicates.sorted().joined(separator: "\", \""))\" comes twice")
        default:
            LexiconFinding(file, "no YAML: \(error)")
        }
    }

    // MARK: - Mappings and sequences

    /// The values of a mapping by key; an unknown key is a finding.
    mutating func mapping(_ node: Node, at place: String, keys known: [String]) -> [String: Node]? {
        guard case .mapping(let mapping) = node else {
            find(node, "\(quoted(place)) must be a mapping with the keys \(known.joined(separator: ", "))")
            return nil
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard let name = key.scalar?.string, known.contains(name) else {
                let name = key.scalar?.string ?? "?"
                find(key, "unknown key \"\(name)\" in \(quoted(place))\(Nearest.hint(name, among: known))")
                continue
            }
            values[name] = value
        }
        return values
    }

    /// The value of a key that must be there.
    mutating func required(_ key: String, _ values: [String: Node], of node: Node) -> Node? {
        if let value = values[key] { return value }
        find(node, "the key \"\(key)\" is missing")
        return nil
    }

    /// The elements of a sequence.
    mutating func sequence(_ node: Node, at place: String) -> [Node]? {
        if case .sequence(let sequence) = node { return Array(sequence) }
        find(node, "\(quoted(place)) must be a list")
        return nil
    }

    /// The texts of a mapping with any keys.
    mutating func strings(_ node: Node, at place: String) -> [String: String]? {
        guard case .mapping(let mapping) = node else {
            find(node, "\(quoted(place)) must be a mapping of texts")
            return nil
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            guard let key = key.scalar?.string, let text = string(value, at: key) else { continue }
            values[key] = text
        }
        return values
    }

    // MARK: - Scalars

    /// A text that is not empty.
    mutating func string(_ node: Node, at place: String) -> String? {
        if let text = node.scalar?.string, !text.isEmpty { return text }
        find(node, "\(quoted(place)) must be a text")
        return nil
    }

    /// A name of lower-case letters, digits and hyphens, as topics and records hold it.
    mutating func name(_ node: Node, at place: String) -> String? {
        guard let text = string(node, at: place) else { return nil }
        if text.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil { return text }
        find(node, "\(quoted(place)) \"\(text)\" must be lower-case letters, digits and hyphens")
        return nil
    }

    /// A finite number within bounds.
    mutating func number(_ node: Node, at place: String, in range: ClosedRange<Double>) -> Double? {
        guard let text = node.scalar?.string, let value = Double(text), value.isFinite else {
            find(node, "\(quoted(place)) must be a number")
            return nil
        }
        if range.contains(value) { return value }
        find(node, "\(quoted(place)) is \(text), but must be from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// A whole number within bounds.
    mutating func integer(_ node: Node, at place: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = node.scalar?.string, let value = Int(text) else {
            find(node, "\(quoted(place)) must be a whole number")
            return nil
        }
        if range.contains(value) { return value }
        find(node, "\(quoted(place)) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private func quoted(_ place: String) -> String { place.contains(" ") ? place : "\"\(place)\"" }
}
