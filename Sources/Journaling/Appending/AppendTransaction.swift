import GRDB
import Stories

/// One transaction's work: stories, withdrawals and new verdicts get their numbers.
struct AppendTransaction {
    let db: Database
    let stream: String
    var progress: JournalProgress
    /// The categories that got stories.
    var touched: Set<String> = []
    /// Those whose released position was another one before or is now.
    var touchedReleased: Set<String> = []

    init(db: Database, stream: String, progress: JournalProgress) {
        self.db = db
        self.stream = stream
        self.progress = progress
    }

    /// Stores a pending story, unless it is a duplicate or contradicts a stored version.
    ///
    /// - Returns: One outcome; of a withdrawn page, one for each of its stories.
    mutating func append(_ pending: PendingStory) throws -> [AppendResult] {
        switch pending.content {
        case .story(let tail):
            let stored = try StoredVersions(of: pending.id, from: pending.source, in: db)
            return [try append(pending, tail: tail, stored)]
        case .withdrawal(let story):
            return try withdrawn(pending).map { try withdraw($0, as: story, pending) }
        }
    }

    private mutating func append(
        _ pending: PendingStory, tail: [UInt8], _ stored: StoredVersions
    ) throws -> AppendResult {
        switch stored.relation(of: pending) {
        case .duplicate(let seq): return .duplicate(id: stored.id, of: seq)
        case .conflict(let seq):
            return .rejected(id: stored.id, .versionConflict(stored.id, pending.version ?? 0, storedAs: seq))
        case .newText: break
        }
        return .stored(
            try number(
                Numbering(
                    stored: stored, version: stored.version(given: pending.version), given: pending.version,
                    event: stored.isEmpty ? .new : .update, digest: pending.digest, category: pending.category,
                    labels: pending.labels.followed(by: stored.labels),
                    audience: [pending.category].followed(by: stored.categories), embargo: pending.embargo,
                    receivedAt: pending.receivedAt, tail: tail)))
    }

    // MARK: - Withdrawals

    /// The stories that a withdrawal means: one, or those of a page. Without a source of its own it means that of another
    /// intake when it has none of the id itself, and only one other has.
    private func withdrawn(_ pending: PendingStory) throws -> [StoredVersions] {
        let own = try stories(pending.id, from: pending.source)
        if let own { return own }
        let others = try pending.otherSources.filter { $0 != pending.source }
            .compactMap { try stories(pending.id, from: $0) }
        if others.count == 1 { return others[0] }
        return [try StoredVersions(of: pending.id, from: pending.source, in: db)]
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
        _ stored: StoredVersions, as story: Story, _ pending: PendingStory
    ) throws -> AppendResult {
        if let newest = stored.newest, newest.event == .kill { return .duplicate(id: stored.id, of: newest.seq) }
        var notice = story
        notice.verdict.category = stored.newest?.category ?? "unclassified"
        notice.verdict.confidence = 0
        notice.verdict.labels = []
        // Everyone who was sent a version hears of it. Where nobody knows any more who that was, because the versions
        // have been pruned, it goes to everyone.
        let isForgotten = !stored.isAudienceKnown && progress.oldest > 1
        let everyone = progress.positions.keys.sorted()
        return .stored(
            try number(
                Numbering(
                    stored: stored, version: stored.version(given: pending.version),
                    given: pending.version ?? 0, event: .kill, digest: pending.digest,
                    category: notice.verdict.category,
                    labels: [notice.verdict.category].followed(by: isForgotten ? everyone : stored.labels),
                    audience: [notice.verdict.category].followed(by: isForgotten ? everyone : stored.categories),
                    receivedAt: pending.receivedAt, tail: Record.tail(of: notice))))
    }
}

extension [String] {
    /// These names, and behind them those of the others that are not among them.
    func followed(by others: [String]) -> [String] { self + others.filter { !contains($0) } }
}

extension Rejection {
    /// A producer gave one number to two texts.
    fileprivate static func versionConflict(_ id: String, _ version: Int, storedAs seq: Int) -> Rejection {
        Rejection(
            .versionConflict,
            "version \(version) of \"\(id)\" is stored as seq \(seq) with another text; give it a version of its own")
    }
}
