import JSON
package import Stories

/// A story as ninjs, the IPTC's news in JSON.
///
/// The schemas allow no property of one's own, so what led to a verdict stays with the record; an item names the record's
/// stream and sequence number under `altIds`.
package struct NinjsItem: Sendable {
    private let record: PublishedRecord
    /// The story's name, the same for all its versions.
    private let uri: String

    /// A shape of ninjs.
    package enum Profile: String, CaseIterable, Hashable, Sendable {
        /// ninjs 3.2 (http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json).
        case current = "ninjs"
        /// ninjs 1.7 with what Superdesk's parser reads: flat names, times at whole seconds in UTC.
        case superdesk = "ninjs-superdesk"
    }

    /// Translates a record.
    ///
    /// - Parameter uri: The story's name, the same for all its versions, so that a receiver replaces the older one.
    package init(_ record: PublishedRecord, uri: String) {
        self.record = record
        self.uri = uri
    }

    /// Translates a record's bytes.
    ///
    /// - Throws: ``RecordError`` when the bytes are no record.
    package init(of record: [UInt8], uri: String) throws(RecordError) {
        self.init(try PublishedRecord(json: record), uri: uri)
    }

    /// The item as one line of JSON.
    package func json(_ profile: Profile) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: record.body.utf8.count + 2048)
        json.object { json in
            switch profile {
            case .current: write(&json)
            case .superdesk: writeFlat(&json)
            }
        }
        return json.bytes
    }

    private var status: String { record.event == StoryEvent.kill.rawValue ? "canceled" : "usable" }
    private var language: String? { record.language == "und" ? nil : record.language }
    private var creator: String { "wiredesk \(record.lexicon.name)@\(record.lexicon.version)" }
    private var subjects: [NinjsSubject] { record.categories.flatMap(NinjsSubject.of) }

    /// Reporters and correspondents, as a byline has them.
    private var by: String? {
        guard let byline = record.byline else { return nil }
        let names = byline.reporters + byline.correspondents
        return names.isEmpty ? nil : names.joined(separator: record.language == "zh" ? "、" : ", ")
    }
}

// MARK: - ninjs 3.2

extension NinjsItem {
    private func write(_ json: inout JSONWriter) {
        json.field("uri", uri)
        json.key("standard")
        json.object { json in
            json.field("name", "ninjs")
            json.field("version", "3.2")
            json.field("schema", "http://www.iptc.org/std/ninjs/ninjs-schema_3.2.json")
        }
        json.field("type", "text")
        json.field("representationType", "full")
        json.field("version", String(record.version))
        json.field("versionCreated", record.receivedAt)
        if let published = record.publishedAt { json.field("contentCreated", published) }
        if let embargo = record.embargoedUntil { json.field("embargoedUntil", embargo) }
        json.field("pubStatus", status)
        if let urgency = record.urgency { json.field("urgency", urgency) }
        if let language { json.field("language", language) }
        if let by { json.field("by", by) }
        if let dateline = record.dateline { json.field("located", dateline) }
        if let headline = record.headline {
            json.key("headlines")
            json.array([headline]) { json, text in
                json.object { json in
                    json.field("role", "main")
                    json.field("contentType", "text/plain")
                    json.field("value", text)
                }
            }
        }
        json.key("bodies")
        json.array([record.body]) { json, text in
            json.object { json in
                json.field("role", "main")
                json.field("contentType", "text/plain")
                json.field("charCount", text.unicodeScalars.count)
                json.field("value", text)
            }
        }
        json.key("subjects")
        json.array(subjects) { json, subject in
            json.object { json in
                json.field("name", subject.name)
                json.field("rel", "about")
                if let uri = subject.uri { json.field("uri", uri) }
                json.field("literal", subject.literal)
                json.field("creator", creator)
                // How sure the category is, and so how much the story is about it: the lexicon knows one number.
                json.field("relevance", subject.confidence)
                json.field("confidence", subject.confidence)
            }
        }
        if let source = record.source {
            json.key("infoSources")
            json.array([source]) { json, name in json.object { $0.field("name", name) } }
        }
        json.key("altIds")
        json.array(alternativeIds) { json, id in
            json.object { json in
                json.field("role", id.role)
                json.field("value", id.value)
            }
        }
    }

    private var alternativeIds: [(role: String, value: String)] {
        var ids = [(role: "producer", value: record.id)]
        if let stream = record.stream, let seq = record.seq {
            ids.append((role: "wiredesk", value: "\(stream) \(seq)"))
        }
        // ninjs has no place for a link to the original.
        if let url = record.url { ids.append((role: "url", value: url)) }
        return ids
    }
}

// MARK: - ninjs 1.7 for Superdesk

extension NinjsItem {
    private func writeFlat(_ json: inout JSONWriter) {
        json.field("uri", uri)
        json.field("type", "text")
        json.field("representationtype", "complete")
        json.field("version", String(record.version))
        json.field("versioncreated", Self.wholeSeconds(record.receivedAt))
        if let published = record.publishedAt { json.field("contentcreated", Self.wholeSeconds(published)) }
        if let embargo = record.embargoedUntil { json.field("embargoed", Self.wholeSeconds(embargo)) }
        json.field("pubstatus", status)
        if let urgency = record.urgency { json.field("urgency", urgency) }
        if let language { json.field("language", language) }
        if let by { json.field("byline", by) }
        if let dateline = record.dateline { json.field("located", dateline) }
        if let headline = record.headline { json.field("headline", headline) }
        json.field("body_text", record.body)
        // What Superdesk shows in its editor.
        json.field("body_html", Self.html(record.body))
        json.key("subject")
        json.array(subjects) { json, subject in
            json.object { json in
                json.field("name", subject.name)
                if let scheme = subject.scheme { json.field("scheme", scheme) }
                json.field("code", subject.code)
                json.field("creator", creator)
                json.field("relevance", subject.confidence)
                json.field("confidence", subject.confidence)
            }
        }
    }

    /// A time at whole seconds in UTC: fractions make Superdesk refuse the item.
    private static func wholeSeconds(_ time: String) -> String {
        guard let timestamp = Timestamp(time) else { return time }
        return String(timestamp.description.prefix(19)) + "Z"
    }

    private static func html(_ body: String) -> String {
        body.split(separator: "\n").map { "<p>" + escaped($0) + "</p>" }.joined()
    }

    private static func escaped(_ text: Substring) -> String {
        String(text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;"))
    }
}
