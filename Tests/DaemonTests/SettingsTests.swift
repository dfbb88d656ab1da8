import AccessControl
import CheckedYAML
import Foundation
import TextCleaning
import Endpoints
import Testing
import TestSupport

@testable import Daemon

@Suite struct `Settings` {
    private let folder: URL

    init() throws {
        folder = try TemporaryFolder.make()
        try FileManager.default.createDirectory(
            at: folder.appending(path: "conf.d"), withIntermediateDirectories: true)
    }

    private func write(_ text: String, to file: String = "wiredesk.yaml") throws {
        try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
    }

    private func read(_ environment: [String: String] = [:]) throws -> SettingsFile {
        try SettingsFile(path: folder.appending(path: "wiredesk.yaml").path, environment: environment)
    }

    private static let small = """
        intakes:
          - {name: wire, connect: ["tcp://127.0.0.1:5555"]}
        outlets:
          - {name: desks, bind: ["tcp://127.0.0.1:5556"]}
        """

    @Test func `of the example file are the defaults of the code`() throws {
        let example = try SettingsFile(
            path: Program.packageFolder.appending(path: "config/wiredesk.yaml").path, environment: [:])
        #expect(example.diagnostics.findings.isEmpty)
        try write(Self.small)
        let small = try read()
        let intakes = (try #require(example.settings.intakes.first), try #require(small.settings.intakes.first))
        #expect(String(describing: intakes.0) == String(describing: intakes.1))
        let outlets = (try #require(example.settings.outlets.first), try #require(small.settings.outlets.first))
        #expect(String(describing: outlets.0) == String(describing: outlets.1))
        #expect(String(describing: example.settings.journal) == String(describing: small.settings.journal))
    }

    @Test func `give an intake its time zone`() throws {
        try write(Self.small.replacing("name: wire,", with: "name: wire, timezone: '+08:00',"))
        #expect(try read().settings.intakes.first?.timezone == LocalZone("+08:00"))
        #expect(
            try read(["WIREDESK_INTAKES_WIRE_TIMEZONE": "Asia/Shanghai"]).settings.intakes.first?.timezone.description
                == "Asia/Shanghai")
    }

    @Test func `are overlaid by conf.d in the order of names, and by the environment`() throws {
        try write(Self.small)
        try write("journal: {path: /b, keep: 2d}", to: "conf.d/20-b.yaml")
        try write("journal: {path: /a}\nintakes: [{name: wire, format: page}]", to: "conf.d/10-a.yaml")
        try write("journal: {path: /ignored}", to: "conf.d/30-ignored.yml")
        let file = try read([
            "WIREDESK_INTAKES_WIRE_HIGH_WATER": "7", "WIREDESK_OUTLETS_DESKS_BIND": "tcp://127.0.0.1:1,ipc:///x",
            "WIREDESK_JOURNAL_KEEP": "3d",
        ])
        #expect(!file.diagnostics.hasErrors)
        #expect(file.settings.journal.path == "/b")
        #expect(file.settings.journal.keep == .seconds(3 * 86_400))
        #expect(file.settings.intakes.first?.format == .page)
        #expect(file.settings.intakes.first?.socket.highWater == 7)
        #expect(file.settings.intakes.first?.socket.connect == ["tcp://127.0.0.1:5555"])
        #expect(file.settings.outlets.first?.outlet.bind == ["tcp://127.0.0.1:1", "ipc:///x"])
        let origin = file.diagnostics.effective.first { $0.path == "journal.keep" }?.origin
        #expect(origin == .environment("WIREDESK_JOURNAL_KEEP"))
    }

    @Test func `warn of a variable that sets nothing`() throws {
        try write(Self.small)
        let findings = try read(["WIREDESK_JURNAL_PATH": "/x"]).diagnostics.findings
        #expect(
            findings.map(\.description) == [
                "environment WIREDESK_JURNAL_PATH: warning: names no section, intake or outlet"
            ])
    }

