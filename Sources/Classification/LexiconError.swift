package import CheckedYAML

/// Why a lexicon was refused: everything that is wrong with it, found in one pass.
package struct LexiconError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, by file and line; at least one.
    package let findings: [Diagnostic]

    init(_ findings: [Diagnostic]) {
        self.findings = findings
    }

    /// One finding a line; after the first fifty, how many more there are.
    package var description: String {
        var lines = findings.prefix(50).map(\.description)
        if findings.count > 50 { lines.append("… and \(findings.count - 50) more") }
        return lines.joined(separator: "\n")
    }
}
