import Newsprint
import Stories

/// A message after the copy desk: what it holds, or the reason why it was refused.
struct Edited: Sendable {
    let delivery: Delivery
    let message: Result<ParsedMessage, Rejection>

    init(_ delivery: Delivery, by desk: CopyDesk) {
        self.delivery = delivery
        message = Result { () throws(Rejection) in
            if let rejection = delivery.rejection { throw rejection }
            return try desk.parse(delivery.payload, id: delivery.id)
        }
    }
}
