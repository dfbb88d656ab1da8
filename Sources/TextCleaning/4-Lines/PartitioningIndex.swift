extension RandomAccessCollection where Index == Int {
    /// The place of the first element that fulfils a condition which all behind it fulfil too; `endIndex` when none does.
    ///
    /// - Complexity: O(log count) evaluations of the condition
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
