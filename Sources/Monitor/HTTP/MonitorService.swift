import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Threads

/// The sockets of a monitor: one server on one address, run beside the desk and stopped after it.
package struct MonitorService: Service {
    private let monitor: Monitor
    private let window: DeskWindow
    private let listening: @Sendable (String) -> Void

    /// Makes the server of a monitor.
    ///
    /// - Parameter listening: Called with its address, `http://host:port`, once it listens.
    package init(
        _ monitor: Monitor, window: DeskWindow, listening: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.monitor = monitor
        self.window = window
        self.listening = listening
    }

    /// Serves until it is told to stop and every answer under way is given.
    package func run() async throws {
        let configuration = monitor.configuration
        let server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [SlowReaders(patience: SlowReaders.patience)],
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)))
        let host = configuration.host
        // The framework tells of its own affairs at these levels.
        var logger = monitor.logger
        logger.logLevel = max(logger.logLevel, .warning)
        // Streams and pages wait for the path of the stories when the machine is busy.
        let threads = max(1, System.coreCount / 2)
        let executor = try BackgroundExecutor(threads: threads)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        for loop in loops.makeIterator() { loop.execute { ThreadPriority.lower() } }
        let application = Application(
            router: router, server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host.trimmingBrackets, port: configuration.port), serverName: "wiredesk",
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.clientsMax, logger: logger)),
            onServerRunning: { [monitor, listening] channel in
                let address = "http://\(host):\(channel.localAddress?.port ?? configuration.port)"
                monitor.logger.info("monitor at \(address)")
                listening(address)
            }, eventLoopGroupProvider: .shared(loops), logger: logger)
        let outcome: Result<Void, any Error>
        do {
            // What it starts runs there too.
            outcome = .success(
                try await withTaskExecutorPreference(executor) { () async throws in try await application.run() })
        } catch { outcome = .failure(error) }
        try await loops.shutdownGracefully()
        executor.close()
        if case .failure(let error) = outcome {
            throw MonitorFailure(address: "\(host):\(configuration.port)", cause: "\(error)")
        }
    }

    private var router: Router<MonitorContext> {
        let router = Router(context: MonitorContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Access(configuration: monitor.configuration))
        let lists = StoryLists(monitor: monitor)
        let desk = DeskRoutes(monitor: monitor, window: window)
        let feeds = Feeds(monitor: monitor, window: window)
        router.get("/v1/stories", use: lists.list)
        router.get("/v1/stories/:seq", use: lists.one)
        router.get("/v1/stories/:seq/versions", use: lists.versions)
        router.get("/v1/stream", use: stream)
        router.get("/feeds/:name", use: feeds.feed)
        router.get("/v1/status", use: desk.status)
        router.get("/v1/desks", use: desk.desks)
        router.get("/v1/flow", use: desk.flow)
        router.get("/v1/rising", use: desk.rising)
        router.get("/v1/dead-letters", use: desk.deadLetters)
        router.post("/v1/classify", use: desk.classify)
        router.get("/metrics", use: desk.metrics)
        router.get("/healthz", use: desk.health)
        router.get("/readyz", use: desk.readiness)
        for asset in PageAsset.all {
            router.get(RouterPath(asset.path)) { request, _ in asset.response(to: request) }
        }
        return router
    }

    private func stream(_ request: Request, _ context: MonitorContext) throws -> Response {
        let stream = StoryStream(monitor: monitor, request: try StreamRequest(request))
        guard monitor.started.isOpen, !monitor.wire.isStopped else { throw Problem.unavailable("not ready yet") }
        let body = ResponseBody { writer in
            try await request.body.consumeWithCancellationOnInboundClose { _ in try await stream.run(&writer) }
            try await writer.finish(nil)
        }
        var headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
        // Proxies that know of it pass events on at once.
        headers.set("X-Accel-Buffering", "no")
        return Response(status: .ok, headers: headers, body: body)
    }
}

/// Why the monitor does not serve.
package struct MonitorFailure: Error, CustomStringConvertible {
    let address: String
    let cause: String

    package var description: String { "monitor at \(address): \(cause)" }
}

extension String {
    /// An IPv6 address without the brackets that set it off from a port.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
