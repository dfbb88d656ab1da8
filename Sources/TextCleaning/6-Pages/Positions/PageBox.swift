/// A rectangle on a page, in the extractor's units, y downwards.
struct PageBox: Hashable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }

    /// How far two boxes share columns, or rows; negative: how far they are apart.
    func sharedWidth(_ other: PageBox) -> Double { min(right, other.right) - max(left, other.left) }
    func sharedHeight(_ other: PageBox) -> Double { min(bottom, other.bottom) - max(top, other.top) }

    /// Whether most of the narrower one stands in the same columns.
    func isInColumn(of other: PageBox, share: Double = 0.5) -> Bool {
        sharedWidth(other) >= share * min(width, other.width)
    }

    /// Whether two stand in one row: most of the lower one's height is shared.
    func isInRow(of other: PageBox, share: Double = 0.6) -> Bool {
        sharedHeight(other) > share * min(height, other.height)
    }

    mutating func formUnion(_ other: PageBox) {
        left = min(left, other.left)
        top = min(top, other.top)
        right = max(right, other.right)
        bottom = max(bottom, other.bottom)
    }
}
