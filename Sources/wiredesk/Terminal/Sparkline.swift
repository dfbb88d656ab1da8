import Daemon

/// A row of figures as bars of one character each.
enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// The last figures, as many as there are columns, each as high as its part of the highest. What is missing at the
    /// beginning is blank.
    static func of(_ figures: [Double], columns: Int) -> String {
        let shown = figures.suffix(columns)
        let most = shown.max() ?? 0
        let text = shown.map { figure in
            most > 0 ? bars[min(7, Int((figure / most * 7).rounded(.up)))] : bars[0]
        }
        return String(repeating: " ", count: max(0, columns - text.count)) + String(text)
    }
}
