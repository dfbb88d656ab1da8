import Classification
import Glibc
import Stories

/// The rows that a fit sees, with headline-only copies, labels and how much each counts.
struct TrainingData {
    private(set) var rows: [TrainingRow] = []
    private(set) var labels: [Int] = []
    private(set) var importance: [Double] = []
    let classes: Int

    private init(classes: Int) { self.classes = classes }

    /// Weighs rows so that each source and label counts, and adds headline-only copies.
    init(_ rows: [TrainingRow], labels: [Int], classes: Int, options: TrainingOptions) {
        self.init(classes: classes)
        var sizes: [String: Int] = [:]
        let groups = zip(rows, labels).map { "\($0.source) \($1)" }
        for group in groups { sizes[group, default: 0] += 1 }
        for (index, row) in rows.enumerated() {
            let weight = pow(Double(sizes[groups[index]] ?? 1), -options.balance)
            add(row, labels[index], weight)
            if options.headlineShare > 0, let copy = row.headlineOnly {
                add(copy, labels[index], weight * options.headlineShare)
            }
        }
        let mean = importance.reduce(0, +) / Double(max(1, importance.count))
        importance = importance.map { $0 / mean }
    }

    private mutating func add(_ row: TrainingRow, _ label: Int, _ weight: Double) {
        rows.append(row)
        labels.append(label)
        importance.append(weight)
    }

    /// The rows that fulfil a condition, as they are weighed here.
    func part(_ isIncluded: (TrainingRow) -> Bool) -> TrainingData {
        var part = TrainingData(classes: classes)
        for index in rows.indices where isIncluded(rows[index]) {
            part.add(rows[index], labels[index], importance[index])
        }
        return part
    }
}
