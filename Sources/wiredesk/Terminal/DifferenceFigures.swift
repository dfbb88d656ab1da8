import Daemon
import Classification
import LexiconTraining
import Stories

/// What `lexicon diff --json` prints.
struct DifferenceFigures: Encodable {
    let from: String
    let to: String
    let added: [String]
    let removed: [String]
    let changed: [PrintedChange]
    let settings: [String]
    let stories: Int
    let labelled: Labelled?
    let moves: [PrintedMove]

    struct PrintedChange: Encodable {
        let term: String
        let weights: [Weight]
    }

    struct Weight: Encodable {
        let category: String
        let old: Double
        let new: Double
    }

    /// Stories with a label, and how many each lexicon judges right.
    struct Labelled: Encodable {
        let stories: Int
        let old: Int
        let new: Int
    }

    struct PrintedMove: Encodable {
        let from: String
        let to: String
        let count: Int
        let examples: [PrintedExample]
    }

    struct PrintedExample: Encodable {
        let id: String
        let opening: String
        let old: Int
        let new: Int
    }

    init(_ old: LexiconVersion, _ new: LexiconVersion, _ difference: LexiconDifference, _ flips: Flips) {
        from = "\(old)"
        to = "\(new)"
        added = difference.added.map(\.text)
        removed = difference.removed.map(\.text)
        changed = difference.changed.map { change in
            PrintedChange(
                term: change.old.text,
                weights: change.weights.map { Weight(category: $0.category, old: $0.old, new: $0.new) })
        }
        settings = difference.settings
        stories = flips.stories
        labelled =
            flips.labelled.count > 0
            ? Labelled(stories: flips.labelled.count, old: flips.labelled.old, new: flips.labelled.new) : nil
        moves = flips.moves.map { move, count in
            PrintedMove(
                from: move.from, to: move.to, count: count,
                examples: (flips.examples[move] ?? []).map {
                    PrintedExample(id: $0.id, opening: $0.opening, old: $0.old.confidence, new: $0.new.confidence)
                })
        }
        .sorted { ($1.count, $0.from, $0.to) < ($0.count, $1.from, $1.to) }
    }
}
