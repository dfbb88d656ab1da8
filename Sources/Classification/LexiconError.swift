/// Why a lexicon was refused: everything that is wrong with it, found in one pass.
package struct LexiconError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, by file and line; at least one.
    package let findings: [LexiconFinding]

    init(_ findings: [LexiconFinding]) {
        self.findings = findings
    }

    /// One finding a line; after the first fifty, how many more there are.
    package var description: String {
        var lines = findings.prefix(50).map(\.description)
        if findings.count > 50 { lines.append("… and \(findings.count - 50) more") }
        return lines.joined(separator: "\n")
    }
}

/// One thing that is wrong with a lexicon: `lexicon/terms.tsv:12:7: "1,5" is not a number`.
package struct LexiconFinding: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was given.
    package let file: String
    /// The line, from 1; `nil` when the whole file is meant.
    package let line: Int?
    /// The code point in the line, from 1; `nil` when the whole line is meant.
    package let column: Int?
    /// What is wrong, and where it helps what would be right.
    package let reason: String

    init(_ file: String, line: Int? = nil, column: Int? = nil, _ reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    package var description: String {
        let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
        return "\(file)\(place): \(reason)"
    }
}

/// Suggests what a writer may have meant.
enum Nearest {
    /// `, did you mean "…"?` with the nearest name, or nothing when none is near.
    static func hint(_ name: String, among names: some Sequence<String>) -> String {
        let near = names.map { (distance: distance(name, $0), name: $0) }
            .filter { $0.distance <= max(2, $0.name.count / 3) && $0.distance < $0.name.count }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return near.map { ", did you mean \"\($0.name)\"?" } ?? ""
    }

    /// How many characters must be inserted, deleted or replaced to make one text of the other.
    private static func distance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, character) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let replaced = diagonal + (character == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
