import Testing

@testable import Admission
@testable import ZeroMQ

@Suite struct `The book of connections` {
    private let one = PeerConnection(descriptor: 11)
    private let other = PeerConnection(descriptor: 12)

    private func event(_ kind: SocketMonitor.Kind, _ connection: PeerConnection? = nil) -> SocketMonitor.Event {
        SocketMonitor.Event(kind: kind, endpoint: "tcp://127.0.0.1:1", connection: connection)
    }

    private func book(_ traffic: DoorRule.Traffic, _ connections: [PeerConnection]) -> ConnectionBook {
        var book = ConnectionBook(traffic)
        for connection in connections {
            book.note(event(.accepted, connection), at: .zero)
            book.noteWelcome(at: .zero)
            book.note(event(.ready), at: .zero)
        }
        return book
    }

    /// A look a second after the last one.
    private func look(
        _ received: [PeerConnection: Int], heard: Set<PeerConnection> = [], isDrained: Bool = true, resident: Int = 0,
        isReturned: Bool = true
    ) -> ConnectionBook.Look {
        ConnectionBook.Look(
            received: received, heard: heard, isDrained: isDrained, elapsed: .seconds(1), resident: resident,
            isReturned: isReturned)
    }

    @Test func `counts those who were let in, whoever else came and went`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [one])
        book.note(event(.accepted, other), at: .zero)
        #expect(book.admitted == 1 && book.open == 2)
        book.note(event(.handshakeFailed), at: .zero)
        book.note(event(.disconnected, other), at: .zero)
        #expect(book.admitted == 1 && book.open == 1 && book.figures.handshakesFailed == 1)
        book.note(event(.disconnected, one), at: .zero)
        #expect(book.admitted == 0)
    }

    @Test func `counts who stays although the monitor keeps silent about some who failed`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [one])
        for number in 0..<100 {
            let stranger = PeerConnection(descriptor: Int32(100 + number))
            book.note(event(.accepted, stranger), at: .milliseconds(number))
            book.note(event(.disconnected, stranger), at: .milliseconds(number))
        }
        #expect(book.admitted == 1 && book.open == 1)
        // Once it has been there for longer than a handshake may take, it needs no welcome to be counted by.
        book.advance(to: .seconds(10))
        #expect(book.figures.connections == 1 && book.figures.handshakesFailed == 100)
    }

    @Test func `takes nobody for let in who says nothing`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [])
        for number in 0..<100 {
            book.note(event(.accepted, PeerConnection(descriptor: Int32(100 + number))), at: .zero)
        }
        #expect(book.admitted == 0 && book.open == 100)
        book.noteWelcome(at: .seconds(1))
        #expect(book.admitted == 1)
    }

    @Test func `finds a message without an end, and leaves whoever is heard alone`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [one, other])
        #expect(book.excessive(at: look([one: 900, other: 5000], heard: [other])).isEmpty)
        // What waits behind a busy desk may be whole messages.
        #expect(book.excessive(at: look([one: 1100, other: 5000], isDrained: false)).isEmpty)
        #expect(book.excessive(at: look([one: 1100, other: 5000])) == [one])
    }

    @Test func `bounds what all unfinished messages hold together`() {
        let many = (1...20).map { PeerConnection(descriptor: Int32($0)) }
        var book = book(.copy(unfinishedBytesMax: 1000), many)
        let excessive = book.excessive(at: look(Dictionary(uniqueKeysWithValues: many.map { ($0, 900) })))
        #expect((many.count - excessive.count) * 900 <= 2000)
    }

    @Test func `takes a process that grows for what a message of small parts does to it`() {
        let (small, large) = (1000, 4 << 20)
        var book = book(.copy(unfinishedBytesMax: 2 * large), [one, other])
        func excessive(_ bytes: Int, resident: Int, isReturned: Bool = true) -> [PeerConnection] {
            book.excessive(at: look([one: bytes, other: small], resident: resident, isReturned: isReturned))
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
        var book = book(.copy(unfinishedBytesMax: 1_000_000), [one, other])
        var seen = look([one: 50_000, other: 9_000], isDrained: false)
        seen.unread = [one: 10_000]
        book.noteTaken(25_000, from: one)
        book.noteTaken(9_000, from: other)
        _ = book.excessive(at: seen)
        #expect(book.held == 15_000)
        #expect(book.holders(ofMoreThan: 14_999) == [one] && book.holders(ofMoreThan: 15_000).isEmpty)
        // Cutting frees nothing: libzmq holds what it has until it is taken, whether the connection lives or not.
        book.noteCut(one, .memory)
        #expect(book.held == 15_000 && book.holders(ofMoreThan: 0).isEmpty && book.figures.cut[.memory] == 1)
        book.note(event(.disconnected, one), at: .zero)
        #expect(book.held == 15_000)
        book.noteTaken(5_000, from: one)
        #expect(book.held == 10_000)
        book.noteEmpty()
        #expect(book.held == 0)
    }

    @Test func `knows that nobody leaves anything where all has been taken`() {
        var book = book(.copy(unfinishedBytesMax: 1_000_000), [one, other])
        _ = book.excessive(at: look([one: 50_000, other: 9_000]))
        // Nothing was queued: what had come was a part of a message, which goes with its connection.
        book.note(event(.disconnected, one), at: .zero)
        #expect(book.held == 9_000)
        // In the middle of a turn more may wait.
        book.noteTaken(1_000, from: other)
        book.note(event(.disconnected, other), at: .zero)
        #expect(book.held == 8_000)
    }

    @Test func `gives requests a burst and a rate`() {
        var book = book(.requests(burst: 1000, perSecond: 100), [one])
        #expect(book.excessive(at: look([one: 1000])).isEmpty)
        #expect(book.excessive(at: look([one: 1100])).isEmpty)
        #expect(book.excessive(at: look([one: 1500])) == [one])
    }

    @Test func `knows who has said nothing`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [one, other])
        book.note(event(.accepted, PeerConnection(descriptor: 13)), at: .milliseconds(900))
        let silent = book.silent(at: .seconds(1), received: [one: 10, other: 200])
        #expect(silent == [one])
    }
}
