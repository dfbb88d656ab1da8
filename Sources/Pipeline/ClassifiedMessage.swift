import Classification
import Journaling
import Stories

/// A message after the classifier: encoded stories for the journal, or a dead letter.
struct ClassifiedMessage: Sendable {
    let delivery: Delivery
    let pendingStories: [PendingStory]
    let deadLetter: DeadLetter?
    /// What is to be kept besides its stories, page by page.
    let pages: [PendingPage]
    /// What in the message was not understood.
    let notes: [CopyNote]
    /// The id of the page or document it was; `nil` when it was none.
    private let pageID: String?

    /// Makes the pendingStories of a message.
    ///
    /// - Parameter intakes: The names of all intakes.
    init(_ cleaned: CleanedMessage, by classifier: Classifier, intakes: [String]) {
        let delivery = cleaned.delivery
        self.delivery = delivery
        switch cleaned.message {
        case .success(let message):
            deadLetter = nil
            pageID = message.page
            notes = message.notes
            pendingStories = message.copies.map { copy in
                PendingStory(
                    Story(
                        copy: copy, intake: delivery.intake, channel: delivery.channel, sender: delivery.sender,
                        receivedAt: delivery.receivedAt, verdict: classifier.verdict(on: copy.article)),
                    otherSources: intakes)
            }
            pages = Self.pages(message, delivery, pendingStories.first?.source)
        case .failure(let rejection):
            pendingStories = []
            (pages, pageID, notes) = ([], nil, [])
            deadLetter = DeadLetter(
                of: delivery, refusedBy: delivery.rejection == nil ? .parser : .intake, because: rejection)
        }
    }

    private static func pages(_ message: ParsedMessage, _ delivery: Delivery, _ source: String?) -> [PendingPage] {
        guard let source, message.page != nil || !message.leftovers.isEmpty else { return [] }
        let pages = message.pages
        return pages.map { page in
            PendingPage(
                id: page.id, source: source, stories: page.stories == message.copies.indices ? nil : page.stories,
                leftovers: Array(message.leftovers[page.leftovers]), receivedAt: delivery.receivedAt)
        }
    }

    /// The id of the page that its outcomes are the stories of; `nil` when they are not those of a page.
    func page(in outcomes: [AppendResult]) -> String? {
        guard pageID == nil, let asked = pendingStories.first?.id, let first = outcomes.first else { return pageID }
        // The withdrawal of a page names the page, and its outcomes the stories.
        return first.id == asked ? nil : asked
    }
}

extension DeadLetter {
    /// The dead letter that a message becomes.
    init(of delivery: Delivery, refusedBy stage: RefusalStage, because rejection: Rejection) {
        self.init(
            intake: delivery.intake, channel: delivery.channel, id: delivery.id, sender: delivery.sender,
            receivedAt: delivery.receivedAt, stage: stage, rejection: rejection, payload: delivery.payload,
            payloadBytes: delivery.payloadBytes)
    }
}
