import CheckedYAML
import Classification
import Testing

/// Files with something wrong in them, and all that must be said about it.
struct BadFile: Sendable, CustomTestStringConvertible {
    let text: String
    let findings: [String]

    init(_ text: String, _ findings: String...) {
        self.text = text
        self.findings = findings
    }

    var testDescription: String { findings.first ?? text }

    static let sheets = [
        BadFile("", "terms.tsv: the file has no header; it starts with \"term\""),
        BadFile("# only a comment\n", "terms.tsv: the file has no header; it starts with \"term\""),
        BadFile("term\tsafety\n", "terms.tsv:1: column \"culture\" is missing"),
        BadFile("safety\tculture\n", "terms.tsv:1: column \"term\" is missing"),
        BadFile(
            "term\tsaftey\tculture\n",
            "terms.tsv:1:6: unknown column \"saftey\"; did you mean \"safety\"?",
            "terms.tsv:1: column \"safety\" is missing"),
        BadFile(
            "\n# 注\nterm\tsafety\tculture\tsafety\n", "terms.tsv:3:21: column \"safety\" comes twice"),
        BadFile("term\tsafety\tculture\n火灾\t1,5\t\n", "terms.tsv:2:4: \"1,5\" is not a number such as -1.25"),
        BadFile("term\tsafety\tculture\n火灾\tnan\t\n", "terms.tsv:2:4: \"nan\" is not a number such as -1.25"),
        BadFile("term\tsafety\tculture\n火灾\t-inf\t\n", "terms.tsv:2:4: \"-inf\" is not a number such as -1.25"),
        BadFile("term\tsafety\tculture\n火灾\t1e300\t\n", "terms.tsv:2:4: \"1e300\" is not a number such as -1.25"),
        BadFile(
            "term\tsafety\tculture\n火灾\t-\t.\n",
            "terms.tsv:2:4: \"-\" is not a number such as -1.25", "terms.tsv:2:6: \".\" is not a number such as -1.25"),
        BadFile(
            "term\tsafety\tculture\n火灾\t\t1000\n",
            "terms.tsv:2:5: the weight 1000.0 is beyond ±20; 3 nearly decides"),
        BadFile("term\tsafety\tculture\n\t1\t2\n", "terms.tsv:2:1: the term is empty"),
        BadFile("term\tsafety\tculture\n　 \t1\t2\n", "terms.tsv:2:1: the term is empty"),
        BadFile(
            "term\tsafety\tculture\n 火灾\t1\t2\n",
            "terms.tsv:2:1: the term \" 火灾\" has a space at its start or end"),
        BadFile(
            "term\tsafety\tculture\nFire\t1\t\n火灾\t1\t\nfire\t2\t\n",
            "terms.tsv:4: the term \"fire\" is on line 2 already"),
        BadFile(
            "term\tsafety\tculture\n颱風\t1\t\n火灾\t1\t\n台风\t2\t\n",
            "terms.tsv:4: the term \"台风\" matches the same text as \"颱風\" on line 2, but has other weights"),
        BadFile(
            "term\tsafety\tculture\npeople’s\t1\t\nPeople's\t\t1\n",
            "terms.tsv:3: the term \"People's\" matches the same text as \"people’s\" on line 2, but has other weights"),
        BadFile("term\tsafety\tculture\n火灾\t1\n", "terms.tsv:2: the row has 2 fields, the header 3"),
        BadFile("term\tsafety\tculture\n火灾\t1\t2\t3\n", "terms.tsv:2: the row has 4 fields, the header 3"),
        BadFile(
            "term\tsafety\tculture\n火灾\tx\t2\n消防\t1\t2\n灾\t1\ty\n",
            "terms.tsv:2:4: \"x\" is not a number such as -1.25", "terms.tsv:4:5: \"y\" is not a number such as -1.25"),
    ]

