import AccessControl
import Logging
import Threads
import ZeroMQ

/// What an ``EndpointThread`` needs to know of an end.
protocol EndpointConfiguration: Sendable {
    /// The end as the log and the watchdog call it: `intake NAME` or `outlet NAME`.
    var end: String { get }
    /// What kind of end it is, as the configuration has it, such as `pull`.
    var kind: String { get }
    /// The end's thread, as `top -H` shows it.
    var threadName: String { get }
    var socketType: Socket.SocketType { get }
    /// Endpoints to connect to.
    var connect: [String] { get }
    /// Sets the socket's options, before it binds or connects.
    func apply(to socket: borrowing Socket) throws(ZeroMQError)
    /// Where peers come in.
    func binder(behind accessController: AccessController?) -> EndpointBinder
}

/// The thread that owns the socket of an end: opens it behind its guard, lets the end work on it until that is told to stop,
/// and closes both.
final class EndpointThread: Sendable {
    /// Wakes the end where it waits for its socket.
    let wakeup: Wakeup
    private let context: Context
    private let accessController: AccessController?
    private let logger: Logger
    private let bound = Locked<[String]>([])
    private let thread: OwnedThread

    /// Prepares a thread; nothing is opened yet.
    init(
        _ configuration: some EndpointConfiguration, in context: Context, behind accessController: AccessController?,
        logger: Logger
    ) throws(ZeroMQError) {
        self.context = context
        self.accessController = accessController
        self.logger = logger
        wakeup = try Wakeup()
        thread = OwnedThread(configuration.threadName, liveness: configuration.end, wake: wakeup.signal)
    }

    /// Open when the end is to stop.
    var stopping: Latch { thread.stopping }
    var liveness: LivenessProbe { thread.liveness }

    /// The endpoints it listens on, with the ports that the system chose; empty until it is started.
    var endpoints: [String] { bound.withLock { $0 } }

    /// Starts the thread; returns when the socket is bound and connected, and `work` has said that it is ready.
    ///
    /// - Parameters:
    ///   - onEnd: Called on the thread when it ends, with the error that ended it.
    ///   - work: What the end does with its socket and the socket's guard. It must call its last argument at once, when others
    ///     may count on the end.
    /// - Throws: What went wrong before it was ready.
    func start(
        _ configuration: some EndpointConfiguration, onEnd: @escaping @Sendable ((any Error)?) -> Void,
        work: @escaping @Sendable (borrowing Socket, ListenerGuard?, _ ready: () -> Void) throws -> Void
    ) throws {
        try thread.start(onEnd: onEnd) { [self] ready in
            let binder = configuration.binder(behind: accessController)
            // After the socket has closed.
            defer { binder.leave() }
            let socket = try Socket(configuration.socketType, in: context)
            try configuration.apply(to: socket)
            let listenerGuard = try binder.open(socket) { endpoint in bound.withLock { $0.append(endpoint) } }
            defer { binder.close(listenerGuard, on: socket) }
            let places = (endpoints + configuration.connect).joined(separator: " ")
            logger.info("\(configuration.end) (\(configuration.kind)) at \(places)")
            try work(socket, listenerGuard, ready)
        }
    }

    /// Tells the end to stop; returns at once.
    func requestStop() { thread.requestStop() }

    /// Waits until the thread has ended.
    func join() { thread.join() }
}
