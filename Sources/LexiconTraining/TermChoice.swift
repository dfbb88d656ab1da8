import Classification
import Glibc
import KeywordMatching
import Stories

/// The candidate terms of some rows, ranked by what a regression over all of them makes of them.
struct TermChoice {
    private let terms: [String]
    /// Weights of the regression, term by term.
    private let weights: [Double]
    /// Candidates that may be chosen, the most important first.
    private let ranking: [Int]
    private let classes: Int

    /// Fits a regression over all candidates.
    ///
    /// - Parameters:
    ///   - textsMin: How often a term must come up, in texts.
    ///   - taken: Terms that are there already, in small letters.
    init(_ data: TrainingData, options: TrainingOptions, textsMin: Int, taken: Set<String>) {
        classes = data.classes
        // The headline twice, as the product counts it.
        let texts = data.rows.map { row in
            let headline = row.article.headline.map { Tokens($0) }
            return [headline, headline, Tokens(row.article.body)].compactMap { $0 }
        }
        var bounds = CandidateTerms.CandidateBounds()
        bounds.textsMin = textsMin
        let candidates = CandidateTerms(in: texts, bounds: bounds)
        let scoring = Scoring(
            headlineFactor: options.headlineFactor, pivot: options.pivot * 8, exponent: options.exponent,
            biases: [Double](repeating: 0, count: classes))
        var matrix = SparseMatrix(columnCount: candidates.terms.count)
        for counts in candidates.counts {
            let row = counts.map { (Int($0.term), scoring.strength(headline: 0, body: Int($0.count))) }
            let norm = scoring.norm(squares: row.reduce(0) { $0 + $1.1 * $1.1 })
            matrix.append(row.map { ($0.0, $0.1 / norm) })
        }
        let scales = SoftmaxRegression.bayesScales(
            matrix, labels: data.labels, importance: data.importance, classes: classes)
        var regression = SoftmaxRegression(
            ridge: options.choiceRidge, biasRidge: options.biasRidge, scales: scales, classes: classes)
        regression.minimizer.stepsMax = 50
        let fit = regression.fit(matrix, labels: data.labels, importance: data.importance)
        let importance = TermImportance.of(matrix, fit.weights, data.importance, classes)
        let terms = candidates.terms
        self.terms = terms
        weights = fit.weights
        // Latin exclusions are whole words, others any part: just as the matcher finds them.
        let excluded = KeywordMatcher(options.excluded)
        ranking = terms.indices
            .filter { !taken.contains(terms[$0]) && excluded.matches(in: terms[$0]).isEmpty }
            .sorted { (-importance[$0], terms[$0]) < (-importance[$1], terms[$1]) }
    }

    /// The most important terms, at most `count`, with the weights of the regression.
    func best(_ count: Int) -> [Lexicon.Term] {
        ranking.prefix(count).map { index in
            Lexicon.Term(text: terms[index], weights: Array(weights[index * classes..<(index + 1) * classes]))
        }
    }
}

/// How much each term moves the verdicts on some rows.
enum TermImportance {
    /// The spread of a term's weights times its root mean square value over the rows.
    static func of(
        _ matrix: SparseMatrix, _ weights: [Double], _ importance: [Double], _ classes: Int
    ) -> [Double] {
        var squares = [Double](repeating: 0, count: matrix.columnCount)
        for row in 0..<matrix.rowCount {
            matrix.forEach(inRow: row) { column, value in squares[column] += importance[row] * value * value }
        }
        return squares.indices.map { column in
            let own = weights[column * classes..<(column + 1) * classes]
            let mean = own.reduce(0, +) / Double(classes)
            return (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * squares[column]).squareRoot()
        }
    }
}
