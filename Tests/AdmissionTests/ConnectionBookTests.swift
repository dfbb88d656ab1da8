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
        let second = Duration.seconds(1)
        #expect(
            book.excessive(
                received: [one: 900, other: 5000], heard: [other], isDrained: true, elapsed: second, resident: 0,
                isCalm: true
            ).isEmpty)
        // What waits behind a busy desk may be whole messages.
        #expect(
            book.excessive(
                received: [one: 1100, other: 5000], heard: [], isDrained: false, elapsed: second, resident: 0,
                isCalm: true
            ).isEmpty)
        #expect(
            book.excessive(
                received: [one: 1100, other: 5000], heard: [], isDrained: true, elapsed: second, resident: 0,
                isCalm: true) == [one])
    }

    @Test func `bounds what all unfinished messages hold together`() {
        let many = (20..<30).map { PeerConnection(descriptor: $0) }
        var book = book(.copy(unfinishedBytesMax: 1000), many)
        let received = Dictionary(uniqueKeysWithValues: many.map { ($0, 900) })
        let excessive = book.excessive(
            received: received, heard: [], isDrained: true, elapsed: .seconds(1), resident: 0, isCalm: true)
        #expect((many.count - excessive.count) * 900 <= 4000)
    }

    @Test func `takes a process that grows for what a message of small parts does to it`() {
        let large = 4 << 20
        var book = book(.copy(unfinishedBytesMax: 2 * large), [one, other])
        func look(_ bytes: Int, resident: Int, isCalm: Bool = true) -> [PeerConnection] {
            book.excessive(
                received: [one: bytes, other: 1000], heard: [], isDrained: true, elapsed: .seconds(1),
                resident: resident, isCalm: isCalm)
        }
        #expect(look(1000, resident: 100 << 20).isEmpty)
        #expect(look(large, resident: 100 << 20).isEmpty)
        #expect(look(large, resident: 140 << 20) == [one])
        // What is held of a message that was cut off is not the process's own, and no small message's fault.
        #expect(look(1000, resident: 140 << 20, isCalm: false).isEmpty)
        #expect(look(large, resident: 140 << 20, isCalm: false) == [one])
        // With nothing large under way, whatever the process holds is its own.
        #expect(look(1000, resident: 900 << 20).isEmpty)
    }

    @Test func `gives requests a burst and a rate`() {
        var book = book(.requests(burst: 1000, perSecond: 100), [one])
        let second = Duration.seconds(1)
        #expect(
            book.excessive(
                received: [one: 1000], heard: [], isDrained: true, elapsed: second, resident: 0, isCalm: true
            ).isEmpty)
        #expect(
            book.excessive(
                received: [one: 1100], heard: [], isDrained: true, elapsed: second, resident: 0, isCalm: true
            ).isEmpty)
        #expect(
            book.excessive(
                received: [one: 1500], heard: [], isDrained: true, elapsed: second, resident: 0, isCalm: true) == [one])
    }

    @Test func `knows who has said nothing`() {
        var book = book(.copy(unfinishedBytesMax: 1000), [one, other])
        book.note(event(.accepted, PeerConnection(descriptor: 13)), at: .milliseconds(900))
        let silent = book.silent(at: .seconds(1), received: [one: 10, other: 200])
        #expect(silent == [one])
    }
}
