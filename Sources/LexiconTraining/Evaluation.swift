package import Classification
import Stories

/// How well a lexicon does on labelled stories.
package struct Evaluation: Sendable {
    /// The classes, in the lexicon's order.
    package let classes: [String]
    /// How many rows of each class (outer) were judged to be of each class (inner).
    package private(set) var confusion: [[Int]]
    /// The verdicts that were given with each tenth of confidence.
    package private(set) var tenths = [Tenth](repeating: Tenth(), count: 10)

    /// Verdicts of about the same confidence.
    package struct Tenth: Hashable, Sendable {
        /// How many there are.
        package var count = 0
        /// The sum of their confidences, each 0 to 1.
        package var confidence = 0.0
        /// How many are right.
        package var right = 0
    }

    /// Precision, recall and their harmonic mean, each 0 to 1, and the number of rows of one class.
    package struct Scores: Hashable, Sendable {
        /// The part of the verdicts for the class that is right.
        package let precision: Double
        /// The part of the class's rows that was judged so.
        package let recall: Double
        /// The harmonic mean of both.
        package let f1: Double
        /// How many rows the class has.
        package let count: Int
    }

    /// Begins without any row.
    package init(classes: [String]) {
        self.classes = classes
        confusion = Array(repeating: Array(repeating: 0, count: classes.count), count: classes.count)
    }

    /// Judges rows and compares; rows with a label that the lexicon does not know are left out.
    package init(of classifier: Classifier, on rows: [TrainingRow]) {
        self.init(classes: classifier.lexicon.classes)
        for row in rows { add(classifier.decision(on: row.article), label: row.label) }
    }

    /// Compares the decision on a row with its label; one that the lexicon does not know is left out.
    ///
    /// - Returns: Whether it is right.
    @discardableResult
    package mutating func add(_ decision: (index: Int, probability: Double), label: String) -> Bool {
        guard let truth = classes.firstIndex(of: label) else { return true }
        let isRight = decision.index == truth
        confusion[truth][decision.index] += 1
        let tenth = min(9, max(0, Int(decision.probability * 10)))
        tenths[tenth].count += 1
        tenths[tenth].confidence += decision.probability
        if isRight { tenths[tenth].right += 1 }
        return isRight
    }

    /// How many rows were judged.
    package var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The part that was judged right; 0 without rows.
    package var accuracy: Double {
        Self.ratio(classes.indices.reduce(0) { $0 + confusion[$1][$1] }, count)
    }

    /// How well one class was judged.
    package func scores(of index: Int) -> Scores {
        let right = confusion[index][index]
        let count = confusion[index].reduce(0, +)
        let judged = confusion.reduce(0) { $0 + $1[index] }
        return Scores(
            precision: Self.ratio(right, judged), recall: Self.ratio(right, count),
            f1: Self.ratio(2 * right, count + judged), count: count)
    }

    /// The mean F1 of the classes that the rows have.
    package var macroF1: Double {
        let present = classes.indices.map(scores).filter { $0.count > 0 }
        return present.isEmpty ? 0 : present.reduce(0) { $0 + $1.f1 } / Double(present.count)
    }

    /// The expected calibration error in ten bins (Naeini and others, 2015): by how much confidence and the part that
    /// is right differ, on average over the verdicts.
    package var calibrationError: Double {
        tenths.reduce(0) { $0 + ($1.confidence - Double($1.right)).magnitude } / Double(max(1, count))
    }

    private static func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}
