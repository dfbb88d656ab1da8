import Foundation
import Testing
import TestSupport

/// What `keys allow` and `keys revoke` ask of the system, by strace(1): nothing else than a power cut would show it from without.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/strace")))
struct `A key that was allowed or revoked` {
    private let folder: URL

    init() throws {
        folder = try TemporaryFolder.make()
        try FileManager.default.copyItem(
            at: Program.packageFolder.appending(path: "config/lexicon"), to: folder.appending(path: "lexicon"))
        try """
        intakes: [{name: in, kind: pull, bind: ["tcp://127.0.0.1:*"]}]
        lexicon: {path: lexicon}
        journal: {path: journal.sqlite}
        outlets: [{name: out, kind: feed, bind: ["tcp://127.0.0.1:*"]}]
        keys: {allowed: a/new/folder}
        """.write(to: folder.appending(path: "wiredesk.yaml"), atomically: true, encoding: .utf8)
        #expect(try Program.run("keys", "new", folder.appending(path: "client").path).status == 0)
    }

    /// The calls of a command that make, move or sync something: their names and paths.
    private func calls(_ arguments: String...) throws -> [(name: String, paths: [String])] {
        let trace = folder.appending(path: "trace").path
        let outcome = try Program.run(
            URL(filePath: "/usr/bin/strace"),
            ["-f", "-y", "-o", trace, "-e", "trace=mkdir,rename,fsync", Program.binary.path] + arguments
                + ["--config", folder.appending(path: "wiredesk.yaml").path])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let done = /^\d+ +(?<name>\w+)\((?<arguments>.*)\) += 0$/
        return try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let match = line.wholeMatch(of: done) else { return nil }
            let paths = match.arguments.matches(of: /["<](\/[^">]*)[">]/).map { String($0.output.1) }
            return (String(match.name), paths)
        }
    }

    private func isDurable(_ calls: [(name: String, paths: [String])]) {
        for (place, call) in calls.enumerated() where call.name != "fsync" {
            let synced = { (calls: ArraySlice<(name: String, paths: [String])>) in
                Set(calls.filter { $0.name == "fsync" }.flatMap(\.paths))
            }
            let folders = Set(call.paths.map { ($0 as NSString).deletingLastPathComponent })
            #expect(folders.isSubset(of: synced(calls[place...])), "\(call) of \(calls)")
            if call.name == "rename" { #expect(synced(calls[..<place]).contains(call.paths[0]), "\(call) of \(calls)") }
        }
    }

    @Test func `is so on the disk when the command returns`() throws {
        let allow = try calls("keys", "allow", folder.appending(path: "client.key").path, "--for", "source")
        #expect(allow.count { $0.name == "mkdir" } == 3 && allow.count { $0.name == "rename" } == 1, "\(allow)")
        isDurable(allow)
        let revoke = try calls("keys", "revoke", "client")
        #expect(revoke.count { $0.name == "mkdir" } == 1 && revoke.count { $0.name == "rename" } == 1, "\(revoke)")
        isDurable(revoke)
    }
}
