import Foundation
import GRDB

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
                throw JournalFault(code: .unavailable, cause: "\(destination) is there already")
            }
            let partial = destination + ".partial"
            try DiskFile.remove(partial)
            try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            var configuration = Configuration()
            configuration.label = "journal backup"
            try DatabaseQueue(path: partial, configuration: configuration).inDatabase { db in
                try db.execute(sql: "UPDATE journal SET backup = 1, clean = 1")
            }
            try DiskFile.sync(partial)
            try DiskFile.rename(partial, to: destination)
            try DiskFile.sync(URL(filePath: destination).deletingLastPathComponent().path)
        }
    }
}
