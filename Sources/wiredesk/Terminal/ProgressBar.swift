import Daemon
import Glibc

/// A progress bar on stderr; silent where stderr is no terminal, or where stdout is one and shows the work itself.
struct ProgressBar {
    private var total: Int
    private let unit: Unit
    private let isShown: Bool
    private let style = Style(isOn: Terminal.hasColour(STDERR_FILENO))
    private let start = ContinuousClock.now
    private var done = 0
    private var items = 0
    private var remark = ""
    private var shownAt = ContinuousClock.now - .seconds(1)

    /// What is counted.
    enum Unit { case bytes, messages, rows, fits }

    /// Starts a bar.
    ///
    /// - Parameters:
    ///   - total: How much there is to do; 0 when nobody knows.
    ///   - besideOutput: Whether the work itself appears on stdout.
    init(total: Int, unit: Unit, besideOutput: Bool) {
        self.total = total
        self.unit = unit
        isShown = Terminal.isInteractive(STDERR_FILENO) && !(besideOutput && Terminal.isInteractive(STDOUT_FILENO))
    }

    /// Counts what was done, and draws at most ten times a second.
    ///
    /// - Parameter remark: What stands behind the bar from now on; only asked for when it is drawn.
    mutating func advance(by amount: Int, items count: Int, remark: (() -> String)? = nil) {
        done += amount
        items += count
        guard isShown, ContinuousClock.now - shownAt >= .milliseconds(100) else { return }
        shownAt = .now
        if let remark { self.remark = remark() }
        draw()
    }

    /// Writes a line above the bar, to stderr also where no bar is shown.
    func interrupt(_ line: String) {
        // Failing to draw is no reason to stop working.
        if isShown { _ = try? OutputStream.standardError.redraw("") }
        OutputStream.standardError.note(line)
    }

    /// Sets how much is done of how much, and draws at most ten times a second.
    mutating func set(done: Int, of total: Int) {
        self.total = total
        advance(by: done - self.done, items: done - items)
    }

    /// Draws the end and goes to the next line.
    mutating func finish() {
        guard isShown else { return }
        draw()
        OutputStream.standardError.note("")
    }

    private func draw() {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let width = 30
        var line = ""
        if total > 0 {
            let share = min(1, Double(done) / Double(total))
            let full = Int(share * Double(width))
            line += style(String(repeating: "━", count: full), .colour(75))
            line += style(String(repeating: "━", count: width - full), .dim)
            line += " \(Int(share * 100)) %"
        }
        switch unit {
        case .bytes: line += "  \(items) stories  \(Self.rounded(rate / 1_000_000)) MB/s"
        case .rows: line += "  \(items) stories  \(Int(rate))/s"
        case .fits: line += "  \(done) of \(total) fits"
        case .messages: line += "  \(Int(seconds > 0 ? Double(items) / seconds : 0))/s"
        }
        if !remark.isEmpty { line += "  \(remark)" }
        if total > 0, rate > 0, done < total {
            line += "  \(Int((Double(total - done) / rate).rounded(.up))) s left"
        }
        // Failing to draw is no reason to stop working.
        _ = try? OutputStream.standardError.redraw(line)
    }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
