import Classification
import LexiconTraining
import Stories
import Testing

@Suite struct `Lexicon training` {
    static var options: TrainingOptions {
        var options = TrainingOptions()
        options.termsMax = 60
        return options
    }

    static func train(
        _ rows: [TrainingRow], fixed: [Lexicon.Term] = [], _ options: TrainingOptions = options
    ) throws -> Lexicon {
        try LexiconTrainer(categories: Newsroom.categories, fixed: fixed, options: options).train(rows, name: "made")
    }

    @Test func `learns terms that judge stories it has not seen`() throws {
        let lexicon = try Self.train(Newsroom.rows(400, seed: 1))
        let evaluation = Evaluation(of: Classifier(lexicon), on: Newsroom.rows(300, seed: 2))
        #expect(evaluation.count == 300)
        #expect(evaluation.macroF1 > 0.9)
        #expect(evaluation.calibrationError < 0.1)
        for (text, index) in [("火灾", 0), ("戏曲", 1), ("篮球", 2), ("fire", 0), ("opera", 1), ("football", 2)] {
            let term = try #require(lexicon.terms.first { $0.text == text }, "\(text) was not learnt")
            #expect(term.weights[index] == term.weights.max())
        }
    }

    @Test func `gives the same bytes for the same rows`() throws {
        let rows = Newsroom.rows(300, seed: 3)
        #expect(try LexiconFiles(Self.train(rows)) == LexiconFiles(Self.train(rows)))
    }

    @Test func `keeps the rows that editors fixed`() throws {
        let fixed = [
            Lexicon.Term(text: "火灾", weights: [-2, 0.5, 1], note: "fixed"),
            Lexicon.Term(text: "消防队员", weights: [0, 0, 0], note: "fixed: masks 消防队"),
        ]
        let lexicon = try Self.train(Newsroom.rows(300, seed: 4), fixed: fixed)
        #expect(Array(lexicon.terms.prefix(2)) == fixed)
        #expect(lexicon.terms.filter { $0.text == "火灾" }.count == 1)
    }

    @Test func `never learns what is excluded`() throws {
        var options = Self.options
        options.exclude("# marks of a source\n戏曲\n\n  fire\n")
        let terms = try Self.train(Newsroom.rows(300, seed: 5), options).terms.map(\.text)
        #expect(!terms.contains { $0.contains("戏曲") || $0.split(separator: " ").contains("fire") })
        #expect(terms.contains("博物馆") && terms.contains("crash"))
    }

    @Test func `keeps to its budget of terms a language`() throws {
        var options = Self.options
        options.termsMax = 7
        #expect(try Self.train(Newsroom.rows(300, seed: 6), options).terms.count <= 14)
    }

    @Test func `refuses labels that are no category, and rows of one label`() {
        var rows = Newsroom.rows(20, seed: 7)
        rows[3].label = "sports"
        #expect(throws: TrainingError.self) { try Self.train(rows) }
        #expect(throws: TrainingError.self) { try Self.train([]) }
    }

    @Test func `writes files that load as the same lexicon`() throws {
        var lexicon = try Self.train(Newsroom.rows(300, seed: 8))
        lexicon = Lexicon(
            version: LexiconVersion(name: "made", version: ""),
            categories: [
                Lexicon.Category(
                    name: "safety", labels: ["en": "Safety \"first\"", "zh": "安全"], mediaTopics: ["medtop:03000000"],
                    threshold: 0.35),
                Lexicon.Category(name: "culture", threshold: 0.4),
            ], terms: lexicon.terms, scoring: lexicon.scoring)
        let files = LexiconFiles(lexicon)
        let loaded = try Lexicon(yaml: files.yaml, terms: files.terms)
        #expect(loaded.categories == lexicon.categories)
        #expect(loaded.scoring == lexicon.scoring)
        #expect(Set(loaded.terms) == Set(lexicon.terms))
        #expect(LexiconFiles(loaded) == files)
        let texts = loaded.terms.map { Array($0.text.unicodeScalars) }
        #expect(zip(texts, texts.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }
}
