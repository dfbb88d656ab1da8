import Classification
import Journaling
import Stories

/// A message after the classifier: encoded stories for the journal, or a dead letter.
struct Judged: Sendable {
    let delivery: Delivery
    let submissions: [Submission]
    let deadLetter: DeadLetter?
    /// The id of the page it was; `nil` when it was none.
    private let page: String?

    /// Makes the submissions of a message.
    ///
    /// - Parameter intakes: The names of all intakes.
    init(_ edited: Edited, by classifier: Classifier, intakes: [String]) {
        let delivery = edited.delivery
        self.delivery = delivery
        switch edited.message {
        case .success(let message):
            deadLetter = nil
            page = message.page
            submissions = message.copies.map { copy in
                Submission(
                    Story(
                        copy: copy, intake: delivery.intake, channel: delivery.channel, sender: delivery.sender,
                        receivedAt: delivery.receivedAt, verdict: classifier.verdict(on: copy.article)),
                    otherSources: intakes)
            }
        case .failure(let rejection):
            submissions = []
            page = nil
            deadLetter = DeadLetter(
                intake: delivery.intake, channel: delivery.channel, id: delivery.id, sender: delivery.sender,
                receivedAt: delivery.receivedAt, stage: delivery.rejection == nil ? .copyDesk : .intake,
                rejection: rejection, payload: delivery.payload, payloadBytes: delivery.payloadBytes)
        }
    }

    /// The id of the page that its outcomes are the stories of; `nil` when they are not those of a page.
    func page(in outcomes: [Outcome]) -> String? {
        guard page == nil, let asked = submissions.first?.id, let first = outcomes.first else { return page }
        // The withdrawal of a page names the page, and its outcomes the stories.
        return first.id == asked ? nil : asked
    }
}
