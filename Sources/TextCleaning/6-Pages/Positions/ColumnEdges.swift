/// Where the lines of a column begin and end, whatever stands in front of the one or leaves the other short.
struct ColumnEdges {
    /// The left edge that most lines have, to a quarter of the body's height.
    let left: Double
    /// Where three quarters of the lines have ended.
    let right: Double
    private let em: Double

    /// - Parameters:
    ///   - lines: The boxes of the lines; without any, both edges are 0.
    ///   - em: The height of body type.
    init(of lines: [PageBox], _ em: Double) {
        var counts: [Int: Int] = [:]
        for line in lines { counts[Int((line.left / (0.25 * em)).rounded()), default: 0] += 1 }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        left = Double(most) * 0.25 * em
        let rights = lines.map(\.right).sorted()
        right = rights.isEmpty ? 0 : rights[rights.count * 3 / 4]
        self.em = em
    }

    /// Whether a line begins as the first of a paragraph does; what stands in further is set beside something.
    func isIndented(_ line: PageBox) -> Bool { line.left - left > 0.6 * em && line.left - left < 4 * em }
}
