import Journaling
import Newsprint

/// Who works at the ends of a desk at the moment.
struct Roster: Sendable {
    var intakes: [any Intake]
    /// The copy desk of each intake, by the intake's name.
    var copyDesks: [String: CopyDesk]
    var outlets: [any Outlet]
    /// How long stories are kept.
    var retention: Retention
}
