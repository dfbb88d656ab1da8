import Daemon
import ArgumentParser
import AccessControl
import Foundation
import ZeroMQ

/// `wiredesk keys`: CURVE certificates.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make certificates, and say whom the daemon lets in.",
        discussion: """
            Certificates are those of czmq's zcert and pyzmq: NAME.key may be given to anybody, NAME.key_secret to nobody.

              wiredesk keys new keys/server                       the daemon's own
              wiredesk keys new agency                            one for a producer; it keeps agency.key_secret
              wiredesk keys allow agency.key --for intake/wire    let its holder in
              wiredesk keys show                                  who is let in, and where
              wiredesk keys revoke agency                         not any more; its connections are cut off

            A running daemon takes up changes at once, and other peers do not notice.
            """,
        subcommands: [New.self, KeysShow.self, Allow.self, Revoke.self], defaultSubcommand: KeysShow.self)
}

extension KeysCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a certificate: PATH.key and PATH.key_secret.",
            discussion: "The secret file can be read by its owner only. Files that are there are left alone.")

        @Option(help: ArgumentHelp("What its holder is called; else the last part of the path.", valueName: "name"))
        var name: String?

        @Argument(help: ArgumentHelp("Where to write it, without ending.", valueName: "path"))
        var path: String

        func run() throws {
            let (open, secret) = ("\(path).key", "\(path).key_secret")
            for file in [open, secret] where FileManager.default.fileExists(atPath: file) {
                throw CommandError(.usage, "\(file) is there already: move it away, or choose another path")
            }
            let name = name ?? URL(filePath: path).lastPathComponent
            do {
                let keys = try CurveKeyPair.generate()
                let certificate = Certificate(
                    publicKey: keys.publicKey, secretKey: keys.secretKey, metadata: [.init(name: "name", value: name)])
                let folder = URL(filePath: path).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try CertificateFile.write(certificate.text(withSecret: true), to: secret, mode: 0o600)
                try CertificateFile.write(certificate.text(withSecret: false), to: open, mode: 0o644)
                try OutputStream.standardOutput.print("\(certificate.fingerprint)  \(open), \(secret)")
            } catch let failure as CommandError {
                throw failure
            } catch {
                throw CommandError(.io, "\(path): \(error.reason)")
            }
        }
    }

    struct KeysShow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show whom the daemon lets in, or certificates.",
            discussion: "A story that came from the holder of a key has the key's fingerprint as its source.")

        @OptionGroup var configuration: ConfigurationOptions

        @Flag(help: "Print one JSON object a certificate.")
        var json = false

        @Argument(help: ArgumentHelp("Certificates to show; none for those that are allowed.", valueName: "file"))
        var files: [String] = []

        func run() throws {
            var reports: [KeyReport] = []
            if files.isEmpty {
                let content = try KeyChoice.content(of: configuration)
                for finding in content.findings { OutputStream.standardError.note("wiredesk: \(finding)") }
                reports = content.holders.sorted { $0.value.name < $1.value.name }.map { KeyReport($0.value, $0.key) }
                if reports.isEmpty { OutputStream.standardError.note("no key is allowed") }
            }
            for file in files { reports.append(KeyReport(try KeyChoice.certificate(file), file: file)) }
            if json {
                for report in reports { try OutputStream.standardOutput.print(json: report) }
            } else if !reports.isEmpty {
                let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
                var table = Columns(["name", "fingerprint", "opens"])
                for report in reports {
                    table.add([report.name, report.fingerprint, report.opens.joined(separator: " ")])
                }
                for line in table.lines(style, textColumns: 3) { try OutputStream.standardOutput.print(line) }
            }
        }
    }

    struct Allow: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the holder of a certificate in.",
            discussion: """
                --for names where, and may be repeated: source (all intakes), subscriber (all pub outlets), follower (all \
                feed outlets), intake/NAME or outlet/NAME. Given again, it replaces what was said before.
                """)

        @OptionGroup var configuration: ConfigurationOptions

        @Option(name: .customLong("for"), help: ArgumentHelp("Where its holder is let in.", valueName: "where"))
        var ends: [String]

        @Option(help: ArgumentHelp("The name to allow it under; else that of the file.", valueName: "name"))
        var name: String?

        @Argument(help: ArgumentHelp("The public certificate.", valueName: "file"))
        var file: String

        func run() throws {
            guard let grant = Grant(ends.joined(separator: " ")) else {
                throw CommandError(
                    .usage,
                    "--for takes source, subscriber, follower, intake/NAME or outlet/NAME, got \(ends.joined(separator: " "))"
                )
            }
            let certificate = try KeyChoice.certificate(file)
            let name = name ?? URL(filePath: file).deletingPathExtension().lastPathComponent
            guard name.wholeMatch(of: /[A-Za-z0-9_.-]{1,64}/) != nil, !name.hasPrefix(".") else {
                throw CommandError(.usage, "--name takes letters, digits, - . and _, got \"\(name)\"")
            }
            let settings = try SettingsFile.valid(at: configuration.path).settings
            let allowedKeys = AllowedKeys(folder: settings.keys.allowedPath)
            do { try allowedKeys.allow(certificate, name: name, for: grant) } catch {
                throw CommandError(.io, "\(allowedKeys.folder): \(error.reason)")
            }
            try KeyChoice.tell(settings, "\(name) (\(certificate.fingerprint)) is let in: \(grant)")
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the holder of a certificate in no more.",
            discussion: "Its connections are cut off; what it sends is not taken. The certificate moves to revoked/.")

        @OptionGroup var configuration: ConfigurationOptions

        @Argument(help: ArgumentHelp("The name or the fingerprint, as show shows them.", valueName: "key"))
        var key: String

        func run() throws {
            let settings = try SettingsFile.valid(at: configuration.path).settings
            let allowedKeys = AllowedKeys(folder: settings.keys.allowedPath)
            do {
                let byPrint = try allowedKeys.read().holders.values.first { $0.fingerprint.description == key }?.name
                guard let name = try byPrint ?? allowedKeys.names().first(where: { $0 == key }) else {
                    throw CommandError(.usage, "no key is allowed that is called \(key); see `wiredesk keys show`")
                }
                try allowedKeys.revoke(name)
                try KeyChoice.tell(settings, "\(name) is let in no more")
            } catch let failure as CommandError {
                throw failure
            } catch {
                throw CommandError(.io, "\(allowedKeys.folder): \(error.reason)")
            }
        }
    }
}

