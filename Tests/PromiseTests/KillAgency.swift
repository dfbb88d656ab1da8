import Foundation
import Pipeline
import Synchronization
import Threads
import TestSupport
import ZeroMQ

/// A producer on all three ZeroMQ intakes, which works on while the daemon is killed and started again.
///
/// It keeps some requests to `submit` in flight. Each reply sets off the next one, and a story each for `pull` and
/// `sub`. After a restart it sends again what has got no reply, and a few requests that have.
final class KillAgency: Sendable {
    /// What was sent, and what was replied.
    struct Books: Sendable {
        /// The stories handed to each intake.
        var sent = ["submit": 0, "pull": 0, "sub": 0]
        /// The first seq that each submitted story was replied with.
        var seqs: [String: Int] = [:]
        var storedReplies = 0
        var duplicateReplies = 0
        /// Requests without a reply: those of stories, and those that were sent again on purpose.
        var open: Set<String> = []
        /// Replies that break the promise.
        var broken: [String] = []

        var replies: Int { storedReplies + duplicateReplies }
    }

    private let site: Site
    private let wakeup: Wakeup
    private let books = Locked(Books())
    private let sessions = Atomic(0)
    private let closing = Latch()
    private let stopping = Latch()
    private let worker = Locked<OwnedThread?>(nil)

    /// Requests in flight: few, so that the rounds stay short.
    private static let window = 6
    /// Stories that are submitted over one connection, so that a round that takes long stays small.
    private static let sessionStories = 250
    /// Requests with a reply that are sent again after a restart.
    private static let retries = 4

    /// Starts to produce.
    init(at site: Site) throws {
        self.site = site
        wakeup = try Wakeup()
        let started = try OwnedThread.start("agency", onEnd: { [self] in note($0) }) { [self] ready in
            let context = try Context()
            let push = try Socket(.push, in: context)
            try push.set(.linger, to: 10_000)
            try push.connect(site.pull)
            let publisher = try Socket(.pub, in: context)
            try publisher.bind(site.publisher)
            ready()
            while !stopping.isOpen { try submit(in: context, push, publisher) }
        }
        worker.withLock { $0 = started }
    }

    /// A copy of the books.
    var account: Books { books.withLock { $0 } }

    /// Begins a new connection to `submit`, where everything that has got no reply is sent again.
    func reconnect() {
        sessions.add(1, ordering: .sequentiallyConsistent)
        wakeup.signal()
    }

    /// Waits until the books say something.
    ///
    /// - Returns: `false` when they did not within half a minute.
    func wait(until isMet: (Books) -> Bool) -> Bool {
        books.wait(until: Deadline(after: .seconds(30))) { isMet($0) ? true : nil } ?? false
    }

    /// Sends no new stories any more, and waits until every request has got its reply.
    func finish() -> Bool {
        closing.open()
        wakeup.signal()
        defer { stop() }
        return wait { $0.open.isEmpty }
    }

    /// Ends the thread.
    func stop() {
        closing.open()
        stopping.open()
        wakeup.signal()
        worker.withLock { $0 }?.join()
    }
}

// MARK: - On the thread

extension KillAgency {
    private func submit(
        in context: Context, _ push: borrowing Socket, _ publisher: borrowing Socket
    ) throws {
        let session = sessions.load(ordering: .sequentiallyConsistent)
        let dealer = try Socket(.dealer, in: context)
        try dealer.set(.linger, to: 0)
        try dealer.connect(site.submit)
        var poller = Poller()
        poller.watch(dealer)
        poller.watch(wakeup)
        for id in toSendAgain() { try send(id, on: dealer) }
        var left = Self.sessionStories
        while !stopping.isOpen, sessions.load(ordering: .sequentiallyConsistent) == session {
            while left > 0, let id = next() {
                left -= 1
                try send(id, on: dealer)
            }
            _ = try poller.wait(for: nil)
            wakeup.clear()
            while let reply = try reply(on: dealer) {
                enter(reply.reply, to: reply.id)
                guard !closing.isOpen else { continue }
                try hand(on: push, as: "pull", channel: [])
                try hand(on: publisher, as: "sub", channel: [Array("wire".utf8)])
            }
        }
    }

    /// The requests that a new connection begins with.
    private func toSendAgain() -> [String] {
        books.withLock { books in
            books.open.formUnion(books.seqs.keys.prefix(Self.retries))
            return books.open.sorted()
        }
    }

    /// The next story to submit; `nil` when enough are in flight.
    private func next() -> String? {
        guard !closing.isOpen else { return nil }
        return books.withLock { books in
            guard books.open.count < Self.window else { return nil }
            let id = Self.id("submit", &books)
            books.open.insert(id)
            return id
        }
    }

    private static func id(_ intake: String, _ books: inout Books) -> String {
        books.sent[intake, default: 0] += 1
        return "\(intake)-\(books.sent[intake, default: 0])"
    }

    private static func payload(_ id: String) -> [UInt8] {
        let subject = id.hasSuffix("3") ? "the bank raised its rates" : "the council met in 义乌"
        let rest = String(repeating: " Nobody said more than that.", count: 10)
        return Array(#"{"id":"\#(id)","body":"Story \#(id): \#(subject).\#(rest)"}"#.utf8)
    }

    private func send(_ id: String, on dealer: borrowing Socket) throws {
        // Far fewer are in flight than the socket queues.
        guard try dealer.send([Array(id.utf8), [], Self.payload(id)]) else {
            return books.withLock { $0.broken.append("\(id): no room") }
        }
    }

    /// Hands a story to an intake that does not reply, unless there is no room.
    private func hand(on socket: borrowing Socket, as intake: String, channel: [[UInt8]]) throws {
        try books.withLock { books in
            var next = books
            if try socket.send(channel + [Self.payload(Self.id(intake, &next))]) { books = next }
        }
    }
}

// MARK: - Replies

extension KillAgency {
    private struct Reply: Decodable {
        let status: String
        let seq: Int?
    }

    private func reply(on dealer: borrowing Socket) throws -> (id: String, reply: Reply)? {
        var message = Message()
        var frames: [[UInt8]] = []
        repeat {
            // The frames of a message arrive together.
            guard try dealer.receive(into: &message) else { return nil }
            frames.append(message.bytes())
        } while message.hasMore
        guard frames.count == 3 else { throw ReplyError(description: "\(frames.count) frames") }
        return (String(decoding: frames[0], as: UTF8.self), try JSONDecoder().decode(Reply.self, from: Data(frames[2])))
    }

    private struct ReplyError: Error, CustomStringConvertible { let description: String }

    private func enter(_ reply: Reply, to id: String) {
        books.update { books in
            books.open.remove(id)
            switch (reply.status, reply.seq, books.seqs[id]) {
            case ("stored", let seq?, nil):
                books.seqs[id] = seq
                books.storedReplies += 1
            // The first reply may have died with the daemon.
            case ("duplicate", let seq?, nil):
                books.seqs[id] = seq
                books.duplicateReplies += 1
            case ("duplicate", let seq?, let first?) where seq == first: books.duplicateReplies += 1
            default: books.broken.append("\(id): \(reply), first \(books.seqs[id] ?? 0)")
            }
        }
    }

    private func note(_ failure: (any Error)?) {
        guard let failure else { return }
        books.update { $0.broken.append("the agency ended: \(failure)") }
    }
}
