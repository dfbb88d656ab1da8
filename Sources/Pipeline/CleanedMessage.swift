import TextCleaning
import Stories

/// A message after the article parser: what it holds, or the reason why it was refused.
struct CleanedMessage: Sendable {
    let delivery: Delivery
    var message: Result<ParsedMessage, Rejection>

    init(_ delivery: Delivery, by parser: ArticleParser) {
        self.delivery = delivery
        message = Result { () throws(Rejection) in
            if let rejection = delivery.rejection { throw rejection }
            return try parser.parse(delivery.payload, id: delivery.id)
        }
    }

    /// Whether it has pieces of stories that go on on other pages of an edition, as the id of its page names one.
    var hasPieces: Bool {
        guard case .success(let message) = message else { return false }
        return message.copies.contains { copy in
            (copy.article.continuesOn != nil || copy.article.continuedFrom != nil)
                && copy.page.flatMap { PageName(id: $0.id) } != nil
        }
    }
}
