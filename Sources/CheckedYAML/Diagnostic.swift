/// Something to say about a file that a person wrote: where, what, and what was expected.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// How much it matters.
    package enum Severity: Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used, but probably does not say what was meant.
        case warning
    }

    /// How much it matters.
    package let severity: Severity
    /// Where it is.
    package let origin: SourceLocation
    /// What is wrong, and what was expected.
    package let message: String

    package init(_ severity: Severity = .error, at origin: SourceLocation, _ message: String) {
        self.severity = severity
        self.origin = origin
        self.message = message
    }

    /// An error about a file, or a line or a place in it; lines and columns count from 1.
    package init(_ file: String, line: Int? = nil, column: Int? = nil, _ message: String) {
        self.init(at: .file(file, line: line ?? 0, column: column ?? 0), message)
    }

    /// Whether it is about a file or a place in it.
    package func isAbout(_ file: String) -> Bool {
        if case .file(file, _, _) = origin { true } else { false }
    }

    package var description: String {
        "\(origin): \(severity == .warning ? "warning: " : "")\(message)"
    }
}

/// Where a value stands.
package enum SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// In a file; line and column count from 1, and are 0 for the file or the line as a whole.
    case file(String, line: Int, column: Int)
    /// In an environment variable.
    case environment(String)
    /// Nowhere: it is the default.
    case standard

    package var description: String {
        switch self {
        case .file(let name, line: 0, column: _): name
        case .file(let name, let line, column: 0): "\(name):\(line)"
        case .file(let name, let line, let column): "\(name):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .standard: "default"
        }
    }
}

/// A question to end a finding with, `; did you mean "…"?`; empty when no name is near.
package func suggestion(for word: String, among names: some Sequence<String>) -> String {
    nearest(to: word, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
}

/// The name that was probably meant: the nearest of `names` by edit distance, if it is near enough.
///
/// - Complexity: O(names · letters²).
package func nearest(to word: String, among names: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    return names.map { (name: $0, distance: editDistance(word, $0)) }
        .filter { $0.distance <= limit }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}

/// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
private func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
