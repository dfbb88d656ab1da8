import Classification
import LexiconTraining
import Stories
import Testing

@Suite struct `Evaluation of a lexicon` {
    /// One sure term for each class; nothing speaks for a text without any.
    static let lexicon = Lexicon(
        version: LexiconVersion(name: "sure", version: ""), categories: Newsroom.categories,
        terms: [
            Lexicon.Term(text: "fire", weights: [8, 0, 0]), Lexicon.Term(text: "opera", weights: [0, 8, 0]),
        ], scoring: Scoring(exponent: 0, biases: [0, 0, 2]))

    static func rows(_ pairs: [(String, String)]) -> [TrainingRow] {
        pairs.map { TrainingRow(article: Article(body: $0.0, language: .english), label: $0.1) }
    }

    @Test func `counts what was judged right and wrong`() {
        let rows = Self.rows([
            ("fire", "safety"), ("fire", "safety"), ("fire", "culture"), ("opera", "culture"), ("x", "unclassified"),
            ("x", "safety"), ("fire", "no such class"),
        ])
        let evaluation = Evaluation(of: Classifier(Self.lexicon), on: rows)
        #expect(evaluation.confusion == [[2, 0, 1], [1, 1, 0], [0, 0, 1]])
        #expect(evaluation.count == 6)
        #expect(abs(evaluation.accuracy - 4.0 / 6) < 1e-12)
        let safety = evaluation.scores(of: 0)
        #expect(abs(safety.precision - 2.0 / 3) < 1e-12)
        #expect(abs(safety.recall - 2.0 / 3) < 1e-12)
        #expect(safety.count == 3)
        // F1: safety 2/3, culture 2/3, unclassified 2/3.
        #expect(abs(evaluation.macroF1 - 2.0 / 3) < 1e-12)
    }

    @Test func `leaves classes without rows out of the mean`() {
        let evaluation = Evaluation(of: Classifier(Self.lexicon), on: Self.rows([("fire", "safety")]))
        #expect(evaluation.macroF1 == 1)
    }

    @Test func `measures how far confidence is from the truth`() {
        let right = Evaluation(of: Classifier(Self.lexicon), on: Self.rows([("fire", "safety")]))
        let wrong = Evaluation(of: Classifier(Self.lexicon), on: Self.rows([("fire", "culture")]))
        #expect(right.calibrationError < 0.01)
        #expect(wrong.calibrationError > 0.99)
    }

    @Test func `of nothing is nothing`() {
        let evaluation = Evaluation(of: Classifier(Self.lexicon), on: [])
        #expect(evaluation.count == 0)
        #expect(evaluation.accuracy == 0 && evaluation.macroF1 == 0 && evaluation.calibrationError == 0)
    }

    @Test func `reports sources, headlines and the surest mistakes`() {
        func row(_ headline: String, _ body: String, _ label: String, _ source: String) -> TrainingRow {
            TrainingRow(
                article: Article(headline: headline, body: body, language: .english), label: label, source: source,
                id: headline)
        }
        let rows = [
            row("one", "fire", "safety", "b"), row("two", "fire fire", "culture", "b"),
            row("three", "fire opera", "unclassified", "a"), row("opera", "", "culture", "a"),
        ]
        var seen = 0
        let report = EvaluationReport(of: Classifier(Self.lexicon), on: rows, worstMax: 1) { seen += 1 }
        #expect(seen == 4)
        #expect(report.sources.map(\.name) == ["a", "b"])
        #expect(report.all.whole.count == 4 && report.sources[0].part.whole.count == 2)
        // Alone, only the headline "opera" says anything; it is a row of its own already.
        #expect(report.all.headlines.count == 4)
        #expect(report.all.headlines.confusion == [[0, 0, 1], [0, 1, 1], [0, 0, 1]])
        // "fire fire" for culture is surer than "fire opera" for anything.
        #expect(report.worst.map(\.row.id) == ["two"])
        let mistake = report.worst.first
        #expect(mistake?.said.category == "safety" && mistake?.meant.category == "culture")
        #expect(mistake?.said.evidence.map(\.term) == ["fire"] && mistake?.meant.evidence.isEmpty == true)
    }
}
