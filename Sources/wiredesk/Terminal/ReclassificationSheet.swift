import Daemon
import Stories

/// What a reclassification did, as a few lines of text.
struct ReclassificationSheet {
    let style: Style
    let isDryRun: Bool
    /// Whether stories that stay where they are got new versions too.
    let isEvery: Bool

    func lines(_ report: ReclassificationReport) -> [String] {
        let stories = NumberFormat.count(report.stories)
        let did = isDryRun ? "would get a new version" : "got a new version"
        var lines = [
            report.moves.isEmpty
                ? "\(style("✓", .green)) \(stories) stories stay where they are by lexicon \(report.lexicon)"
                : "\(style("✓", .green)) \(NumberFormat.count(report.versions)) of \(stories) stories \(did) by lexicon "
                    + report.lexicon
        ]
        if !report.moves.isEmpty { lines += table(report) }
        if report.damaged > 0 {
            lines.append(
                style(
                    "✗ \(NumberFormat.count(report.damaged)) could not be read: `wiredesk journal verify` names them",
                    .red))
        }
        return lines
    }

    private func table(_ report: ReclassificationReport) -> [String] {
        let most = report.moves.map(\.count).max() ?? 1
        var table = Columns(["from", "to", "stories"])
        for move in report.moves {
            let to = move.from == move.to ? "the same" + (isEvery ? "" : ", other labels") : move.to
            table.add([move.from, to, NumberFormat.count(move.count)])
        }
        let lines = table.lines(style, textColumns: 2)
        let bars = report.moves.map { move in
            style(
                String(repeating: "▇", count: max(1, move.count * Self.barColumns / most)),
                .colour(CategoryColours.index(of: move.to)))
        }
        return zip(lines, [""] + bars).map { "  \($0)  \($1)" }
    }

    private static let barColumns = 24
}
