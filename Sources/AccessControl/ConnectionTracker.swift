import ZeroMQ

/// The connections of one end, as its socket's monitor tells of them, and which of them to cut off.
///
/// A value: the ``AccessController`` asks it, measures, and does what it says.
struct ConnectionTracker: Sendable {
    private(set) var figures = ListenerFigures()
    private var connections: [PeerConnection: Connection] = [:]
    private var handshakes = HandshakeCounter()
    private let traffic: ListenerPolicy.Traffic
    /// Bytes that connections left in libzmq when they ended: whole messages, since it lets go of the others then.
    private var departed = 0
    /// Whether nothing has been taken since all that had arrived was: then nobody leaves anything.
    private var isEmpty = true
    /// Bytes of memory that the process held when no large message was under way.
    private var usual: Int?

    private struct Connection {
        let acceptedAt: Duration
        /// Bytes that it had received when all that it had sent was known to have been taken.
        var settled = 0
        /// Bytes at the last look.
        var received = 0
        /// Bytes of the messages that have been taken, with what ZMTP adds to them.
        var taken = 0
        /// Bytes at the last look that the system held.
        var unread = 0
        var isHeard = false
        /// What it may still send, where that is measured.
        var allowance: Double
        var isCut = false

        /// Bytes that libzmq holds of it.
        var held: Int { max(0, received - unread - taken) }
    }

    init(_ traffic: ListenerPolicy.Traffic) { self.traffic = traffic }

    /// Connections in any state.
    var open: Int { connections.count }

    /// Peers that have been let in.
    var admitted: Int { handshakes.admitted }

    // MARK: - What happens

    mutating func note(_ event: SocketMonitor.SocketEvent, at now: Duration) {
        switch event.kind {
        case .accepted:
            guard let connection = event.connection else { return }
            var allowance = 0.0
            if case .requests(let burst, _) = traffic { allowance = Double(burst) }
            connections[connection] = Connection(acceptedAt: now, allowance: allowance)
            handshakes.accept(at: now)
        case .disconnected:
            guard let ended = event.connection.flatMap({ connections.removeValue(forKey: $0) }) else { return }
            handshakes.end(acceptedAt: ended.acceptedAt)
            if !isEmpty { departed += ended.held }
        case .ready: handshakes.succeed()
        case .refused: handshakes.fail(byAnswer: true)
        case .handshakeFailed: handshakes.fail(byAnswer: false)
        case .acceptFailed, .connected: return
        }
        advance(to: now)
    }

    /// Takes down that time has passed.
    mutating func advance(to now: Duration) {
        handshakes.advance(to: now)
        figures.connections = handshakes.admitted
        figures.handshakesFailed = handshakes.failed
    }

    mutating func noteWelcome(at now: Duration) { handshakes.welcome(at: now) }

    mutating func noteRefused(_ reason: PeerRefusal) { figures.refused[reason, default: 0] += 1 }

    mutating func noteCut(_ connection: PeerConnection, _ reason: PeerRefusal) {
        connections[connection]?.isCut = true
        figures.cut[reason, default: 0] += 1
    }

    /// The connections in any state.
    var all: [PeerConnection] { Array(connections.keys) }

    mutating func noteTaken(_ bytes: Int, from connection: PeerConnection) {
        isEmpty = false
        if connections[connection] == nil { departed = max(0, departed - bytes) }
        connections[connection]?.taken += bytes
    }

    /// Takes down that all that had arrived has been taken.
    mutating func noteEmpty() { (departed, isEmpty) = (0, true) }

    /// Bytes that were received, and are neither in the system nor taken: what libzmq holds, of connections that have been
    /// cut off or have ended too, since it lets go of nothing before it is taken. Of requests, which are taken at once,
    /// there are none.
    var held: Int {
        guard case .copy = traffic else { return 0 }
        return connections.values.reduce(departed) { $0 + $1.held }
    }

    /// Connections that send copy and have not been cut off.
    var senders: Int {
        guard case .copy = traffic else { return 0 }
        return measured.count
    }

