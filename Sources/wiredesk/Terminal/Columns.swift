import Daemon

/// Cells in columns as wide as they need: text to the left, figures to the right.
struct Columns {
    private let head: [String]
    private var rows: [[String]] = []

    init(_ head: [String]) { self.head = head }

    /// Adds a row; cells that are missing at its end stay empty.
    mutating func add(_ row: [String]) {
        rows.append(row + Array(repeating: "", count: max(0, head.count - row.count)))
    }

    /// The lines, the head dimmed.
    func lines(_ style: Style, textColumns: Int) -> [String] {
        let widths = head.indices.map { column in
            ([head] + rows).map { DisplayWidth.of($0[column]) }.max() ?? 0
        }
        func line(_ row: [String]) -> String {
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
                return column < textColumns ? cell + space : space + cell
            }.joined(separator: "  ").trimmingEnd
        }
        return [style(line(head), .dim)] + rows.map(line)
    }
}

extension String {
    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
