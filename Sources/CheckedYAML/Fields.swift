/// Collects what reading a document finds: what is wrong with it, and which values are in force.
package struct DiagnosticCollector: Sendable {
    /// One value in force.
    package struct Effective: Hashable, Sendable {
        /// The key's path, such as `journal.path`.
        package let path: String
        /// The value.
        package let value: String
        /// Where it was set.
        package let origin: SourceLocation
    }

    /// What is wrong, in the order of reading.
    package var findings: [Diagnostic] = []
    /// The values in force, in the order of reading.
    package var effective: [Effective] = []

    /// Starts a reading.
    package init() {}

    /// Whether an error was found.
    package var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// Reads the members of one mapping by name and type; whatever is wrong becomes a finding, and the default holds.
///
///     let fields = Fields(of: document["journal"], path: "journal", known: ["path", "keep"], &diagnostics)
///     let path = fields.text("path", default: "journal.sqlite", &diagnostics)
package struct Fields: Sendable {
    private let members: [String: YAMLValue]
    private let path: String
    /// Where the mapping stands.
    package let origin: SourceLocation
    /// The keys it has, in order.
    package let keys: [String]

    /// Reads a mapping and reports keys that nobody knows.
    ///
    /// - Parameters:
    ///   - value: The mapping; absent or null counts as empty.
    ///   - path: The mapping's own path; empty for the document.
    ///   - known: The keys it may have; `nil` for any.
    package init(of value: YAMLValue?, path: String, known: [String]?, _ diagnostics: inout DiagnosticCollector) {
        self.path = path
        origin = value?.origin ?? .standard
        switch value {
        case .mapping(let members, _):
            if let known { Self.reportUnknown(members, known, &diagnostics) }
            keys = members.map(\.key)
            self.members = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
        case .null, nil:
            members = [:]
            keys = []
        case .scalar(_, let origin), .list(_, let origin):
            members = [:]
            keys = []
            let name = path.isEmpty ? "the document" : path
            diagnostics.findings.append(
                Diagnostic(at: origin, "\(name): expected a mapping of keys, got \(value?.kind ?? "nothing")"))
        }
    }

    private static func reportUnknown(
        _ members: [YAMLValue.YAMLMember], _ known: [String], _ diagnostics: inout DiagnosticCollector
    ) {
        for member in members where !known.contains(member.key) {
            let near = suggestion(for: member.key, among: known)
            let hint = near.isEmpty ? "; known here: \(known.joined(separator: ", "))" : near
            diagnostics.findings.append(Diagnostic(at: member.keyOrigin, "unknown key \"\(member.key)\"\(hint)"))
        }
    }

    /// Reports those of some keys that are absent; their defaults hold.
    package func require(_ keys: [String], _ diagnostics: inout DiagnosticCollector) {
        for key in keys where self[key] == nil {
            diagnostics.findings.append(Diagnostic(at: origin, "\(path(of: key)) is missing"))
        }
    }

    /// The value under a key; `nil` when it is absent or null.
    package subscript(key: String) -> YAMLValue? {
        if case .null? = members[key] { nil } else { members[key] }
    }

    /// The path of a key.
    package func path(of key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}

// MARK: - Values by type

extension Fields {
    /// A text.
    package func text(_ key: String, default standard: String?, _ diagnostics: inout DiagnosticCollector) -> String? {
        value(key, "a text", default: standard, &diagnostics) { $0 }
    }

    /// A whole number within a range.
    package func integer(
        _ key: String, default standard: Int, in range: ClosedRange<Int>, _ diagnostics: inout DiagnosticCollector
    ) -> Int {
        value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)", default: standard, &diagnostics) {
            Int($0.replacing("_", with: "")).flatMap { range.contains($0) ? $0 : nil }
        } ?? standard
    }

    /// A number within a range.
    package func number(
        _ key: String, default standard: Double, in range: ClosedRange<Double>, _ diagnostics: inout DiagnosticCollector
    ) -> Double {
        value(key, "a number from \(range.lowerBound) to \(range.upperBound)", default: standard, &diagnostics) {
            Double($0).flatMap { range.contains($0) ? $0 : nil }
        } ?? standard
    }

    /// One of a few words.
    package func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String, default standard: Choice, _ diagnostics: inout DiagnosticCollector
    ) -> Choice {
        let words = Choice.allCases.map(\.rawValue)
        let chosen = value(key, words.joined(separator: ", "), default: standard.rawValue, &diagnostics) { word in
            words.contains(word) ? word : nil
        }
        return chosen.flatMap(Choice.init) ?? standard
    }

    /// A list of texts; a single text counts as a list of one.
    package func texts(_ key: String, default standard: [String], _ diagnostics: inout DiagnosticCollector) -> [String] {
        guard let value = self[key] else {
            record(key, standard.description, .standard, &diagnostics)
            return standard
        }
        let items: [YAMLValue]
        if case .list(let list, _) = value { items = list } else { items = [value] }
        let texts = items.compactMap { item -> String? in
            if case .scalar(let text, _) = item { return text }
            diagnostics.findings.append(
                Diagnostic(at: item.origin, "\(path(of: key)): expected a text in the list, got \(item.kind)"))
            return nil
        }
        record(key, texts.description, value.origin, &diagnostics)
        return texts
    }

    /// The members of a list of mappings.
    package func list(_ key: String, _ diagnostics: inout DiagnosticCollector) -> [YAMLValue] {
        switch self[key] {
        case .list(let items, _): return items
        case nil: return []
        case let other?:
            diagnostics.findings.append(
                Diagnostic(at: other.origin, "\(path(of: key)): expected a list, got \(other.kind)"))
            return []
        }
    }

    /// A value with a notation of its own.
    ///
    /// - Parameters:
    ///   - expected: What the notation is, in words, for the finding.
    ///   - parse: Reads it; `nil` when it does not follow the notation.
    /// - Returns: What was read; `standard` read when the key is absent or wrong, `nil` when that is `nil`.
    package func value<Value>(
        _ key: String, _ expected: String, default standard: String?, _ diagnostics: inout DiagnosticCollector,
        _ parse: (String) -> Value?
    ) -> Value? {
        if case .scalar(let text, let origin)? = self[key], let value = parse(text) {
            record(key, text, origin, &diagnostics)
            return value
        }
        if let wrong = self[key] {
            diagnostics.findings.append(
                Diagnostic(at: wrong.origin, "\(path(of: key)): expected \(expected), got \(wrong.kind)"))
        }
        guard let standard else { return nil }
        record(key, standard, .standard, &diagnostics)
        return parse(standard)
    }

    private func value(
        _ key: String, _ expected: String, default standard: Int, _ diagnostics: inout DiagnosticCollector,
        _ parse: (String) -> Int?
    ) -> Int? {
        value(key, expected, default: String(standard), &diagnostics, parse)
    }

    private func value(
        _ key: String, _ expected: String, default standard: Double, _ diagnostics: inout DiagnosticCollector,
        _ parse: (String) -> Double?
    ) -> Double? {
        value(key, expected, default: String(standard), &diagnostics, parse)
    }

    private func record(_ key: String, _ value: String, _ origin: SourceLocation, _ diagnostics: inout DiagnosticCollector) {
        diagnostics.effective.append(DiagnosticCollector.Effective(path: path(of: key), value: value, origin: origin))
    }
}