    /// Connections of which libzmq holds more than so many bytes, those left out that have been cut off.
    func holders(ofMoreThan bytes: Int) -> [PeerConnection] {
        guard case .copy = traffic else { return [] }
        return measured.filter { connections[$0].map { $0.held > bytes } ?? false }
    }

    mutating func noteMessagesRefused(_ count: Int) { figures.messagesRefused += count }

    // MARK: - What to measure, and whom to cut off

    /// The connections to measure: those that have not been cut off.
    var measured: [PeerConnection] { connections.filter { !$0.value.isCut }.map(\.key) }

    /// What a look at the connections finds.
    struct ConnectionMeasurements: Sendable {
        /// Bytes that each connection has received since it was accepted.
        var received: [PeerConnection: Int]
        /// Bytes of them that the system holds still.
        var unread: [PeerConnection: Int] = [:]
        /// Those that whole messages have been taken from since the last look.
        var heard: Set<PeerConnection>
        /// Whether every whole message that had arrived by the last look has been taken since.
        var isDrained: Bool
        /// The time since the last look.
        var elapsed: Duration
        /// Bytes of memory that the process holds.
        var resident: Int
        /// Whether the process has given back the memory of those that were cut off.
        var isReturned: Bool
    }

    /// Takes down what connections have received, and says which have sent too much.
    mutating func excessive(at look: ConnectionMeasurements) -> [PeerConnection] {
        for (connection, bytes) in look.received {
            guard var known = connections[connection] else { continue }
            switch traffic {
            case .requests(let burst, let perSecond):
                known.allowance -= Double(bytes - known.received)
                known.allowance = min(known.allowance + Double(perSecond) * (look.elapsed / .seconds(1)), Double(burst))
            case .copy:
                // What was heard may be all there was; if not, the next look tells.
                known.isHeard = look.heard.contains(connection)
                if known.isHeard { known.settled = bytes }
            }
            known.received = bytes
            known.unread = look.unread[connection] ?? 0
            connections[connection] = known
        }
        switch traffic {
        case .requests: return connections.filter { !$0.value.isCut && $0.value.allowance < 0 }.map(\.key)
        case .copy(let unfinishedMax):
            return look.isDrained ? unfinished(beyond: unfinishedMax, at: look) : []
        }
    }

    /// Connections whose unfinished messages hold too much memory: more than one may, or, the largest first, so many that
    /// all together hold more than two may.
    ///
    /// A message of many small parts takes up to 32 times the memory of what was received, and nothing tells how many parts
    /// there are. So the process is watched too: when it has grown by what four may hold since nobody had a large message
    /// under way, the largest go, and those at least half as large.
    private mutating func unfinished(beyond most: Int, at look: ConnectionMeasurements) -> [PeerConnection] {
        let parts = connections.filter { !$0.value.isCut && !$0.value.isHeard }
            .map { (connection: $0.key, bytes: $0.value.received - $0.value.settled) }.sorted { $0.bytes > $1.bytes }
        let largest = parts.first?.bytes ?? 0
        let isLarge = largest > Self.largeMin
        // What is still held of those that were cut off is not the process's own.
        if !isLarge, look.isReturned { usual = look.resident }
        let hasGrown = isLarge && usual.map { look.resident - $0 > 4 * most } ?? false
        var total = parts.reduce(0) { $0 + $1.bytes }
        var excessive: [PeerConnection] = []
        for part in parts where part.bytes > most || total > 2 * most || hasGrown && part.bytes >= largest / 2 {
            excessive.append(part.connection)
            total -= part.bytes
        }
        return excessive
    }

    /// More bytes than this are a large message.
    private static let largeMin = 1 << 20

    /// Connections that have said less than a handshake takes for a moment or more: the first to go when descriptors run out.
    func silent(at now: Duration, received: [PeerConnection: Int]) -> [PeerConnection] {
        connections.filter { connection, known in
            // Of connections over ipc it is not known.
            !known.isCut && now - known.acceptedAt >= Self.silenceMin
                && received[connection].map { $0 < Self.handshakeBytesMin } ?? false
        }.map(\.key)
    }

    private static let silenceMin = Duration.milliseconds(200)
    /// A greeting and the shortest READY, of a peer without keys.
    private static let handshakeBytesMin = 90
}
