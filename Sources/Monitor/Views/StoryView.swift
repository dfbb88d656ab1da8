import JSON
import Foundation
import Journaling
import Ninjs
import Stories

/// In which shape a story is handed out.
enum StoryView: String, Hashable, Sendable, CaseIterable {
    /// The record, byte for byte.
    case record
    /// What a list of stories shows of it.
    case card
    /// ninjs 3.2.
    case ninjs
    /// ninjs 1.7 as Superdesk reads it.
    case superdesk = "ninjs-superdesk"

    /// The story in this shape: one line of JSON.
    func json(of story: StoredStory) -> [UInt8] {
        switch self {
        case .record: story.record
        case .card: StoryCard(of: story).json
        case .ninjs: ninjs(story, .current)
        case .superdesk: ninjs(story, .superdesk)
        }
    }
}

extension StoryView {
    /// The story as ninjs; the record itself, should this version be unable to read it.
    private func ninjs(_ story: StoredStory, _ profile: NinjsItem.Profile) -> [UInt8] {
        (try? NinjsItem(of: story.record, uri: story.identity.uri).json(profile)) ?? story.record
    }
}

/// What a list shows of a story.
struct StoryCard: Sendable {
    private let story: StoredStory
    private let record: PublishedRecord?

    /// Characters of the body that are shown.
    private static let leadCharacters = 160
    /// Terms that are shown.
    private static let termsMax = 4

    init(of story: StoredStory) {
        self.story = story
        // Whatever a journal holds was encoded by a wiredesk; a record that cannot be read is shown bare.
        record = try? PublishedRecord(json: story.record)
    }

    /// The card as one line of JSON.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("seq", story.seq)
            json.field("event", story.event.rawValue)
            json.field("key", story.identity.uri)
            json.field("version", story.version)
            json.field("receivedAt", story.receivedAt.description)
            json.field("category", story.category)
            guard let record else { return }
            json.field("id", record.id)
            json.field("publishedAt", record.publishedAt)
            json.field("intake", record.intake)
            json.field("channel", record.channel)
            if let source = record.source { json.field("source", source) }
            if let url = record.url { json.field("url", url) }
            if let urgency = record.urgency { json.field("urgency", urgency) }
            if let embargo = record.embargoedUntil { json.field("embargoedUntil", embargo) }
            json.field("language", record.language)
            json.field("headline", record.headline)
            json.field("lead", Self.lead(of: record.body))
            json.field("confidence", record.confidence)
            json.key("labels")
            json.array(record.categories) { json, label in
                json.object { json in
                    json.field("name", label.name)
                    json.field("confidence", label.confidence)
                }
            }
            json.field("terms", Self.terms(of: record))
        }
        return json.bytes
    }

    private static func lead(of body: String) -> String {
        var lead = String(body.prefix(leadCharacters))
        lead.replace("\n", with: " ")
        return lead.count < body.count ? lead + "…" : lead
    }

    /// The terms that speak loudest for the primary category, or for the likeliest label.
    private static func terms(of record: PublishedRecord) -> [String] {
        let label = record.categories.first { $0.name == record.category } ?? record.categories.first
        // A term of the headline and the body is listed twice.
        let sums = Dictionary((label?.evidence ?? []).map { ($0.term, $0.contribution) }, uniquingKeysWith: +)
        return sums.filter { $0.value > 0 }.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(termsMax).map(
            \.key)
    }
}
