import JSON
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Journaling
import Pipeline
import Stories

/// `/v1/stories`: stories as they are listed, and one by one.
struct StoryLists: Sendable {
    let monitor: Monitor

    /// Which versions of a story are listed.
    enum VersionFilter: String, CaseIterable { case all, current }
    /// Whether all stories are listed, or those that are held under an embargo.
    enum EmbargoFilter: String, CaseIterable { case any, held }

    /// Bytes of the records that an answer is made of, when there are several.
    static let bytesMax = 4 << 20

    static let parameters =
        [
            "category", "intake", "q", "min_confidence", "max_confidence", "since", "until", "after", "before", "limit",
            "versions",
            "embargo", "view",
        ] + Query.primaryNames

    /// What a request asks for.
    struct Wanted: Sendable {
        var query = StoryQuery()
        var since: Timestamp?
        var until: Timestamp?
        var view = StoryView.record

        /// - Parameter held: The numbers of the stories that are held.
        init(_ parameters: Query, held: () -> [Int]) throws(Problem) {
            if try parameters.choice("embargo", default: EmbargoFilter.any) == .held { query.among = held() }
            query.labels = try parameters.names("category")
            query.primary = try parameters.primary()
            query.intakes = try parameters.names("intake")
            if let typed = try parameters.text("q") {
                guard typed.unicodeScalars.count <= 200 else {
                    throw .parameter("q", expected: "at most 200 characters", got: typed)
                }
                guard let phrase = SearchPhrase(typed) else {
                    throw .parameter("q", expected: "at least one word that is looked for", got: typed)
                }
                query.phrase = phrase
            }
            let low = try parameters.integer("min_confidence", in: 0...100) ?? 0
            let high = try parameters.integer("max_confidence", in: 0...100) ?? 100
            guard low <= high else { throw Problem(.badRequest, "min_confidence: is above max_confidence") }
            query.confidence = low...high
            since = try parameters.time("since")
            until = try parameters.time("until")
            let after = try parameters.integer("after", in: 0...Int.max - 1)
            let before = try parameters.integer("before", in: 0...Int.max)
            query.isAscending = after != nil
            query.limit = try parameters.integer("limit", in: 1...500) ?? 50
            query.isCurrentOnly = try parameters.choice("versions", default: VersionFilter.all) == .current
            view = try parameters.choice("view", default: StoryView.record)
            let (first, last) = ((after ?? 0) + 1, (before ?? Int.max) - 1)
            // Nothing lies between; a range cannot say so.
            if first > last { query.limit = 0 } else { query.seqs = first...last }
        }

        /// The query with its times as sequence numbers; `nil` when nothing can match.
        func narrowed(by reader: JournalReader) throws -> StoryQuery? {
            var query = query
            if query.limit == 0 { return nil }
            var (first, last) = (query.seqs.lowerBound, query.seqs.upperBound)
            if let since {
                guard let seq = try reader.first(since: since, now: .now()) else { return nil }
                first = max(first, seq)
            }
            if let until {
                guard let seq = try reader.last(before: until) else { return nil }
                last = min(last, seq)
            }
            guard first <= last else { return nil }
            query.seqs = first...last
            return query
        }
    }

    /// `GET /v1/stories`
    func list(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let journal = monitor.journal
        let wanted = try Wanted(try Query(request.uri.query, known: Self.parameters)) { journal.held.keys.sorted() }
        let stream = monitor.journal.stream
        let oldest = monitor.journal.oldest
        let list = try await monitor.connections.list(context.room) { readers in
            let page = try Self.page(wanted, readers)
            var json = JSONWriter(reservingCapacity: page.bytes + 512)
            json.openObject()
            json.field("stream", stream)
            json.field("oldest", oldest)
            json.field("through", page.through)
            json.field("next", page.next)
            json.key("stories")
            json.array(page.stories) { json, story in json.raw(story) }
            json.closeObject()
            return ListAnswer(json: json.bytes)
        }
        return Response(json: list.json)
    }

    /// A page of a list.
    struct ListPage: Sendable {
        private(set) var stories: [[UInt8]] = []
        /// Bytes of them.
        private(set) var bytes = 0
        /// The newest story that could have been listed.
        var through = 0
        /// What to ask for to go on, as `before=…` or `after=…`; `nil` at the end.
        var next: String?

