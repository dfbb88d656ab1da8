import Foundation
import Testing
import WireTestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Lexicon commands` {
    private static let lexicon = Program.packageFolder.appending(path: "config/lexicon")

    /// The shipped lexicon without its examples, in a folder of its own.
    private func copy() throws -> URL {
        let folder = try TemporaryFolder.make()
        for name in ["lexicon.yaml", "terms.tsv"] {
            try FileManager.default.copyItem(at: Self.lexicon.appending(path: name), to: folder.appending(path: name))
        }
        return folder
    }

    @Test func `find the shipped lexicon's examples right`() throws {
        let outcome = try Program.run("lexicon", "test", Self.lexicon.path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("examples are judged right"))
    }

    @Test func `show an example that is judged wrongly, with what led there`() throws {
        let folder = try copy()
        try #"{"headline":"消防救援人员扑灭仓库火灾","body":"","label":"culture","note":"on purpose"}"#
            .write(to: folder.appending(path: "examples.ndjson"), atomically: true, encoding: .utf8)
        let outcome = try Program.run("lexicon", "test", folder.path)
        #expect(outcome.status == 65)
        for part in ["examples.ndjson:1: culture, judged safety", "火灾", "on purpose"] {
            #expect(outcome.output.contains(part), "\(outcome.output)")
        }
        #expect(outcome.errors.contains("1 of 1 examples are judged wrongly"), "\(outcome.errors)")
        let report = try Program.run("lexicon", "test", "--json", folder.path)
        #expect(report.output.contains(#""category":"safety""#), "\(report.output)")
        #expect(report.output.contains(#""examples":1"#), "\(report.output)")
    }

    @Test func `name the line of an example that cannot be read`() throws {
        let folder = try copy()
        try "\nnonsense\n".write(to: folder.appending(path: "examples.ndjson"), atomically: true, encoding: .utf8)
        let outcome = try Program.run("lexicon", "test", folder.path)
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains("examples.ndjson:2"), "\(outcome.errors)")
    }
}
