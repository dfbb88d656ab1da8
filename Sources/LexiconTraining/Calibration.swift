import Classification
import Glibc

/// Finds the temperatures at which confidences come true.
struct Calibration {
    private struct Judgement {
        let scores: [Double]
        let terms: Int
        let label: Int
        let weight: Double
    }

    private var judgements: [Judgement] = []

    /// Adds what a lexicon that has not seen a row says of it.
    ///
    /// - Parameter weight: How much it counts, above 0.
    mutating func add(_ scores: (scores: [Double], terms: Int), label: Int, weight: Double) {
        judgements.append(Judgement(scores: scores.scores, terms: scores.terms, label: label, weight: weight))
    }

    /// The temperatures of texts with few, some and many terms.
    ///
    /// - Returns: One for each eighth of the judgements, by number of terms, each the temperature at which the
    ///   labels are likeliest. Rounded to two decimals.
    func temperatures(buckets: Int = 8) -> [Scoring.Temperature] {
        let sorted = judgements.sorted { $0.terms < $1.terms }
        guard sorted.count >= buckets * 20 else { return [Scoring.Temperature(terms: 0, value: 1)] }
        var temperatures: [Scoring.Temperature] = []
        for bucket in 0..<buckets {
            let part = sorted[sorted.count * bucket / buckets..<sorted.count * (bucket + 1) / buckets]
            guard let middle = part.dropFirst(part.count / 2).first else { continue }
            let value = (best(part) * 100).rounded() / 100
            if let last = temperatures.last, last.terms >= middle.terms { continue }
            temperatures.append(Scoring.Temperature(terms: middle.terms, value: value))
        }
        if let first = temperatures.first { temperatures[0] = Scoring.Temperature(terms: 0, value: first.value) }
        return temperatures
    }

    /// Golden-section search: the likelihood has one maximum.
    private func best(_ part: ArraySlice<Judgement>) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (log(0.2), log(5.0))
        while high - low > 1e-3 {
            let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
            if loss(part, exp(a)) < loss(part, exp(b)) { high = b } else { low = a }
        }
        return exp((low + high) / 2)
    }

    private func loss(_ part: ArraySlice<Judgement>, _ temperature: Double) -> Double {
        part.reduce(0) { sum, one in
            sum - one.weight
                * log(max(1e-9, Scoring.probabilities(of: one.scores, temperature: temperature)[one.label]))
        }
    }
}
