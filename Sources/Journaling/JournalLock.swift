import Glibc

/// Keeps a second process from writing to the same journal: both would give out the same numbers.
///
/// A lock on a file beside the journal, held as long as this object lives. The kernel lets it go with the process, so
/// that a kill -9 leaves nothing to clean up.
final class JournalLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``Schema/Refusal`` when another process holds it.
    init(path: String) throws {
        descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Schema.Refusal(code: .unavailable, cause: "\(path)-lock: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Schema.Refusal(code: .inUse, cause: "it is in use by another wiredesk")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Whether somebody holds the lock of the journal at a path.
    static func isHeld(at path: String) -> Bool {
        let descriptor = open(path + "-lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
