import Stories

/// A published record as a program that follows wiredesk reads it; only the keys that are shown.
struct PublishedRecord: Decodable {
    let event: String
    let id: String
    let version: Int
    let receivedAt: String
    let language: String
    let headline: String?
    let body: String
    let category: String
    let confidence: Int
    let categories: [Category]
    let lexicon: Lexicon

    struct Category: Decodable {
        let name: String
        let confidence: Int
        let score: Double
        let mediaTopics: [String]
        let evidence: [Evidence]
    }

    struct Evidence: Decodable {
        let term: String
        let weight: Double
        let count: Int
        let contribution: Double
        let headline: Bool
        let at: [[Int]]
    }

    struct Lexicon: Decodable {
        let name: String
        let version: String
    }

    /// The article in it.
    var article: Article {
        Article(headline: headline, body: body, language: Language(rawValue: language) ?? .undetermined)
    }

    /// The verdict in it.
    var verdict: Verdict {
        Verdict(
            category: category, confidence: confidence, labels: categories.map(\.label),
            lexicon: LexiconVersion(name: lexicon.name, version: lexicon.version))
    }
}

extension PublishedRecord.Category {
    fileprivate var label: Label {
        Label(
            category: name, confidence: confidence, score: score, mediaTopics: mediaTopics,
            evidence: evidence.map {
                Evidence(
                    term: $0.term, weight: $0.weight, count: $0.count, contribution: $0.contribution,
                    headline: $0.headline, at: $0.at.compactMap { $0.count == 2 ? $0[0]..<max($0[0], $0[1]) : nil })
            })
    }
}
