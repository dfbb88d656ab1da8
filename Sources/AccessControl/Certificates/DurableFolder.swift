import Foundation

/// Folders whose entries outlive a power cut.
///
/// What is synced of a file are its bytes. Its name is an entry of its folder, and so is that of a folder: a file that was
/// written, renamed or moved is where it is meant to be only when its folders are synced as well.
enum DurableFolder {
    /// Creates a folder, and those above it, where they are missing, and syncs each.
    ///
    /// - Throws: What the system says, when one cannot be made or synced.
    static func make(_ path: String) throws {
        guard mkdir(path, 0o777) != 0 else { return try sync(above(path)) }
        switch errno {
        case EEXIST: break
        case ENOENT where above(path) != path:
            try make(above(path))
            guard mkdir(path, 0o777) == 0 else { throw failure(errno) }
            try sync(above(path))
        default: throw failure(errno)
        }
    }

    /// Brings the entries of a folder to the disk.
    static func sync(_ path: String) throws { try sync(path, O_RDONLY | O_DIRECTORY) }

    /// Brings the bytes of a file to the disk, whoever wrote them.
    static func syncFile(_ path: String) throws { try sync(path, O_RDONLY) }

    /// The folder that something is in.
    static func above(_ path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    private static func sync(_ path: String, _ flags: Int32) throws {
        let descriptor = open(path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        // EINVAL: the file system knows no such thing, and keeps its entries by itself.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno) }
    }

    private static func failure(_ code: Int32) -> POSIXError { POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
}
