import CheckedYAML
import Classification
import Foundation
import KeywordMatching
import Stories
import Testing

@Suite struct `A classifier` {
    static func verdict(_ headline: String?, _ body: String, yaml: String = Fixtures.yaml) throws -> Verdict {
        Classifier(try Fixtures.lexicon(yaml: yaml)).verdict(on: Fixtures.article(headline, body))
    }

    @Test(arguments: [
        ("火灾", "消防员赶到", "safety"), (nil, "昨晚发生火灾", "safety"), ("戏曲进校园", "", "culture"),
        ("At the opera", "Nothing else", "culture"), (nil, "今天天气不错", "unclassified"), (nil, "", "unclassified"),
        ("惹上大麻烦", "他惹上了大麻烦", "unclassified"), ("种植大麻", "", "safety"), (nil, "Fired in misfire", "unclassified"),
    ])
    func `names the category of the terms`(headline: String?, body: String, category: String) throws {
        #expect(try Self.verdict(headline, body).category == category)
    }

    @Test func `adds up bias and contributions to the score`() throws {
        let label = try #require(try Self.verdict("火灾", "火灾，消防，消防；戏曲").labels.first)
        let fire = 3 * (1 + log(4.0))
        let brigade = 2 * (1 + log(2.0))
        #expect(label.category == "safety")
        #expect(label.mediaTopics == ["medtop:03000000"])
        #expect(abs(label.score - (-1.5 + fire + brigade)) < 1e-12)
        #expect(label.evidence.map(\.term) == ["火灾", "消防", "火灾"])
        #expect(label.evidence.map(\.headline) == [true, false, false])
        #expect(label.evidence.map(\.count) == [1, 2, 1])
        #expect(label.evidence.map(\.at) == [[0..<2], [3..<5, 6..<8], [0..<2]])
        let sum = label.evidence.reduce(0) { $0 + $1.contribution }
        #expect(abs(sum - (label.score + 1.5)) < 1e-12)
        // Three quarters of a strength in which the headline counts three and the body one.
        #expect(abs(label.evidence[0].contribution - fire * 0.75) < 1e-12)
    }

    static let spellings =
        [
            (nil, "颱風過後發生火災。", "火灾", [6..<8]), ("‘戲曲’進校園", "", "戏曲", [1..<3]),
            (nil, "It’s a FIRE", "fire", [7..<11]),
        ] as [(String?, String, String, [Range<Int>])]

    @Test(arguments: spellings)
    func `shows the lexicon's spelling at the place of the text's`(
        headline: String?, body: String, term: String, at: [Range<Int>]
    ) throws {
        let evidence = try #require(try Self.verdict(headline, body).labels.first?.evidence.first)
        #expect(evidence.term == term)
        #expect(evidence.at == at)
    }

    @Test func `takes two spellings of a term with the same weights`() throws {
        let terms = "term\tsafety\tculture\n台风\t2\t\n颱風\t2\t\n"
        let classifier = Classifier(try Fixtures.lexicon(terms: terms))
        let verdict = classifier.verdict(on: Fixtures.article(nil, "颱風來了，台风来了"))
        #expect(verdict.labels.first?.evidence.map(\.term) == ["台风"])
        #expect(verdict.labels.first?.evidence.map(\.at) == [[0..<2, 5..<7]])
    }

    @Test func `gives the confidence of the softmax`() throws {
        // Scores -1.5, -1 and 0.5 when nothing is found.
        let powers = [exp(-1.5), exp(-1), exp(0.5)]
        let verdict = try Self.verdict(nil, "无")
        #expect(verdict.confidence == Int((100 * powers[2] / powers.reduce(0, +)).rounded()))
        #expect(verdict.labels.isEmpty)
    }

    @Test func `labels a story with every category over its threshold, best first`() throws {
        let verdict = try Self.verdict("戏曲 火灾", "")
        #expect(verdict.category == "safety")
        #expect(verdict.labels.map(\.category).first == "safety")
        let both = try Self.verdict(
            "戏曲 消防", "戏曲 火灾", yaml: Fixtures.yaml.replacing("threshold: 0.3", with: "threshold: 0.0"))
        #expect(both.labels.map(\.category) == ["safety", "culture"])
        #expect(both.labels.map(\.confidence) == both.labels.map(\.confidence).sorted(by: >))
        #expect(both.confidence == both.labels.first?.confidence)
    }

