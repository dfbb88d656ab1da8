import CMonitorPage
import Hashing
import Hummingbird

/// A file of the page, which the binary carries with it.
struct PageAsset: Sendable {
    /// Where it is asked for.
    let path: String
    private let type: String
    private let body: ByteBuffer
    private let tag: String

    private init(_ path: String, _ type: String, _ file: wiredesk_page_file) {
        self.path = path
        self.type = type
        let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
        body = ByteBuffer(bytes: bytes)
        tag = "\"" + SHA256.digest(of: bytes).prefix(8).map { String($0, radix: 16) }.joined() + "\""
    }

    /// All there are.
    static let all: [PageAsset] =
        [
            PageAsset("/", "text/html; charset=utf-8", wiredesk_page_index),
            PageAsset("/page/style.css", "text/css; charset=utf-8", wiredesk_page_style),
            PageAsset("/page/icon.svg", "image/svg+xml", wiredesk_page_icon),
            PageAsset("/favicon.ico", "image/svg+xml", wiredesk_page_icon),
            PageAsset("/openapi.json", "application/json", wiredesk_page_openapi),
        ] + scripts

    private static let scripts: [PageAsset] = [
        ("main", wiredesk_page_main), ("columns", wiredesk_page_columns), ("reader", wiredesk_page_reader),
        ("charts", wiredesk_page_charts), ("panels", wiredesk_page_panels), ("words", wiredesk_page_words),
        ("base", wiredesk_page_base), ("cards", wiredesk_page_cards), ("filters", wiredesk_page_filters),
        ("lists", wiredesk_page_lists), ("stream", wiredesk_page_stream),
    ].map { PageAsset("/page/\($0.0).js", "text/javascript; charset=utf-8", $0.1) }

    /// Only what comes from here runs and is shown; nothing can be put into the page that does anything.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """

    func response(to request: Request) -> Response {
        var headers: HTTPFields = [
            .contentType: type, .eTag: tag, .cacheControl: "no-cache", .contentSecurityPolicy: Self.policy,
        ]
        if request.has(tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
