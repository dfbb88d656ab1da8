/// Rows of (column, value) pairs, packed one after the other.
struct SparseMatrix {
    private(set) var starts: [Int] = [0]
    private(set) var columns: [Int32] = []
    private(set) var values: [Float] = []
    /// How many columns there are, found in a row or not.
    var columnCount: Int

    init(columnCount: Int) { self.columnCount = columnCount }

    var rowCount: Int { starts.count - 1 }

    /// Adds a row.
    mutating func append(_ row: [(column: Int, value: Double)]) {
        for (column, value) in row {
            columns.append(Int32(column))
            values.append(Float(value))
        }
        starts.append(columns.count)
    }

    /// Calls `body` with each column and value of a row.
    @inline(__always)
    func forEach(inRow row: Int, _ body: (_ column: Int, _ value: Double) -> Void) {
        for index in starts[row]..<starts[row + 1] {
            body(Int(columns[index]), Double(values[index]))
        }
    }

    /// The matrix of some of the rows, in the order given.
    func rows(_ indices: [Int]) -> SparseMatrix {
        var part = SparseMatrix(columnCount: columnCount)
        for row in indices {
            part.columns.append(contentsOf: columns[starts[row]..<starts[row + 1]])
            part.values.append(contentsOf: values[starts[row]..<starts[row + 1]])
            part.starts.append(part.columns.count)
        }
        return part
    }
}