    @Test func `leaves a story unclassified when the best category is under its threshold`() throws {
        let high = Fixtures.yaml.replacing("threshold: 0.4", with: "threshold: 0.99")
        let verdict = try Self.verdict(nil, "消防", yaml: high)
        #expect(verdict.category == Verdict.unclassified)
        #expect(verdict.labels.isEmpty)
        #expect(verdict.confidence < 50)
    }

    @Test func `bounds evidence and positions`() throws {
        let body = Array(repeating: "火灾", count: 100).joined(separator: "，") + " fire opera 消防 大麻"
        let verdict = try Self.verdict(nil, body)
        let label = try #require(verdict.labels.first)
        #expect(label.evidence.count == 4)
        #expect(label.evidence[0].term == "火灾")
        #expect(label.evidence[0].count == 100)
        #expect(label.evidence[0].at.count == Evidence.positionsMax)
        let sizes = label.evidence.map(\.contribution.magnitude)
        #expect(sizes == sizes.sorted(by: >))
    }

    @Test func `is less sure of a longer text and at a higher temperature`() throws {
        let plain = try Self.verdict(nil, "消防 fire").confidence
        let long = Fixtures.yaml.replacing("exponent: 0 ", with: "exponent: 0.5 ")
        let hot = Fixtures.yaml.replacing("value: 1 ", with: "value: 2 ")
        #expect(try Self.verdict(nil, "消防 fire", yaml: long).confidence < plain)
        #expect(try Self.verdict(nil, "消防 fire", yaml: hot).confidence < plain)
    }

    @Test func `says the same of the same story every time, on any thread`() async throws {
        let classifier = Classifier(try Fixtures.lexicon())
        let article = Fixtures.article("火灾 opera", "消防 消防 戏曲 fire 大麻烦")
        let first = classifier.verdict(on: article)
        let others = await withTaskGroup(of: Verdict.self) { group in
            for _ in 0..<50 { group.addTask { classifier.verdict(on: article) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.allSatisfy { $0 == first })
    }
}

@Suite struct `Scoring parameters` {
    @Test(arguments: [(0, 2.0), (5, 1.5), (10, 1.0), (15, 0.9), (20, 0.8), (99, 0.8)])
    func `takes the temperature between two given ones from the line through them`(terms: Int, value: Double) {
        let scoring = Scoring(
            biases: [0, 0],
            temperatures: [
                Scoring.Temperature(terms: 0, value: 2), Scoring.Temperature(terms: 10, value: 1),
                Scoring.Temperature(terms: 20, value: 0.8),
            ])
        #expect(abs(scoring.temperature(terms: terms) - value) < 1e-12)
    }

    @Test func `turns scores of any size into probabilities`() {
        for scores in [[0.0, 0], [1000, -1000], [-1e9, -1e9], [20, 19.5, -3]] {
            let probabilities = Scoring.probabilities(of: scores, temperature: 0.05)
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
            #expect(probabilities.allSatisfy { $0.isFinite })
        }
    }
}

@Suite struct `What is found in an article` {
    @Test func `is counted right, however many terms there are`() {
        // More than fill the table that it begins with.
        let terms = (0..<900).map { "term\($0)x" }
        let body = (terms + terms.reversed()).joined(separator: ", ")
        let findings = TermHits(
            in: Article(headline: "term7x", body: body, language: .english), by: KeywordMatcher(terms))
        #expect(findings.all.count == 900)
        #expect(findings.all.allSatisfy { $0.body == 2 })
        #expect(findings.all.filter { $0.headline == 1 }.map(\.term) == [7])
        #expect(findings.all.count { $0.headline == 0 } == 899)
        #expect(Set(findings.all.map(\.term)) == Set(0..<900))
        #expect(findings.all.first.map { findings.positions(of: $0, headline: true) } == [0..<6])
    }
}
