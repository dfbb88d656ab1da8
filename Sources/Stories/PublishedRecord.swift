/// A record `wiredesk.story.v1` as a program reads it that shows or converts it.
///
/// Keys that a reader may do without are optional, so that records of older versions can be read too.
public struct PublishedRecord: Decodable, Sendable {
    public let seq: Int?
    public let stream: String?
    public let event: String
    public let id: String
    public let version: Int
    public let receivedAt: String
    public let publishedAt: String?
    public let intake: String?
    public let channel: String?
    public let page: RecordPage?
    public let source: String?
    public let url: String?
    public let urgency: Int?
    public let embargoedUntil: String?
    public let language: String
    public let headline: String?
    public let body: String
    public let byline: RecordByline?
    public let dateline: String?
    public let category: String
    public let confidence: Int
    public let categories: [RecordCategory]
    public let lexicon: RecordLexicon

    /// Where on a page the story stood.
    public struct RecordPage: Decodable, Sendable {
        public let id: String
        public let index: Int
        public let of: Int
    }

    /// The people named in its bylines.
    public struct RecordByline: Decodable, Sendable {
        public let reporters: [String]
        public let correspondents: [String]
        public let photographers: [String]
    }

    /// One of its labels.
    public struct RecordCategory: Decodable, Sendable {
        public let name: String
        public let confidence: Int
        public let score: Double
        public let mediaTopics: [String]
        public let evidence: [RecordEvidence]
    }

    /// A term that speaks for a label.
    public struct RecordEvidence: Decodable, Sendable {
        public let term: String
        public let weight: Double
        public let count: Int
        public let contribution: Double
        public let headline: Bool
        public let at: [[Int]]
    }

    /// What judged it.
    public struct RecordLexicon: Decodable, Sendable {
        public let name: String
        public let version: String
    }
}

extension PublishedRecord {
    /// The article in it, without its byline.
    public var article: Article {
        Article(headline: headline, body: body, language: Language(rawValue: language) ?? .undetermined)
    }

    /// The verdict in it.
    public var verdict: Verdict {
        Verdict(
            category: category, confidence: confidence, labels: categories.map(\.label),
            lexicon: LexiconVersion(name: lexicon.name, version: lexicon.version))
    }
}

extension PublishedRecord.RecordCategory {
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
