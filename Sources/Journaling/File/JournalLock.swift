import Glibc

/// Keeps a second process from writing to the same journal: both would give out the same numbers.
///
/// A lock on a file beside the journal, held as long as this object lives. The kernel lets it go with the process, so
/// that a kill -9 leaves nothing to clean up.
final class JournalLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``JournalFault`` when another process holds it.
    init(path: String) throws {
        descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalFault(code: .unavailable, cause: "\(path)-lock: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw JournalFault(code: .inUse, cause: "it is in use by another wiredesk")
        }
    }

    deinit { Self.release(descriptor) }

    /// Unlocks, then closes: a process that is being started at this moment has a copy of the descriptor until it runs its
    /// program, and would hold the lock until then.
    private static func release(_ descriptor: Int32) {
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    // MARK: - The newest number

    // Beside being locked, the file says "<stream> <seq>". It is written after a commit and never synced, so that the
    // journal on the disk is as far as it says, or further.

    /// Writes down how far the journal has come.
    ///
    /// - Complexity: One write into the system's cache.
    func note(_ head: Int, of stream: String) {
        let line = Array("\(stream) \(head)\n".utf8)
        // What cannot be noted cannot be missed: it only helps to see a loss.
        _ = pwrite(descriptor, line, line.count, 0)
    }

    /// Makes sure that the journal is as far as it has been.
    ///
    /// - Throws: ``JournalFault`` when it is not: its WAL was taken away, or an older copy was put in its place. Going
    ///   on would give the numbers of stories that followers have to other ones.
    func check(_ head: Int, of stream: String, _ path: String) throws {
        guard let noted, noted.stream == stream, noted.head > head else { return }
        throw JournalFault(
            code: .corrupted,
            cause:
                "it ends at \(head), and has been at \(noted.head): \(path)-wal is missing, or this is an older copy. Put the "
                + "newest files back, or run `wiredesk journal repair`, which saves this part under a new stream id")
    }

    /// Makes sure that a file in which there is nothing is that of a new journal.
    ///
    /// - Throws: ``JournalFault`` when there have been stories: the file was taken away, or emptied. A new journal in its
    ///   place would pass for a pipeline that has never had any.
    func checkIsNew(_ path: String) throws {
        guard let noted, noted.head > 0 else { return }
        throw JournalFault(
            code: .corrupted,
            cause:
                "it is empty or gone, and has been at \(noted.head): put the newest files back, or remove `\(path)-lock` to "
                + "begin a new journal")
    }

    /// What is written down; `nil` when nothing is, or not that.
    private var noted: (stream: String, head: Int)? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = max(0, pread(descriptor, &bytes, bytes.count, 0))
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).prefix { $0 != "\n" }.split(separator: " ")
        guard words.count == 2, let head = Int(words[1]) else { return nil }
        return (String(words[0]), head)
    }

    /// Whether somebody holds the lock of the journal at a path.
    static func isHeld(at path: String) -> Bool {
        let descriptor = open(path + "-lock", O_RDONLY | O_CLOEXEC)
        // Whoever may not look at the lock asks the daemon.
        guard descriptor >= 0 else { return errno == EACCES }
        defer { release(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
