import Foundation
package import ZeroMQ

/// The public certificates of those who are let in: a folder with a file for each, `NAME.key`, which says in its `allow`
/// where. Those that were let in once lie in `revoked` below it.
package struct AllowedKeys: Sendable {
    /// The folder.
    package let folder: String

    /// What the `allow` of a certificate is called.
    package static let allow = "allow"

    /// The certificates in a folder, which may be missing.
    package init(folder: String) { self.folder = folder }

    /// What is in it.
    package struct AllowedKeysContent: Hashable, Sendable {
        /// The keys that open something.
        package var holders: [CurveKey: Holder] = [:]
        /// What is wrong with the others: a sentence each, with file and line. They open nothing.
        package var findings: [String] = []

        package init() {}
    }

    /// Who holds a key.
    package struct Holder: Hashable, Sendable {
        /// The name of its file, without ending.
        package let name: String
        /// What tells it from all others.
        package let fingerprint: Fingerprint
        /// Where it is let in.
        package let grant: Grant

        package init(name: String, key: CurveKey, grant: Grant) {
            self.name = name
            fingerprint = Fingerprint(of: key)
            self.grant = grant
        }
    }

    /// Reads all certificates. One that is wrong opens nothing, and keeps no other from it.
    ///
    /// - Throws: What the system says when the folder is there but cannot be read.
    package func read() throws -> AllowedKeysContent {
        var content = AllowedKeysContent()
        for name in try names() {
            let path = "\(folder)/\(name).key"
            do {
                let certificate = try Certificate(zpl: String(contentsOfFile: path, encoding: .utf8))
                guard let text = certificate[Self.allow], let grant = Grant(text) else {
                    content.findings.append(
                        "\(path): metadata/allow: expected source, subscriber, follower, intake/NAME or outlet/NAME")
                    continue
                }
                content.holders[certificate.publicKey] = Holder(name: name, key: certificate.publicKey, grant: grant)
            } catch let flaw as Certificate.Flaw {
                content.findings.append("\(path): \(flaw)")
            } catch {
                content.findings.append("\(path): cannot be read: \(error.localizedDescription)")
            }
        }
        return content
    }

    /// The names of the certificates, in order.
    package func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".key") && !$0.hasPrefix(".") }.map { String($0.dropLast(4)) }.sorted()
    }
}

// MARK: - Changing it

extension AllowedKeys {
    /// Lets the holder of a key in, or in elsewhere than before. It is on the disk when this returns.
    ///
    /// - Parameter name: The name of its file.
    package func allow(_ certificate: Certificate, name: String, for grant: Grant) throws {
        var certificate = Certificate(publicKey: certificate.publicKey, metadata: certificate.metadata)
        certificate[Self.allow] = grant.description
        try DurableFolder.make(folder)
        try CertificateFile.write(certificate.text(withSecret: false), to: "\(folder)/\(name).key", mode: 0o644)
    }

    /// Lets a holder in no more: its certificate moves to `revoked`. It is on the disk when this returns: no power cut
    /// lets the holder in again.
    package func revoke(_ name: String) throws {
        let past = "\(folder)/revoked"
        try DurableFolder.make(past)
        let (source, target) = ("\(folder)/\(name).key", "\(past)/\(name).key")
        // It may have been put there by other means than `allow`.
        try DurableFolder.syncFile(source)
        // A rename takes the place of what was revoked under the name before.
        guard rename(source, target) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try DurableFolder.sync(past)
        try DurableFolder.sync(folder)
    }
}
