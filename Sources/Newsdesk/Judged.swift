import Classification
import Journaling
import Stories

/// A message after the classifier: encoded stories for the journal, or a dead letter.
struct Judged: Sendable {
    let delivery: Delivery
    let submissions: [Submission]
    let deadLetter: DeadLetter?
    /// The id of the page it was; `nil` when it was none.
    let page: String?

    init(_ edited: Edited, by classifier: Classifier) {
        let delivery = edited.delivery
        self.delivery = delivery
        switch edited.copies {
        case .success(let copies):
            deadLetter = nil
            page = copies.first?.page?.id
            submissions = copies.map { copy in
                Submission(
                    Story(
                        copy: copy, intake: delivery.intake, channel: delivery.channel,
                        receivedAt: delivery.receivedAt, verdict: classifier.verdict(on: copy.article)))
            }
        case .failure(let rejection):
            submissions = []
            page = nil
            deadLetter = DeadLetter(
                intake: delivery.intake, channel: delivery.channel, receivedAt: delivery.receivedAt,
                stage: delivery.rejection == nil ? .copyDesk : .intake, rejection: rejection,
                payload: delivery.payload, payloadBytes: delivery.payloadBytes)
        }
    }
}
