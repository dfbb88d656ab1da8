import GRDB
import Stories

/// One transaction's work: stories, withdrawals and new verdicts get their numbers.
struct Appending {
    let db: Database
    let stream: String
    var progress: Journal.Progress
    /// The categories that got stories.
    var touched: Set<String> = []

    init(db: Database, stream: String, progress: Journal.Progress) {
        self.db = db
        self.stream = stream
        self.progress = progress
    }

    /// Stores a submission, unless it is a duplicate.
    ///
    /// - Returns: One outcome; of a withdrawn page, one for each of its stories.
    mutating func settle(_ submission: Submission) throws -> [Outcome] {
        switch submission.content {
        case .story(let tail):
            let stored = try StoredVersions(of: submission.id, from: submission.source, in: db)
            return [try settle(submission, tail: tail, stored)]
        case .withdrawal(let story):
            return try withdrawn(submission).map { try withdraw($0, as: story, submission) }
        }
    }

    private mutating func settle(
        _ submission: Submission, tail: [UInt8], _ stored: StoredVersions
    ) throws -> Outcome {
        if let seq = stored.seq(ofRepeat: submission) { return .duplicate(id: stored.id, of: seq) }
        return .stored(
            try number(
                Numbering(
                    stored: stored, version: stored.version(given: submission.version), given: submission.version,
                    event: stored.isEmpty ? .new : .update, digest: submission.digest, category: submission.category,
                    labels: submission.labels, audience: [submission.category], receivedAt: submission.receivedAt,
                    tail: tail)))
    }

    // MARK: - Withdrawals

    /// The stories that a withdrawal means: one, or those of a page. Without a source of its own it means that of another
    /// intake when it has none of the id itself, and only one other has.
    private func withdrawn(_ submission: Submission) throws -> [StoredVersions] {
        let own = try stories(submission.id, from: submission.source)
        if let own { return own }
        let others = try submission.otherSources.filter { $0 != submission.source }
            .compactMap { try stories(submission.id, from: $0) }
        if others.count == 1 { return others[0] }
        return [try StoredVersions(of: submission.id, from: submission.source, in: db)]
    }

    /// The story of an id, or the stories of the page of that id; `nil` when there are none.
    private func stories(_ id: String, from source: String) throws -> [StoredVersions]? {
        let story = try StoredVersions(of: id, from: source, in: db)
        guard story.isEmpty else { return [story] }
        // The first ones of a page may have been removed because they are old.
        let page = try (1...Self.pageStoriesMax).map { try StoredVersions(of: "\(id)#\($0)", from: source, in: db) }
            .filter { !$0.isEmpty }
        return page.isEmpty ? nil : page
    }

    /// The most stories that are looked for on a page.
    private static let pageStoriesMax = 64

    private mutating func withdraw(
        _ stored: StoredVersions, as story: Story, _ submission: Submission
    ) throws -> Outcome {
        if let newest = stored.newest, newest.event == .kill { return .duplicate(id: stored.id, of: newest.seq) }
        var notice = story
        notice.verdict.category = stored.newest?.category ?? "unclassified"
        notice.verdict.confidence = 0
        notice.verdict.labels = []
        // Everyone who was sent a version hears of it. Nobody knows any more who was sent those that have been
        // pruned: then it goes to everyone.
        let forgotten = !stored.hasFirst && progress.oldest > 1
        let audience = forgotten ? progress.positions.keys.sorted() : stored.categories
        return .stored(
            try number(
                Numbering(
                    stored: stored, version: stored.version(given: submission.version),
                    given: submission.version ?? 0, event: .kill, digest: submission.digest,
                    category: notice.verdict.category,
                    labels: forgotten ? progress.positions.keys.sorted() : stored.labels,
                    audience: [notice.verdict.category] + audience.filter { $0 != notice.verdict.category },
                    receivedAt: submission.receivedAt, tail: Record.tail(of: notice))))
    }
}
