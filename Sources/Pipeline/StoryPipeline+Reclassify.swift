import Foundation
package import Journaling
import Threads

extension StoryPipeline {
    /// Judges the next stories of the journal anew, by the lexicon in force, stores and publishes their new versions.
    ///
    /// Call it from any thread but the pipeline's own, until it has finished. What comes in meanwhile is not held up
    /// longer than one commit takes.
    ///
    /// - Parameter every: Whether every story that another lexicon judged gets a new version.
    /// - Returns: `nil` when the pipeline is stopping.
    package func reclassify(every: Bool) throws(JournalError) -> Reclassification.ReclassificationStep? {
        let step = try Reclassification(journal.reader(), by: lexicon.state.classifier, every: every)
            .step(head: journal.head)
        return try writeInOrder { () throws(JournalError) in
            publish(try journal.append(step.reclassified, progress: step.progress))
            return step
        }
    }

    /// Writes to the journal for somebody else than the pipeline's own thread, and publishes; as with every batch, only a full
    /// disk is waited for.
    ///
    /// - Returns: `nil` when the pipeline is stopping.
    func writeInOrder<Result>(_ body: () throws(JournalError) -> Result) throws(JournalError) -> Result? {
        try order.withLock { (_) throws(JournalError) -> Result? in
            // The pipeline closes the journal when it has stopped, and takes this lock to do it.
            guard !stopping.isOpen else { return nil }
            do throws(JournalError) { return try body() } catch {
                if error.code != .diskFull { inbox.close(because: error) }
                throw error
            }
        }
    }
}
