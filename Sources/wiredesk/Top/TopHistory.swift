import Daemon

/// The last reports of a daemon, and what happened between them.
struct TopHistory: Sendable {
    /// Moments that are remembered: what a sparkline shows.
    static let momentsMax = 120

    /// A report and when it came, in seconds of a clock that nobody sets.
    private struct Moment {
        let at: Double
        let report: StatusReport
    }

    private var moments: [Moment] = []

    /// The newest report.
    var newest: StatusReport? { moments.last?.report }

    /// Takes a report. One of another process, or after a restart, begins the history anew: its counts do too.
    mutating func add(_ report: StatusReport, at seconds: Double) {
        if let last = newest, last.pid != report.pid || last.startedAt != report.startedAt { moments.removeAll() }
        moments.append(Moment(at: seconds, report: report))
        if moments.count > Self.momentsMax + 1 { moments.removeFirst() }
    }

    /// How fast a count grew between each two reports, a second, oldest first.
    func rates(_ count: (StatusReport) -> Double) -> [Double] {
        zip(moments, moments.dropFirst()).map { before, after in
            max(0, count(after.report) - count(before.report)) / max(0.001, after.at - before.at)
        }
    }

    /// How fast a count grew lately: over the last ten reports at most.
    func rate(_ count: (StatusReport) -> Double) -> Double {
        let latest = moments.suffix(11)
        guard let first = latest.first, let last = latest.last, last.at > first.at else { return 0 }
        return max(0, count(last.report) - count(first.report)) / (last.at - first.at)
    }
}
