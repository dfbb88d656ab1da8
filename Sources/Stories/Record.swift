// The record, `wiredesk.story.v1`: one JSON object, no white space, keys in this order.
//
//     {"seq":…,"stream":…,                       ┐ opening: where the journal put it
//      "schema":…,"event":…,"id":…,"version":…,  ┘          and which version it found it to be
//      "receivedAt":…,"publishedAt":…,           ┐ tail: all that is known before the journal is asked
//      "intake":…,"channel":…,"page":…,          │
//      "source":…,"url":…,"urgency":…,           │
//      "embargoedUntil":…,                       │
//      "language":…,"headline":…,"body":…,       │
//      "byline":…,"dateline":…,                  │
//      "category":…,"confidence":…,              │
//      "categories":…,"lexicon":…}               ┘
//
// `publishedAt`, `page` and the keys from `source` to `embargoedUntil` are left out when there is none; `channel`, `headline`
// and `dateline` are null then.
// The tail, nearly all of the bytes, is encoded before the journal numbers the story; the opening is put in front
// of it inside the journal's transaction. So a record is encoded once, and journaled and sent as it is.

import JSON

/// The opening of a record: what the journal decides.
public struct RecordOpening: Hashable, Sendable {
    /// The place in the journal; `nil` for a record that is printed but not journaled.
    public var place: JournalPlace?
    /// What happened to the story.
    public var event: StoryEvent
    /// The story's id: the producer's, or made from its text.
    public var id: String
    /// The story's version, from 1.
    public var version: Int

    /// - Parameter place: `nil` for what is in no journal.
    public init(place: JournalPlace?, event: StoryEvent, id: String, version: Int) {
        self.place = place
        self.event = event
        self.id = id
        self.version = version
    }
}

/// A place in a journal: a sequence number and the stream it counts in.
public struct JournalPlace: Hashable, Sendable {
    /// The random id of the journal, minted when it was created.
    public var stream: String
    /// The sequence number, dense and rising from 1.
    public var seq: Int

    public init(stream: String, seq: Int) {
        self.stream = stream
        self.seq = seq
    }
}

/// Encodes records.
public enum Record {
    /// The value of `schema`.
    public static let schema = "wiredesk.story.v1"

    /// The whole record: an opening and the tail of the same story.
    ///
    /// - Parameter tail: What ``tail(of:)`` gave.
    /// - Complexity: O(bytes of the tail), one copy.
    public static func bytes(_ opening: RecordOpening, tail: [UInt8]) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 160 + opening.id.utf8.count)
        json.opening(opening)
        return json.bytes(followedBy: tail)
    }

    /// The record of a story from `receivedAt` on, with a comma in front and the closing brace behind.
    public static func tail(of story: Story) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: capacity(of: story), isContinued: true)
        json.tail(of: story)
        return json.bytes
    }

    /// The whole record of a story, and a newline: what ``bytes(_:tail:)`` gives, without a copy of the tail.
    ///
    /// - Complexity: O(bytes of the story).
    public static func line(_ opening: RecordOpening, _ story: Story) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 160 + opening.id.utf8.count + capacity(of: story))
        json.opening(opening)
        json.tail(of: story)
        json.newline()
        return json.bytes
    }

    /// Bytes that the tail of a story hardly ever exceeds: evidence takes more than the text of a short story.
    private static func capacity(of story: Story) -> Int { 3072 + story.copy.article.body.utf8.count * 2 }
}

// MARK: - Opening and tail

extension JSONWriter {
    fileprivate mutating func opening(_ opening: RecordOpening) {
        openObject()
        if let place = opening.place {
            field("seq", place.seq)
            field("stream", place.stream)
        }
        field("schema", Record.schema)
        field("event", opening.event.rawValue)
        field("id", opening.id)
        field("version", opening.version)
    }

    fileprivate mutating func tail(of story: Story) {
        let article = story.copy.article
        field("receivedAt", story.receivedAt.description)
        if let publishedAt = story.copy.publishedAt { field("publishedAt", publishedAt.description) }
        field("intake", story.intake)
        field("channel", story.channel)
        if let page = story.copy.page { self.page(page) }
        if let source = story.copy.source { field("source", source) }
        if let url = story.copy.url { field("url", url) }
        if let urgency = story.copy.urgency { field("urgency", urgency) }
        if let embargo = story.copy.embargoedUntil { field("embargoedUntil", embargo.description) }
        field("language", article.language.rawValue)
        field("headline", article.headline)
        field("body", article.body)
        byline(article.byline)
        field("dateline", article.dateline)
        if let jump = article.continuesOn { self.jump("continuesOn", jump) }
        if let jump = article.continuedFrom { self.jump("continuedFrom", jump) }
        verdict(story.verdict)
        closeObject()
    }
}

// MARK: - Parts of the tail

extension JSONWriter {
    fileprivate mutating func page(_ page: PagePlace) {
        key("page")
        object {
            $0.field("id", page.id)
            $0.field("index", page.index)
            $0.field("of", page.of)
        }
    }

    fileprivate mutating func jump(_ name: StaticString, _ jump: Jump) {
        key(name)
        object {
            $0.field("page", jump.page)
            $0.field("text", jump.text)
        }
    }

    fileprivate mutating func byline(_ byline: Byline) {
        key("byline")
        object {
            $0.field("reporters", byline.reporters)
            $0.field("correspondents", byline.correspondents)
            $0.field("photographers", byline.photographers)
        }
    }

    mutating func verdict(_ verdict: Verdict) {
        field("category", verdict.category)
        field("confidence", verdict.confidence)
        key("categories")
        array(verdict.labels) { $0.label($1) }
        key("lexicon")
        object {
            $0.field("name", verdict.lexicon.name)
            $0.field("version", verdict.lexicon.version)
        }
    }

    private mutating func label(_ label: Label) {
        object {
            $0.field("name", label.category)
            $0.field("confidence", label.confidence)
            $0.field("score", rounded: label.score)
            $0.field("mediaTopics", label.mediaTopics)
            $0.key("evidence")
            $0.array(label.evidence) { $0.evidence($1) }
        }
    }

    private mutating func evidence(_ evidence: Evidence) {
        object {
            $0.field("term", evidence.term)
            $0.field("weight", rounded: evidence.weight)
            $0.field("count", evidence.count)
            $0.field("contribution", rounded: evidence.contribution)
            $0.field("headline", evidence.headline)
            $0.key("at")
            $0.array(evidence.at) { $0.pair($1.lowerBound, $1.upperBound) }
        }
    }
}
