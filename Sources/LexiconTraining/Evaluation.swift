package import Classification
import Stories

/// How well a lexicon does on labelled stories.
package struct Evaluation: Sendable {
    /// The classes, in the lexicon's order.
    package let classes: [String]
    /// How many rows of each class (outer) were judged to be of each class (inner).
    package private(set) var confusion: [[Int]]
    /// How many verdicts were given with each tenth of confidence, the sum of those confidences, and how many were
    /// right.
    package private(set) var tenths: [(count: Int, confidence: Double, right: Int)]

    /// Judges rows and compares; rows with a label the lexicon does not know are left out.
    package init(of classifier: Classifier, on rows: [TrainingRow]) {
        classes = classifier.lexicon.classes
        confusion = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
        tenths = Array(repeating: (0, 0, 0), count: 10)
        for row in rows {
            guard let truth = classes.firstIndex(of: row.label) else { continue }
            let decision = classifier.decision(on: row.article)
            confusion[truth][decision.index] += 1
            let tenth = min(9, max(0, Int(decision.probability * 10)))
            tenths[tenth].count += 1
            tenths[tenth].confidence += decision.probability
            if decision.index == truth { tenths[tenth].right += 1 }
        }
    }

    /// How many rows were judged.
    package var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The part that was judged right; 0 without rows.
    package var accuracy: Double {
        ratio(classes.indices.reduce(0) { $0 + confusion[$1][$1] }, count)
    }

    /// Precision, recall, F1 and the number of rows of one class.
    package func scores(of index: Int) -> (precision: Double, recall: Double, f1: Double, count: Int) {
        let right = confusion[index][index]
        let count = confusion[index].reduce(0, +)
        let judged = confusion.reduce(0) { $0 + $1[index] }
        return (ratio(right, judged), ratio(right, count), ratio(2 * right, count + judged), count)
    }

    /// The mean F1 of the classes that the rows have.
    package var macroF1: Double {
        let present = classes.indices.filter { scores(of: $0).count > 0 }
        return present.isEmpty ? 0 : present.reduce(0) { $0 + scores(of: $1).f1 } / Double(present.count)
    }

    /// The expected calibration error: by how much confidence and the part that is right differ, on average.
    package var calibrationError: Double {
        tenths.reduce(0) { $0 + ($1.confidence - Double($1.right)).magnitude } / Double(max(1, count))
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}
