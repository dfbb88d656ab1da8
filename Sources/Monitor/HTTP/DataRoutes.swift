import JSON
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Journaling
import Pipeline
import NIOCore
import Stories
import Threads

/// How the pipeline stands: what the page's charts and panels show, and programs that watch over the daemon ask.
struct DataRoutes: Sendable {
    let monitor: Monitor
    let dataSource: MonitorDataSource

    /// `GET /v1/status`
    func status(_ request: Request, _ context: MonitorContext) throws -> Response {
        _ = try Query(request.uri.query, known: [])
        return Response(json: dataSource.status())
    }

    /// `GET /metrics`
    func metrics(_ request: Request, _ context: MonitorContext) throws -> Response {
        _ = try Query(request.uri.query, known: [])
        return Response(
            json: Array(dataSource.metrics().utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// `GET /v1/categories`: the lexicon's categories, as people call them. `GET /v1/desks` is the address they had in 0.1,
    /// and gives them as `desks` until 0.3.
    func categories(_ request: Request, _ context: MonitorContext) throws -> Response {
        _ = try Query(request.uri.query, known: [])
        var json = JSONWriter()
        json.object { json in
            json.key(request.uri.path == "/v1/desks" ? "desks" : "categories")
            json.array(dataSource.categories()) { json, category in
                json.object { json in
                    json.field("name", category.name)
                    json.field("en", category.english)
                    json.field("zh", category.chinese)
                }
            }
        }
        return Response(json: json.bytes)
    }

    /// `GET /v1/flow`: stories by minute and category.
    func flow(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let query = try Query(request.uri.query, known: ["since"])
        let now = Timestamp.now()
        let since = try query.time("since") ?? Timestamp(milliseconds: now.milliseconds - 6 * 3_600_000)
        // Minutes of the future are those of a clock that was ahead once.
        let (first, last) = (Int(since.milliseconds / 60_000), Int(now.milliseconds / 60_000))
        guard last - first <= 48 * 60 else {
            throw Problem(.badRequest, "since: expected at most 48 hours ago")
        }
        let counts = try await monitor.connections.ask { try $0.searchable().flow(in: first...max(first, last)) }
        var json = JSONWriter()
        json.object { json in
            json.field("since", Timestamp(milliseconds: Int64(first) * 60_000).description)
            json.field("now", now.description)
            json.key("minutes")
            json.array(counts) { json, count in
                json.object { json in
                    json.field("minute", count.minute - first)
                    json.field("category", count.category)
                    // Its name in 0.1, until 0.3.
                    json.field("desk", count.category)
                    json.field("stories", count.count)
                }
            }
        }
        return Response(json: json.bytes)
    }

    /// `GET /v1/rising`: terms that are suddenly more frequent.
    func rising(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let limit = try Query(request.uri.query, known: ["limit"]).integer("limit", in: 1...50) ?? 12
        let seconds = Double(Timestamp.now().milliseconds) / 1000
        let terms = try await monitor.connections.ask { [monitor] _ in
            monitor.rising.withLock { $0 }.top(limit, at: seconds)
        }
        var json = JSONWriter()
        json.object { json in
            json.key("terms")
            json.array(terms) { json, term in
                json.object { json in
                    json.field("term", term.text)
                    json.field("stories", Int(term.stories.rounded()))
                    json.field("factor", rounded: term.factor)
                }
            }
        }
        return Response(json: json.bytes)
    }

    /// `GET /v1/dead-letters`: what no story could be made of, newest first.
    func deadLetters(_ request: Request, _ context: MonitorContext) async throws -> Response {
        let query = try Query(request.uri.query, known: ["before", "limit"])
        let before = try query.integer("before", in: 1...Int.max) ?? Int.max
        let limit = try query.integer("limit", in: 1...200) ?? 50
        let letters = try await monitor.connections.ask { readers in
            try readers.journal.newestDeadLetters(before: before, atMost: limit, payloadBytes: LetterView.excerptBytes)
        }
        let file = monitor.journal.letterFile
        var json = JSONWriter()
        json.object { json in
            json.field("count", file.count)
            json.field("bytes", file.bytes)
            json.field("forgotten", file.forgotten)
            json.key("letters")
            json.array(letters) { json, letter in LetterView(letter).write(to: &json) }
        }
        return Response(json: json.bytes)
    }

    /// `POST /v1/classify`: the records of a text, without journaling it.
    func classify(_ request: Request, _ context: MonitorContext) async throws -> Response {
        _ = try Query(request.uri.query, known: [])
        var request = request
        let body: ByteBuffer
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? context.maxUploadSize
        guard length <= context.maxUploadSize else {
            throw Problem(.contentTooLarge, "a text may have at most \(context.maxUploadSize) bytes")
        }
        guard let reservation = MemoryBudget.uploads.reserve(max(1, length)) else {
            throw Problem.unavailable("too many texts are being sent; send it again")
        }
        defer { withExtendedLifetime(reservation) {} }
        do { body = try await request.collectBody(upTo: context.maxUploadSize) } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "a text may have at most \(context.maxUploadSize) bytes")
        }
        guard body.readableBytes > 0 else { throw Problem(.badRequest, "expected a text, got none") }
        let copy = Array(buffer: body)
        let records = try await monitor.connections.ask { [dataSource] _ in
            try dataSource.classify(copy).mapError {
                Problem(.unprocessableContent, "no story can be made of this: \($0)")
            }.get()
        }
        var json = JSONWriter()
        json.object { json in
            json.key("stories")
            json.array(records) { json, record in json.raw(record) }
        }
        return Response(json: json.bytes)
    }

    /// `GET /healthz`: whether the daemon is alive.
    func health(_ request: Request, _ context: MonitorContext) -> Response {
        Response(json: Array(#"{"alive":true}"#.utf8))
    }

    /// `GET /readyz`: whether it takes and passes on stories.
    func readiness(_ request: Request, _ context: MonitorContext) throws -> Response {
        let missing = dataSource.missing()
        var json = JSONWriter()
        json.object { json in
            json.key("ready")
            json.raw(Array((missing.isEmpty ? "true" : "false").utf8))
            json.key("missing")
            json.array(missing) { json, sentence in json.string(sentence) }
        }
        var response = Response(json: json.bytes)
        if !missing.isEmpty { response.status = .serviceUnavailable }
        return response
    }
}
