package import Classification
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
        /// without, unclassified stories times the square of how far it leans, in nats.
        package let gain: Double
        /// In how many stories it stands.
        package let stories: Int
        /// In how many that are judged wrongly, or without labels, that are unclassified.
        package let helped: Int
        /// The openings of some of those.
        package let examples: [String]
    }

    /// A story to learn from.
    package struct LearningStory: Sendable {
        /// Its clean text.
        package let article: Article
        /// Its category; `nil` when nobody has said.
        package let label: String?

        package init(_ article: Article, label: String?) {
            self.article = article
            self.label = label
        }
    }

    let classifier: Classifier
    let stories: [LearningStory]
    let candidates: CandidateTerms
    let probabilities: [[Double]]
    let squares: [Double]
    /// Whether each story is unclassified, and whether it is judged wrongly.
    let isUnclassified: [Bool]
    let isWrong: [Bool]
    /// How the stories that lean anywhere are shared out among the categories.
    let leanings: [Double]

    /// Looks for candidates.
    ///
    /// - Complexity: About as long as training takes to find its candidates: seconds for 10 000 stories.
    package init(for classifier: Classifier, from stories: [LearningStory]) {
        self.classifier = classifier
        self.stories = stories
        var bounds = CandidateTerms.CandidateBounds()
        bounds.textsMin = 3
        // Where all stories are mistakes, what they have in common is what is looked for.
        bounds.shareMax = 1
        let texts = stories.map { story in
            [story.article.headline.map { Tokens($0) }, Tokens(story.article.body)].compactMap { $0 }
        }
        candidates = CandidateTerms(in: texts, bounds: bounds)
        let lexicon = classifier.lexicon
        let matcher = KeywordMatcher(lexicon.terms.map(\.text))
        var probabilities: [[Double]] = []
        var squares: [Double] = []
        var decisions: [Int] = []
        for story in stories {
            decisions.append(classifier.decision(on: story.article).index)
            let (scores, terms) = classifier.scores(of: story.article)
            probabilities.append(
                Scoring.probabilities(of: scores, temperature: lexicon.scoring.temperature(terms: terms)))
            let findings = TermHits(in: story.article, by: matcher)
            squares.append(
                findings.all.reduce(0) { sum, finding in
                    guard lexicon.terms[finding.term].bears else { return sum }
                    let strength = lexicon.scoring.strength(headline: finding.headline, body: finding.body)
                    return sum + strength * strength
                })
        }
        self.probabilities = probabilities
        self.squares = squares
        let none = lexicon.classes.count - 1
        isUnclassified = decisions.map { $0 == none }
        isWrong = zip(stories, decisions).map { story, index in
            story.label.map { $0 != lexicon.classes[index] } ?? false
        }
        let sums = (0..<none).map { column in probabilities.reduce(0) { $0 + $1[column] } }
        let total = max(1e-9, sums.reduce(0, +))
        leanings = sums.map { $0 / total }
    }

    /// The best suggestions, at most `count`, none a part of another.
    package func best(_ count: Int) -> [Suggestion] {
        let classes = classifier.lexicon.classes
        let places = places
        let known = Set(classifier.lexicon.terms.map { KeywordMatcher.folded($0.text) })
        let isLabelled = stories.contains { $0.label != nil }
        var found: [Suggestion] = []
        for (index, text) in candidates.terms.enumerated() where !known.contains(text) {
            let worth = isLabelled ? step(places[index], classes) : lean(places[index])
            guard let worth, worth.gain > 0 else { continue }
            let helped = places[index].filter {
                isLabelled ? isWrong[$0.text] : isUnclassified[$0.text]
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

    private func opening(of text: Int) -> String {
        stories[text].article.headline ?? stories[text].article.body
    }
}
