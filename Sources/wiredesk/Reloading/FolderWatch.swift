import Glibc

/// Notices that files of a folder have changed, by looking at them again and again.
///
/// It looks instead of being told by inotify, so that it also sees what that does not report: a folder behind a
/// symbolic link that now points elsewhere, files on a network share, a bind mount that was replaced. A look costs one
/// `stat` a file.
struct FolderWatch {
    private let paths: [String]
    /// What was last taken into account.
    private var known: [Trace]
    /// What the last look saw.
    private var seen: [Trace]

    /// Begins with the files as they are.
    ///
    /// - Parameters:
    ///   - folder: The folder; it may be missing.
    ///   - files: The names of the files; any may be missing.
    init(folder: String, files: [String]) {
        paths = files.map { "\(folder)/\($0)" }
        known = paths.map(Trace.init)
        seen = known
    }

    /// Looks once.
    ///
    /// - Returns: Whether something has changed since it last said so, and has been left alone since the look before:
    ///   somebody who is still writing is not interrupted.
    mutating func look() -> Bool {
        let now = paths.map(Trace.init)
        defer { seen = now }
        guard now != known, now == seen else { return false }
        known = now
        return true
    }

    /// Takes the files as they are into account: they are about to be read anyway.
    mutating func settle() {
        known = paths.map(Trace.init)
        seen = known
    }

    /// What tells a file from what it was before. A write within the clock tick of the last one, in place and of the
    /// same size, is the one change that leaves no trace.
    private struct Trace: Equatable {
        var device: UInt = 0
        var inode: UInt = 0
        var size = 0
        var modified = [0, 0]
        var changed = [0, 0]

        init(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return }
            device = status.st_dev
            inode = status.st_ino
            size = Int(status.st_size)
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }
    }
}
