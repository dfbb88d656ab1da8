package import JSON

/// A record `wiredesk.story.v1` as a program reads it that shows or converts it.
///
/// Keys that a reader may do without are optional, so that records of older versions can be read too.
public struct PublishedRecord: Sendable {
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
    public let continuesOn: RecordJump?
    public let continuedFrom: RecordJump?
    public let category: String
    public let confidence: Int
    public let categories: [RecordCategory]
    public let lexicon: RecordLexicon

    /// Where on a page the story stood.
    public struct RecordPage: Sendable {
        public let id: String
        public let index: Int
        public let of: Int
    }

    /// What a jump line says.
    public struct RecordJump: Sendable {
        public let page: String
        public let text: String
    }

    /// The people named in its bylines.
    public struct RecordByline: Sendable {
        public let reporters: [String]
        public let correspondents: [String]
        public let photographers: [String]
    }

    /// One of its labels.
    public struct RecordCategory: Sendable {
        public let name: String
        public let confidence: Int
        public let score: Double
        public let mediaTopics: [String]
        public let evidence: [RecordEvidence]
    }

    /// A term that speaks for a label.
    public struct RecordEvidence: Sendable {
        public let term: String
        public let weight: Double
        public let count: Int
        public let contribution: Double
        public let headline: Bool
        public let at: [[Int]]
    }

    /// What judged it.
    public struct RecordLexicon: Sendable {
        public let name: String
        public let version: String
    }
}

extension PublishedRecord {
    /// Reads a record as the journal has it and the feed sends it.
    ///
    /// - Throws: ``RecordError`` when it is none.
    /// - Complexity: O(bytes); some ten microseconds for a record of a few kilobytes.
    public init(json record: [UInt8]) throws(RecordError) {
        do {
            try self.init(try JSONValue(parsing: record).members())
        } catch { throw RecordError(description: "no record: \(error)") }
    }

    private init(_ members: JSONValue.JSONMembers) throws(JSONMemberError) {
        seq = try members.optional("seq")
        stream = try members.optional("stream")
        event = try members.required("event")
        id = try members.required("id")
        version = try members.required("version")
        receivedAt = try members.required("receivedAt")
        publishedAt = try members.optional("publishedAt")
        intake = try members.optional("intake")
        channel = try members.optional("channel")
        page = try members.optional("page")
        source = try members.optional("source")
        url = try members.optional("url")
        urgency = try members.optional("urgency")
        embargoedUntil = try members.optional("embargoedUntil")
        language = try members.required("language")
        headline = try members.optional("headline")
        body = try members.required("body")
        byline = try members.optional("byline")
        dateline = try members.optional("dateline")
        continuesOn = try members.optional("continuesOn")
        continuedFrom = try members.optional("continuedFrom")
        category = try members.required("category")
        confidence = try members.required("confidence")
        categories = try members.required("categories")
        lexicon = try members.required("lexicon")
    }
}

/// Why bytes are not a record.
public struct RecordError: Error, CustomStringConvertible {
    /// A sentence that names the byte, or the key and what was expected there.
    public let description: String
}

extension PublishedRecord.RecordPage: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        (id, index, of) = (try members.required("id"), try members.required("index"), try members.required("of"))
    }
}

extension PublishedRecord.RecordJump: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        (page, text) = (try members.required("page"), try members.required("text"))
    }
}

extension PublishedRecord.RecordByline: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        reporters = try members.required("reporters")
        correspondents = try members.required("correspondents")
        photographers = try members.required("photographers")
    }
}

extension PublishedRecord.RecordCategory: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        name = try members.required("name")
        confidence = try members.required("confidence")
        score = try members.required("score")
        mediaTopics = try members.required("mediaTopics")
        evidence = try members.required("evidence")
    }
}

extension PublishedRecord.RecordEvidence: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        term = try members.required("term")
        weight = try members.required("weight")
        count = try members.required("count")
        contribution = try members.required("contribution")
        headline = try members.required("headline")
        at = try members.required("at")
    }
}

extension PublishedRecord.RecordLexicon: JSONReadable {
    package init(json: JSONValue) throws(JSONMemberError) {
        let members = try json.members()
        (name, version) = (try members.required("name"), try members.required("version"))
    }
}

extension PublishedRecord {
    /// The article in it, without the desk editors, which no record names.
    public var article: Article {
        var article = Article(
            headline: headline, body: body,
            byline: Byline(
                reporters: byline?.reporters ?? [], correspondents: byline?.correspondents ?? [],
                photographers: byline?.photographers ?? []),
            dateline: dateline, language: Language(rawValue: language) ?? .undetermined)
        article.continuesOn = continuesOn.map { Jump(page: $0.page, text: $0.text) }
        article.continuedFrom = continuedFrom.map { Jump(page: $0.page, text: $0.text) }
        return article
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
