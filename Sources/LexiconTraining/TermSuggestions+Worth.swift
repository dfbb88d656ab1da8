import Glibc

extension TermSuggestions {
    /// Keeps the step of a term that stands in few stories short.
    private static let ridge = 0.5

    /// What a term would bring one class.
    struct Worth {
        let column: Int
        let weight: Double
        let gain: Double
    }

    // MARK: - With labels

    /// The best single weight of a term by one Newton step, with the gain of the second-order model.
    func step(_ places: [(text: Int, value: Double)], _ classes: [String]) -> Worth? {
        classes.indices.compactMap { column -> Worth? in
            var (slope, curvature) = (0.0, Self.ridge)
            for (text, value) in places {
                guard let label = stories[text].label else { continue }
                let probability = probabilities[text][column]
                slope += value * ((label == classes[column] ? 1 : 0) - probability)
                curvature += value * value * probability * (1 - probability)
            }
            guard slope > 0 else { return nil }
            return Worth(column: column, weight: slope / curvature, gain: slope * slope / (2 * curvature))
        }
        .max { $0.gain < $1.gain }
    }

    // MARK: - Without labels

    /// Stories of no particular category that every term is thought to stand in besides: a few stories prove little.
    private static let doubt = 5.0
    /// The part of the stories with a term that has to lean to one category, as far as they lean anywhere.
    private static let agreement = 0.6

    /// How far the stories that hold a term lean to a category, against all stories.
    func lean(_ places: [(text: Int, value: Double)]) -> Worth? {
        var shares = leanings.map { $0 * Self.doubt }
        for (text, _) in places {
            for column in shares.indices { shares[column] += probabilities[text][column] }
        }
        let sum = shares.reduce(0, +)
        guard let column = shares.indices.max(by: { shares[$0] < shares[$1] }), sum > 0,
            shares[column] >= Self.agreement * sum
        else { return nil }
        let lean = log(shares[column] / sum / max(1e-3, leanings[column]))
        return Worth(column: column, weight: lean, gain: lean * lean * Double(places.count { isUnclassified[$0.text] }))
    }
}
