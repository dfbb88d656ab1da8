import Foundation
import Logging
import Testing
import Threads
import ZeroMQ

@testable import AccessControl

/// A pull socket behind an access controller, whose keys are replaced while peers push, over real TCP.
@Suite(.timeLimit(.minutes(5))) struct `An access controller` {
    private static let end = Grant.End(name: "intake/wire", role: .source)

    /// An end's thread would do what this does: read, ask who sent it, and clear the guard.
    private struct House: ~Copyable {
        let accessController: AccessController
        let socket: Socket
        let listenerGuard: ListenerGuard
        let endpoint: String
        let server: CurveKeyPair

        init(
            _ rule: ListenerPolicy, server: CurveKeyPair, content: AllowedKeys.AllowedKeysContent,
            at address: String = "tcp://127.0.0.1:*"
        ) throws {
            let accessController = try AccessController(
                in: Context(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try accessController.start()
            accessController.replace(by: content)
            let socket = try Socket(.pull, in: accessController.context)
            try socket.set(.linger, to: 0)
            let listenerGuard = try accessController.open(rule, on: socket)
            try socket.bind(address)
            let endpoint = try socket.lastEndpoint()
            listenerGuard.listens(at: endpoint)
            self.accessController = accessController
            self.socket = socket
            self.listenerGuard = listenerGuard
            self.endpoint = endpoint
            self.server = server
        }

        func peer(_ keys: CurveKeyPair?, server key: CurveKey? = nil) throws -> Socket {
            let peer = try Socket(.push, in: accessController.context)
            try peer.set(.linger, to: 0)
            try peer.set(.reconnectInterval, to: 20)
            if let keys { try peer.useCurve(as: keys, towards: key ?? server.publicKey) }
            try peer.connect(endpoint)
            return peer
        }

        /// The next message that may be taken, and who sent it.
        func next(within time: Duration = .seconds(20)) throws -> (text: String, user: String)? {
            let end = ContinuousClock.now + time
            var poller = Poller()
            poller.watch(socket)
            var frame = Message()
            while ContinuousClock.now < end {
                guard try socket.receive(into: &frame) else {
                    _ = try poller.wait(for: .milliseconds(10))
                    continue
                }
                var turn = ListenerGuard.ReceivedFrom()
                let isWelcome = listenerGuard.admits(frame.userID, by: frame.connection, in: &turn)
                listenerGuard.finishTurn(&turn)
                let user = frame.userID ?? ""
                if isWelcome { return (String(decoding: frame.bytes(), as: UTF8.self), user) }
            }
            return nil
        }

        /// Waits until the guard's figures are as they should be.
        func until(_ holds: (ListenerFigures) -> Bool) -> Bool {
            let end = ContinuousClock.now + .seconds(20)
            let latch = Latch()
            while !holds(listenerGuard.figures), ContinuousClock.now < end { _ = latch.wait(atMost: .milliseconds(5)) }
            return holds(listenerGuard.figures)
        }

        consuming func close() {
            accessController.close(listenerGuard, on: socket)
        }
    }

    private func content(_ keys: CurveKeyPair..., grant: String = "source") throws -> AllowedKeys.AllowedKeysContent {
        var content = AllowedKeys.AllowedKeysContent()
        for key in keys {
            content.holders[key.publicKey] = AllowedKeys.Holder(
                name: "peer", key: key.publicKey, grant: try #require(Grant(grant)))
        }
        return content
    }

    private func rule(_ keys: CurveKeyPair?) -> ListenerPolicy {
        ListenerPolicy(end: Self.end, keys: keys, traffic: .copy(unfinishedBytesMax: 1 << 20))
    }

    @Test func `lets in who holds an allowed key, by its fingerprint, and nobody else`() throws {
        let (server, good, strange) = try (CurveKeyPair.generate(), CurveKeyPair.generate(), CurveKeyPair.generate())
        let house = try House(rule(server), server: server, content: content(good))
        let accessController = house.accessController
        let stranger = try house.peer(strange)
        let plain = try house.peer(nil)
        let misled = try house.peer(good, server: strange.publicKey)
        for _ in 0..<3 {
            _ = try stranger.send([Array("strange".utf8)])
            _ = try plain.send([Array("plain".utf8)])
            _ = try misled.send([Array("misled".utf8)])
        }
        #expect(house.until { $0.refused[.key, default: 0] >= 1 && $0.handshakesFailed >= 2 })
        let peer = try house.peer(good)
        var poller = Poller()
        _ = poller.watchForRoom(peer)
        _ = try poller.wait(for: .seconds(20))
        _ = try peer.send([Array("good".utf8)])
        let first = try #require(try house.next())
        #expect(first.text == "good" && first.user == Fingerprint(of: good.publicKey).description)
        house.close()
        accessController.stop()
    }

    @Test(arguments: ["tcp://127.0.0.1:*", "ipc://@wiredesk-gate-\(UUID())"])
    func `cuts off who holds a revoked key, and no other`(_ address: String) throws {
        let (server, good, bad) = try (CurveKeyPair.generate(), CurveKeyPair.generate(), CurveKeyPair.generate())
        let house = try House(rule(server), server: server, content: content(good, bad), at: address)
        let accessController = house.accessController
        let staying = try house.peer(good)
        let going = try house.peer(bad)
        #expect(house.until { $0.connections == 2 })
        #expect(try going.send([Array("before".utf8)]))
        #expect(try house.next()?.text == "before")
        accessController.replace(by: try content(good))
        house.listenerGuard.cutRevoked()
        #expect(house.until { $0.cut[.revoked] == 1 && $0.connections == 1 })
        // It comes back, and is not let in.
        #expect(house.until { $0.refused[.key, default: 0] >= 1 })
        _ = try going.send([Array("after".utf8)])
        #expect(try staying.send([Array("still here".utf8)]))
        #expect(try house.next()?.text == "still here")
        #expect(house.listenerGuard.figures.cut == [.revoked: 1])
        house.close()
        accessController.stop()
    }

    @Test func `lets in so many at a time`() throws {
        var rule = rule(nil)
        rule.connectionsMax = 2
        let house = try House(rule, server: CurveKeyPair.generate(), content: AllowedKeys.AllowedKeysContent())
        let accessController = house.accessController
        let first = try house.peer(nil)
        let second = try house.peer(nil)
        #expect(house.until { $0.connections == 2 })
        let third = try house.peer(nil)
        #expect(house.until { $0.refused[.connections, default: 0] >= 1 })
        #expect(house.listenerGuard.figures.connections == 2)
        _ = try (first.lastEndpoint(), second.lastEndpoint(), third.lastEndpoint())
        house.close()
        accessController.stop()
    }

    @Test func `asks ZAP questions only as they are written`() {
        #expect(ZAPRequest([]) == nil)
        #expect(ZAPRequest([Array("2.0".utf8), [], [], [], [], []]) == nil)
        let request = ZAPRequest(["1.0", "7", "intake/wire", "127.0.0.1", "", "NULL"].map { Array($0.utf8) })
        #expect(request?.domain == "intake/wire" && request?.key == nil)
        #expect(request?.reply(.denied)[2] == Array("400".utf8))
    }
}
