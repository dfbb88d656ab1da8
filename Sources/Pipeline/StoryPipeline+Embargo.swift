import Foundation
package import Journaling
import Logging
import Stories
import Synchronization
import Threads

extension StoryPipeline {
    /// The most stories that are released in one transaction.
    private static let releasesMax = 256
    /// How long to wait before a full disk is tried again.
    private static let releaseAgain = Duration.milliseconds(500)
    /// How long to wait when more are due than one transaction takes: messages have their turn between two.
    private static let releaseNext = Duration.milliseconds(1)

    /// Lifts the embargo of stories before it ends: each gets a new version without it, which every outlet sends.
    ///
    /// Call it from any thread but the pipeline's own.
    ///
    /// - Parameter seqs: Numbers of held versions; others are left out.
    /// - Returns: The new versions, in order; `nil` when the pipeline is stopping.
    package func release(_ seqs: [Int]) throws(JournalError) -> [PublishedEntry]? {
        try writeInOrder { () throws(JournalError) in try releaseInOrder(seqs) }
    }

    /// Releases the stories whose embargo has ended.
    func releaseDue() throws(JournalError) {
        guard let due = journal.nextDue, due <= clock() else { return }
        do {
            _ = try order.withLock { (_) throws(JournalError) in
                try releaseInOrder(Array(journal.due(at: clock()).prefix(Self.releasesMax)))
            }
            isReleaseWaiting.store(false, ordering: .relaxed)
        } catch {
            // They stay due.
            guard error.code == .diskFull else { throw error }
            isReleaseWaiting.store(true, ordering: .relaxed)
        }
    }

    /// How long the pipeline may wait for messages on account of embargoes; `nil` while none is held. At most a second, so that
    /// a clock that is set is noticed.
    var embargoPause: Duration? {
        guard let due = journal.nextDue else { return nil }
        let left = due.milliseconds - clock().milliseconds
        if left <= 0 { return isReleaseWaiting.load(ordering: .relaxed) ? Self.releaseAgain : Self.releaseNext }
        return .milliseconds(min(left, 1000))
    }

    private func releaseInOrder(_ seqs: [Int]) throws(JournalError) -> [PublishedEntry] {
        let (entries, damaged) = try journal.release(seqs)
        publish(entries)
        for seq in damaged {
            logger.error("a held story is damaged and cannot be published", metadata: ["seq": "\(seq)"])
        }
        for entry in entries {
            logger.notice(
                "embargo over",
                metadata: ["event": "embargo-over", "seq": "\(entry.seq)", "story.id": "\(entry.id)"])
        }
        return entries
    }
}
