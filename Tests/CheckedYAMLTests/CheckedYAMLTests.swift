import CheckedYAML
import Testing

@Suite struct `Checked YAML` {
    private enum Fruit: String, CaseIterable { case apple, pear }

    private func read(_ text: String) throws -> (diagnostics: DiagnosticCollector, values: [String]) {
        var diagnostics = DiagnosticCollector()
        let document = try YAMLValue(text, file: "a.yaml")
        let fields = Fields(of: document, path: "", known: ["name", "count", "share", "fruit", "tags"], &diagnostics)
        let values = [
            "\(fields.text("name", default: nil, &diagnostics) ?? "none")",
            "\(fields.integer("count", default: 7, in: 1...10, &diagnostics))",
            "\(fields.number("share", default: 0.5, in: 0...1, &diagnostics))",
            "\(fields.choice("fruit", default: Fruit.pear, &diagnostics))",
            "\(fields.texts("tags", default: ["x"], &diagnostics))",
        ]
        return (diagnostics, values)
    }

    @Test func `gives defaults for what is absent or null, and says so`() throws {
        let (diagnostics, values) = try read("count:\n")
        #expect(diagnostics.findings.isEmpty)
        #expect(values == ["none", "7", "0.5", "pear", #"["x"]"#])
        #expect(diagnostics.effective.allSatisfy { $0.origin == .standard })
    }

    @Test func `gives values with their origin`() throws {
        let (diagnostics, values) = try read("name: Öl\ncount: 1_0\nshare: 0.25\nfruit: apple\ntags: [a, 'b c']\n")
        #expect(diagnostics.findings.isEmpty)
        #expect(values == ["Öl", "10", "0.25", "apple", #"["a", "b c"]"#])
        #expect(diagnostics.effective.first { $0.path == "count" }?.origin == .file("a.yaml", line: 2, column: 8))
    }

    @Test(arguments: [
        ("nam: x", #"a.yaml:1:1: unknown key "nam"; did you mean "name"?"#),
        ("zebra: x", #"a.yaml:1:1: unknown key "zebra"; known here: name, count, share, fruit, tags"#),
        ("count: many", #"a.yaml:1:8: count: expected a whole number from 1 to 10, got "many""#),
        ("count: 11", #"a.yaml:1:8: count: expected a whole number from 1 to 10, got "11""#),
        ("share: [1]", "a.yaml:1:8: share: expected a number from 0.0 to 1.0, got a list"),
        ("fruit: plum", #"a.yaml:1:8: fruit: expected apple, pear, got "plum""#),
        ("name: {a: b}", "a.yaml:1:7: name: expected a text, got a mapping"),
        ("tags: [[a]]", "a.yaml:1:8: tags: expected a text in the list, got a list"),
        ("- a", "a.yaml:1:1: the document: expected a mapping of keys, got a list"),
    ])
    func `says where and what is wrong`(text: String, expected: String) throws {
        #expect(try read(text).diagnostics.findings.map(\.description) == [expected])
    }

    @Test func `shows all findings at once`() throws {
        #expect(try read("cuont: 3\nshare: much\nfruit: nut\n").diagnostics.findings.count == 3)
    }

    @Test(arguments: [
        ("a: [1", "a.yaml:2:1: not YAML"), ("a: b: c", "a.yaml:1:5: not YAML"), ("a: 1\na: 2", "key given twice"),
        ("\tb: 1", "a.yaml:1:"),
    ])
    func `says where the syntax ends to make sense`(text: String, expected: String) {
        let finding = #expect(throws: Diagnostic.self) { try YAMLValue(text, file: "a.yaml") }
        #expect(finding?.description.contains(expected) == true, "\(finding?.description ?? "")")
    }

    @Test func `lays one document over another`() throws {
        let base = try YAMLValue(
            "journal: {path: a, keep: 1d}\nintakes: [{name: x, kind: sub}, {name: y}]\n", file: "a.yaml")
        let over = try YAMLValue(
            "journal: {path: b}\nintakes: [{name: z}, {name: x, kind: pull}]\n", file: "b.yaml")
        let merged = base.overlaid(by: over)
        guard case .list(let intakes, _)? = merged["intakes"] else {
            Issue.record("no list")
            return
        }
        #expect(intakes.map(\.name) == ["x", "y", "z"])
        #expect(intakes.first?["kind"]?.kind == #""pull""#)
        #expect(merged["journal"]?["path"]?.origin == .file("b.yaml", line: 1, column: 17))
        #expect(merged["journal"]?["keep"]?.origin == .file("a.yaml", line: 1, column: 26))
    }

    @Test(arguments: [("jurnal", "journal"), ("pubb", "pub"), ("quietafter", "quiet_after"), ("xyz", nil)])
    func `guesses the name that was meant`(word: String, expected: String?) {
        #expect(nearest(to: word, among: ["journal", "pub", "quiet_after", "path"]) == expected)
    }
}
