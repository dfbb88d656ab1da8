import Glibc

/// The parameters that turn matched terms into scores, and scores into confidences.
///
/// A term that stands `h` times in the headline and `b` times in the body has the strength
/// `x = 1 + ln(headlineFactor · h + b)`. With the strengths of all terms of the text, the score of a class is
/// `bias + Σ weight · x / (1 + Σ x² / pivot)^exponent`: long texts hold more terms, of which each says less.
/// Confidence is the softmax of the scores divided by a temperature, which depends on how many terms were found.
package struct Scoring: Hashable, Sendable {
    /// How many times in the body a time in the headline counts, above 0.
    package var headlineFactor: Double
    /// The sum of squared strengths at which a text counts as long, above 0.
    package var pivot: Double
    /// How much of the length is taken out: 0 nothing, 0.5 all of it in a long text.
    package var exponent: Double
    /// The score of each class in a text without any term; the last is for `unclassified`.
    package var biases: [Double]
    /// Temperatures by number of distinct terms, rising from 0 terms; at least one.
    package var temperatures: [Temperature]
    /// How many pieces of evidence a label lists at most.
    package var evidenceMax: Int

    /// The temperature from some number of terms on.
    package struct Temperature: Hashable, Sendable {
        /// The least number of distinct terms found.
        package var terms: Int
        /// What scores are divided by, above 0: 1 leaves them, more makes for less confidence.
        package var value: Double

        package init(terms: Int, value: Double) {
            self.terms = terms
            self.value = value
        }
    }

    /// Makes scoring parameters.
    package init(
        headlineFactor: Double = 2, pivot: Double = 4, exponent: Double = 0.5, biases: [Double],
        temperatures: [Temperature] = [Temperature(terms: 0, value: 1)], evidenceMax: Int = 32
    ) {
        precondition(headlineFactor > 0 && pivot > 0 && !temperatures.isEmpty, "scoring parameters out of range")
        self.headlineFactor = headlineFactor
        self.pivot = pivot
        self.exponent = exponent
        self.biases = biases
        self.temperatures = temperatures
        self.evidenceMax = evidenceMax
    }

    /// The strength of a term by how often it stands in headline and body; 0 when nowhere that counts.
    package func strength(headline: Int, body: Int) -> Double {
        let count = headlineFactor * Double(headline) + Double(body)
        return count > 0 ? 1 + max(-1, log(count)) : 0
    }

    /// What every contribution is divided by, given the sum of squared strengths.
    package func norm(squares: Double) -> Double {
        exponent == 0.5 ? (1 + squares / pivot).squareRoot() : pow(1 + squares / pivot, exponent)
    }

    /// The temperature for a number of distinct terms: between two given ones on the line through them.
    package func temperature(terms: Int) -> Double {
        guard let above = temperatures.firstIndex(where: { $0.terms > terms }) else {
            return temperatures.last?.value ?? 1
        }
        guard above > 0 else { return temperatures[above].value }
        let (from, to) = (temperatures[above - 1], temperatures[above])
        let share = Double(terms - from.terms) / Double(to.terms - from.terms)
        return from.value + share * (to.value - from.value)
    }

    /// The softmax of scores at a temperature.
    package static func probabilities(of scores: [Double], temperature: Double) -> [Double] {
        let top = scores.max() ?? 0
        let powers = scores.map { exp(($0 - top) / temperature) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }
}
