import JSON
import Foundation
import Hummingbird
import HummingbirdCore
import Journaling
import Stories

/// `/v1/pages`: pages, and what on them belongs to no story.
struct PageRoutes: Sendable {
    let monitor: Monitor

    /// `GET /v1/pages/{id}`: the record of a page, `wiredesk.page.v1`; of several of one id, the newest.
    func one(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let source = try Query(request.uri.query, known: ["source"]).text("source")
        guard let id = (context.parameters.get("id") ?? "").removingPercentEncoding else {
            throw Problem(.badRequest, "the id is not UTF-8 in percent encoding")
        }
        let pages = try await monitor.connections.ask { try $0.journal.pages(id: id, source: source, atMost: 1) }
        guard let page = pages.first else {
            throw Problem.notFound("no page of this id\(source == nil ? "" : " and source") is kept")
        }
        return .immutable(json: page.record, tag: "\(monitor.journal.stream)-page-\(page.number)", request)
    }

    /// `GET /v1/pages?story={seq}`: the pages that a story stands on, newest first; without it, the newest pages of which
    /// something belongs to no story.
    func list(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let query = try Query(request.uri.query, known: ["story", "limit"])
        let seq = try query.integer("story", in: 1...Int.max)
        let limit = try query.integer("limit", in: 1...200) ?? 50
        let list = try await monitor.connections.list(context.room) { readers in
            let pages = try Self.pages(ofStory: seq, readers.journal, atMost: limit)
            var json = JSONWriter()
            json.object { json in
                json.key("pages")
                json.array(pages) { json, page in Self.write(page.0, page.1, to: &json) }
            }
            return ListAnswer(json: json.bytes)
        }
        return Response(json: list.json)
    }

    private static func pages(
        ofStory seq: Int?, _ reader: JournalReader, atMost limit: Int
    ) throws -> [(StoredPage, [[UInt8]])] {
        guard let seq else {
            return try reader.newestPagesWithLeftovers(atMost: limit, bytes: StoryLists.bytesMax).map { ($0, []) }
        }
        guard let story = try reader.story(seq),
            let record = try? PublishedRecord(json: story.record)
        else { return [] }
        return try reader.pages(id: record.page?.id ?? record.id, atMost: .max, bytes: StoryLists.bytesMax)
            // Another source may have a page of the same id.
            .filter { Identity(source: $0.source, id: record.id) == story.identity }
            .prefix(limit)
            .map { page in (page, try cards(of: page, reader)) }
    }

    /// Cards of the newest versions of a page's stories, those that are gone left out.
    private static func cards(of page: StoredPage, _ reader: JournalReader) throws -> [[UInt8]] {
        let record = try? PublishedPage(json: page.record)
        return try (record?.stories ?? []).compactMap { id in
            // One at a time: a card is small, and a story may be large.
            try reader.versions(of: Identity(source: page.source, id: id), bytes: 1).last.map { StoryCard(of: $0).json }
        }
    }

    private static func write(_ page: StoredPage, _ cards: [[UInt8]], to json: inout JSONWriter) {
        json.object { json in
            json.field("source", page.source)
            json.field("receivedAt", page.receivedAt.description)
            json.field("first", page.seqs.lowerBound)
            json.field("last", page.seqs.upperBound)
            json.key("stories")
            json.array(cards) { json, card in json.raw(card) }
            json.key("page")
            json.raw(page.record)
        }
    }
}
