package import Classification
package import Stories
import Threads

/// The lexicon that stories are judged by, which another may replace while the pipeline is at work.
///
/// A batch is judged by the one that is in force when its turn comes, from the first story to the last.
package final class ActiveLexicon: Sendable {
    /// What is known of it.
    package struct LexiconStatus: Sendable {
        /// The classifier that judges.
        package var classifier: Classifier
        /// How many have been in force since the pipeline was put together, this one included.
        package var generation = 1
        /// Since when it has been in force.
        package var since: Timestamp
        /// The last attempt to replace it, if that failed.
        package var refusal: Refusal?
    }

    private let guarded: Locked<LexiconStatus>

    /// Puts a first one into force.
    package init(_ classifier: Classifier) {
        guarded = Locked(LexiconStatus(classifier: classifier, since: .now()))
    }

    /// What is in force at this moment.
    package var state: LexiconStatus { guarded.withLock { $0 } }

    /// Puts another lexicon into force. One of the same version only clears the refusal.
    ///
    /// - Returns: Whether it is another one.
    @discardableResult
    package func replace(by classifier: Classifier) -> Bool {
        guarded.withLock { state in
            state.refusal = nil
            guard classifier.lexicon.version != state.classifier.lexicon.version else { return false }
            state.classifier = classifier
            state.generation += 1
            state.since = .now()
            return true
        }
    }

    /// Notes that another one was refused.
    package func refuse(_ reason: String) {
        guarded.withLock { $0.refusal = Refusal(at: .now(), reason: reason) }
    }
}

/// Why something was not put into force.
package struct Refusal: Hashable, Codable, Sendable {
    /// When it was refused.
    package var at: Timestamp
    /// Why.
    package var reason: String

    package init(at: Timestamp, reason: String) {
        self.at = at
        self.reason = reason
    }
}
