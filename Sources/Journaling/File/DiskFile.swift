import Glibc

/// What Foundation does not offer for files, or does otherwise: its moves copy where a name cannot be changed.
enum DiskFile {
    /// Waits until a file, or what a folder lists, is on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw refusal(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw refusal("\(path): sync") }
    }

    /// Gives a file the owner and the mode of another one.
    static func give(_ path: String, toOwnerOf other: String) throws {
        var status = stat()
        guard stat(other, &status) == 0 else { return }
        guard chown(path, status.st_uid, status.st_gid) == 0, chmod(path, status.st_mode & 0o777) == 0 else {
            throw refusal(path, .unavailable)
        }
    }

    /// Changes the name of a file; one that has the new name is gone.
    static func rename(_ path: String, to name: String) throws {
        guard Glibc.rename(path, name) == 0 else { throw refusal("\(path): rename to \(name)") }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw refusal("\(path): remove") }
    }

    /// Bytes of a file; `nil` when it is not there.
    static func bytes(of path: String) throws -> Int? {
        var status = stat()
        if stat(path, &status) == 0 { return Int(status.st_size) }
        guard errno == ENOENT else { throw refusal(path) }
        return nil
    }

    /// Which file a name stands for, and how many names it has; `nil` when there is none.
    static func identity(of path: String) -> (device: dev_t, inode: ino_t, names: UInt)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (status.st_dev, status.st_ino, UInt(status.st_nlink))
    }

    /// Puts a new file under a name and keeps the file that has it under another one, in such steps that there is always
    /// one of the two under the name, whenever the process ends.
    ///
    /// - Throws: ``JournalFault`` that says what to do where a file can have one name only.
    static func replace(_ path: String, by fresh: String, keepingAs old: String) throws {
        guard link(path, old) == 0 else {
            let isImpossible = [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno)
            let refusal = refusal("\(path): link to \(old)")
            guard isImpossible else { throw refusal }
            throw JournalFault(
                code: .failed,
                cause:
                    "\(refusal.cause): without hard links the journals cannot change places in one step. The new one is whole: "
                    + "`mv -n \(path) \(old)`, then `mv \(fresh) \(path)`")
        }
        try rename(fresh, to: path)
    }

    private static func refusal(_ what: String, _ code: JournalError.JournalErrorCode = .failed) -> JournalFault {
        JournalFault(code: errno == ENOSPC || errno == EDQUOT ? .diskFull : code, cause: "\(what): \(reason)")
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
