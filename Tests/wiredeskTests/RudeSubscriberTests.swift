import Foundation
import Glibc
import Testing
import TestSupport
import ZeroMQ

/// A peer that speaks ZMTP by hand and hangs up with a reset.
private struct RudeSubscriber {
    private let descriptor: Int32

    init(to endpoint: String) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(endpoint.split(separator: ":").last ?? "").map { $0.bigEndian } ?? 0
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        let ready = [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 3] + Array("SUB".utf8)
        send([0xFF] + zeros(8) + [0x7F, 3, 1] + Array("NULL".utf8) + zeros(48))
        send([4, UInt8(ready.count)] + ready)
        receive(atLeast: 64)
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private func receive(atLeast count: Int) {
        var received = 0
        var bytes = zeros(4096)
        while received < count {
            let more = recv(descriptor, &bytes, bytes.count, 0)
            guard more > 0 else { return }
            received += more
        }
    }

    /// Subscribes to many topics with a ping after each, and hangs up when some of the pings have been answered.
    func subscribeAndReset(topics: UInt16) {
        send(
            (0..<topics).flatMap { number -> [UInt8] in
                [0, 3, 1, UInt8(number >> 8), UInt8(number & 0xFF), 4, 7, 4] + Array("PING".utf8) + [0, 0]
            })
        receive(atLeast: 4096)
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close(descriptor)
    }
}

// One of the daemon's own tests, which run one after another: ports that were free a moment ago must stay free.
extension `The daemon` {
    // libzmq 4.3.4 aborts when a socket whose receive queue is full learns that a peer which had pinged is gone.
    @Test func `survives a subscriber that pings, subscribes to thousands of topics and hangs up`() throws {
        let site = try site()
        let daemon = try site.startDaemon()
        for _ in 1...3 { try RudeSubscriber(to: site.pub).subscribeAndReset(topics: 6000) }

        let subscriber = try Socket(.sub, in: context)
        try subscriber.set(.subscribe, to: "story.")
        try subscriber.connect(site.pub)
        // Alive for two heartbeats more, by which time the outlet has read what the peers left behind.
        var heartbeats: [String: Int] = [:]
        var poller = Poller()
        poller.watch(subscriber)
        while (heartbeats.values.max() ?? 0) < 3 {
            try #require(try poller.wait(for: .seconds(30)), "the daemon is silent: \(daemon.errors)")
            heartbeats[try subscriber.nextMessage()[0], default: 0] += 1
        }
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }
}
