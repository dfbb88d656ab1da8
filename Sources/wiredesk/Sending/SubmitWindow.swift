import Daemon

/// The requests that a client of a submit intake has made and that are not settled: what to send next, and when.
///
/// Pure: the time is given. Requests go out in order. After a `busy` only one at a time is tried, after a pause that
/// doubles, until one is taken. Without a reply for a while everything is sent again, over a new connection, after
/// twice as long each time; the daemon recognises what it has.
struct SubmitWindow: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// How much may be unsettled, and how long to wait.
    struct WindowLimits: Sendable {
        /// Requests at a time.
        var requestsMax = 256
        /// Bytes of their payloads; a single one may be larger.
        var bytesMax = 32 << 20
        /// Silence after which everything is sent again.
        var silence = Duration.seconds(5)
        /// Silence after which nobody is there.
        var patience = Duration.seconds(60)
    }

    private let limits: WindowLimits
    private var payloads: [Int: [UInt8]] = [:]
    private var bytes = 0
    private var newest = 0
    /// What is to be sent, in order; the other requests are on their way.
    private var queue: [Int] = []

    /// The pause after the last `busy`; `nil` when requests are taken.
    private(set) var pause: Duration?
    private var pauseEnd: Instant?
    private var trial: Int?

    /// When the oldest reply that is waited for could have come; `nil` when none is waited for.
    private var waitingSince: Instant?
    /// When that wait began over the present connection.
    private var silentSince: Instant?
    private var silence: Duration
    private var hasStartedOver = false

    private static let pauseMin = Duration.milliseconds(50)
    private static let pauseMax = Duration.seconds(2)

    init(_ limits: WindowLimits = WindowLimits()) {
        var limits = limits
        // Nobody is given up who was not asked twice.
        limits.silence = min(limits.silence, limits.patience / 2)
        self.limits = limits
        silence = limits.silence
    }

    /// How many requests are unsettled.
    var count: Int { payloads.count }

    private var onTheirWay: Int { payloads.count - queue.count }

    /// Whether a payload of so many bytes may be added.
    func hasRoom(for count: Int) -> Bool {
        payloads.isEmpty || (payloads.count < limits.requestsMax && bytes + count <= limits.bytesMax)
    }

    /// Adds a request.
    ///
    /// - Returns: Its number, from 1.
    mutating func add(_ payload: [UInt8]) -> Int {
        newest += 1
        payloads[newest] = payload
        bytes += payload.count
        queue.append(newest)
        return newest
    }
}

// MARK: - What happens

extension SubmitWindow {
    /// Takes the next request that is to be sent now; `nil` when there is none.
    mutating func nextToSend(at now: Instant) -> (number: Int, payload: [UInt8])? {
        if let pauseEnd, onTheirWay > 0 || now < pauseEnd { return nil }
        guard let number = queue.first, let payload = payloads[number] else { return nil }
        queue.removeFirst()
        if pauseEnd != nil { trial = number }
        waitingSince = waitingSince ?? now
        silentSince = silentSince ?? now
        return (number, payload)
    }

    /// Takes note of a reply.
    ///
    /// - Returns: Whether that settles the request: it is not asked again.
    mutating func settle(_ number: Int, isBusy: Bool, at now: Instant) -> Bool {
        guard let payload = payloads[number], !queue.contains(number) else { return false }
        silence = limits.silence
        hasStartedOver = false
        if isBusy {
            queue.insert(number, at: queue.firstIndex { $0 > number } ?? queue.endIndex)
            backOff(isAgain: number == trial, at: now)
        } else {
            payloads[number] = nil
            bytes -= payload.count
            (pause, pauseEnd) = (nil, nil)
        }
        trial = nil
        waitingSince = onTheirWay > 0 ? now : nil
        silentSince = waitingSince
        return !isBusy
    }

    private mutating func backOff(isAgain: Bool, at now: Instant) {
        // Many replies to one burst are one refusal.
        let longer = isAgain ? min((pause ?? .zero) * 2, Self.pauseMax) : pause
        pause = longer ?? Self.pauseMin
        pauseEnd = now + (pause ?? .zero)
    }

    /// Starts over on a new connection: everything unsettled is sent again.
    mutating func startOver() {
        queue = payloads.keys.sorted()
        trial = nil
        silentSince = nil
        silence *= 2
        hasStartedOver = true
    }
}

// MARK: - Waiting

extension SubmitWindow {
    /// How long no reply has come that should have; zero when none is waited for.
    func silence(at now: Instant) -> Duration {
        waitingSince.map { $0.duration(to: now) } ?? .zero
    }

    /// Whether it is time to start over.
    func isSilent(at now: Instant) -> Bool {
        silentSince.map { $0.duration(to: now) >= silence } ?? false
    }

    /// Whether it is time to give up. Not before it was tried again: whoever asks may have been away for long.
    func isForsaken(at now: Instant) -> Bool {
        guard hasStartedOver, let forsakenAt else { return false }
        return now >= forsakenAt
    }

    private var forsakenAt: Instant? {
        guard let silentSince, let waitingSince else { return nil }
        return max(waitingSince + limits.patience, silentSince + limits.silence)
    }

    /// When there is something to do if no reply comes; `nil` when nothing is waited for.
    var nextEvent: Instant? {
        if onTheirWay == 0 { return queue.isEmpty ? nil : pauseEnd }
        guard let silentSince, let forsakenAt else { return nil }
        return min(silentSince + silence, forsakenAt)
    }
}
