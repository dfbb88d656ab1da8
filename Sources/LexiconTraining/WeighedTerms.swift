import Classification
import KeywordMatching
import Stories

/// Terms with weights that were fitted to what the real matcher finds.
struct WeighedTerms {
    private let terms: [Lexicon.Term]
    private let fixed: Int
    private let matrix: SparseMatrix
    private let fit: SoftmaxRegression.Fit
    private let importance: [Double]
    private let classes: Int
    private let options: TrainingOptions

    /// Fits weights; the first `fixed` terms keep theirs.
    init(_ terms: [Lexicon.Term], fixed: Int, _ data: TrainingData, options: TrainingOptions) {
        self.terms = terms
        self.fixed = fixed
        self.options = options
        classes = data.classes
        importance = data.importance
        let scoring = Self.scoring(options, biases: [Double](repeating: 0, count: data.classes))
        matrix = Self.matrix(terms, fixed: fixed, data.rows, scoring)
        var scales = SoftmaxRegression.bayesScales(
            matrix, labels: data.labels, importance: data.importance, classes: data.classes)
        var kept: [Int: [Double]] = [:]
        for index in 0..<fixed {
            kept[index] = terms[index].weights
            for column in 0..<data.classes { scales[index * data.classes + column] = 0 }
        }
        var regression = SoftmaxRegression(
            ridge: options.ridge, biasRidge: options.biasRidge, scales: scales, fixed: kept, classes: data.classes)
        regression.minimizer.stepsMax = 100
        // A text without any term belongs nowhere: one part in a hundred of the rows says so.
        var rows = matrix
        rows.append([])
        let regressed = regression.fit(
            rows, labels: data.labels + [data.classes - 1],
            importance: data.importance + [data.importance.reduce(0, +) / 100])
        let bayes = ComplementBayes.weights(
            matrix, labels: data.labels, importance: data.importance, classes: data.classes)
        let shares = terms.enumerated().map { index, term in
            index < fixed
                ? 0 : Tokens.startsWithChinese(term.text) ? options.bayesShare : options.bayesShareOfWords
        }
        fit = ComplementBayes.mix(regressed, with: bayes, shares: shares)
    }

    static func scoring(_ options: TrainingOptions, biases: [Double]) -> Scoring {
        Scoring(
            headlineFactor: options.headlineFactor, pivot: options.pivot, exponent: options.exponent, biases: biases)
    }

    private static func matrix(
        _ terms: [Lexicon.Term], fixed: Int, _ rows: [TrainingRow], _ scoring: Scoring
    ) -> SparseMatrix {
        let matcher = KeywordMatcher(terms.map(\.text))
        let masks = terms.enumerated().map { $0.offset < fixed && !$0.element.bears }
        var matrix = SparseMatrix(columnCount: terms.count)
        for row in rows {
            let findings = TermHits(in: row.article, by: matcher)
            let strengths = findings.all.filter { !masks[$0.term] }
                .map { ($0.term, scoring.strength(headline: $0.headline, body: $0.body)) }
            let norm = scoring.norm(squares: strengths.reduce(0) { $0 + $1.1 * $1.1 })
            matrix.append(strengths.map { ($0.0, $0.1 / norm) })
        }
        return matrix
    }

    /// The learnt terms that matter most, without the fixed ones.
    func pruned(to count: Int) -> [Lexicon.Term] {
        let spread = TermImportance.of(matrix, fit.weights, importance, classes)
        return terms.indices.dropFirst(fixed)
            .sorted { (-spread[$0], terms[$0].text) < (-spread[$1], terms[$1].text) }
            .prefix(count)
            .map { terms[$0] }
    }

    /// The lexicon of these terms, weights rounded to what the file holds.
    func lexicon(name: String, categories: [Lexicon.Category]) -> Lexicon {
        let learnt = terms.indices.map { index in
            guard index >= fixed else { return terms[index] }
            var term = terms[index]
            let weights = fit.weights[index * classes..<(index + 1) * classes]
            term.weights = weights.map { rounded(min(options.weightMax, max(-options.weightMax, $0))) }
            return term
        }
        return Lexicon(
            version: LexiconVersion(name: name, version: ""), categories: categories, terms: learnt,
            scoring: Self.scoring(options, biases: fit.biases.map(rounded)))
    }

    private func rounded(_ weight: Double) -> Double { (weight * 100).rounded() / 100 }
}
