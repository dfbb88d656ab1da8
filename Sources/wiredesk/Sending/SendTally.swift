import Daemon
import Endpoints

/// How many pieces were sent, and what the daemon replied.
struct SendTally: Hashable, Sendable {
    private(set) var stored = 0
    private(set) var duplicates = 0
    private(set) var rejected = 0

    /// Counts a reply that settles a piece.
    mutating func count(_ status: SubmitReply.Status) {
        switch status {
        case .stored: stored += 1
        case .duplicate: duplicates += 1
        case .rejected: rejected += 1
        case .busy: break
        }
    }

    /// The line at the end, such as `sent 1,000: 990 stored, 8 duplicates, 2 rejected`.
    var summary: String {
        "sent \(Self.grouped(stored + duplicates + rejected)): \(Self.grouped(stored)) stored, "
            + "\(Self.grouped(duplicates)) \(duplicates == 1 ? "duplicate" : "duplicates"), "
            + "\(Self.grouped(rejected)) rejected"
    }

    /// A number with a comma before every three digits.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return String(
            digits.enumerated().flatMap { index, digit in
                index > 0 && (digits.count - index).isMultiple(of: 3) ? [",", digit] : [digit]
            })
    }
}
