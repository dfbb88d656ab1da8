package import Classification
import Stories

/// A lexicon as the files of its folder, sorted so that two of them differ in nothing but what changed.
package struct LexiconFiles: Hashable, Sendable {
    /// The bytes of ``Lexicon/settingsFile``.
    package let yaml: [UInt8]
    /// The bytes of ``Lexicon/termsFile``.
    package let terms: [UInt8]

    /// Writes down a lexicon; weights have two decimals.
    package init(_ lexicon: Lexicon) {
        yaml = Array(Self.yaml(lexicon).utf8)
        terms = Array(Self.sheet(lexicon).utf8)
    }

    // MARK: - terms.tsv

    private static func sheet(_ lexicon: Lexicon) -> String {
        var lines = [
            "# Keywords and their weights, in logits: 1 is a nudge, 3 nearly decides, less than 0 speaks against.",
            "# At each place of a text the longest term wins, so a row without weights masks the shorter terms in it.",
            "# Rows with the note \"fixed\" are written by editors; training keeps them and learns the others anew.",
            (["term"] + lexicon.classes + ["note"]).joined(separator: "\t"),
        ]
        lines += lexicon.terms.sorted { isBefore($0.text, $1.text) }
            .map { ([$0.text] + $0.weights.map(cell) + [$0.note]).joined(separator: "\t") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// By code points, whatever the machine's language.
    private static func isBefore(_ a: String, _ b: String) -> Bool {
        a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
    }

    private static func cell(_ weight: Double) -> String { weight == 0 ? "" : number(weight) }

    private static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let digits = String(hundredths.magnitude % 100)
        let padded = digits.count < 2 ? "0" + digits : digits
        return "\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(padded)"
    }

    // MARK: - lexicon.yaml

    private static func yaml(_ lexicon: Lexicon) -> String {
        let scoring = lexicon.scoring
        var lines = [
            "# A lexicon: which categories there are, and how the keywords of terms.tsv add up.",
            "name: \(lexicon.version.name)",
            "",
            "# In the order in which they are shown. The threshold is the least probability, 0 to 1, with which a story",
            "# is put into the category; a story that reaches none is unclassified.",
            "categories:",
        ]
        for category in lexicon.categories {
            lines.append("  - name: \(category.name)")
            let labels = category.labels.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value))" }
            if !labels.isEmpty { lines.append("    labels: { \(labels.joined(separator: ", ")) }") }
            let topics = category.mediaTopics.map(quoted).joined(separator: ", ")
            lines.append("    media_topics: [\(topics)]")
            lines.append("    threshold: \(number(category.threshold))")
        }
        lines += [
            "",
            "# score = bias + sum of weight * x / (1 + sum of x^2 / pivot)^exponent over the terms that were found, where",
            "# x = 1 + ln(headline_factor * times in the headline + times in the body).",
            "scoring:",
            "  headline_factor: \(number(scoring.headlineFactor))",
            "  length: { pivot: \(number(scoring.pivot)), exponent: \(number(scoring.exponent)) }",
            "  bias:",
        ]
        lines += zip(lexicon.classes, scoring.biases).map { "    \($0): \(number($1))" }
        lines += [
            "  # Scores are divided by this before they become probabilities, by how many terms were found; between two",
            "  # lines the value lies on the line through them. Measured in training; more means less confidence.",
            "  temperature:",
        ]
        lines += scoring.temperatures.map { "    - { terms: \($0.terms), value: \(number($0.value)) }" }
        lines += [
            "  # How many keywords a record lists for a category, at most.", "  evidence_max: \(scoring.evidenceMax)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
