import Glibc

/// What tells a file or a folder from what it was before. A write within the clock tick of the last one, in place and of the same
/// size, is the one change that leaves no trace.
struct FileTrace: Hashable {
    private var device: UInt = 0
    private var inode: UInt = 0
    private var size = 0
    private var modified: [Int] = []
    private var changed: [Int] = []

    /// Looks at a file. One that is missing has a trace, too: always the same.
    init(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        device = status.st_dev
        inode = status.st_ino
        size = Int(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }

    /// Whether it was changed within two seconds of a time of the system's clock: then another change may leave the same trace,
    /// since file systems keep times by the tick, or by the second.
    func isFresh(at seconds: Int) -> Bool { changed.first.map { abs(seconds - $0) <= 2 } ?? false }
}
