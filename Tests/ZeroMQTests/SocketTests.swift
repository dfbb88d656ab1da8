import Testing
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Sockets` {
    private let context: Context

    init() throws {
        context = try Context()
    }

    /// Waits for the next frame.
    private func next(from socket: borrowing Socket, into message: inout Message) throws {
        var poller = Poller()
        poller.watch(socket)
        while try !socket.receive(into: &message) { _ = try poller.wait(for: nil) }
    }

    @Test func `carry a message of several frames over TCP`() throws {
        let pull = try Socket(.pull, in: context)
        try pull.bind("tcp://127.0.0.1:*")
        let push = try Socket(.push, in: context)
        try push.connect(pull.lastEndpoint())
        let sent = try push.send([Array("channel".utf8), [], [0, 255]])
        #expect(sent)

        var message = Message()
        var frames: [[UInt8]] = []
        repeat {
            try next(from: pull, into: &message)
            frames.append(message.bytes())
        } while message.hasMore
        #expect(frames == [Array("channel".utf8), [], [0, 255]])
    }

    @Test func `have nothing to receive before anything was sent`() throws {
        let pull = try Socket(.pull, in: context)
        try pull.bind("inproc://empty")
        var message = Message()
        let received = try pull.receive(into: &message)
        #expect(!received)
    }

    @Test func `refuse to queue for a peer that is not there`() throws {
        let push = try Socket(.push, in: context)
        try push.set(.immediate, to: 1)
        try push.set(.linger, to: 0)
        try push.connect("tcp://127.0.0.1:9")
        let sent = try push.send([[1]])
        #expect(!sent)
    }

    @Test func `copy no more of a frame than they are asked for`() throws {
        let pull = try Socket(.pull, in: context)
        try pull.bind("inproc://prefix")
        let push = try Socket(.push, in: context)
        try push.connect("inproc://prefix")
        _ = try push.send([[1, 2, 3, 4]])
        var message = Message()
        try next(from: pull, into: &message)
        #expect(message.count == 4)
        #expect(message.bytes(upTo: 2) == [1, 2])
    }

    @Test func `say which endpoint is in use`() throws {
        let first = try Socket(.pull, in: context)
        try first.bind("tcp://127.0.0.1:*")
        let endpoint = try first.lastEndpoint()
        let second = try Socket(.pull, in: context)
        let error = #expect(throws: ZeroMQError.self) { try second.bind(endpoint) }
        #expect(error?.description == "zmq_bind \(endpoint): Address already in use")
    }

    @Test func `wake up from another thread`() async throws {
        let wakeup = try Wakeup()
        var poller = Poller()
        let token = poller.watch(wakeup)
        let early = try poller.wait(for: .zero)
        #expect(!early)
        async let signal: Void = wakeup.signal()
        let woken = try poller.wait(for: nil)
        await signal
        #expect(woken && poller.isReady(token))
        wakeup.clear()
        let again = try poller.wait(for: .zero)
        #expect(!again)
    }

    @Test func `tell of connections that come and go`() throws {
        let pull = try Socket(.pull, in: context)
        let monitor = try SocketMonitor(of: pull)
        try pull.bind("tcp://127.0.0.1:*")
        let endpoint = try pull.lastEndpoint()
        do {
            let push = try Socket(.push, in: context)
            try push.connect(endpoint)
            _ = try push.send([[1]])
            var message = Message()
            try next(from: pull, into: &message)
        }
        var kinds: [SocketMonitor.SocketEventKind] = []
        var poller = Poller()
        poller.watch(monitor.socket)
        while kinds.last != .disconnected {
            if let event = try monitor.next() { kinds.append(event.kind) } else { _ = try poller.wait(for: nil) }
        }
        #expect(kinds == [.accepted, .ready, .disconnected])
    }
}
