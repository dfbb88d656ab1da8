package import Classification
package import Stories

/// What one lexicon would do otherwise than another, on some stories.
package struct Flips: Sendable {
    /// A story that goes.
    package struct Example: Sendable {
        /// Its id; empty when it has none.
        package let id: String
        /// Its headline, or else its body.
        package let opening: String
        /// The verdict of the first lexicon.
        package let old: Verdict
        /// The verdict of the second.
        package let new: Verdict
    }

    /// Stories that were judged.
    package private(set) var stories = 0
    /// How many go from where to where.
    package private(set) var moves: [CategoryMove: Int] = [:]
    /// The first stories of each move.
    package private(set) var examples: [CategoryMove: [Example]] = [:]
    /// Stories with a label that both lexicons know, and how many of them each lexicon judges right.
    package private(set) var labelled = (count: 0, old: 0, new: 0)

    private let old: Classifier
    private let new: Classifier
    private let examplesMax: Int

    /// Prepares to compare.
    ///
    /// - Parameter examplesMax: How many examples of each move are kept.
    package init(from old: Classifier, to new: Classifier, examplesMax: Int) {
        self.old = old
        self.new = new
        self.examplesMax = examplesMax
    }

    /// How many stories go elsewhere.
    package var count: Int { moves.values.reduce(0, +) }

    /// Judges a story by both.
    ///
    /// - Parameter label: The category it belongs to; `nil` when nobody has said.
    package mutating func add(_ article: Article, id: String, label: String? = nil) {
        stories += 1
        let (before, after) = (old.verdict(on: article), new.verdict(on: article))
        if let label, old.lexicon.classes.contains(label), new.lexicon.classes.contains(label) {
            labelled.count += 1
            labelled.old += before.category == label ? 1 : 0
            labelled.new += after.category == label ? 1 : 0
        }
        guard before.category != after.category else { return }
        let move = CategoryMove(from: before.category, to: after.category)
        moves[move, default: 0] += 1
        guard examples[move, default: []].count < examplesMax else { return }
        examples[move, default: []].append(
            Example(id: id, opening: article.headline ?? article.body, old: before, new: after))
    }
}
