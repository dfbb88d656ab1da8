import JSON
import Foundation
import Journaling
import Stories

/// The newest stories of a pipeline as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
struct JSONFeed: Sendable {
    let title: String
    /// The address that the feed was asked for at, without its query.
    let url: String
    /// Where the server is: `http://host:port`.
    let home: String
    /// What to ask for to go on: a query.
    let next: String?
    let stories: [StoredStory]

    /// The feed as one line of JSON.
    var json: [UInt8] {
        let records = stories.map { story in
            (story, try? PublishedRecord(json: story.record))
        }
        var json = JSONWriter()
        json.object { json in
            json.field("version", "https://jsonfeed.org/version/1.1")
            json.field("title", title)
            json.field("home_page_url", home + "/")
            json.field("feed_url", url)
            if let next { json.field("next_url", url + next) }
            json.key("items")
            json.array(records) { json, item in
                guard let record = item.1 else { return }
                self.item(item.0, record, &json)
            }
        }
        return json.bytes
    }

    private func item(_ story: StoredStory, _ record: PublishedRecord, _ json: inout JSONWriter) {
        json.object { json in
            // The same for every version, so that a reader replaces the older one.
            json.field("id", story.identity.uri)
            json.field("url", "\(home)/#story=\(story.seq)")
            if let url = record.url, Self.isAddress(url) { json.field("external_url", url) }
            if let headline = record.headline { json.field("title", headline) }
            json.field("content_text", record.body)
            json.field("date_published", record.publishedAt ?? record.receivedAt)
            if story.version > 1 { json.field("date_modified", record.receivedAt) }
            // Those that it has now; the story may be found under those of earlier versions too.
            json.field(
                "tags", [story.category] + record.categories.map(\.name).filter { $0 != story.category })
            if record.language != "und" { json.field("language", record.language) }
            let names = (record.byline?.reporters ?? []) + (record.byline?.correspondents ?? [])
            if !names.isEmpty {
                json.key("authors")
                json.array(names) { json, name in json.object { $0.field("name", name) } }
            }
            json.key("_wiredesk")
            json.object { json in
                json.field("about", "the wiredesk record is at \(home)/v1/stories/\(story.seq)")
                json.field("seq", story.seq)
                json.field("version", story.version)
                json.field("category", story.category)
                json.field("confidence", record.confidence)
                json.field("lexicon", record.lexicon.version)
                if let source = record.source { json.field("source", source) }
                if let urgency = record.urgency { json.field("urgency", urgency) }
                if let embargo = record.embargoedUntil { json.field("embargoedUntil", embargo) }
            }
        }
    }

    /// Whether a link is one that a reader may open. A producer may give anything.
    private static func isAddress(_ url: String) -> Bool {
        url.hasPrefix("https://") || url.hasPrefix("http://")
    }
}
