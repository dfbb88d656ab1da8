import AccessControl
import Foundation
import Journaling
import Logging
import Pipeline
import Stories
import Testing
import Threads
import TestSupport
import Endpoints
import ZeroMQ

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A socket intake` {
    private let context: Context
    private let inbox = Inbox()

    init() throws {
        context = try Context()
        inbox.join()
    }

    private func intake(
        _ pattern: SocketIntakeConfiguration.Pattern = .pull,
        _ change: (inout SocketIntakeConfiguration) -> Void = { _ in }
    ) throws -> SocketIntake {
        let intake = try SocketIntake(configured(pattern, change), in: context, logger: quiet)
        try intake.start(into: inbox)
        return intake
    }

    private func configured(
        _ pattern: SocketIntakeConfiguration.Pattern, _ change: (inout SocketIntakeConfiguration) -> Void
    ) -> SocketIntakeConfiguration {
        var configuration = SocketIntakeConfiguration(name: "wire", pattern: pattern)
        configuration.bind = ["tcp://127.0.0.1:*"]
        change(&configuration)
        return configuration
    }

    private func sender(_ kind: Socket.SocketType, to intake: SocketIntake) throws -> Socket {
        let socket = try Socket(kind, in: context)
        for endpoint in intake.endpoints { try socket.connect(endpoint) }
        return socket
    }

    private func deliveries(_ count: Int) -> [Delivery] {
        var taken: [Delivery] = []
        while taken.count < count, let batch = inbox.messages(atMost: count - taken.count) { taken += batch }
        return taken
    }

    @Test func `takes the first frame for the channel and the last for the payload`() throws {
        let intake = try intake()
        let push = try sender(.push, to: intake)
        _ = try push.send([Array("a".utf8)])
        _ = try push.send([Array("yiwu".utf8), Array("b".utf8)])
        _ = try push.send([Array("yiwu".utf8), Array("x".utf8), Array("c".utf8)])
        let taken = deliveries(3)
        #expect(taken.map(\.channel) == [nil, "yiwu", "yiwu"])
        #expect(taken.map { String(decoding: $0.payload, as: UTF8.self) } == ["a", "b", "c"])
        #expect(taken.allSatisfy { $0.intake == "wire" && $0.rejection == nil && $0.receivedAt.milliseconds > 0 })
        intake.requestStop()
    }

    @Test func `refuses a payload over its limit, keeps its start, and goes on`() throws {
        let intake = try intake(.pull) { $0.payloadBytesMax = 1000 }
        let push = try sender(.push, to: intake)
        _ = try push.send([[UInt8](repeating: 0x61, count: 50_000_000)])
        _ = try push.send([[UInt8](repeating: 0x62, count: 1000)])
        let taken = deliveries(2)
        #expect(taken[0].rejection == Rejection(.tooLarge, "50000000 bytes; this intake takes at most 1000"))
        #expect(taken[0].payload.count == 1000 && taken[0].payloadBytes == 50_000_000)
        #expect(taken[1].rejection == nil)
        intake.requestStop()
    }

    @Test func `refuses a message of too many frames and goes on`() throws {
        let intake = try intake()
        let push = try sender(.push, to: intake)
        _ = try push.send([[UInt8]](repeating: [1], count: 9))
        _ = try push.send([[2]])
        let taken = deliveries(2)
        #expect(taken[0].rejection == Rejection(.framing, "9 frames; a message has at most 8"))
        #expect(taken[1].payload == [2])
        intake.requestStop()
    }

    @Test func `queues few messages where they may be large`() throws {
        let intake = try intake {
            // Over inproc there is no queue but ZeroMQ's own.
            $0.bind = ["inproc://large"]
            $0.payloadBytesMax = 1 << 20
        }
        let push = try Socket(.push, in: context)
        try push.set(.sendHighWater, to: 1)
        try push.connect("inproc://large")
        var poller = Poller()
        _ = poller.watchForRoom(push)
        let page = [UInt8](repeating: 0x61, count: 1 << 20)
        var sent = 0
        while try poller.wait(for: .zero) { if try push.send([page]) { sent += 1 } }
        // 64 in the inbox, one that waits for room there, 8 queued by the intake, one by the sender.
        #expect((1...74).contains(sent))
        #expect(deliveries(sent).count == sent)
        intake.requestStop()
    }

    @Test func `subscribes to its topics only`() throws {
        let intake = try intake(.sub) { $0.topics = ["yiwu.", "world."] }
        let publisher = try sender(.xpub, to: intake)
        var poller = Poller()
        poller.watch(publisher)
        var subscriptions: Set<[UInt8]> = []
        var message = Message()
        while subscriptions.count < 2 {
            _ = try poller.wait(for: nil)
            while try publisher.receive(into: &message) { subscriptions.insert(message.bytes()) }
        }
        #expect(subscriptions == [[1] + Array("yiwu.".utf8), [1] + Array("world.".utf8)])
        for topic in ["yiwu.1", "sport.1", "world.1"] {
            _ = try publisher.send([Array(topic.utf8), Array(topic.utf8)])
        }
        #expect(deliveries(2).map(\.channel) == ["yiwu.1", "world.1"])
        intake.requestStop()
    }

    @Test func `takes what had been sent before it is stopped, then leaves the inbox`() throws {
        let intake = try intake()
        inbox.leave()
        let push = try sender(.push, to: intake)
        var poller = Poller()
        _ = poller.watchForRoom(push)
        for number in 0..<200 {
            while try !push.send([Array("\(number)".utf8)]) { _ = try poller.wait(for: nil) }
        }
        // The connection is made once something has arrived; only then does a stop wait for the rest.
        let first = deliveries(1)
        intake.requestStop()
        var rest: [Delivery] = []
        while let batch = inbox.messages(atMost: 1000) { rest += batch }
        #expect((first + rest).count == 200)
    }

    /// A producer that pauses after so many messages, until it is told to end.
    private final class Producer: Sendable {
        private let pushed = Locked(0)
        private let ending = Latch()
        private let thread = Locked<OwnedThread?>(nil)

        /// - Parameter burst: Messages of 500 bytes between two pauses.
        init(to endpoint: String, burst: Int, in context: Context) throws {
            let started = try OwnedThread.start("producer") { [self] ready in
                let push = try Socket(.push, in: context)
                try push.set(.linger, to: -1)
                try push.connect(endpoint)
                ready()
                var poller = Poller()
                _ = poller.watchForRoom(push)
                while !ending.isOpen {
                    guard try poller.wait(for: .milliseconds(50)),
                        try push.send([[UInt8](repeating: 0x61, count: 500)])
                    else { continue }
                    let count = pushed.withLock { count in
                        count += 1
                        return count
                    }
                    if count.isMultiple(of: burst) { _ = ending.wait(atMost: .milliseconds(2)) }
                }
            }
            thread.withLock { $0 = started }
        }

        /// Ends it, and says how many messages it has sent.
        func end() -> Int {
            ending.open()
            thread.withLock { $0 }?.join()
            return pushed.withLock { $0 }
        }
    }

    @Test func `keeps its connections where a change leaves the sockets as they are`() throws {
        let accessController = try AccessController(in: context, logger: quiet)
        try accessController.start()
        defer { accessController.stop() }
        var configuration = SocketIntakeConfiguration(name: "wire", pattern: .pull)
        configuration.bind = ["tcp://127.0.0.1:*"]
        func made() throws -> SocketIntake {
            try SocketIntake(configuration, in: context, behind: accessController, logger: quiet)
        }
        let intake = try made()
        try intake.start(into: inbox)
        let producer = try Producer(to: try #require(intake.endpoints.first), burst: 20, in: context)
        var taken = 0
        for number in 1...5 {
            taken += deliveries(200).count
            configuration.highWater = 100 + number
            configuration.peers.connectionsMax = 10 + number
            // As many of the largest in 8 MiB as before.
            configuration.payloadBytesMax -= 1
            #expect(intake.adopt(try made()))
        }
        let all = producer.end()
        let rest = deliveries(all - taken)
        #expect(taken + rest.count == all)

        configuration.payloadBytesMax = 1 << 20
        #expect(!intake.adopt(try made()), "another depth of the queue")
        configuration.bind = ["tcp://127.0.0.1:1"]
        #expect(!intake.adopt(try made()), "another address")
        intake.requestStop()
    }

    @Test func `adopts limits and topics`() throws {
        let intake = try intake(.sub) { $0.topics = ["yiwu.", "world."] }
        let publisher = try sender(.xpub, to: intake)
        var poller = Poller()
        poller.watch(publisher)
        var message = Message()
        func subscriptions(_ count: Int) throws -> Set<String> {
            var told: Set<String> = []
            while told.count < count {
                _ = try poller.wait(for: nil)
                while try publisher.receive(into: &message) {
                    let bytes = message.bytes()
                    told.insert((bytes.first == 1 ? "+" : "-") + String(decoding: bytes.dropFirst(), as: UTF8.self))
                }
            }
            return told
        }
        #expect(try subscriptions(2) == ["+yiwu.", "+world."])
        let next = try SocketIntake(
            configured(.sub) {
                $0.topics = ["world.", "sport."]
                $0.payloadBytesMax = (2 << 20) - 10
            }, in: context, logger: quiet)
        #expect(intake.adopt(next))
        #expect(try subscriptions(2) == ["+sport.", "-yiwu."])
        _ = try publisher.send([Array("sport.1".utf8), [UInt8](repeating: 0x61, count: (2 << 20) - 9)])
        let delivery = try #require(deliveries(1).first)
        #expect(delivery.channel == "sport.1" && delivery.rejection?.reason == .tooLarge)
        intake.requestStop()
    }

    @Test func `lets producers go on to its successor without losing anything`() throws {
        let accessController = try AccessController(in: context, logger: quiet)
        try accessController.start()
        defer { accessController.stop() }
        var configuration = SocketIntakeConfiguration(name: "wire", pattern: .pull)
        configuration.bind = ["tcp://127.0.0.1:*"]
        func started() throws -> SocketIntake {
            let intake = try SocketIntake(configuration, in: context, behind: accessController, logger: quiet)
            try intake.start(into: inbox)
            return intake
        }
        var intake = try started()
        let held = accessController.listeners.hold(configuration.bind)
        defer { accessController.listeners.release(held) }
        // What it sends at once fits the queue: of more, something may be on its way when it is asked to go.
        let producer = try Producer(to: try #require(intake.endpoints.first), burst: 4, in: context)
        var taken = 0
        for _ in 0..<5 {
            taken += deliveries(200).count
            let ended = Latch()
            let stopping = try OwnedThread.start("stop") { [intake] ready in
                ready()
                intake.requestStop()
                intake.waitUntilEnded()
                ended.open()
            }
            // What arrives meanwhile must find room.
            while !ended.isOpen {
                if case .messages(let batch) = inbox.next(atMost: 256, within: .milliseconds(5)) {
                    taken += batch.count
                }
            }
            stopping.join()
            intake = try started()
        }
        let all = producer.end()
        taken += deliveries(all - taken).count
        #expect(taken == all)
        intake.requestStop()
    }

    @Test func `says which endpoint it cannot have`() throws {
        let first = try intake()
        let endpoint = try #require(first.endpoints.first)
        let error = #expect(throws: ZeroMQError.self) { _ = try intake(.pull) { $0.bind = [endpoint] } }
        #expect(error?.description == "bind \(endpoint): Address already in use")
        first.requestStop()
    }
}

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The pub outlet` {
    private let context: Context
    private let outlet: PubOutlet
    private let journal: Journal

    init() throws {
        context = try Context()
        journal = try Journal.temporary()
        var configuration = PubOutletConfiguration(name: "desks")
        configuration.bind = ["tcp://127.0.0.1:*"]
        configuration.heartbeat = .milliseconds(20)
        outlet = try PubOutlet(configuration, in: context, logger: quiet)
    }

    private func subscriber(_ topic: String) throws -> Socket {
        let socket = try Socket(.sub, in: context)
        try socket.set(.subscribe, to: topic)
        for endpoint in outlet.endpoints { try socket.connect(endpoint) }
        return socket
    }

    @Test func `sends topic, position and record, and heartbeats that repeat the newest position`() throws {
        try outlet.start(
            at: OutletContext(journal: journal, positions: ["safety": Position(seq: 0, previous: 0)])
        ) { _ in }
        let socket = try subscriber("story.safety.")
        #expect(try socket.nextMessage() == ["story.safety.alive", "\(journal.stream) 0 0", #"{"oldest":1}"#])
        let entries = try journal.add(storiesIn: ["safety", "culture", "safety"])
        outlet.publish(entries)
        var stories: [[String]] = []
        while stories.count < 2 {
            let frames = try socket.nextMessage()
            if frames[0].hasSuffix(".new") { stories.append(frames) }
        }
        #expect(stories.map { $0[0] } == ["story.safety.new", "story.safety.new"])
        #expect(stories.map { $0[1] } == ["\(journal.stream) 1 0", "\(journal.stream) 3 1"])
        #expect(stories.map { Array($0[2].utf8) } == [entries[0].record, entries[2].record])
        #expect(try socket.nextMessage() == ["story.safety.alive", "\(journal.stream) 3 1", #"{"oldest":1}"#])
        outlet.stop()
    }

    @Test func `goes on from the positions of an old journal`() throws {
        try outlet.start(
            at: OutletContext(journal: journal, positions: ["culture": Position(seq: 9, previous: 7)])
        ) { _ in }
        let socket = try subscriber("story.")
        #expect(try socket.nextMessage() == ["story.culture.alive", "\(journal.stream) 9 7", #"{"oldest":1}"#])
        outlet.stop()
    }

    @Test func `sends what it was handed before it stops`() throws {
        try outlet.start(
            at: OutletContext(journal: journal, positions: ["safety": Position(seq: 0, previous: 0)])
        ) { _ in }
        let socket = try subscriber("story.")
        _ = try socket.nextMessage()
        outlet.publish(try journal.add(storiesIn: (1...500).map { _ in "safety" }))
        outlet.stop()
        var received = 0
        while received < 500 { if try socket.nextMessage()[0] == "story.safety.new" { received += 1 } }
        #expect(try socket.nextMessage()[1] == "\(journal.stream) 500 499")
        #expect(outlet.figures == OutletFigures(published: 500))
    }

    @Test func `says which endpoint it cannot have`() throws {
        let outletContext = OutletContext(journal: journal, positions: [:])
        try outlet.start(at: outletContext) { _ in }
        var configuration = PubOutletConfiguration(name: "second")
        configuration.bind = outlet.endpoints
        let second = try PubOutlet(configuration, in: context, logger: quiet)
        #expect(throws: ZeroMQError.self) { try second.start(at: outletContext) { _ in } }
        outlet.stop()
    }
}