/// What the commands about keys have in common.
private enum KeyChoice {
    static func content(of options: ConfigurationOptions) throws -> AllowedKeys.AllowedKeysContent {
        let settings = try SettingsFile.valid(at: options.path).settings
        do { return try AllowedKeys(folder: settings.keys.allowedPath).read() } catch {
            throw CommandError(.io, "\(settings.keys.allowedPath): \(error.reason)")
        }
    }

    static func certificate(_ file: String) throws(CommandError) -> Certificate {
        do { return try CertificateFile.read(file) } catch { throw CommandError(.data, "\(error)") }
    }

    /// Has a running daemon take up the change, and says what is so now.
    static func tell(_ settings: Settings, _ sentence: String) throws {
        guard let daemon = try RunningDaemon(settings) else {
            return try OutputStream.standardOutput.print("\(sentence), once the daemon runs")
        }
        _ = try daemon.ask(ControlQuestion(keys: true))
        try OutputStream.standardOutput.print("\(sentence), from now on")
    }
}

/// A certificate, as `keys show --json` prints it.
private struct KeyReport: Encodable {
    let name: String
    let fingerprint: String
    let publicKey: String
    /// Where it is let in.
    let opens: [String]

    init(_ holder: AllowedKeys.Holder, _ key: CurveKey) {
        name = holder.name
        fingerprint = holder.fingerprint.description
        publicKey = key.text
        opens = holder.grant.words
    }

    init(_ certificate: Certificate, file: String) {
        name = certificate.name ?? file
        fingerprint = certificate.fingerprint.description
        publicKey = certificate.publicKey.text
        opens = certificate[AllowedKeys.allow].flatMap(Grant.init)?.words ?? []
    }
}
