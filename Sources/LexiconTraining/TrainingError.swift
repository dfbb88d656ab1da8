/// Why training or its data was refused.
package struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusal.
    package enum TrainingErrorCode: String, Sendable {
        /// A line of the data is no labelled story.
        case malformedRow = "malformed-row"
        /// A label names no category of the lexicon.
        case unknownLabel = "unknown-label"
        /// There is too little to learn from.
        case tooFewRows = "too-few-rows"
    }

    /// The kind of refusal.
    package let code: TrainingErrorCode
    /// What is wrong and where, in a sentence; never any text of a story.
    package let detail: String

    init(_ code: TrainingErrorCode, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { detail }
}
