import Testing
import TestSupport
import Endpoints
import ZeroMQ

@testable import Daemon
@testable import wiredesk

/// The daemon's end of a submit connection, played by a test.
struct PlayedIntake: ~Copyable {
    let socket: Socket
    let endpoint: String

    init(in context: Context) throws {
        let socket = try Socket(.router, in: context)
        try socket.bind("tcp://127.0.0.1:*")
        endpoint = try socket.lastEndpoint()
        self.socket = socket
    }

    /// Whether a request has arrived.
    func hasRequest() throws -> Bool {
        var poller = Poller()
        poller.watch(socket)
        return try poller.wait(for: .zero)
    }

    /// Waits for the next request: where it comes from, its number, an empty frame, its payload.
    func request() throws -> [[UInt8]] {
        var poller = Poller()
        poller.watch(socket)
        var message = Message()
        var frames: [[UInt8]] = []
        repeat {
            while try !socket.receive(into: &message) { _ = try poller.wait(for: nil) }
            frames.append(message.bytes())
        } while message.hasMore
        return frames
    }

    /// Replies to a request.
    func reply(to request: [[UInt8]], _ json: String) throws {
        _ = try socket.send(Array(request.prefix(3)) + [Array(json.utf8)])
    }
}

private let stored = #"{"status":"stored","id":"x","seq":7}"#

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A submitter` {
    private let context: Context

    init() throws { context = try Context() }

    private func settled(_ count: Int, of submitter: inout Submitter) throws -> [Submitter.Settled] {
        var settled: [Submitter.Settled] = []
        while settled.count < count { settled += try submitter.settled(within: .seconds(1)) }
        return settled
    }

    @Test func `sends many at a time and tells replies apart, in whatever order they come`() throws {
        let intake = try PlayedIntake(in: context)
        var submitter = try Submitter(to: intake.endpoint, in: context)
        for number in 1...5 { #expect(try submitter.submit([UInt8(number)]) == number) }
        let requests = try (1...5).map { _ in try intake.request() }
        #expect(requests.map { $0[3] } == [[1], [2], [3], [4], [5]])
        for request in requests.reversed() {
            try intake.reply(to: request, #"{"status":"stored","id":"x","seq":\#(request[3][0])}"#)
        }
        let settled = try settled(5, of: &submitter)
        #expect(settled.map(\.number) == [5, 4, 3, 2, 1])
        #expect(settled.allSatisfy { $0.reply.seq == $0.number })
        #expect(submitter.unsettled == 0)
    }

    @Test func `sends again what was turned away`() throws {
        let intake = try PlayedIntake(in: context)
        var submitter = try Submitter(to: intake.endpoint, in: context)
        try submitter.submit([1])
        try intake.reply(to: intake.request(), #"{"status":"busy","reason":"the disk is full"}"#)
        while submitter.busyReplies == 0 { #expect(try submitter.settled(within: .milliseconds(1)).isEmpty) }
        #expect(submitter.trouble == "busy: trying again every 0.1 s")
        // It tries again while it is asked, after a pause.
        while submitter.trouble != nil, try !intake.hasRequest() {
            _ = try submitter.settled(within: .milliseconds(10))
        }
        let request = try intake.request()
        #expect(request[3] == [1])
        try intake.reply(to: request, stored)
        #expect(try settled(1, of: &submitter).map(\.number) == [1])
        #expect(submitter.trouble == nil)
        #expect(submitter.busyReplies == 1)
    }

    @Test func `sends everything unanswered again over a new connection when it hears nothing`() throws {
        let intake = try PlayedIntake(in: context)
        var limits = SubmitWindow.WindowLimits()
        limits.silence = .milliseconds(500)
        var submitter = try Submitter(to: intake.endpoint, limits, in: context)
        for number in 1...3 { try submitter.submit([UInt8(number)]) }
        let first = try (1...3).map { _ in try intake.request() }
        try intake.reply(to: first[1], stored)
        #expect(try settled(1, of: &submitter).map(\.number) == [2])
        while submitter.trouble == nil { _ = try submitter.settled(within: .milliseconds(10)) }
        let second = try (1...2).map { _ in try intake.request() }
        #expect(second.map { $0[3] } == [[1], [3]])
        #expect(second[0][0] != first[0][0])
        for request in first + second { try intake.reply(to: request, stored) }
        #expect(try settled(2, of: &submitter).map(\.number) == [1, 3])
    }

    @Test func `gives up on a daemon that is not there`() throws {
        let endpoint = try PlayedIntake(in: context).endpoint
        var limits = SubmitWindow.WindowLimits()
        limits.silence = .milliseconds(20)
        limits.patience = .milliseconds(100)
        var submitter = try Submitter(to: endpoint, limits, in: context)
        try submitter.submit([1])
        let failure = #expect(throws: CommandError.self) { try settled(1, of: &submitter) }
        #expect(failure?.code == .unavailable && failure?.message == "\(endpoint): no reply for 0 s")
    }

    @Test func `recognises who is no submit intake`() throws {
        let intake = try PlayedIntake(in: context)
        var submitter = try Submitter(to: intake.endpoint, in: context)
        try submitter.submit([1])
        try intake.reply(to: intake.request(), #"{"error":{"reason":"no session"}}"#)
        let failure = #expect(throws: CommandError.self) { try settled(1, of: &submitter) }
        #expect(failure?.message == "\(intake.endpoint) does not reply as a submit intake does")
    }
}
