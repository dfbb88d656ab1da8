import Daemon
import Stories

/// A text in runs: each lit by the label that it speaks for most, or by none.
struct HighlightedText {
    /// What lights a run.
    struct Light: Hashable {
        let category: String
        /// The weight of the term that the run is part of.
        let weight: Double
    }

    /// A piece of the text.
    struct Run: Hashable {
        let text: String
        let label: Light?
    }

    private let scalars: [Unicode.Scalar]
    private let lights: [Light?]

    /// Finds the runs of a headline or a body.
    init(_ text: String, _ verdict: Verdict, inHeadline: Bool) {
        scalars = Array(text.unicodeScalars)
        var lights = [Light?](repeating: nil, count: scalars.count)
        for label in verdict.labels {
            for item in label.evidence where item.headline == inHeadline && item.weight > 0 {
                for position in item.at.joined() where position < lights.count {
                    guard item.weight > lights[position]?.weight ?? 0 else { continue }
                    lights[position] = Light(category: label.category, weight: item.weight)
                }
            }
        }
        self.lights = lights
    }

    /// The runs of each paragraph.
    var paragraphs: [[Run]] { ranges.map(runs) }

    /// The runs of each line, when paragraphs are wrapped to a width.
    func lines(columns: Int) -> [[Run]] {
        ranges.flatMap { paragraph in
            LineBreaks.lines(of: Array(scalars[paragraph]), columns: columns).map { line in
                runs(in: line.lowerBound + paragraph.lowerBound..<line.upperBound + paragraph.lowerBound)
            }
        }
    }

    private var ranges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in scalars.indices where scalars[index] == "\n" {
            ranges.append(start..<index)
            start = index + 1
        }
        return ranges + [start..<scalars.count]
    }

    private func runs(in range: Range<Int>) -> [Run] {
        var runs: [Run] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end =
                range.dropFirst(start - range.lowerBound).first { lights[$0] != lights[start] } ?? range.upperBound
            runs.append(Run(text: String(String.UnicodeScalarView(scalars[start..<end])), label: lights[start]))
            start = end
        }
        return runs
    }
}