    static let settings = [
        BadFile(
            "", "lexicon.yaml:1:1: name is missing", "lexicon.yaml:1:1: categories is missing",
            "lexicon.yaml:1:1: scoring is missing"),
        BadFile(
            "- a\n", "lexicon.yaml:1:1: the document: expected a mapping of keys, got a list",
            "lexicon.yaml:1:1: name is missing", "lexicon.yaml:1:1: categories is missing",
            "lexicon.yaml:1:1: scoring is missing"),
        BadFile("name: [\n", "lexicon.yaml:2:1: not YAML: did not find expected node content"),
        BadFile("name: a\nname: b\n", "lexicon.yaml:1:1: key given twice: \"name\""),
        changed(
            "name: small", "nmae: small", "lexicon.yaml:1:1: unknown key \"nmae\"; did you mean \"name\"?",
            "lexicon.yaml:1:1: name is missing"),
        changed(
            "name: small", "name: Small Lexicon",
            "lexicon.yaml:1:7: name: expected lower-case letters, digits and hyphens, got \"Small Lexicon\""),
        changed(
            "threshold: 0.4", "threshold: 40",
            "lexicon.yaml:6:16: categories[1].threshold: expected a number from 0.0 to 1.0, got \"40\""),
        changed(
            "threshold: 0.4", "threshhold: 0.4",
            "lexicon.yaml:6:5: unknown key \"threshhold\"; did you mean \"threshold\"?",
            "lexicon.yaml:3:5: categories[1].threshold is missing"),
        changed(
            "threshold: 0.4", "threshold: .nan",
            "lexicon.yaml:6:16: categories[1].threshold: expected a number from 0.0 to 1.0, got \".nan\""),
        changed(
            "medtop:03000000", "medtop:3",
            "lexicon.yaml:5:19: categories[1].media_topics: expected Media Topics such as medtop:11000000, "
                + "got \"medtop:3\""),
        changed(
            "labels: { en: Safety, zh: 安全 }", "labels: Safety",
            "lexicon.yaml:4:13: categories[1].labels: expected a mapping of keys, got \"Safety\""),
        changed(
            "name: culture", "name: unclassified",
            "lexicon.yaml:7:11: categories[2].name: expected lower-case letters, digits and hyphens, "
                + "not given before, got \"unclassified\"",
            "lexicon.yaml:13:25: unknown key \"culture\"; known here: safety, unclassified"),
        changed(
            "headline_factor: 3", "headline_factor: 0",
            "lexicon.yaml:11:20: scoring.headline_factor: expected a number from 0.1 to 100.0, got \"0\""),
        changed(
            "culture: -1,", "clture: -1,",
            "lexicon.yaml:13:25: unknown key \"clture\"; did you mean \"culture\"?"),
        changed(
            "- { terms: 0, value: 1 }", "- { terms: 0, value: 1 }\n    - { terms: 5, value: -1 }",
            "lexicon.yaml:16:26: scoring.temperature[2].value: expected a number from 0.05 to 20.0, got \"-1\""),
        changed(
            "- { terms: 0, value: 1 }", "- { terms: 9, value: 1 }\n    - { terms: 3, value: 1 }",
            "lexicon.yaml:16:16: scoring.temperature[2].terms: expected a whole number from 10 to 1000000, "
                + "got \"3\""),
        changed(
            "evidence_max: 4", "evidence_max: 4.5",
            "lexicon.yaml:16:17: scoring.evidence_max: expected a whole number from 1 to 1000, got \"4.5\""),
    ]

    private static func changed(_ old: String, _ new: String, _ findings: String...) -> BadFile {
        var file = BadFile(Fixtures.yaml.replacing(old, with: new))
        file = BadFile(text: file.text, findings: findings)
        return file
    }

    private init(text: String, findings: [String]) {
        self.text = text
        self.findings = findings
    }
}

@Suite struct `A bad lexicon` {
    @Test(arguments: BadFile.sheets)
    func `has everything that is wrong with its terms said at once`(_ bad: BadFile) {
        #expect(findings { try Fixtures.lexicon(terms: bad.text) } == bad.findings)
    }

    @Test(arguments: BadFile.settings)
    func `has everything that is wrong with its settings said at once`(_ bad: BadFile) {
        let found = findings { try Fixtures.lexicon(yaml: bad.text) }
        #expect(found.filter { $0.hasPrefix("lexicon.yaml") } == bad.findings)
    }

    @Test func `may be wrong in both files`() {
        let yaml = Fixtures.yaml.replacing("threshold: 0.4", with: "threshold: x")
        let found = findings {
            try Fixtures.lexicon(yaml: yaml, terms: "term\tsafety\tculture\n火\tx\t\n")
        }
        #expect(found.map { $0.prefix(12) } == ["lexicon.yaml", "terms.tsv:2:"])
    }

    @Test func `may hold bytes that are not UTF-8`() {
        let terms = Array("term\tsafety\tculture\n火灾\t1\t\n火".utf8) + [0xFF] + Array("\t1\t\n".utf8)
        let found = findings { try Lexicon(yaml: Array(Fixtures.yaml.utf8), terms: terms) }
        #expect(found == ["terms.tsv:3:2: the line is not UTF-8"])
        let yaml = Array("name: a\nx: ".utf8) + [0xC0]
        let alsoFound = findings {
            try Lexicon(yaml: yaml, terms: Array(Fixtures.terms.utf8))
        }
        #expect(alsoFound.first == "lexicon.yaml:2: the line is not UTF-8")
    }
}
