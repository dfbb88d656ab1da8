import Foundation
import Glibc
import Testing
import TestSupport

@testable import Daemon
@testable import wiredesk

/// Whether a process of ours can have a tree of files of its own.
private let canUnmount =
    (try? Program.run(URL(filePath: "/usr/bin/unshare"), ["-m", "true"]).status) == 0

@Suite(.timeLimit(.minutes(10))) struct `In odd surroundings` {
    /// Runs the program from a shell that prepares something first.
    private func start(_ preparation: String, _ arguments: String...) throws -> RunningProgram {
        try RunningProgram(
            URL(filePath: "/bin/sh"),
            ["-c", "\(preparation); exec \"$@\"", "sh", Program.binary.path] + arguments, environment: [:])
    }

    private func limit(of program: RunningProgram) throws -> [Substring] {
        let limits = try String(contentsOfFile: "/proc/\(program.processIdentifier)/limits", encoding: .utf8)
        return try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }).split(
            separator: " ")
    }

    @Test func `a daemon that may have too few descriptors says how many it needs, and opens nothing`() throws {
        let site = try Site()
        defer { site.close() }
        let daemon = try start("ulimit -n 40", "run", "--config", site.configuration)
        #expect(daemon.wait() == 69)
        let needed = DescriptorLimit.needed(for: try SettingsFile(path: site.configuration).settings)
        #expect(daemon.errors.hasPrefix("wiredesk: \(needed) descriptors are needed, and 40 are"), "\(daemon.errors)")
        #expect(daemon.errors.contains("LimitNOFILE"))
        #expect(!FileManager.default.fileExists(atPath: site.journal))
    }

    @Test func `with as many as it needs it is ready, and takes copy`() throws {
        let site = try Site()
        defer { site.close() }
        let needed = DescriptorLimit.needed(for: try SettingsFile(path: site.configuration).settings)
        let daemon = try start("ulimit -n \(needed)", "run", "--config", site.configuration)
        defer { daemon.kill() }
        daemon.waitForErrors(containing: " ready")
        let sent = try Program.run("send", "--to", site.submit, input: Array(#"{"body":"The council met."}"#.utf8))
        #expect(sent.status == 0, "\(sent.errors)\(daemon.errors)")
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
    }

    @Test func `it takes all that it may have`() throws {
        let site = try Site()
        defer { site.close() }
        let daemon = try start("ulimit -Sn 40; ulimit -Hn 4000", "run", "--config", site.configuration)
        defer { daemon.kill() }
        daemon.waitForErrors(containing: " ready")
        #expect(try limit(of: daemon)[3...4] == ["4000", "4000"], "\(daemon.errors)")
    }

    /// libdispatch looks into /proc once a second, if work waits just then; a start is when it does.
    @Test(.enabled(if: canUnmount)) func `without a proc it works`() throws {
        for _ in 0..<5 {
            let site = try Site()
            defer { site.close() }
            let daemon = try RunningProgram(
                URL(filePath: "/usr/bin/unshare"),
                [
                    "-m", "--propagation", "private", "sh", "-c", "umount -l /proc; exec \"$@\"", "sh",
                    Program.binary.path, "run", "--config", site.configuration,
                ], environment: [:])
            defer { daemon.kill() }
            daemon.waitForErrors(containing: " ready")
            let sent = try Program.run("send", "--to", site.submit, input: Array(#"{"body":"The council met."}"#.utf8))
            #expect(sent.status == 0, "\(sent.errors)\(daemon.errors)")
            daemon.signal(SIGTERM)
            #expect(daemon.wait() == 0, "\(daemon.errors)")
        }
    }
}
