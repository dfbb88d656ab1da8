/// Notices that files of a folder have changed, by looking at them again and again.
///
/// It looks instead of being told by inotify, so that it also sees what that does not report: a folder behind a
/// symbolic link that now points elsewhere, files on a network share, a bind mount that was replaced. A look costs one
/// `stat` a file.
struct FolderWatch {
    private let paths: [String]
    /// What was last taken into account.
    private var known: [FileTrace]
    /// What the last look saw.
    private var seen: [FileTrace]

    /// Begins with the files as they are.
    ///
    /// - Parameters:
    ///   - folder: The folder; it may be missing.
    ///   - files: The names of the files; any may be missing.
    init(folder: String, files: [String]) {
        paths = files.map { "\(folder)/\($0)" }
        known = paths.map(FileTrace.init)
        seen = known
    }

    /// Looks once.
    ///
    /// - Returns: Whether something has changed since it last said so, and has been left alone since the look before:
    ///   somebody who is still writing is not interrupted.
    mutating func look() -> Bool {
        let now = paths.map(FileTrace.init)
        defer { seen = now }
        guard now != known, now == seen else { return false }
        known = now
        return true
    }

    /// Takes the files as they are into account: they are about to be read anyway.
    mutating func markSeen() {
        known = paths.map(FileTrace.init)
        seen = known
    }
}
