import Foundation
import ZeroMQ

/// Certificates as files.
package enum CertificateFile {
    /// Reads the certificate in a file.
    ///
    /// - Throws: ``CertificateError`` that names the file.
    package static func read(_ path: String) throws(CertificateError) -> Certificate {
        guard access(path, R_OK) == 0 else {
            throw CertificateError(description: "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw CertificateError(description: "\(path): cannot be read: it is not UTF-8")
        }
        do { return try Certificate(zpl: text) } catch { throw CertificateError(description: "\(path): \(error)") }
    }

    /// Why a certificate could not be read.
    package struct CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Writes a file in one piece: whoever reads it meanwhile finds the old one or the new one. It is on the disk, under its
    /// name, when this returns.
    ///
    /// - Parameter mode: Who may read and write it, from the moment that it is there.
    package static func write(_ text: String, to path: String, mode: UInt32) throws {
        let draft = "\(path).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL, mode)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // The umask may have taken more away than the caller asked for.
        guard fchmod(descriptor, mode) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try file.write(contentsOf: Data(text.utf8))
        try file.synchronize()
        guard rename(draft, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try DurableFolder.sync(DurableFolder.above(path))
    }
}
