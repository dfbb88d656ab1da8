import Foundation
import GRDB
import Stories

/// What the journal holds of one story: its versions, in the order they came in.
struct StoredVersions {
    /// One of them.
    struct Version {
        let seq: Int
        let number: Int
        /// The producer's number; 0 when no producer sent it.
        let given: Int
        let event: StoryEvent
        let digest: [UInt8]
        let category: String
        let labels: [String]
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
                SELECT seq, version, given, event, digest, category, labels FROM story
                WHERE identity = ? AND identity_rest = ? ORDER BY seq
                """)
        versions = try Row.fetchAll(select, arguments: [identity.word, identity.rest]).compactMap { row in
            // A damaged one counts as lost.
            guard let seq = row.sound("seq", as: Int.self), let number = row.sound("version", as: Int.self),
                let event = row.sound("event", as: String.self).flatMap(StoryEvent.init(rawValue:)),
                let digest = row.sound("digest", as: Data.self),
                let category = row.sound("category", as: String.self),
                let labels = row.sound("labels", as: String.self)
            else { return nil }
            return Version(
                seq: seq, number: number, given: row.sound("given") ?? number, event: event, digest: Array(digest),
                category: category,
                labels: StoryRow.labels(in: labels))
        }
    }

    var isEmpty: Bool { versions.isEmpty }
    var newest: Version? { versions.last }

    /// Whether the version that the story began with is among them, so that none before it has been pruned.
    var hasFirst: Bool { versions.first?.event == .new }

    /// Every category that a version was published under.
    var categories: [String] { Set(versions.map(\.category)).sorted() }

    /// Every category that a version could be found under.
    var labels: [String] { versions.isEmpty ? ["unclassified"] : Set(versions.flatMap(\.labels)).sorted() }

    /// The version after the highest. At the highest possible one there is no next: the number stays.
    var nextVersion: Int { min((versions.map(\.number).max() ?? 0) + 1, Copy.versionMax) }

    /// The number of what comes in: the one it was given if that is new, else the next one.
    func version(given: Int?) -> Int {
        guard let given, !versions.contains(where: { $0.number == given }) else { return nextVersion }
        return given
    }

    /// Under which seq a submission is stored already, if it is: a retry finds its first seq, also after the story
    /// has been corrected or withdrawn since.
    func seq(ofRepeat submission: Submission) -> Int? {
        if let given = submission.version { return versions.first { $0.given == given }?.seq }
        return versions.first { $0.event != .kill && $0.digest == submission.digest }?.seq
    }
}
