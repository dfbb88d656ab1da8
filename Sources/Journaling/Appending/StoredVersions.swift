import Foundation
import GRDB
import Stories

/// What the journal holds of one story: its versions, in the order they came in.
struct StoredVersions {
    /// One of them.
    struct Version {
        let seq: Int
        let number: Int
        /// The producer's number; 0 when no producer gave one.
        let given: Int
        /// Whether that is certain: an older format did not tell the producer's number from the journal's.
        let isGivenKnown: Bool
        let event: StoryEvent
        let digest: [UInt8]
        let category: String
        let labels: [String]
        /// The categories it was published under; `nil` where an older format did not say.
        let audience: [String]?
        /// Until when it was held.
        let embargo: Timestamp?
    }

    let id: String
    let identity: Identity
    private let versions: [Version]

    init(of id: String, from source: String, in db: Database) throws {
        try self.init(of: id, Identity(source: source, id: id), in: db)
    }

    init(of id: String, _ identity: Identity, in db: Database) throws {
        self.id = id
        self.identity = identity
        let select = try db.cachedStatement(
            sql: """
                SELECT story.seq, version, given, event, digest, category, labels, audience, embargo
                FROM story LEFT JOIN distribution ON distribution.seq = story.seq
                WHERE identity = ? AND identity_rest = ? ORDER BY story.seq
                """)
        versions = try Row.fetchAll(select, arguments: [identity.word, identity.rest]).compactMap { row in
            // A damaged one counts as lost.
            guard let seq = row.sound("seq", as: Int.self), let number = row.sound("version", as: Int.self),
                let event = row.sound("event", as: String.self).flatMap(StoryEvent.init(rawValue:)),
                let digest = row.sound("digest", as: Data.self),
                let category = row.sound("category", as: String.self),
                let labels = row.sound("labels", as: String.self)
            else { return nil }
            let given = row.sound("given", as: Int.self)
            return Version(
                seq: seq, number: number, given: given ?? number, isGivenKnown: given != nil, event: event,
                digest: Array(digest),
                category: category, labels: StoryRow.labels(in: labels),
                audience: row.sound("audience", as: String.self).map(StoryRow.labels(in:))
                    ?? (event == .new ? [category] : nil),
                embargo: row.sound("embargo", as: Int64.self).map { Timestamp(milliseconds: $0) })
        }
    }

    var isEmpty: Bool { versions.isEmpty }
    var newest: Version? { versions.last }

    /// The sequence numbers of its versions.
    var seqs: [Int] { versions.map(\.seq) }

    /// Whether it is known who was sent a version. It is not when there is no version any more, or when only versions
    /// of an older format are left, which did not say to whom those before them went.
    var isAudienceKnown: Bool { versions.first?.audience != nil }

    /// Every category that a version was published under.
    var categories: [String] { Set(versions.flatMap { $0.audience ?? [$0.category] }).sorted() }

    /// Every category that a version could be found under.
    var labels: [String] { Set(versions.flatMap(\.labels)).sorted() }

    /// The version after the highest. At the highest possible one there is no next: the number stays.
    var nextVersion: Int { min((versions.map(\.number).max() ?? 0) + 1, ArticleCopy.versionMax) }

    /// The number of what comes in: the one it was given if that is new, else the next one.
    func version(given: Int?) -> Int {
        guard let given, !versions.contains(where: { $0.number == given }) else { return nextVersion }
        return given
    }

    /// What a pending story is to the versions there are.
    enum Relation {
        /// A story of its own, or another version of it.
        case newText
        /// A repeat of the version under this seq.
        case duplicate(of: Int)
        /// It bears the number of the version under this seq, and has another text.
        case conflict(with: Int)
    }

    /// What a pending story is to the versions there are: a retry finds its first seq, also after the story has been
    /// corrected or withdrawn since. The same text with another embargo is a version of its own.
    func relation(of pending: PendingStory) -> Relation {
        let same = versions.filter { $0.event != .kill && $0.digest == pending.digest }
        guard let given = pending.version else {
            return same.first.map { repeated($0, same, pending) } ?? .newText
        }
        let numbered = versions.filter { $0.given == given }
        guard let first = numbered.first else { return .newText }
        if let version = numbered.first(where: { $0.digest == pending.digest }) {
            return repeated(version, same, pending)
        }
        // What an older format stored may have another text only because it was read otherwise.
        return numbered.first(where: \.isGivenKnown).map { .conflict(with: $0.seq) } ?? .duplicate(of: first.seq)
    }

    private func repeated(_ version: Version, _ same: [Version], _ pending: PendingStory) -> Relation {
        version.event == .kill || same.contains { $0.embargo == pending.embargo }
            ? .duplicate(of: version.seq) : .newText
    }
}
