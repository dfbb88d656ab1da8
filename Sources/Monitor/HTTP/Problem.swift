import JSON
import Foundation
import HTTPTypes
import Hummingbird
import Journaling
import NIOHTTP1
import Stories

/// Why a request was not answered as asked, as `application/problem+json` (RFC 9457).
struct Problem: HTTPResponseError, Hashable {
    let status: HTTPResponse.Status
    /// What is wrong, for a person.
    let detail: String
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// The parameter of a request is not what was expected.
    static func parameter(_ name: String, expected: String, got: String) -> Problem {
        Problem(.badRequest, "\(name): expected \(expected), got \"\(got.prefix(80))\"")
    }

    static func method(allowed: String) -> Problem {
        var problem = Problem(.methodNotAllowed, "there is \(allowed) only")
        problem.headers[.allow] = allowed
        return problem
    }

    static func notFound(_ what: String) -> Problem { Problem(.notFound, what) }

    static func unavailable(_ why: String) -> Problem {
        var problem = Problem(.serviceUnavailable, why)
        problem.headers[.retryAfter] = "1"
        return problem
    }

    /// Puts an error into words, for a client.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case MonitorError.busy: self = .unavailable("too many requests wait; ask again")
        case MonitorError.unavailable(let why): self = .unavailable(why)
        case let error as JournalError: self.init(.internalServerError, "\(error)")
        case is HTTPParserError: self.init(.badRequest, "the request is not HTTP: \(error)")
        case let error as any HTTPResponseError:
            self.init(error.status, error.status.reasonPhrase)
        default: self.init(.internalServerError, "\(error)")
        }
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        var json = JSONWriter()
        json.object { json in
            json.field("type", "about:blank")
            json.field("title", status.reasonPhrase)
            json.field("status", status.code)
            json.field("detail", detail)
        }
        var response = Response(json: json.bytes, status: status, type: "application/problem+json")
        response.headers.append(contentsOf: headers)
        return response
    }
}

extension Response {
    /// An answer of text that nobody is to keep.
    init(
        json bytes: [UInt8], status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:]
    ) {
        var fields: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        for field in headers { fields[field.name] = field.value }
        self.init(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
