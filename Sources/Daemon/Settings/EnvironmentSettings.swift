import CheckedYAML

/// Settings from `WIREDESK_…` variables: `WIREDESK_JOURNAL_PATH` is `journal.path`, `WIREDESK_INTAKES_WIRE_TOPICS`
/// the `topics` of the intake `wire`.
struct EnvironmentSettings {
    private static let prefix = "WIREDESK_"
    private static let sections = ["keys", "lexicon", "journal", "monitor"]
    private static let lists = ["intakes", "outlets"]
    private static let textLists = ["connect", "bind", "topics", "origins", "proxies"]

    private let variables: [(name: String, value: String)]

    init(_ environment: [String: String]) {
        variables = environment.filter { $0.key.hasPrefix(Self.prefix) }.sorted { $0.key < $1.key }
            .map { (name: $0.key, value: $0.value) }
    }

    /// Lays them over a document. A variable that names no setting is left alone with a warning.
    func laid(over document: YAMLValue, _ diagnostics: inout DiagnosticCollector) -> YAMLValue {
        variables.reduce(document) { document, variable in
            if let overlay = overlay(variable.name, variable.value, on: document) {
                return document.overlaid(by: overlay)
            }
            diagnostics.findings.append(
                Diagnostic(.warning, at: .environment(variable.name), "names no section, intake or outlet"))
            return document
        }
    }

    /// A document that sets only what one variable sets.
    private func overlay(_ name: String, _ text: String, on document: YAMLValue) -> YAMLValue? {
        let origin = SourceLocation.environment(name)
        let path = name.dropFirst(Self.prefix.count).lowercased()
        for section in Self.sections where path.hasPrefix(section + "_") {
            let key = String(path.dropFirst(section.count + 1))
            return Self.nest([section, key], Self.value(text, of: key, origin))
        }
        for list in Self.lists where path.hasPrefix(list + "_") {
            guard case .list(let ends, _)? = document[list] else { continue }
            let rest = path.dropFirst(list.count + 1)
            let names = ends.compactMap(\.name).filter { rest.hasPrefix(Self.spelled($0) + "_") }
            guard let end = names.max(by: { $0.count < $1.count }) else { continue }
            let key = String(rest.dropFirst(end.count + 1))
            let named = Self.member("name", .scalar(end, origin))
            return Self.nest(
                [list], .list([.mapping([named, Self.member(key, Self.value(text, of: key, origin))], origin)], origin))
        }
        return nil
    }

    private static func spelled(_ name: String) -> String {
        name.lowercased().replacing("-", with: "_")
    }

    private static func value(_ text: String, of key: String, _ origin: SourceLocation) -> YAMLValue {
        guard textLists.contains(key) else { return .scalar(text, origin) }
        return .list(
            text.split(separator: ",", omittingEmptySubsequences: false).map { .scalar(String($0), origin) }, origin)
    }

    private static func nest(_ keys: [String], _ value: YAMLValue) -> YAMLValue {
        keys.reversed().reduce(value) { .mapping([member($1, $0)], $0.origin) }
    }

    private static func member(_ key: String, _ value: YAMLValue) -> YAMLValue.YAMLMember {
        YAMLValue.YAMLMember(key: key, keyOrigin: value.origin, value: value)
    }
}
