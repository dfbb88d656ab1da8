/// Which stories a search index lists: ranges of sequence numbers, oldest first, with gaps between them.
///
/// New stories are listed at the end of the newest range. When too many wait, a range is begun behind them, and the gap is
/// filled backwards, so that what is new is found first and what was listed stays listed. The newest range is empty where
/// nothing behind its place has come yet.
struct ListedRanges: Hashable, Sendable {
    /// The ranges; no two of them touch.
    private(set) var ranges: [Range<Int>] = []

    /// The newest one.
    var newest: Range<Int>? { ranges.last }

    /// Whether anything lies below a number.
    func hasAny(below seq: Int) -> Bool { ranges.first.map { $0.lowerBound < seq } ?? false }

    /// The newest numbers, from the oldest that there is on, that are not listed and lie below some that are.
    func newestGap(from oldest: Int) -> Range<Int>? {
        for (place, range) in ranges.enumerated().reversed() {
            let start = max(oldest, place > 0 ? ranges[place - 1].upperBound : oldest)
            if start < range.lowerBound { return start..<range.lowerBound }
        }
        return nil
    }

    /// Adds numbers; ranges that meet become one.
    ///
    /// - Complexity: O(ranges).
    mutating func add(_ range: Range<Int>) {
        var whole = range
        ranges.removeAll { other in
            guard other.lowerBound <= whole.upperBound, whole.lowerBound <= other.upperBound else { return false }
            whole = min(other.lowerBound, whole.lowerBound)..<max(other.upperBound, whole.upperBound)
            return true
        }
        ranges.insert(whole, at: ranges.firstIndex { $0.lowerBound > whole.lowerBound } ?? ranges.endIndex)
    }

    /// Takes away what lies below a number.
    mutating func remove(below oldest: Int) {
        ranges = ranges.compactMap { range in
            range.upperBound < oldest ? nil : max(range.lowerBound, oldest)..<range.upperBound
        }
    }

    /// The last number up to which nothing is left out, from a number on: what is asked for in order must end at a gap, or
    /// it would be passed over for good. Below the oldest range there may be nothing any more.
    func through(from seq: Int) -> Int {
        guard let range = ranges.last(where: { $0.lowerBound <= seq }) ?? ranges.first else { return seq - 1 }
        return max(range.upperBound, seq) - 1
    }
}
