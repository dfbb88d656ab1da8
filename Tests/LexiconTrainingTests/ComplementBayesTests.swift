import Classification
import Stories
import Testing

@testable import LexiconTraining

@Suite struct `Complement naive Bayes` {
    /// Two rows of each of two classes: column 0 stands in the first, column 1 in the second, column 2 in both.
    private let rows: SparseMatrix = {
        var rows = SparseMatrix(columnCount: 3)
        for _ in 0..<2 { rows.append([(0, 1), (2, 1)]) }
        for _ in 0..<2 { rows.append([(1, 1), (2, 1)]) }
        return rows
    }()
    private let labels = [0, 0, 1, 1]
    private let importance = [1.0, 1, 1, 1]

    private var weights: [Double] {
        ComplementBayes.weights(rows, labels: labels, importance: importance, classes: 2)
    }

    @Test func `speaks for the class outside of which a column is rare`() {
        #expect(weights[0] > 1 && weights[0] == -weights[1])
        #expect(weights[3] > 1 && weights[3] == -weights[2])
        // What stands in both alike says nothing.
        #expect(abs(weights[4]) < 1e-9 && abs(weights[5]) < 1e-9)
    }

    @Test func `is mixed into what was learnt, as long as that, and not into what is fixed`() {
        let fit = SoftmaxRegression.Fit(weights: [5, 0, 2, -2, 1, 1], biases: [0.5, 0])
        let mixed = ComplementBayes.mix(fit, with: weights, shares: [0, 1, 1])
        #expect(mixed.biases == fit.biases && Array(mixed.weights[..<2]) == [5, 0])
        let length = mixed.weights[2...].reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 10) < 1e-9)
        #expect(mixed.weights[3] > 0 && mixed.weights[2] < 0)
        #expect(ComplementBayes.mix(fit, with: weights, shares: [0, 0, 0]).weights == fit.weights)
    }
}

@Suite struct `Calibration of a lexicon` {
    @Test func `holds out folds, and whole sources of each language`() throws {
        var rows = Newsroom.rows(240, seed: 11)
        for index in rows.indices { rows[index].source = "paper \(index % 2)" }
        var steps: [[Int]] = []
        let trainer = LexiconTrainer(categories: Newsroom.categories, options: LexiconTrainingOptions.small)
        _ = try trainer.train(rows, name: "made") { steps.append([$0, $1]) }
        // Three folds, two sources that hold Chinese and others, the lexicon itself.
        #expect(steps == [[1, 6], [2, 6], [3, 6], [4, 6], [5, 6], [6, 6]])
    }

    @Test func `weighs what it is told to`() {
        func temperature(_ weights: [Double]) -> Double {
            var calibration = Calibration()
            for (weight, label) in zip(weights, [0, 1]) {
                for _ in 0..<200 { calibration.add(([2, 0], 3), label: label, weight: weight) }
            }
            return calibration.temperatures(buckets: 1)[0].value
        }
        // The more the wrong half counts, the less a score of 2 is to be trusted.
        #expect(temperature([1, 0.1]) < temperature([1, 0.3]))
        #expect(temperature([1, 0.3]) < temperature([1, 0.6]))
    }
}

private enum LexiconTrainingOptions {
    static var small: TrainingOptions {
        var options = TrainingOptions()
        options.termsMax = 40
        return options
    }
}
