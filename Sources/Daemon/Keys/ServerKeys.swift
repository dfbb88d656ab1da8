import AccessControl
import Foundation
import Endpoints
import ZeroMQ

/// The keys that a configuration's ends use, read from their files.
package struct ServerKeys {
    private let settings: Settings
    /// The daemon's own certificate; `nil` when no end uses keys.
    let certificate: Certificate?
    private let keys: CurveKeyPair?

    /// Under which name systemd hands the secret certificate over.
    private static let credential = "curve.key"

    /// Reads the daemon's certificate, if an end needs it.
    ///
    /// - Throws: ``CommandError`` of code 78 when it cannot be had.
    package init(
        _ settings: Settings, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandError) {
        self.settings = settings
        guard settings.usesKeys else {
            (certificate, keys) = (nil, nil)
            return
        }
        let path = Self.certificatePath(settings, environment)
        do {
            let certificate = try CertificateFile.read(path)
            guard let keys = try certificate.keys else {
                throw CommandError(
                    .configuration, "\(path): it is a public certificate: give the secret one, NAME.key_secret")
            }
            (self.certificate, self.keys) = (certificate, keys)
        } catch let failure as CommandError {
            throw failure
        } catch {
            throw CommandError(
                .configuration, "\(error); `wiredesk keys new` makes one, and `insecure: true` does without keys")
        }
    }

    /// Where the certificate is: with the service manager, or where the configuration says.
    private static func certificatePath(_ settings: Settings, _ environment: [String: String]) -> String {
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return settings.keys.certificatePath }
        let path = "\(folder)/\(credential)"
        let lines = (try? String(contentsOfFile: path, encoding: .utf8))?.split(whereSeparator: \.isNewline) ?? []
        // A comment alone stands for "none was there" (SetCredential in the unit).
        return lines.allSatisfy { $0.hasPrefix("#") } ? settings.keys.certificatePath : path
    }

    /// The rules of an end.
    ///
    /// - Throws: ``CommandError`` of code 78 when the certificate of its peer cannot be read.
    func rules(of peers: PeerSettings) throws(CommandError) -> PeerRules {
        var rules = PeerRules()
        rules.connectionsMax = peers.connectionsMax
        guard peers.usesKeys else { return rules }
        rules.keys = keys
        guard let path = peers.serverKeyPath else { return rules }
        do { rules.server = try CertificateFile.read(path).publicKey } catch {
            throw CommandError(.configuration, "\(error)")
        }
        return rules
    }
}

extension Settings {
    /// Whether any end uses keys.
    var usesKeys: Bool { intakes.contains { $0.peers.usesKeys } || outlets.contains { $0.peers.usesKeys } }
}
