import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Threads

/// The sockets of a monitor: one server on one address, run beside the pipeline and stopped after it.
package struct MonitorService: Service {
    private let monitor: Monitor
    private let dataSource: MonitorDataSource
    private let listening: @Sendable (String) -> Void

    /// Makes the server of a monitor.
    ///
    /// - Parameter listening: Called with its address, `http://host:port`, once it listens.
    package init(
        _ monitor: Monitor, dataSource: MonitorDataSource, listening: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.monitor = monitor
        self.dataSource = dataSource
        self.listening = listening
    }

    /// Serves until it is told to stop and every answer under way is given.
    package func run() async throws {
        let configuration = monitor.configuration
        let connections = Connections(clientsMax: configuration.clientsMax)
        let server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionLimits(connections)],
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)))
        let host = configuration.host
        // Below this the framework tells of its own affairs, such as that it is being stopped; what fails it throws.
        var logger = monitor.logger
        logger.logLevel = .critical
        // Streams and pages wait for the path of the stories when the machine is busy.
        let threads = max(1, System.coreCount / 2)
        let executor = try BackgroundExecutor(threads: threads)
        // What takes long has threads of its own: health and metrics do not wait behind it.
        let compressor = try BackgroundExecutor(named: "gzip", threads: threads)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        for loop in loops.makeIterator() { loop.execute { ThreadPriority.lower() } }
        let application = Application(
            router: router(connections, compressor), server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host.trimmingBrackets, port: configuration.port), serverName: "wiredesk",
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    configuration.clientsMax + Connections.reserved, logger: logger)),
            onServerRunning: { [monitor, listening] channel in
                let address = "http://\(host):\(channel.localAddress?.port ?? configuration.port)"
                monitor.logger.info("monitor at \(address)")
                listening(address)
            }, eventLoopGroupProvider: .shared(loops), logger: logger)
        let outcome: Result<Void, any Error>
        do {
            // What it starts runs there too.
            outcome = .success(
                try await withGracefulShutdownHandler {
                    try await withTaskExecutorPreference(executor) { () async throws in try await application.run() }
                } onGracefulShutdown: {
                    // Whatever clients are doing: half a body, a stream that is not read.
                    loops.next().scheduleTask(in: Self.endMax) { connections.closeAll() }
                })
        } catch { outcome = .failure(error) }
        try await loops.shutdownGracefully()
        compressor.close()
        executor.close()
        if case .failure(let error) = outcome {
            throw MonitorFailure(address: "\(host):\(configuration.port)", cause: "\(error)")
        }
    }

    /// How long clients have to read their answers when the daemon stops.
    private static let endMax = TimeAmount.seconds(4)

    private func router(_ connections: Connections, _ compressor: BackgroundExecutor) -> Router<MonitorContext> {
        let router = Router(context: MonitorContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: AnswerDelivery(compressor: compressor))
        router.add(middleware: Access(configuration: monitor.configuration, connections: connections))
        let lists = StoryLists(monitor: monitor)
        let routes = DataRoutes(monitor: monitor, dataSource: dataSource)
        let pages = PageRoutes(monitor: monitor)
        let feeds = Feeds(monitor: monitor, dataSource: dataSource)
        let readings: [(path: String, answer: @Sendable (Request, MonitorContext) async throws -> Response)] = [
            ("/v1/stories", lists.list), ("/v1/stories/:seq", lists.one), ("/v1/stories/:seq/versions", lists.versions),
            ("/v1/pages", pages.list), ("/v1/pages/:id", pages.one),
            ("/v1/stream", stream), ("/feeds/:name", feeds.feed),
            ("/v1/status", routes.status), ("/v1/categories", routes.categories), ("/v1/desks", routes.categories),
            ("/v1/flow", routes.flow),
            ("/v1/rising", routes.rising),
            ("/v1/dead-letters", routes.deadLetters), ("/metrics", routes.metrics),
            ("/healthz", routes.health), ("/readyz", routes.readiness),
        ]
        for (path, answer) in readings {
            router.get(RouterPath(path), use: answer)
            refuse(Self.methods.subtracting([.get, .head]), of: path, allowed: "GET, HEAD", router)
        }
        router.post(RouterPath(Self.classifyPath), use: routes.classify)
        refuse(Self.methods.subtracting([.post]), of: Self.classifyPath, allowed: "POST", router)
        for asset in PageAsset.all {
            router.get(RouterPath(asset.path)) { request, _ in asset.response(to: request) }
        }
        return router
    }

    static let classifyPath = "/v1/classify"
    /// Methods that a path may be asked with; others are refused before anything is read.
    static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]

    /// Says which methods there are to who uses another.
    private func refuse(
        _ methods: Set<HTTPRequest.Method>, of path: String, allowed: String, _ router: Router<MonitorContext>
    ) {
        for method in methods {
            router.on(RouterPath(path), method: method) { _, _ -> Response in
                throw Problem.method(allowed: allowed)
            }
        }
    }

    private func stream(_ request: Request, _ context: MonitorContext) throws -> Response {
        let stream = StoryStream(monitor: monitor, request: try StreamRequest(request), channel: context.channel)
        guard monitor.started.isOpen, !monitor.broadcaster.isStopped else { throw Problem.unavailable("not ready yet") }
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
