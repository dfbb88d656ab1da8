import Newsprint
import Stories

/// A message after the copy desk: clean copy, or the reason why there is none.
struct Edited: Sendable {
    let delivery: Delivery
    let copies: Result<[Copy], Rejection>

    init(_ delivery: Delivery, by desk: CopyDesk) {
        self.delivery = delivery
        copies = Result { () throws(Rejection) in
            if let rejection = delivery.rejection { throw rejection }
            return try desk.edit(delivery.payload, id: delivery.id)
        }
    }
}
