import Foundation
import GRDB
import Glibc

extension JournalReader {
    /// Copies the journal, as it is at this moment, into a new file that says that it is a backup.
    ///
    /// The daemon goes on writing meanwhile. The copy appears under its name when it is whole and on the disk.
    ///
    /// - Throws: ``JournalError`` when there is a file of that name already, or the copy cannot be written.
    /// - Complexity: Reads and writes the whole journal once.
    package func backUp(to destination: String) throws(JournalError) {
        try operation("backing up to \(destination)").perform {
            guard !FileManager.default.fileExists(atPath: destination) else {
                throw Schema.Refusal(code: .unavailable, cause: "\(destination) is there already")
            }
            let partial = destination + ".partial"
            try? FileManager.default.removeItem(atPath: partial)
            try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            var configuration = Configuration()
            configuration.label = "journal backup"
            try DatabaseQueue(path: partial, configuration: configuration).inDatabase { db in
                try db.execute(sql: "UPDATE journal SET backup = 1, clean = 1")
            }
            try DiskFile.sync(partial)
            try FileManager.default.moveItem(atPath: partial, toPath: destination)
            try DiskFile.sync(URL(filePath: destination).deletingLastPathComponent().path)
        }
    }
}

/// What Foundation does not offer for files.
enum DiskFile {
    /// Waits until a file, or what a folder lists, is on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Schema.Refusal(code: .failed, cause: "\(path): \(reason)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Schema.Refusal(code: .failed, cause: "\(path): sync: \(reason)") }
    }

    /// Gives a file the owner and the mode of another one.
    static func give(_ path: String, toOwnerOf other: String) throws {
        var status = stat()
        guard stat(other, &status) == 0 else { return }
        guard chown(path, status.st_uid, status.st_gid) == 0, chmod(path, status.st_mode & 0o777) == 0 else {
            throw Schema.Refusal(code: .unavailable, cause: "\(path): \(reason)")
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
