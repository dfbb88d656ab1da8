package import Classification
import Glibc
import KeywordMatching
package import Stories

/// Terms that a lexicon lacks and that would help it, found in stories.
///
/// From labelled stories: each candidate is held against what the lexicon says of them by one Newton step on the
/// likelihood, which gives the weight and the gain that it would bring alone; this is the test of grafting (Perkins,
/// Lacker and Theiler, "Grafting", JMLR 2003). What it would spoil counts against it.
///
/// From stories without labels: candidates that many unclassified stories hold and that elsewhere stand in stories
/// which lean to one category, by what the lexicon itself says. These are hints; an editor decides.
package struct TermSuggestions: Sendable {
    /// A term that would help.
    package struct Suggestion: Hashable, Sendable {
        /// The term.
        package let text: String
        /// The category that it speaks for.
        package let category: String
        /// The weight that it would have there.
        package let weight: Double
        /// What it brings, by which suggestions are ranked: nats of log-likelihood over all stories with labels;
        /// without, unclassified stories times how far it leans, in nats.
        package let gain: Double
        /// In how many stories it stands.
        package let stories: Int
        /// In how many that are judged wrongly, or without labels, that are unclassified.
        package let helped: Int
        /// The openings of some of those.
        package let examples: [String]
    }

    /// A story to learn from.
    package struct Story: Sendable {
        /// Its clean text.
        package let article: Article
        /// Its category; `nil` when nobody has said.
        package let label: String?

        /// Makes a story.
        package init(_ article: Article, label: String?) {
            self.article = article
            self.label = label
        }
    }

    private let classifier: Classifier
    private let stories: [Story]
    private let candidates: CandidateTerms
    private let probabilities: [[Double]]
    private let squares: [Double]

    /// Looks for candidates.
    ///
    /// - Complexity: About as long as training takes to find its candidates: seconds for 10 000 stories.
    package init(for classifier: Classifier, from stories: [Story]) {
        self.classifier = classifier
        self.stories = stories
        var bounds = CandidateTerms.Bounds()
        bounds.textsMin = 3
        let texts = stories.map { story in
            [story.article.headline.map { Tokens($0) }, Tokens(story.article.body)].compactMap { $0 }
        }
        candidates = CandidateTerms(in: texts, bounds: bounds)
        let lexicon = classifier.lexicon
        let matcher = KeywordMatcher(lexicon.terms.map(\.text))
        var probabilities: [[Double]] = []
        var squares: [Double] = []
        for story in stories {
            let (scores, terms) = classifier.scores(of: story.article)
            probabilities.append(
                Scoring.probabilities(of: scores, temperature: lexicon.scoring.temperature(terms: terms)))
            let findings = Findings(in: story.article, by: matcher, count: lexicon.terms.count)
            squares.append(
                findings.all.reduce(0) { sum, finding in
                    guard lexicon.terms[finding.term].bears else { return sum }
                    let strength = lexicon.scoring.strength(headline: finding.headline, body: finding.body)
                    return sum + strength * strength
                })
        }
        self.probabilities = probabilities
        self.squares = squares
    }

    /// The best suggestions, at most `count`, none a part of another.
    package func best(_ count: Int) -> [Suggestion] {
        let classes = classifier.lexicon.classes
        let places = places
        let known = Set(classifier.lexicon.terms.map { KeywordMatcher.folded($0.text) })
        let isLabelled = stories.contains { $0.label != nil }
        var found: [Suggestion] = []
        for (index, text) in candidates.terms.enumerated() where !known.contains(text) {
            let worth = isLabelled ? step(places[index], classes) : lean(places[index], classes)
            guard let worth, worth.gain > 0 else { continue }
            let helped = places[index].filter {
                isLabelled ? isWrong($0.text, classes) : isUnclassified($0.text, classes)
            }
            guard !helped.isEmpty else { continue }
            found.append(
                Suggestion(
                    text: text, category: classes[worth.column],
                    weight: (min(Self.weightMax, worth.weight) * 100).rounded() / 100, gain: worth.gain,
                    stories: places[index].count, helped: helped.count,
                    examples: helped.prefix(3).map { opening(of: $0.text) }))
        }
        found.sort { (-$0.gain, $0.text) < (-$1.gain, $1.text) }
        var chosen: [Suggestion] = []
        for suggestion in found where chosen.count < count {
            if chosen.contains(where: { $0.text.contains(suggestion.text) || suggestion.text.contains($0.text) }) {
                continue
            }
            chosen.append(suggestion)
        }
        return chosen
    }

    /// A hint should not decide alone.
    private static let weightMax = 4.0
    /// Keeps the step of a term that stands in few stories short.
    private static let ridge = 0.5

    private struct Worth {
        let column: Int
        let weight: Double
        let gain: Double
    }

    /// Where each candidate stands, and how strongly.
    private var places: [[(text: Int, value: Double)]] {
        var places = [[(text: Int, value: Double)]](repeating: [], count: candidates.terms.count)
        let scoring = classifier.lexicon.scoring
        for (text, counts) in candidates.counts.enumerated() {
            for (term, times) in counts {
                let strength = scoring.strength(headline: 0, body: Int(times))
                places[Int(term)].append((text, strength / scoring.norm(squares: squares[text] + strength * strength)))
            }
        }
        return places
    }

    // MARK: - With labels

    /// The best single weight of a term by one Newton step, with the gain of the second-order model.
    private func step(_ places: [(text: Int, value: Double)], _ classes: [String]) -> Worth? {
        classes.indices.compactMap { column -> Worth? in
            var (slope, curvature) = (0.0, Self.ridge)
            for (text, value) in places {
                guard let label = stories[text].label else { continue }
                let probability = probabilities[text][column]
                slope += value * ((label == classes[column] ? 1 : 0) - probability)
                curvature += value * value * probability * (1 - probability)
            }
            guard slope > 0 else { return nil }
            return Worth(column: column, weight: slope / curvature, gain: slope * slope / (2 * curvature))
        }
        .max { $0.gain < $1.gain }
    }

    private func isWrong(_ text: Int, _ classes: [String]) -> Bool {
        guard let label = stories[text].label else { return false }
        return classes[classifier.decision(on: stories[text].article).index] != label
    }

    // MARK: - Without labels

    /// How far the stories that hold a term lean to a category, against all stories.
    private func lean(_ places: [(text: Int, value: Double)], _ classes: [String]) -> Worth? {
        let categories = classes.indices.dropLast()
        let unclassified = places.count { isUnclassified($0.text, classes) }
        return categories.map { column -> Worth in
            let base = max(1e-3, probabilities.reduce(0) { $0 + $1[column] } / Double(probabilities.count))
            let share = (places.reduce(0) { $0 + probabilities[$1.text][column] } + base) / Double(places.count + 1)
            let lean = log(share / base)
            return Worth(column: column, weight: lean, gain: lean * Double(unclassified))
        }
        .max { $0.gain < $1.gain }
    }

    private func isUnclassified(_ text: Int, _ classes: [String]) -> Bool {
        classifier.decision(on: stories[text].article).index == classes.count - 1
    }

    private func opening(of text: Int) -> String {
        stories[text].article.headline ?? stories[text].article.body
    }
}
