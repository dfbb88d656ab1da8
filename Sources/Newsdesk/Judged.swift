import Classification
import Journaling
import Stories

/// A message after the classifier: encoded stories for the journal, or a dead letter.
struct Judged: Sendable {
    let delivery: Delivery
    let submissions: [Submission]
    let deadLetter: DeadLetter?

    init(_ edited: Edited, by classifier: Classifier) {
        let delivery = edited.delivery
        self.delivery = delivery
        switch edited.copies {
        case .success(let copies):
            deadLetter = nil
            submissions = copies.map { copy in
                Submission(
                    Story(
                        copy: copy, intake: delivery.intake, channel: delivery.channel,
                        receivedAt: delivery.receivedAt, verdict: classifier.verdict(on: copy.article)))
            }
        case .failure(let rejection):
            submissions = []
            deadLetter = DeadLetter(
                intake: delivery.intake, channel: delivery.channel, receivedAt: delivery.receivedAt,
                stage: delivery.rejection == nil ? .copyDesk : .intake, rejection: rejection,
                payload: delivery.payload, payloadBytes: delivery.payloadBytes)
        }
    }
}
