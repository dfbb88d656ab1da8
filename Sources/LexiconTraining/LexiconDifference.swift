package import Classification
import KeywordMatching
import Stories

/// What is different between two lexicons.
package struct LexiconDifference: Sendable {
    /// Terms that only the second has, the heaviest first.
    package let added: [Lexicon.Term]
    /// Terms that only the first has, the heaviest first.
    package let removed: [Lexicon.Term]
    /// Terms whose weights differ, those that differ most first.
    package let changed: [WeightChange]
    /// Categories and scoring parameters that differ, a sentence each.
    package let settings: [String]

    /// A term with other weights.
    package struct WeightChange: Sendable {
        /// The term in the first lexicon.
        package let old: Lexicon.Term
        /// The term in the second.
        package let new: Lexicon.Term
        /// The weights that differ, by class, the largest difference first.
        package let weights: [(category: String, old: Double, new: Double)]
    }

    /// Whether there is none.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty && settings.isEmpty }

    /// Compares two lexicons. Terms that differ in nothing but case are the same, as they are to the matcher.
    package init(from old: Lexicon, to new: Lexicon) {
        let (before, after) = (Self.terms(of: old), Self.terms(of: new))
        added = Self.ranked(after.filter { before[$0.key] == nil }.map(\.value))
        removed = Self.ranked(before.filter { after[$0.key] == nil }.map(\.value))
        let classes = old.classes + new.classes.filter { !old.classes.contains($0) }
        changed = before.compactMap { key, term in
            after[key].flatMap { WeightChange(term, $0, old.classes, new.classes, classes) }
        }
        .sorted { (-$0.size, $0.old.text) < (-$1.size, $1.old.text) }
        settings = Self.settings(old, new)
    }

    private static func terms(of lexicon: Lexicon) -> [String: Lexicon.Term] {
        Dictionary(lexicon.terms.map { (KeywordMatcher.folded($0.text), $0) }) { first, _ in first }
    }

    private static func ranked(_ terms: [Lexicon.Term]) -> [Lexicon.Term] {
        func weight(_ term: Lexicon.Term) -> Double { term.weights.map(\.magnitude).max() ?? 0 }
        return terms.sorted { (-weight($0), $0.text) < (-weight($1), $1.text) }
    }

    // MARK: - Settings

    private static func settings(_ old: Lexicon, _ new: Lexicon) -> [String] {
        var lines: [String] = []
        let before = Dictionary(old.categories.map { ($0.name, $0) }) { first, _ in first }
        for category in new.categories {
            guard let known = before[category.name] else {
                lines.append("category \(category.name) is new")
                continue
            }
            if known.threshold != category.threshold {
                lines.append("threshold of \(category.name): \(known.threshold) → \(category.threshold)")
            }
            if known.mediaTopics != category.mediaTopics { lines.append("media topics of \(category.name)") }
            if known.labels != category.labels { lines.append("labels of \(category.name)") }
        }
        for category in old.categories where !new.categories.contains(where: { $0.name == category.name }) {
            lines.append("category \(category.name) is gone")
        }
        let (one, other) = (old.scoring, new.scoring)
        func compare<Value: Equatable>(_ name: String, _ value: KeyPath<Scoring, Value>) {
            if one[keyPath: value] != other[keyPath: value] {
                lines.append("\(name): \(one[keyPath: value]) → \(other[keyPath: value])")
            }
        }
        compare("headline factor", \.headlineFactor)
        compare("length pivot", \.pivot)
        compare("length exponent", \.exponent)
        compare("evidence listed", \.evidenceMax)
        if one.biases != other.biases { lines.append("biases") }
        if one.temperatures != other.temperatures { lines.append("temperatures") }
        return lines
    }
}

extension LexiconDifference.WeightChange {
    /// - Returns: `nil` when no weight differs.
    fileprivate init?(
        _ old: Lexicon.Term, _ new: Lexicon.Term, _ before: [String], _ after: [String], _ classes: [String]
    ) {
        func weight(_ term: Lexicon.Term, _ names: [String], _ name: String) -> Double {
            names.firstIndex(of: name).map { term.weights[$0] } ?? 0
        }
        var weights: [(category: String, old: Double, new: Double)] = []
        for name in classes {
            let (one, other) = (weight(old, before, name), weight(new, after, name))
            if one != other { weights.append((name, one, other)) }
        }
        guard !weights.isEmpty else { return nil }
        self.old = old
        self.new = new
        self.weights = weights.sorted { ($0.old - $0.new).magnitude > ($1.old - $1.new).magnitude }
    }

    fileprivate var size: Double { weights.map { ($0.old - $0.new).magnitude }.max() ?? 0 }
}
