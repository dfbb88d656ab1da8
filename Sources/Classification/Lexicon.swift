package import Stories

/// What editors own: the categories, the terms with their weights, and how scores become confidences.
///
/// Immutable. A reload loads another one, validates it whole, and swaps it in.
package struct Lexicon: Sendable {
    /// Name and content hash, which every record names.
    package let version: LexiconVersion
    /// The categories in the order of the file, at least one.
    package let categories: [Category]
    /// The terms in the order of the file; no two differ in nothing but case.
    package let terms: [Term]
    /// The parameters that turn matched terms into confidences.
    package let scoring: Scoring

    /// Puts a lexicon together.
    ///
    /// - Precondition: Every term has a weight for each category and one more for ``Verdict/unclassified``, and so
    ///   has `scoring` biases.
    package init(version: LexiconVersion, categories: [Category], terms: [Term], scoring: Scoring) {
        let classes = categories.count + 1
        precondition(scoring.biases.count == classes, "a bias for each category and for unclassified")
        precondition(terms.allSatisfy { $0.weights.count == classes }, "a weight for each class in every term")
        self.version = version
        self.categories = categories
        self.terms = terms
        self.scoring = scoring
    }

    /// The names of the classes that compete: the categories, then ``Verdict/unclassified``.
    package var classes: [String] { categories.map(\.name) + [Verdict.unclassified] }
}

extension Lexicon {
    /// A pipeline that a story can belong to.
    package struct Category: Hashable, Sendable {
        /// The name in topics, records and column headers: lower-case ASCII letters, digits and `-`.
        package var name: String
        /// What people read, by BCP 47 language tag.
        package var labels: [String: String]
        /// IPTC Media Topics, such as `medtop:11000000`.
        package var mediaTopics: [String]
        /// The least probability with which a story is put here, 0 to 1.
        package var threshold: Double

        package init(name: String, labels: [String: String] = [:], mediaTopics: [String] = [], threshold: Double) {
            self.name = name
            self.labels = labels
            self.mediaTopics = mediaTopics
            self.threshold = threshold
        }
    }

    /// A keyword with its weights.
    package struct Term: Hashable, Sendable {
        /// The text that is looked for; letters match in either case.
        package var text: String
        /// Logits, one for each category and the last for ``Verdict/unclassified``: 1 is a nudge, 3 nearly decides.
        package var weights: [Double]
        /// What the editors say about the row; `fixed` keeps training from changing it.
        package var note: String

        package init(text: String, weights: [Double], note: String = "") {
            self.text = text
            self.weights = weights
            self.note = note
        }

        /// Whether an editor wrote the row, so that training keeps it as it is.
        package var isFixed: Bool { note == "fixed" || note.hasPrefix("fixed ") || note.hasPrefix("fixed:") }

        /// Whether the term counts; one with nothing but zeros only masks the shorter terms inside it.
        package var bears: Bool { weights.contains { $0 != 0 } }
    }
}
