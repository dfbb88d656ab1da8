import Foundation
import HTTPTypes
import Hummingbird

/// Lets in whom the configuration lets in, and tells browsers what the page may do.
///
/// With a token, every request must bear it, in `Authorization: Bearer` or in the cookie that `/?token=` sets. Without one,
/// the monitor listens on the loopback only, and requests must name it as their host: a page of another site that makes its
/// own name point here does not get through. Pages of other sites may ask only where their origin is configured.
struct Access: RouterMiddleware {
    typealias Context = MonitorContext

    let configuration: MonitorConfiguration
    let connections: Connections

    static let cookie = "wiredesk"
    /// Asked by programs that watch over others; they learn nothing else.
    private static let open = ["/healthz", "/readyz"]
    /// What is answered in a reserved place.
    static let vital = open + ["/metrics"]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await answer(request, context, next)
        } catch {
            response = Problem(error).response(from: request, context: context)
        }
        addFields(&response, request)
        return response
    }

    private func origin(_ request: Request, _ context: Context) -> ClientOrigin {
        ClientOrigin(of: request, from: context.channel.remoteAddress, proxies: configuration.proxies)
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.headers[.init("Host") ?? .from] == nil else {
            throw Problem(.badRequest, "expected one Host field, got several")
        }
        if !Self.vital.contains(request.uri.path) { try await awaitPlace(context) }
        guard MonitorService.methods.contains(request.method) else {
            throw Problem.method(allowed: request.uri.path == MonitorService.classifyPath ? "POST" : "GET, HEAD")
        }
        if request.method == .options, let preflight = preflight(request) { return preflight }
        if let origin = request.headers[.origin], request.method != .get, request.method != .head,
            !isOwn(origin, request, context), !configuration.origins.contains(origin)
        {
            throw Problem(.forbidden, "requests from pages of \(origin.prefix(80)) are not allowed")
        }
        try refuseForeignPages(request)
        if Self.open.contains(request.uri.path) { return try await next(request, context) }
        guard let token = configuration.token else {
            guard Self.name(ofHost: request.head.authority ?? "").map(Loopback.contains) ?? false else {
                throw Problem(
                    .misdirectedRequest, "without a token the monitor answers to localhost only, not to this Host")
            }
            return try await next(request, context)
        }
        if let login = login(request, token, isSecure: origin(request, context).isSecure) { return login }
        guard bears(token, request) else {
            var problem = Problem(
                .unauthorized, "this needs the token: Authorization: Bearer …, or open /?token=… once in a browser")
            problem.headers[.wwwAuthenticate] = "Bearer realm=\"wiredesk\""
            throw problem
        }
        return try await next(request, context)
    }

    /// Waits a moment for a place where all are taken.
    private func awaitPlace(_ context: Context) async throws {
        let end = ContinuousClock.now + Self.placePatience
        while !connections.promote(context.channel) {
            guard ContinuousClock.now < end else {
                throw Problem.unavailable("all \(configuration.clientsMax) places for clients are taken")
            }
            try await Task.sleep(for: Self.placeLook)
        }
    }

    /// How long to wait for a place, and how often to look; shorter than a reserved place lasts.
    private static let (placePatience, placeLook) = (Duration.milliseconds(1500), Duration.milliseconds(20))

    // MARK: - Tokens

    /// `/?token=…`: what a person opens. The token goes into a cookie, and out of the address.
    private func login(_ request: Request, _ token: String, isSecure: Bool) -> Response? {
        guard request.uri.path == "/", let query = request.uri.query,
            let part = query.split(separator: "&").first(where: { $0.hasPrefix("token=") }),
            let given = part.dropFirst("token=".count).removingPercentEncoding
        else { return nil }
        guard Self.isEqual(given, token) else { return nil }
        return Response(
            status: .seeOther,
            headers: [
                .location: "/", .cacheControl: "no-store",
                .setCookie: "\(Self.cookie)=\(given); Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
                    + (isSecure ? "; Secure" : ""),
            ])
    }

    private func bears(_ token: String, _ request: Request) -> Bool {
        if let field = request.headers[.authorization] {
            let parts = field.split(separator: " ", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == "bearer" && Self.isEqual(String(parts[1]), token)
        }
        return request.cookies[Self.cookie].map { Self.isEqual($0.value, token) } ?? false
    }

    /// Compares in a time that does not tell how much is equal.
    private static func isEqual(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    // MARK: - Hosts and origins

    /// A host without its port; `nil` when it is none.
    private static func name(ofHost host: String) -> String? {
        host.wholeMatch(of: /(?<name>\[[^\[\]]*\]|[^:\[\]@\/]*)(:[0-9]*)?/).map { String($0.name) }
    }

    private func isOwn(_ origin: String, _ request: Request, _ context: Context) -> Bool {
        if origin == self.origin(request, context).text { return true }
        guard let authority = request.head.authority else { return false }
        return origin == "http://\(authority)" || origin == "https://\(authority)"
    }

    /// Browsers say where a request comes from that a page makes: pages of other sites get nothing, not even an image that
    /// costs a search. A link that a person follows is another thing.
    private func refuseForeignPages(_ request: Request) throws(Problem) {
        guard Self.isOfForeignPage(request) else { return }
        guard let origin = request.headers[.origin], configuration.origins.contains(origin) else {
            throw Problem(.forbidden, "requests from pages of other sites are not allowed")
        }
    }

    /// Whether a page of another site makes a request: anything but the document that a person goes to. A frame is navigated
    /// too, without anyone seeing it.
    static func isOfForeignPage(_ request: Request) -> Bool {
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
        guard field("Sec-Fetch-Site") == "cross-site" else { return false }
        return field("Sec-Fetch-Mode") != "navigate" || field("Sec-Fetch-Dest") != "document"
    }

    private func preflight(_ request: Request) -> Response? {
        guard let origin = request.headers[.origin], configuration.origins.contains(origin) else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, HEAD, POST",
                .accessControlAllowHeaders: "Authorization, Content-Type, Last-Event-ID", .accessControlMaxAge: "600",
            ])
    }

    private func addFields(_ response: inout Response, _ request: Request) {
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers.set("Referrer-Policy", "no-referrer")
        response.headers.set(
            "Cross-Origin-Resource-Policy", configuration.origins.isEmpty ? "same-origin" : "cross-origin")
        guard let origin = request.headers[.origin], configuration.origins.contains(origin) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = [response.headers[.vary], "Origin"].compactMap { $0 }.joined(separator: ", ")
    }
}

extension HTTPFields {
    /// Sets a field whose name is not among the common ones.
    mutating func set(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }
}
