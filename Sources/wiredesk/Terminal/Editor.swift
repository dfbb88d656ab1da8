import Daemon
import Foundation

/// The editor that a person has chosen.
enum Editor {
    /// Lets a person edit bytes.
    ///
    /// - Returns: The bytes as they are when the editor has ended.
    /// - Throws: ``CommandError`` when it cannot be started, or says that it failed.
    static func edited(_ bytes: [UInt8]) throws -> [UInt8] {
        let environment = ProcessInfo.processInfo.environment
        // A variable that is set to nothing names no editor.
        let editor = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
        let folder = FileManager.default.temporaryDirectory.appending(path: "wiredesk-\(UUID().uuidString)")
        // Copy is nobody else's to read.
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        // What cannot be removed lies in the system's temporary folder, which is cleared.
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "payload.txt")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // The editor may have arguments, so the shell reads it; the file's name is not read by the shell.
        process.arguments = ["-c", "\(editor) \"$1\"", "sh", file.path]
        do { try process.run() } catch { throw CommandError(.unavailable, "\(editor): \(error)") }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError(.data, "\(editor) ended with \(process.terminationStatus); nothing is done")
        }
        return Array(try Data(contentsOf: file))
    }
}
