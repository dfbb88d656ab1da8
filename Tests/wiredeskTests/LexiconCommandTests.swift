import Foundation
import Testing
import TestSupport

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

    private func write(_ text: String) throws -> String {
        let path = try TemporaryFolder.make().appending(path: "stories.ndjson").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static let labelled = """
        {"id":"a","headline":"消防救援人员扑灭仓库火灾","body":"","label":"safety","source":"one"}
        {"id":"b","headline":"消防救援人员扑灭仓库<火灾>","body":"","label":"culture","source":"two"}

        """

    @Test func `measure, as a table, as JSON and as a page`() throws {
        let file = try write(Self.labelled)
        let page = try TemporaryFolder.make().appending(path: "report.html").path
        let table = try Program.run("lexicon", "evaluate", "--html", page, "--lexicon", Self.lexicon.path, file)
        #expect(table.status == 0, "\(table.errors)")
        for part in [
            "all     2     0.500", "safety            0.500   1.000", "the surest mistakes", "is culture  two b",
        ] {
            #expect(table.output.contains(part), "\(table.output)")
        }
        let json = try Program.run("lexicon", "evaluate", "--json", "--lexicon", Self.lexicon.path, file)
        let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let whole = (report?["all"] as? [String: Any])?["whole"] as? [String: Any]
        #expect(whole?["accuracy"] as? Double == 0.5 && whole?["rows"] as? Int == 2)
        #expect((report?["worst"] as? [Any])?.count == 1)
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("消防救援人员扑灭仓库&lt;火灾&gt;") && !html.contains("<火灾>"))
        #expect(html.contains("<svg") && !html.contains("<script"))
        let none = try write(#"{"headline":"x","label":"weather"}"# + "\n")
        #expect(try Program.run("lexicon", "evaluate", "--lexicon", Self.lexicon.path, none).status == 65)
    }

    @Test func `show what a change of the lexicon does`() throws {
        let new = try copy()
        let terms = new.appending(path: "terms.tsv")
        let sheet = try String(contentsOf: terms, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let gone = try Regex("^[^\\t]*[火消防救援扑灭仓库]")
        try sheet.filter { $0.firstMatch(of: gone) == nil }.joined(separator: "\n")
            .write(to: terms, atomically: true, encoding: .utf8)
        let file = try write(Self.labelled)
        let outcome = try Program.run("lexicon", "diff", Self.lexicon.path, new.path, file)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for part in ["removed, 0 changed", "− 火灾", "2 of 2 stories land elsewhere", "safety → "] {
            #expect(outcome.output.contains(part), "\(outcome.output)")
        }
        let same = try Program.run("lexicon", "diff", Self.lexicon.path, Self.lexicon.path)
        #expect(same.output.contains("no difference"))
        let json = try Program.run("lexicon", "diff", "--json", Self.lexicon.path, new.path, file)
        #expect(json.output.contains(#""stories":2"#) && json.output.contains(#""removed":["#))
    }

    @Test func `propose terms from mistakes, ready to paste`() throws {
        let rows = ["，", "。", "！", "？", "：", "；"].map {
            #"{"id":"\#($0)","headline":"夜里\#($0)魑魅魍魉\#($0)来了","body":"","label":"safety"}"#
        }
        let file = try write(rows.joined(separator: "\n") + "\n")
        let tsv = try Program.run("lexicon", "suggest", "--tsv", "--lexicon", Self.lexicon.path, file)
        #expect(tsv.status == 0, "\(tsv.errors)")
        let row = try #require(tsv.lines.first { $0.hasPrefix("魑魅魍魉") })
        #expect(row.split(separator: "\t", omittingEmptySubsequences: false).count == 7, "\(row)")
        #expect(row.hasSuffix("suggested: 6 of 6 stories"))
        let table = try Program.run("lexicon", "suggest", "--lexicon", Self.lexicon.path, file)
        #expect(table.output.contains("魑魅魍魉") && table.output.contains("safety"))
        #expect(try Program.run("lexicon", "suggest").status == 64)
    }
}
