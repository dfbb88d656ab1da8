package import CheckedYAML
import Foundation

/// A configuration as it lies on disk: the file, its `conf.d`, and the environment over both.
package struct SettingsFile {
    /// The file.
    let path: String
    /// The settings with defaults filled in, also where findings say that a value is wrong.
    package let settings: Settings
    /// What is wrong, and which values are in force.
    package let diagnostics: DiagnosticCollector

    /// The file that `run` looks for when it is given none.
    package static let standardPath = "/etc/wiredesk/wiredesk.yaml"

    /// Reads a configuration. Commands that only ask a running daemon take it as it is: what is wrong with it may be what they
    /// are to find out.
    ///
    /// - Throws: ``CommandError`` of code 78 when the file cannot be read at all.
    package init(path: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommandError) {
        self.path = path
        let file = URL(filePath: path)
        var diagnostics = DiagnosticCollector()
        var document = try Self.document(at: file.path, &diagnostics)
        for path in Self.dropIns(beside: file) {
            document = document.overlaid(by: try Self.document(at: path, &diagnostics))
        }
        document = EnvironmentSettings(environment).laid(over: document, &diagnostics)
        settings = Settings(document, relativeTo: file.deletingLastPathComponent().path, &diagnostics)
        self.diagnostics = diagnostics
    }

    /// Reads a configuration that must have no errors, as `run` does.
    package static func valid(at path: String) throws(CommandError) -> SettingsFile {
        let file = try SettingsFile(path: path)
        let errors = file.diagnostics.findings.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw CommandError(.configuration, errors.map(\.description).joined(separator: "\n"))
        }
        return file
    }

    private static func document(at path: String, _ diagnostics: inout DiagnosticCollector) throws(CommandError)
        -> YAMLValue
    {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw CommandError(.configuration, "\(path): cannot be read: \(error.reason)")
        }
        do {
            return try YAMLValue(bytes, file: path)
        } catch {
            diagnostics.findings.append(error)
            return .null(error.origin)
        }
    }

    private static func dropIns(beside file: URL) -> [String] {
        let folder = file.deletingLastPathComponent().appending(path: "conf.d")
        // No conf.d is the usual case.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appending(path: $0).path }
    }
}

extension Error {
    /// What the system says, without Foundation's wrapping.
    package var reason: String {
        let error = self as NSError
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError
        if let posix = underlying ?? (error.domain == NSPOSIXErrorDomain ? error : nil) {
            return String(cString: strerror(Int32(posix.code)))
        }
        switch CocoaError.Code(rawValue: error.code) {
        case .fileReadNoSuchFile where error.domain == NSCocoaErrorDomain: return "No such file or directory"
        case .fileReadInapplicableStringEncoding where error.domain == NSCocoaErrorDomain: return "it is not UTF-8"
        default: return error.localizedDescription
        }
    }
}
