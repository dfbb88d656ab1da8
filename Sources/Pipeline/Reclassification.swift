package import Classification
package import Journaling
import Stories

/// Judges the stories of a journal anew, from the oldest to the newest, in steps.
///
/// A step reads some stories, judges the newest version of each, and has those that land elsewhere (or all that
/// another lexicon judged) stored as new versions. How far that has come is stored in the same transaction, so that it
/// goes on there after whatever stopped it; with another lexicon it begins again.
package struct Reclassification {
    /// What a step did.
    package struct ReclassificationStep: Sendable {
        /// How far it has come.
        package var progress: ReclassificationProgress
        /// Whether it went on with what an earlier run had begun.
        package var isResumed = false
        /// Stories whose newest version was looked at.
        package var stories = 0
        /// Numbers under which the journal is damaged.
        package var damaged = 0
        /// How many stories go from one category to another, or get other labels beside it.
        package var moves: [CategoryMove: Int] = [:]
        /// Their new verdicts.
        package var reclassified: [ReclassifiedStory] = []
    }

    private let reader: JournalReader
    private let classifier: Classifier
    private let every: Bool

    /// Numbers that a step looks at, at most: a fraction of a second's work.
    private static let numbersMax = 2000
    /// Bytes of records after which a step has read enough.
    private static let bytesMax = 8 << 20

    /// Prepares to judge the stories of a journal.
    ///
    /// - Parameter every: Whether to store a new version of every story that another lexicon judged.
    package init(_ reader: JournalReader, by classifier: Classifier, every: Bool) {
        self.reader = reader
        self.classifier = classifier
        self.every = every
    }

    /// The next step, which is still to be stored.
    ///
    /// - Parameters:
    ///   - known: How far it had come, if the caller keeps that; else the journal says.
    ///   - head: The newest sequence number: where to end, if it begins now.
    package func step(after known: ReclassificationProgress? = nil, head: Int) throws(JournalError) -> ReclassificationStep {
        let lexicon = classifier.lexicon.version.version
        let stored = if let known { known } else { try reader.reclassificationProgress(every: every) }
        let resumed = stored.flatMap { $0.lexicon == lexicon ? $0 : nil }
        let oldest = try reader.oldest() ?? 1
        let first = max(resumed?.next ?? oldest, oldest)
        var progress =
            resumed ?? ReclassificationProgress(lexicon: lexicon, every: every, first: first, next: first, last: head)
        let current = try reader.current(
            from: first, through: progress.last, atMost: Self.numbersMax, bytes: Self.bytesMax)
        progress.next = current.next
        var step = ReclassificationStep(
            progress: progress, isResumed: known == nil && resumed != nil, damaged: current.damaged)
        for (seq, record) in current.records { judge(seq, record, &step) }
        return step
    }

    private func judge(_ seq: Int, _ record: [UInt8], _ step: inout ReclassificationStep) {
        guard let stored = try? PublishedRecord(json: record) else {
            // Its checksum holds, so a wiredesk wrote it so: nothing that a new verdict could be put on.
            step.damaged += 1
            return
        }
        step.stories += 1
        guard stored.lexicon.version != classifier.lexicon.version.version else { return }
        let verdict = classifier.verdict(on: stored.article)
        guard every || !stored.isFollowedUnder(verdict),
            let reclassified = ReclassifiedStory(of: seq, id: stored.id, record, verdict: verdict)
        else { return }
        step.moves[CategoryMove(from: stored.category, to: verdict.category), default: 0] += 1
        step.reclassified.append(reclassified)
    }
}

extension PublishedRecord {
    /// Whether a verdict leaves the story where it is, for subscribers of a category and for followers of a label.
    fileprivate func isFollowedUnder(_ verdict: Verdict) -> Bool {
        category == verdict.category && Set(categories.map(\.name)) == Set(verdict.labels.map(\.category))
    }
}
