import HTTPTypes
import Hummingbird
import HummingbirdCore
import Journaling
import Stories

/// `/feeds/{category}.json`: a JSON Feed for each category, and one for all.
struct Feeds: Sendable {
    let monitor: Monitor
    let dataSource: MonitorDataSource

    static let parameters = ["before", "limit"]
    /// The feed of all stories.
    static let all = "all"

    /// `GET /feeds/{name}`
    func feed(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let query = try Query(request.uri.query, known: Self.parameters)
        let name = context.parameters.get("name") ?? ""
        let categories = dataSource.categories()
        let category = String(name.dropLast(".json".count))
        guard name.hasSuffix(".json"), category == Self.all || categories.contains(where: { $0.name == category })
        else {
            let names = (categories.map(\.name) + [Self.all]).map { "/feeds/\($0).json" }.joined(separator: ", ")
            throw Problem.notFound("no such feed; there are \(names)")
        }
        var wanted = StoryQuery()
        wanted.isCurrentOnly = true
        wanted.labels = category == Self.all ? [] : [category]
        wanted.limit = try query.integer("limit", in: 1...200) ?? 50
        wanted.seqs = 1...max(1, (try query.integer("before", in: 2...Int.max) ?? Int.max) - 1)
        let label = categories.first { $0.name == category }
        let proxies = monitor.configuration.proxies
        let home = ClientOrigin(of: request, from: context.channel.remoteAddress, proxies: proxies).text
        let asked = wanted
        let title = label.map { "\($0.english) · \($0.chinese)" } ?? "All categories · 全部"
        let (url, stream) = (home + request.uri.path, monitor.journal.stream)
        let list = try await monitor.connections.list(context.room) { readers in
            let listed = try readers.searchable().list(asked).seqs
            var (stories, bytes, seqs): ([StoredStory], Int, [Int]) = ([], 0, listed)
            try StoryLists.forEachStory(listed, readers.journal) { story in
                // A story that was withdrawn is in no feed.
                guard story.event != .kill else { return true }
                bytes += story.record.count
                guard stories.isEmpty || bytes <= StoryLists.bytesMax else {
                    seqs = Array(listed.prefix { $0 > story.seq })
                    return false
                }
                stories.append(story)
                return true
            }
            let isWhole = seqs.count < asked.limit
            let next = isWhole ? nil : seqs.last.map { "?before=\($0)&limit=\(asked.limit)" }
            let feed = JSONFeed(title: title, url: url, home: home, next: next, stories: stories)
            return ListAnswer(
                json: feed.json, tag: "\(stream)-\(seqs.first ?? 0)-\(seqs.last ?? 0)-\(stories.count)")
        }
        return .immutable(json: list.json, type: "application/feed+json", tag: list.tag, request)
    }
}
