import Glibc

/// Multinomial logistic regression on sparse rows, with a ridge whose strength differs from weight to weight.
///
/// A weight is `scale · v`, and the ridge lies on `v`: a weight with a large scale is cheap. With naive-Bayes log
/// ratios as scales this is the model of Wang and Manning, "Baselines and Bigrams" (2012), for many classes at once.
struct SoftmaxRegression {
    /// Strength of the ridge, relative to the mean loss of a row.
    var ridge: Double
    /// Strength of the ridge on the biases. A strong one keeps how many rows a class had here from deciding about short
    /// texts elsewhere.
    var biasRidge: Double
    /// The scale of each weight, column by column; ``fixed`` ones do not matter.
    var scales: [Double]
    /// Weights that are given, by column, and not learnt.
    var fixed: [Int: [Double]] = [:]
    var classes: Int
    var minimizer = Minimizer()

    /// What a fit gives.
    struct Fit {
        /// Weights, column by column.
        var weights: [Double]
        var biases: [Double]
    }

    /// Fits weights and biases to labelled, weighted rows.
    func fit(_ rows: SparseMatrix, labels: [Int], importance: [Double], from start: Fit? = nil) -> Fit {
        let columns = rows.columnCount
        let offsets = self.offsets(rows)
        let total = importance.reduce(0, +)
        var learnt = [Double](repeating: 0, count: (columns + 1) * classes)
        if let start {
            for index in 0..<columns * classes { learnt[index] = start.weights[index] / max(scales[index], 1e-6) }
            learnt.replaceSubrange(columns * classes..<learnt.count, with: start.biases)
        }
        var weights = [Double](repeating: 0, count: learnt.count)
        minimizer.minimize(&learnt) { point, gradient in
            for index in 0..<columns * classes { weights[index] = point[index] * scales[index] }
            for index in columns * classes..<point.count { weights[index] = point[index] }
            var loss = self.loss(rows, labels, importance, offsets, weights, &gradient) / total
            for index in 0..<columns * classes {
                gradient[index] = gradient[index] * scales[index] / total + ridge * point[index]
                loss += 0.5 * ridge * point[index] * point[index]
            }
            for index in columns * classes..<point.count {
                gradient[index] = gradient[index] / total + biasRidge * point[index]
                loss += 0.5 * biasRidge * point[index] * point[index]
            }
            return loss
        }
        for index in 0..<columns * classes { learnt[index] *= scales[index] }
        for (column, values) in fixed {
            learnt.replaceSubrange(column * classes..<(column + 1) * classes, with: values)
        }
        return Fit(
            weights: Array(learnt[..<(columns * classes)]), biases: Array(learnt[(columns * classes)...]))
    }

    /// What the fixed weights alone add to the scores of each row.
    private func offsets(_ rows: SparseMatrix) -> [Double] {
        var offsets = [Double](repeating: 0, count: rows.rowCount * classes)
        guard !fixed.isEmpty else { return offsets }
        for row in 0..<rows.rowCount {
            rows.forEach(inRow: row) { column, value in
                guard let weights = fixed[column] else { return }
                for index in 0..<classes { offsets[row * classes + index] += weights[index] * value }
            }
        }
        return offsets
    }

    /// Sum of the losses, and its gradient by the weights, which is 0 for fixed columns because their scale is.
    private func loss(
        _ rows: SparseMatrix, _ labels: [Int], _ importance: [Double], _ offsets: [Double], _ weights: [Double],
        _ gradient: inout [Double]
    ) -> Double {
        let classes = classes
        let biases = rows.columnCount * classes
        var total = 0.0
        gradient.withUnsafeMutableBufferPointer { gradient in
            gradient.update(repeating: 0)
            weights.withUnsafeBufferPointer { weights in
                var scores = [Double](repeating: 0, count: classes)
                for row in 0..<rows.rowCount {
                    for index in 0..<classes {
                        scores[index] = weights[biases + index] + offsets[row * classes + index]
                    }
                    rows.forEach(inRow: row) { column, value in
                        for index in 0..<classes { scores[index] += weights[column * classes + index] * value }
                    }
                    let top = scores.max() ?? 0
                    var sum = 0.0
                    for index in 0..<classes { sum += exp(scores[index] - top) }
                    let weight = importance[row]
                    total += weight * (top + log(sum) - scores[labels[row]])
                    for index in 0..<classes {
                        let truth = labels[row] == index ? 1.0 : 0
                        scores[index] = weight * (exp(scores[index] - top) / sum - truth)
                        gradient[biases + index] += scores[index]
                    }
                    rows.forEach(inRow: row) { column, value in
                        for index in 0..<classes { gradient[column * classes + index] += scores[index] * value }
                    }
                }
            }
        }
        return total
    }

    // MARK: - Scales

    /// The naive-Bayes log ratios of columns and classes, as magnitudes between `least` and `most`.
    static func bayesScales(
        _ rows: SparseMatrix, labels: [Int], importance: [Double], classes: Int, least: Double = 0.1,
        most: Double = 4
    ) -> [Double] {
        let sums = ClassSums(rows, labels: labels, importance: importance, classes: classes)
        return (0..<rows.columnCount).flatMap { column in
            (0..<classes).map { index in
                let ratio = sums.shareInside(index, of: column) / sums.shareOutside(index, of: column)
                return min(most, max(least, log(ratio).magnitude))
            }
        }
    }
}
