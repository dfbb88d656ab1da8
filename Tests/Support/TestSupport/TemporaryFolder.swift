package import Foundation

/// Folders for what a test writes.
package enum TemporaryFolder {
    /// A new, empty folder under the system's temporary folder.
    package static func make() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wiredesk-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
