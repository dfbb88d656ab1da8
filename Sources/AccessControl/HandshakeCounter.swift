/// How many connections of one end have been let in, and how many failed to, as far as its socket's monitor tells.
///
/// The monitor says that a handshake has succeeded or failed, but not on which connection, and it keeps silent about peers
/// that speak a ZMTP before version 3. What it leaves open, time tells: a handshake may take
/// ``ListenerPolicy/handshakeTimeMax``, so who is connected for longer has been let in. Of the younger ones at most so many have
/// as the access controller has welcomed meanwhile.
///
/// Cost: constant for each event, and a search among the young ones for an end.
struct HandshakeCounter: Sendable {
    /// When the young ones that are open were accepted, and when peers of late were welcomed; both in order.
    private var young: [Duration] = []
    private var welcomes: [Duration] = []
    /// Those that are open and not young.
    private var settled = 0
    private var accepted = 0
    private var resolved = 0
    private var told = 0
    private var untold = 0

    /// Handshakes that failed, those included that the monitor kept silent about: all of them once nobody is young.
    var failed: Int { told + untold }
    /// Peers that are connected and have been let in.
    var admitted: Int { settled + min(young.count, welcomes.count) }

    mutating func accept(at now: Duration) {
        accepted += 1
        young.append(now)
    }

    /// ZAP was asked, and said yes.
    mutating func welcome(at now: Duration) { welcomes.append(now) }

    mutating func succeed() { resolved += 1 }

    /// - Parameter byAnswer: Whether ZAP was asked and said no, which is not a failure.
    mutating func fail(byAnswer: Bool) {
        resolved += 1
        if !byAnswer { told += 1 }
    }

    /// Ends a connection that was accepted at a time.
    mutating func end(acceptedAt: Duration) {
        let index = young.partitioningIndex { $0 >= acceptedAt }
        if index < young.count, young[index] == acceptedAt {
            young.remove(at: index)
        } else {
            settled = max(0, settled - 1)
        }
        resolve()
    }

    /// Lets those settle that have been there for long enough.
    mutating func advance(to now: Duration) {
        let oldest = now - ListenerPolicy.handshakeTimeMax - Self.slack
        let grown = young.partitioningIndex { $0 > oldest }
        young.removeFirst(grown)
        settled += grown
        welcomes.removeFirst(welcomes.partitioningIndex { $0 > oldest })
        resolve()
    }

    /// Whoever is not young any more has succeeded, was told of, or failed in silence.
    private mutating func resolve() { untold = max(untold, accepted - resolved - young.count) }

    /// How much later than it should a busy machine may end a handshake.
    private static let slack = Duration.milliseconds(500)
}

extension Array {
    /// The index of the first element that something holds for; it holds for all after that.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