    @Test(arguments: [
        ("intakes: [{name: a, connect: [x]}]", "expected an endpoint such as tcp://127.0.0.1:5555"),
        ("intakes: [{connect: ['tcp://h:1']}]", "intakes.?.name is missing"),
        ("intakes: [{name: 'a b', connect: ['tcp://h:1']}]", "expected a name of letters, digits, - and _"),
        ("intakes: [{name: a, connect: ['tcp://h:1']}, {name: a, connect: ['tcp://h:1']}]", "two intakes are called"),
        (
            "intakes: [{name: a, kind: jetstream, bind: ['tcp://h:1']}]",
            "intakes.a.kind: expected sub, pull, submit, got \"jetstream\""
        ),
        (
            "outlets: [{name: a, kind: jetstream, bind: ['tcp://h:1']}]",
            "outlets.a.kind: expected pub, feed, got \"jetstream\""
        ),
        ("monitor: {listen: nonsense}", "expected an address and a port such as 127.0.0.1:8080"),
        ("monitor: {listen: '0.0.0.0:8080'}", "can be reached from other machines: give a token_file"),
        (
            "monitor: {listen: '127.0.0.1:1', origins: ['news.example']}",
            "expected an origin such as https://news.example"
        ),
        ("monitor: {listen: '127.0.0.1:1', clients: 0}", "expected a whole number from 1 to 100000"),
        (
            "intakes: [{name: a, bind: ['tcp://0.0.0.0:1'], curve: false}]",
            "intakes.a.bind: other machines can reach it: leave out curve: false, or say insecure: true"
        ),
        ("intakes: [{name: a, connect: ['tcp://h:1']}]", "it leads to other machines: give server_key"),
        ("intakes: [{name: a, connect: ['tcp://127.0.0.1:1'], curve: true}]", "with curve: true, give server_key"),
        (
            "outlets: [{name: a, bind: ['tcp://*:1'], connect: ['tcp://127.0.0.1:1'], server_key: k}]",
            "with keys, an end either binds or connects"
        ),
        ("intakes: [{name: a, bind: ['tcp://127.0.0.1:1'], curve: maybe}]", "expected true or false"),
        (
            "intakes: [{name: a, bind: ['tcp://127.0.0.1:1'], connections: 0}]",
            "expected a whole number from 1 to 60000"
        ),
        ("intakes: [{name: a, bind: ['tcp://127.0.0.1:1'], quiet_after: soon}]", "intakes.a.quiet_after: expected"),
        (
            "intakes: [{name: a, bind: ['tcp://127.0.0.1:1'], timezone: Mars/Phobos}]",
            "wiredesk.yaml:1:60: intakes.a.timezone: expected a time zone such as UTC, Asia/Shanghai or +08:00"
        ),
        ("journal: {max_size: huge}", "expected a size such as 20GB"),
        ("intakes: {name: a}", "intakes: expected a list, got a mapping"),
        ("[", "not YAML"),
    ])
    func `say what is wrong`(text: String, expected: String) throws {
        try write(text)
        let findings = try read().diagnostics.findings.map(\.description)
        #expect(findings.contains { $0.contains(expected) }, "\(findings)")
    }

    @Test(arguments: [
        ("bind: ['tcp://127.0.0.1:1']", false), ("bind: ['tcp://localhost:1']", false),
        ("bind: ['tcp://[::1]:1']", false),
        ("bind: ['ipc:///x']", false), ("bind: ['tcp://127.0.0.1:1'], curve: true", true),
        ("bind: ['tcp://0.0.0.0:1']", true), ("bind: ['tcp://*:1']", true), ("bind: ['tcp://[::]:1']", true),
        ("bind: ['tcp://127.evil.example:1']", true), ("bind: ['tcp://127.0.0.1:1', 'tcp://10.0.0.1:1']", true),
        ("bind: ['tcp://0.0.0.0:1'], insecure: true", false), ("connect: ['tcp://h:1'], insecure: true", false),
        ("connect: ['tcp://h:1'], server_key: k", true),
    ])
    func `ask for keys at ends that leave the machine`(end: String, usesKeys: Bool) throws {
        try write("intakes: [{name: a, \(end)}]")
        let file = try read()
        #expect(!file.diagnostics.hasErrors, "\(file.diagnostics.findings)")
        #expect(file.settings.intakes.first?.peers.usesKeys == usesKeys && file.settings.usesKeys == usesKeys)
    }

    @Test func `take the certificate from the service manager, or from the folder when it has none`() throws {
        try write("intakes: [{name: a, bind: ['tcp://127.0.0.1:1'], curve: true}]")
        let settings = try read().settings
        let (own, credentials) = (folder.appending(path: "keys/server"), folder.appending(path: "credentials"))
        #expect(throws: CommandError.self) { try ServerKeys(settings, environment: [:]) }
        for path in [own.path, credentials.appending(path: "other").path] {
            #expect(try Program.run("keys", "new", path).status == 0)
        }
        func fingerprint(_ path: URL) throws -> String {
            try "\(CertificateFile.read(path.appendingPathExtension("key").path).fingerprint)"
        }
        let handedOver = credentials.appending(path: "curve.key")
        try FileManager.default.moveItem(at: credentials.appending(path: "other.key_secret"), to: handedOver)
        let environment = ["CREDENTIALS_DIRECTORY": credentials.path]
        func inForce() throws -> String? {
            try ServerKeys(settings, environment: environment).certificate.map { "\($0.fingerprint)" }
        }
        #expect(try inForce() == fingerprint(credentials.appending(path: "other")))
        // The unit hands over a comment where there is no certificate.
        try Data("# none\n".utf8).write(to: handedOver)
        #expect(try inForce() == fingerprint(own))
        // A public certificate makes no daemon.
        try FileManager.default.removeItem(at: handedOver)
        try FileManager.default.copyItem(at: own.appendingPathExtension("key"), to: handedOver)
        #expect(throws: CommandError.self) { try inForce() }
    }
}
