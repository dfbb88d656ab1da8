import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Threads

/// Sends answers: compressed where the client takes that, in pieces, and bounded in memory.
///
/// An answer waits for its client to read. All that wait together are bounded; what finds no room is refused with 503: a list
/// before it is made (``AnswerRoom``), what is short before it is compressed. Streams are left alone: they hold next to nothing.
struct AnswerDelivery: RouterMiddleware {
    typealias Context = MonitorContext

    /// Where long answers are compressed.
    let compressor: BackgroundExecutor

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard Self.isVaried(response) else { return response }
        response.headers[.vary] = [response.headers[.vary], "Accept-Encoding"].compactMap { $0 }.joined(separator: ", ")
        guard response.body.contentLength ?? 0 > Gzip.bytesMin else { return response }
        var body = try await WholeBody.collected(response.body)
        let isVital = Access.vital.contains(request.uri.path)
        guard let reservation = context.room.take(body.readableBytes, isVital: isVital) else {
            return Problem.unavailable("too many answers wait for their clients; ask again")
                .response(from: request, context: context)
        }
        if Self.takesGzip(request), let compressed = await compressed(body) {
            body = compressed
            response.headers[.contentEncoding] = "gzip"
            // The same, in other bytes.
            if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers[.eTag] = "W/\(tag)" }
        }
        // There is room for less always.
        _ = reservation.resize(to: body.readableBytes)
        response.headers[.contentLength] = "\(body.readableBytes)"
        response.body = Self.body(body, reservation, context.channel)
        return response
    }

    /// Bytes up to which an answer is compressed at once: in less than a millisecond.
    private static let shortBytes = 64 << 10

    private func compressed(_ body: ByteBuffer) async -> ByteBuffer? {
        if body.readableBytes <= Self.shortBytes { return Gzip.compressed(body) }
        return await withTaskExecutorPreference(compressor) { () async in Gzip.compressed(body) }
    }

    private static func body(
        _ buffer: ByteBuffer, _ reservation: MemoryShare.Reservation, _ channel: any Channel
    ) -> ResponseBody {
        ResponseBody(contentLength: buffer.readableBytes) { writer in
            try await writer.write(buffer, pacedBy: channel)
            try await writer.finish(nil)
            withExtendedLifetime(reservation) {}
        }
    }

    /// Whether an answer is another to who takes gzip, or stands for one that may be: to HEAD, or to who has it already.
    static func isVaried(_ response: Response) -> Bool {
        // A HEAD answer has the length only of what it leaves out.
        response.status == .notModified || response.headers[.contentLength].flatMap { Int($0) } ?? 0 > Gzip.bytesMin
    }

    /// Whether `Accept-Encoding` takes gzip, with a weight above 0 (RFC 9110, 12.5.3): by its name, else by `*`.
    static func takesGzip(_ request: Request) -> Bool {
        var takesAny = false
        for choice in (request.headers[.acceptEncoding] ?? "").split(separator: ",") {
            let parts = choice.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard parts.first == "gzip" || parts.first == "*" else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if parts.first == "gzip" { return weight > 0 }
            takesAny = weight > 0
        }
        return takesAny
    }
}

/// Takes a body whose length is known.
private struct WholeBody: ResponseBodyWriter {
    private final class BodyContent {
        var buffer = ByteBuffer()
    }

    private let content = BodyContent()

    static func collected(_ body: ResponseBody) async throws -> ByteBuffer {
        let whole = WholeBody()
        try await body.write(whole)
        return whole.content.buffer
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        var buffer = buffer
        // Usually there is one piece, which need not be copied.
        if content.buffer.readableBytes == 0 { content.buffer = buffer } else { content.buffer.writeBuffer(&buffer) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
