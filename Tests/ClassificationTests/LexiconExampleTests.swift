import CheckedYAML
import Classification
import Stories
import Testing

@Suite struct `Lexicon examples` {
    static let good = """
        {"headline":"昨夜火灾","body":"消防赶到","label":"safety","note":"plain"}

        {"headline":null,"body":"戏曲","label":"culture"}
        {"body":"天气不错","label":"other"}
        {"headline":"惹上大麻烦","label":"safety"}
        """

    @Test func `are read with their lines`() throws {
        let examples = try LexiconExample.examples(Array(Self.good.utf8), for: Fixtures.lexicon())
        #expect(examples.map(\.line) == [1, 3, 4, 5])
        #expect(examples.map(\.label) == ["safety", "culture", "unclassified", "safety"])
        #expect(examples[0].article.headline == "昨夜火灾")
        #expect(examples[1].article.headline == nil)
        #expect(examples[0].note == "plain")
    }

    @Test func `that fail come back with the verdict`() throws {
        let lexicon = try Fixtures.lexicon()
        let examples = try LexiconExample.examples(Array(Self.good.utf8), for: lexicon)
        let failures = Classifier(lexicon).failures(of: examples)
        #expect(failures.map(\.example.line) == [5])
        #expect(failures.map(\.verdict.category) == [Verdict.unclassified])
    }

    @Test func `with errors have all of them said`() throws {
        let bad = "{\"body\":\"x\",\"label\":\"saftey\"}\nnot json\n{\"body\":\"x\"}\n"
        let error = #expect(throws: LexiconError.self) {
            try LexiconExample.examples(Array(bad.utf8), for: Fixtures.lexicon())
        }
        #expect(
            error?.findings.map(\.description) == [
                "examples.ndjson:1: unknown label \"saftey\"; did you mean \"safety\"?",
                "examples.ndjson:2: the line is no JSON object with headline, body and label",
                "examples.ndjson:3: the line is no JSON object with headline, body and label",
            ])
    }

    @Test func `may be absent from a folder`() throws {
        #expect(try LexiconExample.load(from: "/nowhere", for: Fixtures.lexicon()).isEmpty)
    }
}
