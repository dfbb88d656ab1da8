import CEpoll
import Glibc
import Testing
import ZeroMQ

/// Connections that end while libzmq reads nothing of them, since the queue behind them is full.
@Suite("A connection that ends behind a full queue", .serialized, .timeLimit(.minutes(5))) struct StoppedInputTests {
    /// A pull socket with a queue of one message, and a peer that writes bytes.
    private struct Pair: ~Copyable {
        let socket: Socket
        let monitor: SocketMonitor
        let port: Int
        let peer: Int32
        let accepted: PeerConnection

        init() throws {
            let socket = try Socket(.pull, in: Context())
            try socket.set(.receiveHighWater, to: 1)
            let monitor = try SocketMonitor(of: socket)
            try socket.bind("tcp://127.0.0.1:*")
            let endpoint = try socket.lastEndpoint()
            guard case .port(let port) = ListeningPlace(endpoint) else { throw ZeroMQError.addressInUse(endpoint) }
            let peer = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port).bigEndian)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(peer, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            #expect(result == 0)
            var connection: PeerConnection?
            while connection == nil {
                if let event = try monitor.next(), event.kind == .accepted { connection = event.connection }
            }
            (self.port, self.peer, accepted) = (port, peer, connection ?? PeerConnection(descriptor: -1))
            self.socket = socket
            self.monitor = monitor
        }

        /// Shakes hands, then writes messages; says how many bytes that were.
        func write(_ messages: [UInt8]) -> Int {
            let opening = StoppedInputTests.greeting + StoppedInputTests.ready
            send(opening)
            // The same comes back, and only then may messages follow.
            var answer = [UInt8](repeating: 0, count: opening.count)
            #expect(recv(peer, &answer, answer.count, Int32(MSG_WAITALL)) == answer.count)
            send(messages)
            return opening.count + messages.count
        }

        private func send(_ bytes: [UInt8]) { #expect(Glibc.send(peer, bytes, bytes.count, 0) == bytes.count) }

        /// Ends the connection in a way that both directions end at once.
        func reset() {
            var now = linger(l_onoff: 1, l_linger: 0)
            #expect(setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size)) == 0)
            close(peer)
        }

        /// Waits until so many bytes have come.
        func untilReceived(_ count: Int) {
            while (accepted.bytesReceived(onPort: port) ?? count) < count { usleep(1000) }
        }

        /// Takes messages, until the connection has ended.
        func drain() throws -> Int {
            var (taken, hasEnded) = (0, false)
            var message = Message()
            while true {
                if try socket.receive(into: &message) {
                    taken += 1
                    continue
                }
                // It ends a moment before its last message is passed on.
                if hasEnded, try !socket.receive(into: &message) { return taken }
                if let event = try monitor.next(), event.kind == .disconnected { hasEnded = true }
                usleep(2000)
            }
        }
    }

    static let greeting: [UInt8] =
        [0xff] + [UInt8](repeating: 0, count: 8) + [0x7f, 3, 1] + Array("NULL".utf8) + [UInt8](repeating: 0, count: 48)
    static let ready: [UInt8] =
        [4, 26, 5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 4] + Array("PUSH".utf8)
    private static let ping: [UInt8] = [4, 7, 4] + Array("PING".utf8) + [0, 0]

    private static func frame(_ size: UInt8) -> [UInt8] { [0, size] + [UInt8](repeating: 0x61, count: Int(size)) }

    @Test func `does not end the process when it had pinged`() throws {
        let pair = try Pair()
        // All of it is read at once, and the first messages fill the queue.
        let messages = (0..<50).flatMap { _ in Self.frame(1) }
        pair.untilReceived(pair.write(messages + Self.ping + Self.frame(1)))
        while pair.accepted.bytesUnread ?? 0 > 0 { usleep(1000) }
        pair.reset()
        while wiredesk_epoll_parked() == 0 { usleep(1000) }
        #expect(try pair.drain() == 51)
    }

    @Test func `does not end the process when the end comes with the messages`() throws {
        // Whether one event tells of both depends on when the thread of libzmq looks.
        for _ in 0..<100 {
            let pair = try Pair()
            let messages = (0..<50).flatMap { _ in Self.frame(1) }
            _ = pair.write(messages + Self.ping + Self.frame(1))
            pair.reset()
            _ = try pair.drain()
        }
    }

    @Test func `loses nothing of what nobody has read yet`() throws {
        let pair = try Pair()
        pair.untilReceived(pair.write((0..<400).flatMap { _ in Self.frame(200) }))
        // Both sides say that nothing more will come, which epoll tells of whether or not anybody reads.
        #expect(pair.accepted.hangUp(ifAt: .port(pair.port)))
        close(pair.peer)
        while wiredesk_epoll_parked() == 0 { usleep(1000) }
        #expect(try pair.drain() == 400)
    }
}
