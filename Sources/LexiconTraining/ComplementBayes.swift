import Glibc

/// Weights of complement naive Bayes: how rare a column is outside a class.
///
/// Each column is weighed for itself, so that what it says does not lean on the company it keeps in the rows at hand;
/// on news of a source that was not learnt from, that carries further than what a regression makes of it. (Rennie and
/// others, "Tackling the Poor Assumptions of Naive Bayes Text Classifiers", 2003; mixed with the regression as Wang and
/// Manning mix them in "Baselines and Bigrams", 2012.)
enum ComplementBayes {
    /// At most how far a weight lies from the mean of its column.
    private static let most = 3.0

    /// Weights by column and class, the mean of each column 0.
    ///
    /// - Complexity: O(values in the rows)
    static func weights(
        _ rows: SparseMatrix, labels: [Int], importance: [Double], classes: Int
    ) -> [Double] {
        let sums = ClassSums(rows, labels: labels, importance: importance, classes: classes)
        var weights = [Double](repeating: 0, count: rows.columnCount * classes)
        for column in 0..<rows.columnCount {
            let rarity = (0..<classes).map { -log(sums.shareOutside($0, of: column)) }
            let mean = rarity.reduce(0, +) / Double(classes)
            for index in 0..<classes {
                weights[column * classes + index] = min(most, max(-most, rarity[index] - mean))
            }
        }
        return weights
    }

    /// Mixes a regression's weights with those, brought to the same length; biases stay.
    ///
    /// - Parameter shares: The part of each column's mixture that is naive Bayes, 0 to 1; 0 for fixed ones.
    static func mix(_ fit: SoftmaxRegression.Fit, with bayes: [Double], shares: [Double]) -> SoftmaxRegression.Fit {
        let classes = fit.biases.count
        var (own, other) = (0.0, 0.0)
        for index in fit.weights.indices where shares[index / classes] > 0 {
            own += fit.weights[index] * fit.weights[index]
            other += bayes[index] * bayes[index]
        }
        guard other > 0 else { return fit }
        let scale = (own / other).squareRoot()
        var mixed = fit
        for index in fit.weights.indices {
            let share = shares[index / classes]
            mixed.weights[index] = (1 - share) * fit.weights[index] + share * scale * bayes[index]
        }
        return mixed
    }
}

/// How much of each column stands in the rows of each class, smoothed by what one average row would hold of a column.
struct ClassSums {
    private let sums: [Double]
    private let totals: [Double]
    private let all: Double
    private let smooth: Double
    private let classes: Int

    /// Sums up labelled, weighted rows.
    init(_ rows: SparseMatrix, labels: [Int], importance: [Double], classes: Int) {
        self.classes = classes
        var sums = [Double](repeating: 0, count: rows.columnCount * classes)
        var totals = [Double](repeating: 0, count: classes)
        for row in 0..<rows.rowCount {
            rows.forEach(inRow: row) { column, value in
                sums[column * classes + labels[row]] += importance[row] * value
                totals[labels[row]] += importance[row] * value
            }
        }
        self.sums = sums
        self.totals = totals
        all = totals.reduce(0, +)
        smooth = all / Double(max(1, rows.rowCount)) / 20
    }

    /// The part of what the rows of a class hold that is of a column.
    func shareInside(_ index: Int, of column: Int) -> Double {
        (sums[column * classes + index] + smooth) / (totals[index] + smooth)
    }

    /// The same of the rows of all other classes.
    func shareOutside(_ index: Int, of column: Int) -> Double {
        let whole = sums[column * classes..<(column + 1) * classes].reduce(0, +)
        return (whole - sums[column * classes + index] + smooth) / (all - totals[index] + smooth)
    }
}
