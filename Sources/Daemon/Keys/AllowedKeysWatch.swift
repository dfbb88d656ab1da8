import AccessControl
import Glibc

/// Notices that the certificates of a folder have changed.
///
/// A certificate that is allowed, revoked or replaced by a rename changes its folder, so that one `stat` a look does. Files that
/// somebody edits in place are looked at every 30 seconds, and at each look while one of them is wrong, since that may be half of
/// what is being written.
struct AllowedKeysWatch {
    private let allowedKeys: AllowedKeys
    private var known: Sight?

    /// The folder as it was when it was last read.
    private struct Sight {
        let folder: FileTrace
        let files: [String: FileTrace]
        /// Whether it had changed so lately that it may have changed again without a trace.
        let isFresh: Bool
        var filesSeenAt: ContinuousClock.Instant
    }

    private static let filesEvery = Duration.seconds(30)

    init(_ allowedKeys: AllowedKeys) { self.allowedKeys = allowedKeys }

    /// Looks once.
    ///
    /// - Parameters:
    ///   - isForced: Whether to have it read in any case.
    ///   - hasFindings: Whether a certificate was wrong when it was last read.
    ///   - now: The time by a clock that nobody sets.
    ///   - seconds: The time by the clock that files are dated by.
    /// - Returns: Whether it is to be read now: also the first time, and until two seconds have passed since a change.
    /// - Throws: What the system says when the folder cannot be read.
    mutating func look(
        isForced: Bool = false, hasFindings: Bool, at now: ContinuousClock.Instant = .now, seconds: Int = time(nil)
    ) throws -> Bool {
        let folder = FileTrace(allowedKeys.folder)
        if !isForced, let known, folder == known.folder, !known.isFresh {
            guard hasFindings || now - known.filesSeenAt >= Self.filesEvery else { return false }
            self.known?.filesSeenAt = now
            guard try files() != known.files else { return false }
        }
        // Before they are read: what changes meanwhile is another change.
        let files = try files()
        known = Sight(
            folder: folder, files: files,
            isFresh: folder.isFresh(at: seconds) || files.values.contains { $0.isFresh(at: seconds) }, filesSeenAt: now)
        return true
    }

    /// Has it read again at the next look: reading it has failed.
    mutating func forget() { known = nil }

    private func files() throws -> [String: FileTrace] {
        let names = try allowedKeys.names()
        return Dictionary(uniqueKeysWithValues: names.map { ($0, FileTrace("\(allowedKeys.folder)/\($0).key")) })
    }
}
