import CProcess

/// What tells a file or a folder from what it was before. A write within the clock tick of the last one, in place and of the same
/// size, is the one change that leaves no trace.
struct FileTrace: Hashable {
    /// Device, inode, size, and the times of its last modification and change; empty when it is missing.
    private var values: [Int64] = []

    /// Looks at a file. One that is missing has a trace, too: always the same.
    init(_ path: String) {
        var found = [Int64](repeating: 0, count: 7)
        if wiredesk_file_trace(path, &found) != 0 { values = found }
    }

    /// Whether it was changed within two seconds of a time of the system's clock: then another change may leave the same trace,
    /// since file systems keep times by the tick, or by the second.
    func isFresh(at seconds: Int) -> Bool { !values.isEmpty && abs(Int64(seconds) - values[5]) <= 2 }
}
