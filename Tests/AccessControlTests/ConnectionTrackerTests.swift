import Testing

@testable import AccessControl
@testable import ZeroMQ

@Suite struct `The book of connections` {
    private let one = PeerConnection(descriptor: 11)
    private let other = PeerConnection(descriptor: 12)

    private func event(_ kind: SocketMonitor.SocketEventKind, _ connection: PeerConnection? = nil)
        -> SocketMonitor.SocketEvent
    {
        SocketMonitor.SocketEvent(kind: kind, endpoint: "tcp://127.0.0.1:1", connection: connection)
    }

    private func tracker(_ traffic: ListenerPolicy.Traffic, _ connections: [PeerConnection]) -> ConnectionTracker {
        var tracker = ConnectionTracker(traffic)
        for connection in connections {
            tracker.note(event(.accepted, connection), at: .zero)
            tracker.noteWelcome(at: .zero)
            tracker.note(event(.ready), at: .zero)
        }
        return tracker
    }

    /// A look a second after the last one.
    private func look(
        _ received: [PeerConnection: Int], heard: Set<PeerConnection> = [], isDrained: Bool = true, resident: Int = 0,
        isReturned: Bool = true
    ) -> ConnectionTracker.ConnectionMeasurements {
        ConnectionTracker.ConnectionMeasurements(
            received: received, heard: heard, isDrained: isDrained, elapsed: .seconds(1), resident: resident,
            isReturned: isReturned)
    }

    @Test func `counts those who were let in, whoever else came and went`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), [one])
        tracker.note(event(.accepted, other), at: .zero)
        #expect(tracker.admitted == 1 && tracker.open == 2)
        tracker.note(event(.handshakeFailed), at: .zero)
        tracker.note(event(.disconnected, other), at: .zero)
        #expect(tracker.admitted == 1 && tracker.open == 1 && tracker.figures.handshakesFailed == 1)
        tracker.note(event(.disconnected, one), at: .zero)
        #expect(tracker.admitted == 0)
    }

    @Test func `counts who stays although the monitor keeps silent about some who failed`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), [one])
        for number in 0..<100 {
            let stranger = PeerConnection(descriptor: Int32(100 + number))
            tracker.note(event(.accepted, stranger), at: .milliseconds(number))
            tracker.note(event(.disconnected, stranger), at: .milliseconds(number))
        }
        #expect(tracker.admitted == 1 && tracker.open == 1)
        // Once it has been there for longer than a handshake may take, it needs no welcome to be counted by.
        tracker.advance(to: .seconds(10))
        #expect(tracker.figures.connections == 1 && tracker.figures.handshakesFailed == 100)
    }

    @Test func `takes nobody for let in who says nothing`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), [])
        for number in 0..<100 {
            tracker.note(event(.accepted, PeerConnection(descriptor: Int32(100 + number))), at: .zero)
        }
        #expect(tracker.admitted == 0 && tracker.open == 100)
        tracker.noteWelcome(at: .seconds(1))
        #expect(tracker.admitted == 1)
    }

    @Test func `finds a message without an end, and leaves whoever is heard alone`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), [one, other])
        #expect(tracker.excessive(at: look([one: 900, other: 5000], heard: [other])).isEmpty)
        // What waits behind a busy pipeline may be whole messages.
        #expect(tracker.excessive(at: look([one: 1100, other: 5000], isDrained: false)).isEmpty)
        #expect(tracker.excessive(at: look([one: 1100, other: 5000])) == [one])
    }

    @Test func `bounds what all unfinished messages hold together`() {
        let many = (1...20).map { PeerConnection(descriptor: Int32($0)) }
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), many)
        let excessive = tracker.excessive(at: look(Dictionary(uniqueKeysWithValues: many.map { ($0, 900) })))
        #expect((many.count - excessive.count) * 900 <= 2000)
    }

    @Test func `takes a process that grows for what a message of small parts does to it`() {
        let (small, large) = (1000, 4 << 20)
        var tracker = tracker(.copy(unfinishedBytesMax: 2 * large), [one, other])
        func excessive(_ bytes: Int, resident: Int, isReturned: Bool = true) -> [PeerConnection] {
            tracker.excessive(at: look([one: bytes, other: small], resident: resident, isReturned: isReturned))
        }
        #expect(excessive(small, resident: 100 << 20).isEmpty)
        #expect(excessive(large, resident: 100 << 20).isEmpty)
        #expect(excessive(large, resident: 140 << 20) == [one])
        // What is held of a message that was cut off is not the process's own, and no small message's fault.
        #expect(excessive(small, resident: 140 << 20, isReturned: false).isEmpty)
        #expect(excessive(large, resident: 140 << 20, isReturned: false) == [one])
        // With nothing large under way, whatever the process holds is its own.
        #expect(excessive(small, resident: 900 << 20).isEmpty)
    }

    @Test func `knows what is held of a connection that was neither taken nor left with the system`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1_000_000), [one, other])
        var seen = look([one: 50_000, other: 9_000], isDrained: false)
        seen.unread = [one: 10_000]
        tracker.noteTaken(25_000, from: one)
        tracker.noteTaken(9_000, from: other)
        _ = tracker.excessive(at: seen)
        #expect(tracker.held == 15_000)
        #expect(tracker.holders(ofMoreThan: 14_999) == [one] && tracker.holders(ofMoreThan: 15_000).isEmpty)
        // Cutting frees nothing: libzmq holds what it has until it is taken, whether the connection lives or not.
        tracker.noteCut(one, .memory)
        #expect(tracker.held == 15_000 && tracker.holders(ofMoreThan: 0).isEmpty && tracker.figures.cut[.memory] == 1)
        tracker.note(event(.disconnected, one), at: .zero)
        #expect(tracker.held == 15_000)
        tracker.noteTaken(5_000, from: one)
        #expect(tracker.held == 10_000)
        tracker.noteEmpty()
        #expect(tracker.held == 0)
    }

    @Test func `knows that nobody leaves anything where all has been taken`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1_000_000), [one, other])
        _ = tracker.excessive(at: look([one: 50_000, other: 9_000]))
        // Nothing was queued: what had come was a part of a message, which goes with its connection.
        tracker.note(event(.disconnected, one), at: .zero)
        #expect(tracker.held == 9_000)
        // In the middle of a turn more may wait.
        tracker.noteTaken(1_000, from: other)
        tracker.note(event(.disconnected, other), at: .zero)
        #expect(tracker.held == 8_000)
    }

    @Test func `gives requests a burst and a rate`() {
        var tracker = tracker(.requests(burst: 1000, perSecond: 100), [one])
        #expect(tracker.excessive(at: look([one: 1000])).isEmpty)
        #expect(tracker.excessive(at: look([one: 1100])).isEmpty)
        #expect(tracker.excessive(at: look([one: 1500])) == [one])
    }

    @Test func `knows who has said nothing`() {
        var tracker = tracker(.copy(unfinishedBytesMax: 1000), [one, other])
        tracker.note(event(.accepted, PeerConnection(descriptor: 13)), at: .milliseconds(900))
        let silent = tracker.silent(at: .seconds(1), received: [one: 10, other: 200])
        #expect(silent == [one])
    }
}
