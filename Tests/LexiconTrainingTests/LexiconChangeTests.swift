import Classification
import LexiconTraining
import Stories
import Testing

/// Lexicons of one sure term for each class.
private func lexicon(
    _ terms: [(String, [Double])], threshold: Double = 0.35, biases: [Double] = [0, 0, 2]
) -> Lexicon {
    var categories = Newsroom.categories
    categories[0].threshold = threshold
    return Lexicon(
        version: LexiconVersion(name: "sure", version: ""), categories: categories,
        terms: terms.map { Lexicon.Term(text: $0.0, weights: $0.1) }, scoring: Scoring(exponent: 0, biases: biases))
}

private let old = lexicon([("fire", [8, 0, 0]), ("opera", [0, 8, 0])])

private func article(_ body: String) -> Article { Article(body: body, language: .english) }

@Suite struct `The difference between lexicons` {
    @Test func `is none between a lexicon and itself`() {
        #expect(LexiconDifference(from: old, to: old).isEmpty)
    }

    @Test func `names what was added, removed and changed, the most first`() {
        let new = lexicon(
            [("Opera", [0, 3, -1]), ("flood", [2, 0, 0]), ("storm", [5, 0, 0])], threshold: 0.5, biases: [0, 0, 1])
        let difference = LexiconDifference(from: old, to: new)
        #expect(difference.added.map(\.text) == ["storm", "flood"])
        #expect(difference.removed.map(\.text) == ["fire"])
        // In another case it is the same term.
        #expect(difference.changed.map(\.old.text) == ["opera"])
        let weights = difference.changed[0].weights
        #expect(weights.map(\.category) == ["culture", "unclassified"])
        #expect(weights[0].old == 8 && weights[0].new == 3)
        #expect(difference.settings == ["threshold of safety: 0.35 → 0.5", "biases"])
    }

    @Test func `is counted in stories that land elsewhere`() {
        let new = lexicon([("fire", [0, 8, 0]), ("opera", [0, 8, 0])])
        var flips = Flips(from: Classifier(old), to: Classifier(new), examplesMax: 1)
        flips.add(article("A fire."), id: "a", label: "safety")
        flips.add(article("Another fire."), id: "b")
        flips.add(article("An opera."), id: "c", label: "culture")
        #expect(flips.stories == 3 && flips.count == 2)
        let move = CategoryMove(from: "safety", to: "culture")
        #expect(flips.moves == [move: 2])
        #expect(flips.examples[move]?.map(\.id) == ["a"])
        #expect(flips.examples[move]?.first?.new.category == "culture")
        #expect(flips.labelled == (2, 2, 1))
    }
}

@Suite struct `Suggestions` {
    /// A sentence in which the same words never have the same neighbours.
    private static func mixed(_ words: [String], _ number: Int) -> String {
        let turned = words.indices.map { words[($0 + number) % words.count] }
        return turned.enumerated().map { "\($0.element), \(["so", "then", "and", "but"][($0.offset + number) % 4])" }
            .joined(separator: ", ") + " \(number)."
    }

    @Test func `from mistakes name what would have helped`() {
        let fires = (0..<12).map { Self.mixed(["brigade", "came", "blaze"], $0) }
        let games = (0..<12).map { Self.mixed(["team", "came", "match"], $0) }
        let stories =
            fires.map { TermSuggestions.LearningStory(article($0), label: "safety") }
            + games.map { TermSuggestions.LearningStory(article($0), label: "unclassified") }
        let best = TermSuggestions(for: Classifier(old), from: stories).best(20)
        // 12 stories, all judged wrongly.
        for term in ["brigade", "blaze"] {
            let suggestion = best.first { $0.text == term }
            #expect(suggestion?.category == "safety" && suggestion?.helped == 12, "\(best)")
            #expect(suggestion?.weight ?? 0 > 0.5 && suggestion?.gain ?? 0 > 1)
        }
        // "came" would spoil the other half.
        let gains = ["blaze", "came"].map { term in best.first { $0.text == term }?.gain ?? 0 }
        #expect(gains[0] > 1.5 * gains[1], "\(gains)")
    }

    @Test func `without labels come from unclassified stories that share words with others`() {
        let known = (0..<10).map { Self.mixed(["fire", "smoke", "house"], $0) }
        let unknown = (0..<10).map { Self.mixed(["smoke", "street"], $0) }
        let others = (0..<10).map { Self.mixed(["opera", "hall"], $0) }
        let stories = (known + unknown + others).map { TermSuggestions.LearningStory(article($0), label: nil) }
        let best = TermSuggestions(for: Classifier(old), from: stories).best(5)
        let smoke = best.first { $0.text == "smoke" }
        #expect(smoke?.category == "safety" && smoke?.helped == 10 && smoke?.stories == 20, "\(best)")
    }

    @Test func `of nothing are none`() {
        #expect(TermSuggestions(for: Classifier(old), from: []).best(5).isEmpty)
    }
}
