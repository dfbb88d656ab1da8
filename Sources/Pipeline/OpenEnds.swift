import Journaling
import TextCleaning

/// Who works at the ends of a pipeline at the moment.
struct OpenEnds: Sendable {
    var intakes: [any Intake]
    /// The article parser of each intake, by the intake's name.
    var articleParsers: [String: ArticleParser]
    var outlets: [any Outlet]
    /// How long stories are kept.
    var retention: Retention
}
