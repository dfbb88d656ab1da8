import Daemon
import Foundation
import Endpoints
import ZeroMQ

/// A client of a submit intake: sends payloads, many at a time, and sees each of them settled.
///
///     var submitter = try Submitter(to: endpoint, in: context)
///     for payload in payloads {
///         while !submitter.hasRoom(for: payload) { settled += try submitter.settled(within: .seconds(1)) }
///         try submitter.submit(payload)
///     }
///     while submitter.unsettled > 0 { settled += try submitter.settled(within: .seconds(1)) }
///
/// It belongs to one thread. Requests are `[number, "", payload]`, so that replies are told apart by the number.
struct Submitter: ~Copyable {
    /// A payload that needs no more care.
    struct Settled: Sendable {
        /// The number that ``submit(_:)`` gave it.
        let number: Int
        /// `stored`, `duplicate` or `rejected`.
        let reply: SubmitReply
    }

    private let endpoint: String
    private let credentials: CurveClient?
    private let context: Context
    private var socket: Socket
    private var window: SubmitWindow
    private var isStartingOver = false
    private let decoder = JSONDecoder()

    /// How often `busy` was the reply.
    private(set) var busyReplies = 0

    /// Connects, now or as soon as the intake is there.
    ///
    /// - Parameter credentials: Keys, for an intake that asks for them.
    init(
        to endpoint: String, as credentials: CurveClient? = nil, _ limits: SubmitWindow.WindowLimits = .init(),
        in context: Context
    ) throws(ZeroMQError) {
        self.endpoint = endpoint
        self.credentials = credentials
        self.context = context
        window = SubmitWindow(limits)
        socket = try Self.connected(to: endpoint, as: credentials, in: context)
    }

    private static func connected(
        to endpoint: String, as credentials: CurveClient?, in context: Context
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(.dealer, in: context)
        // The window bounds what is queued; what is unsettled when this closes is somebody else's care.
        try socket.set(.sendHighWater, to: 0)
        try socket.set(.receiveHighWater, to: 0)
        try socket.set(.linger, to: 0)
        try socket.set(.reconnectInterval, to: 100)
        try socket.set(.reconnectIntervalMax, to: 1000)
        try socket.set(.ipv6, to: EndpointHost(endpoint)?.needsIPv6() ?? false ? 1 : 0)
        if let credentials { try socket.useCurve(as: credentials.keys, towards: credentials.server) }
        try socket.connect(endpoint)
        return socket
    }

    /// How many payloads are unsettled.
    var unsettled: Int { window.count }

    /// Whether a payload may be submitted now.
    func hasRoom(for payload: [UInt8]) -> Bool { window.hasRoom(for: payload.count) }

    /// What keeps it waiting, for a person; `nil` when all is well.
    var trouble: String? {
        if let pause = window.pause {
            let tenths = Int((pause / .milliseconds(100)).rounded(.up))
            return "busy: trying again every \(tenths / 10).\(tenths % 10) s"
        }
        guard isStartingOver else { return nil }
        return "no reply for \(window.silence(at: .now).components.seconds) s: sending again"
    }
}

// MARK: - Sending and hearing

extension Submitter {
    /// Takes a payload and sends it as soon as that makes sense.
    ///
    /// - Returns: Its number, from 1.
    /// - Throws: ``CommandError`` of code 69 when the network fails.
    @discardableResult
    mutating func submit(_ payload: [UInt8]) throws(CommandError) -> Int {
        let number = window.add(payload)
        try onNetwork { (submitter) throws(ZeroMQError) in try submitter.sendWhatIsDue() }
        return number
    }

    /// Waits until payloads are settled, and sends again what has to be.
    ///
    /// - Parameter time: How long to wait at most; zero only takes what is there.
    /// - Returns: What was settled since it was last asked.
    /// - Throws: ``CommandError`` of code 69 when nobody replies for longer than the patience lasts.
    mutating func settled(within time: Duration) throws(CommandError) -> [Settled] {
        let end = ContinuousClock.now + time
        while true {
            let replies = try hear()
            let now = ContinuousClock.now
            if !replies.isEmpty || now >= end || window.count == 0 { return replies }
            if window.isForsaken(at: now) {
                let seconds = window.silence(at: now).components.seconds
                throw CommandError(.unavailable, "\(endpoint): no reply for \(seconds) s")
            }
            try onNetwork { (submitter) throws(ZeroMQError) in
                if submitter.window.isSilent(at: now) { try submitter.startOver() }
                try submitter.wait(until: min(end, submitter.window.nextEvent ?? end))
            }
        }
    }

    private mutating func hear() throws(CommandError) -> [Settled] {
        var settled: [Settled] = []
        try onNetwork { (submitter) throws(ZeroMQError) in try submitter.sendWhatIsDue() }
        while let frames = try onNetwork({ (submitter) throws(ZeroMQError) in try submitter.nextFrames() }) {
            let (number, reply) = try decoded(frames)
            isStartingOver = false
            if reply.status == .busy { busyReplies += 1 }
            guard window.settle(number, isBusy: reply.status == .busy, at: .now) else { continue }
            settled.append(Settled(number: number, reply: reply))
        }
        try onNetwork { (submitter) throws(ZeroMQError) in try submitter.sendWhatIsDue() }
        return settled
    }

    private func decoded(_ frames: [[UInt8]]) throws(CommandError) -> (Int, SubmitReply) {
        guard frames.count == 3, let number = Int(String(decoding: frames[0], as: UTF8.self)),
            // Why it cannot be decoded does not matter: it is the wrong protocol.
            let reply = try? decoder.decode(SubmitReply.self, from: Data(frames[2]))
        else { throw CommandError(.unavailable, "\(endpoint) does not reply as a submit intake does") }
        return (number, reply)
    }
}

// MARK: - On the network

extension Submitter {
    private mutating func sendWhatIsDue() throws(ZeroMQError) {
        while let next = window.nextToSend(at: .now) {
            // Taken always: its queue has no bound but the window.
            _ = try socket.send([Array(String(next.number).utf8), [], next.payload])
        }
    }

    private mutating func nextFrames() throws(ZeroMQError) -> [[UInt8]]? {
        var message = Message()
        guard try socket.receive(into: &message) else { return nil }
        var frames = [message.bytes()]
        while message.hasMore, try socket.receive(into: &message) { frames.append(message.bytes()) }
        return frames
    }

    /// A new connection under a new name: replies to the old one cannot be mistaken for replies to this one.
    private mutating func startOver() throws(ZeroMQError) {
        socket = try Self.connected(to: endpoint, as: credentials, in: context)
        window.startOver()
        isStartingOver = true
        try sendWhatIsDue()
    }

    private func wait(until end: ContinuousClock.Instant) throws(ZeroMQError) {
        var poller = Poller()
        poller.watch(socket)
        _ = try poller.wait(for: ContinuousClock.now.duration(to: end))
    }

    private mutating func onNetwork<Result>(
        _ body: (inout Submitter) throws(ZeroMQError) -> Result
    ) throws(CommandError) -> Result {
        do { return try body(&self) } catch { throw CommandError(.unavailable, "\(error)") }
    }
}
