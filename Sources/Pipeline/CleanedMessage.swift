import TextCleaning
import Stories

/// A message after the article parser: what it holds, or the reason why it was refused.
struct CleanedMessage: Sendable {
    let delivery: Delivery
    let message: Result<ParsedMessage, Rejection>

    init(_ delivery: Delivery, by parser: ArticleParser) {
        self.delivery = delivery
        message = Result { () throws(Rejection) in
            if let rejection = delivery.rejection { throw rejection }
            return try parser.parse(delivery.payload, id: delivery.id)
        }
    }
}