        init(through: Int) { self.through = through }

        mutating func add(_ story: [UInt8]) {
            stories.append(story)
            bytes += story.count + 1
        }
    }

    private static func page(_ wanted: Wanted, _ readers: ReadConnections.Readers) throws -> ListPage {
        let searchIndex = try readers.searchable()
        guard let query = try wanted.narrowed(by: readers.journal) else {
            var nothing = StoryQuery()
            nothing.limit = 0
            return ListPage(through: try searchIndex.list(nothing).through)
        }
        let listing = try searchIndex.list(query)
        var page = ListPage(through: listing.through)
        var (last, isWhole) = (listing.seqs.last, true)
        try Self.forEachStory(listing.seqs, readers.journal) { story in
            let json = wanted.view.json(of: story)
            guard page.stories.isEmpty || page.bytes + json.count <= Self.bytesMax else {
                isWhole = false
                return false
            }
            page.add(json)
            last = story.seq
            return true
        }
        if isWhole { last = listing.seqs.last }
        if !isWhole || listing.seqs.count == query.limit, let last {
            page.next = query.isAscending ? "after=\(last)" : "before=\(last)"
        }
        return page
    }

    /// The stories of a listing one after the other, those that are gone or damaged left out, until `body` returns `false`.
    static func forEachStory(_ seqs: [Int], _ reader: JournalReader, _ body: (StoredStory) throws -> Bool) throws {
        for seq in seqs {
            let story: StoredStory?
            do throws(JournalError) { story = try reader.story(seq) } catch {
                guard error.code == .corrupted else { throw error }
                continue
            }
            if let story, try !body(story) { return }
        }
    }

    // MARK: - One story

    /// `GET /v1/stories/{seq}`
    func one(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let view = try Query(request.uri.query, known: ["view"]).choice("view", default: StoryView.record)
        let story = try await story(context)
        return Response.immutable(
            json: view.json(of: story), tag: "\(monitor.journal.stream)-\(story.seq)-\(view.rawValue)", request)
    }

    /// `GET /v1/stories/{seq}/versions`
    func versions(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let view = try Query(request.uri.query, known: ["view"]).choice("view", default: StoryView.card)
        let story = try await story(context)
        let identity = story.identity
        let list = try await monitor.connections.list(context.room) { readers in
            let versions = try readers.journal.versions(of: identity, bytes: Self.bytesMax)
            var json = JSONWriter()
            json.object { json in
                json.field("key", identity.uri)
                json.key("versions")
                json.array(versions) { json, version in json.raw(view.json(of: version)) }
            }
            return ListAnswer(json: json.bytes)
        }
        return Response(json: list.json)
    }

    private func story(_ context: MonitorContext) async throws -> StoredStory {
        let text = context.parameters.get("seq") ?? ""
        guard let seq = Query.plainInteger(text), seq > 0 else {
            throw Problem.parameter("seq", expected: "a sequence number, from 1", got: text)
        }
        let (oldest, head) = (monitor.journal.oldest, monitor.journal.head)
        let found = try await monitor.connections.ask { try $0.journal.story(seq) }
        guard let story = found else {
            throw Problem.notFound("no story \(seq): the journal holds \(oldest) to \(head)")
        }
        return story
    }
}

extension Request {
    /// Whether the client has what bears a tag (`If-None-Match`, RFC 9110, 13.1.2): compared weakly, and `*` stands for
    /// whatever there is.
    func has(_ tag: String) -> Bool {
        (headers[.ifNoneMatch] ?? "").split(separator: ",").contains { given in
            let given = given.trimmingCharacters(in: .whitespaces)
            return given == "*" || (given.hasPrefix("W/") ? String(given.dropFirst(2)) : given) == tag
        }
    }
}

extension Response {
    /// An answer that never changes: asked for again with its tag, it is not sent again.
    static func immutable(json: [UInt8], type: String = "application/json", tag: String, _ request: Request) -> Response {
        let tag = "\"\(tag)\""
        let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache", .contentType: type]
        if request.has(tag) {
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }
}
