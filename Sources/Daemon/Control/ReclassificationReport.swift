import Classification
import Journaling
package import Pipeline

/// What a step of a reclassification did, or all its steps together, as `wiredesk reclassify --json` prints it.
package struct ReclassificationReport: Codable, Sendable, Equatable {
    /// The version of the lexicon that judged.
    package var lexicon: String
    /// The first sequence number.
    package var first: Int
    /// The sequence number that comes next.
    package var next: Int
    /// The last sequence number: the newest when it was begun.
    package var last: Int
    /// Whether it went on with what an earlier run had begun.
    package var resumed: Bool
    /// Stories that were looked at.
    package var stories: Int
    /// New versions, by where the stories were and where they are now.
    package var moves: [Move]
    /// Sequence numbers under which the journal is damaged.
    package var damaged: Int

    package struct Move: Codable, Sendable, Equatable {
        package let from: String
        package let to: String
        package var count: Int
    }

    /// Whether nothing is left to do.
    package var isFinished: Bool { next > last }
    /// New versions in all.
    package var versions: Int { moves.reduce(0) { $0 + $1.count } }

    package init(_ step: Reclassification.ReclassificationStep) {
        lexicon = step.progress.lexicon
        (first, next, last) = (step.progress.first, step.progress.next, step.progress.last)
        resumed = step.isResumed
        stories = step.stories
        damaged = step.damaged
        moves = step.moves.map { Move(from: $0.key.from, to: $0.key.to, count: $0.value) }.sorted(by: Self.isBefore)
    }

    /// Takes up what the step after this did.
    package mutating func add(_ step: ReclassificationReport) {
        next = step.next
        stories += step.stories
        damaged += step.damaged
        for move in step.moves {
            if let index = moves.firstIndex(where: { ($0.from, $0.to) == (move.from, move.to) }) {
                moves[index].count += move.count
            } else {
                moves.append(move)
            }
        }
        moves.sort(by: Self.isBefore)
    }

    /// The most frequent first.
    private static func isBefore(_ one: Move, _ other: Move) -> Bool {
        (-one.count, one.from, one.to) < (-other.count, other.from, other.to)
    }
}
