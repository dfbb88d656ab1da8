/// The strengths of terms, those of the usual counts from a table: nearly every term stands in a text a few times.
///
/// The table holds what ``Scoring/strength(headline:body:)`` gives, to the last bit.
struct StrengthTable: Sendable {
    private static let headlineMax = 3
    private static let bodyMax = 15

    private let scoring: Scoring
    /// By times in the headline, then by times in the body.
    private let table: [Double]

    init(_ scoring: Scoring) {
        self.scoring = scoring
        table = (0...Self.headlineMax).flatMap { headline in
            (0...Self.bodyMax).map { scoring.strength(headline: headline, body: $0) }
        }
    }

    /// The strength of a term by how often it stands in headline and body.
    func strength(headline: Int, body: Int) -> Double {
        headline <= Self.headlineMax && body <= Self.bodyMax
            ? table[headline * (Self.bodyMax + 1) + body] : scoring.strength(headline: headline, body: body)
    }
}
