import Glibc
import Journaling
import Pipeline
import Stories
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite struct `The feed server` {
    /// A pipeline with its source, a clock that is set by hand, and peers with as much room as they are given.
    private struct Room {
        var server = FeedServer()
        var source = PaperFeedSource()
        var now = Duration.zero
        var room: [String: Int] = [:]
        var absent: Set<String> = []
        var posted: [String] = []

        init(stories count: Int = 0) {
            source.labels = Array(repeating: ["economy"], count: count)
        }

        mutating func ask(
            _ peer: String, _ request: String, envelope: [String] = [], by connection: ConnectionIdentity? = nil
        ) {
            let message = [peer] + envelope + [request]
            post { $0.receive(message.map { Array($0.utf8) }, by: connection, at: $1, from: $2, send: $3) }
        }

        /// Serves until there is nothing to do; returns what was sent.
        mutating func serve() -> [String] {
            while serveOnce() {}
            defer { posted = [] }
            return posted
        }

        mutating func serveOnce() -> Bool {
            post { $0.serveNext(at: $1, from: $2, send: $3) }
        }

        private mutating func post<Result>(
            _ body: (inout FeedServer, Duration, PaperFeedSource, ([[UInt8]]) -> FeedServer.Sent) -> Result
        ) -> Result {
            var (posted, room) = (posted, room)
            let absent = absent
            defer { (self.posted, self.room) = (posted, room) }
            return body(&server, now, source) { message in
                let frames = message.map { String(decoding: $0, as: UTF8.self) }
                if absent.contains(frames[0]) { return .gone }
                if let left = room[frames[0]] {
                    guard left > 0 else { return .noRoom }
                    room[frames[0]] = left - 1
                }
                posted.append(frames.joined(separator: " "))
                return .taken
            }
        }
    }

    private func alive(_ peer: String, at seq: Int, oldest: Int = 1, head: Int) -> String {
        #"\#(peer) \#(seq) {"alive":{"stream":"s","oldest":\#(oldest),"head":\#(head)}}"#
    }

    private func stories(_ peer: String, _ range: ClosedRange<Int>) -> [String] { range.map { "\(peer) \($0) r\($0)" } }

    @Test func `greets, sends while credit lasts, and goes on when there is more`() {
        var room = Room(stories: 5)
        room.ask("a", #"{"follow":{"from":"earliest","credit":2}}"#)
        #expect(room.serve() == [alive("a", at: 0, head: 5)] + stories("a", 1...2))
        room.ask("a", #"{"credit":2}"#)
        #expect(room.serve() == stories("a", 3...4))
        room.now = .seconds(1)
        #expect(room.serve() == [alive("a", at: 4, head: 5)])
        room.ask("a", #"{"credit":9}"#)
        room.source.labels.append(["economy"])
        #expect(room.serve() == stories("a", 5...6))
        #expect(room.server.figures(at: room.now, head: 6).followers.first?.credit == 7)
        #expect(room.server.figures(at: room.now, head: 6).published == 6)
    }

    @Test(arguments: [
        (#""now""#, 5, [6]), ("5", 4, [5, 6]), ("6", 5, [6]), ("9", 5, []), (#""1970-01-01T00:00:04Z""#, 3, [4, 5, 6]),
        (#""1970-01-01T00:00:09Z""#, 5, [6]),
    ])
    func `starts where it is asked to`(from: String, at: Int, seqs: [Int]) {
        var room = Room(stories: 5)
        room.ask("a", #"{"follow":{"from":\#(from)}}"#)
        var sent = room.serve()
        #expect(sent.removeFirst() == alive("a", at: at, head: 5))
        room.source.labels.append([])
        sent += room.serve()
        #expect(sent == seqs.map { "a \($0) r\($0)" })
    }

    @Test func `waits for a sequence number that is yet to come`() {
        var room = Room(stories: 2)
        room.ask("a", #"{"follow":{"from":4}}"#)
        #expect(room.serve() == [alive("a", at: 2, head: 2)])
        room.source.labels += [[], [], []]
        #expect(room.serve() == stories("a", 4...5))
    }

    @Test func `sends the stories that have any of the labels`() {
        var room = Room()
        room.source.labels = [["safety"], ["economy"], ["economy", "safety"], ["culture"], []]
        room.ask("a", #"{"follow":{"from":1,"categories":["safety","culture"]}}"#)
        #expect(room.serve().dropFirst() == ["a 1 r1", "a 3 r3", "a 4 r4"])
        room.now = .seconds(1)
        #expect(room.serve() == [alive("a", at: 5, head: 5)])
    }

    /// A connection, and what closes it.
    private func connection() throws -> (identity: ConnectionIdentity, close: () -> Void) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let identity = try #require(ConnectionIdentity(PeerConnection(descriptor: descriptor)))
        return (identity, { _ = Glibc.close(descriptor) })
    }

    @Test func `sends nothing to who takes over a routing id before it asks`() throws {
        let (old, new) = try (connection(), connection())
        defer {
            old.close()
            new.close()
        }
        var room = Room(stories: 2)
        room.ask("a", #"{"follow":{"from":"earliest"}}"#, by: old.identity)
        #expect(room.serve() == [alive("a", at: 0, head: 2)] + stories("a", 1...2))
        room.ask("a", #"{"credit":5}"#, by: new.identity)
        room.source.labels.append(["economy"])
        #expect(room.serve() == [#"a {"error":{"reason":"no session: follow first"}}"#])
        room.ask("a", #"{"follow":{"from":3}}"#, by: new.identity)
        #expect(room.serve() == [alive("a", at: 2, head: 3)] + stories("a", 3...3))
    }

    @Test func `ends a session with the connection that it was asked for by`() throws {
        let old = try connection()
        var room = Room(stories: 2)
        room.ask("a", #"{"follow":{"from":"earliest"}}"#, by: old.identity)
        #expect(room.serve() == [alive("a", at: 0, head: 2)] + stories("a", 1...2))
        old.close()
        // It gets the same descriptor, as a rule.
        let new = try connection()
        defer { new.close() }
        room.source.labels.append(["economy"])
        #expect(room.serve() == [] && room.server.figures(at: room.now, head: 3).followers.isEmpty)
    }

    @Test func `gives everyone a turn`() {
        var room = Room(stories: 200)
        room.ask("a", #"{"follow":{"from":1,"credit":200}}"#)
        room.ask("b", #"{"follow":{"from":1,"credit":200}}"#)
        let sent = room.serve()
        #expect(sent[1...64] == stories("a", 1...64)[...])
        #expect(sent[66...129] == stories("b", 1...64)[...])
        #expect(sent[130] == "a 65 r65")
        #expect(sent.count == 402)
    }

    @Test func `serves those near the newest before those who are far behind, and these in turn`() {
        var room = Room(stories: 1000)
        for peer in ["a", "b", "c"] { room.ask(peer, #"{"follow":{"from":1,"credit":1000}}"#) }
        room.ask("n", #"{"follow":{"from":"now"}}"#)
        for _ in 0..<4 { _ = room.serveOnce() }
        room.posted = []
        for peer in ["a", "b", "c", "a"] {
            room.source.labels.append(["economy"])
            _ = room.serveOnce()
            #expect(room.posted == ["n \(room.source.head) r\(room.source.head)"])
            room.posted = []
            _ = room.serveOnce()
            #expect(room.posted.count == 64 && room.posted.allSatisfy { $0.hasPrefix(peer) })
            room.posted = []
        }
    }

    @Test func `lets nobody starve who is far behind`() {
        var room = Room(stories: 1000)
        for peer in ["a", "b"] { room.ask(peer, #"{"follow":{"from":1,"credit":1000}}"#) }
        room.ask("n", #"{"follow":{"from":"now","credit":1000}}"#)
        // There is always something for the one who keeps up.
        for _ in 0..<200 {
            room.source.labels.append(["economy"])
            _ = room.serveOnce()
        }
        #expect(room.posted.contains("a 65 r65") && room.posted.contains("b 65 r65"))
        #expect(room.posted.contains("n 1150 r1150"))
    }

    @Test func `keeps what finds no room, and holds up nobody else`() {
        var room = Room(stories: 10)
        room.room["a"] = 4
        room.ask("a", #"{"follow":{"from":1}}"#)
        room.ask("b", #"{"follow":{"from":1}}"#)
        let sent = room.serve()
        #expect(sent.filter { $0.hasPrefix("a") } == [alive("a", at: 0, head: 10)] + stories("a", 1...3))
        #expect(sent.filter { $0.hasPrefix("b") }.dropFirst() == stories("b", 1...10)[...])
        #expect(room.server.figures(at: room.now, head: 10).followers.map(\.at) == [3, 10])
        // The pauses double up to a tenth of a second.
        var pauses: [Duration] = []
        for _ in 0..<9 {
            guard let due = room.server.dueAt(head: 10) else { break }
            pauses.append(due - room.now)
            room.now = due
            #expect(room.serve() == [])
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 100, 100].map { Duration.milliseconds($0) })
        room.room["a"] = nil
        room.now += .milliseconds(100)
        #expect(room.serve() == stories("a", 4...10))
    }

    @Test func `reports damaged stories and goes on after them`() {
        var room = Room(stories: 3)
        room.source.damaged = [2]
        room.ask("a", #"{"follow":{"from":1,"credit":2}}"#)
        let damaged = #"a 2 {"damaged":{"reason":"the record is damaged or missing in the journal"}}"#
        #expect(room.serve().dropFirst() == ["a 1 r1", damaged])
        room.ask("a", #"{"credit":1}"#)
        #expect(room.serve() == ["a 3 r3"])
    }

    @Test func `says what is gone, and forgets the follower`() {
        var room = Room(stories: 9)
        room.source.oldest = 5
        let gone = #"a {"gone":{"oldest":5,"stream":"s"}}"#
        room.ask("a", #"{"follow":{"from":4}}"#)
        #expect(room.serve() == [gone])
        room.ask("a", #"{"follow":{"from":5,"stream":"other"}}"#)
        #expect(room.serve() == [gone])
        room.ask("a", #"{"credit":5}"#)
        #expect(room.serve() == [#"a {"error":{"reason":"no session: follow first"}}"#])
        #expect(room.server.dueAt(head: 9) == nil)
    }

    @Test(arguments: [#""#, #","categories":["economy"]"#])
    func `says what was removed while it was followed`(categories: String) {
        var room = Room(stories: 9)
        room.ask("a", #"{"follow":{"from":1,"credit":2\#(categories)}}"#)
        _ = room.serve()
        room.source.oldest = 5
        room.ask("a", #"{"credit":5}"#)
        #expect(room.serve() == [#"a {"gone":{"oldest":5,"stream":"s"}}"#])
        #expect(room.server.figures(at: room.now, head: 9).followers.isEmpty)
    }

    @Test func `ends the session of a silent follower, not that of one that is heard`() {
        var room = Room(stories: 1)
        room.ask("a", #"{"follow":{"from":"now"}}"#)
        room.ask("b", #"{"follow":{"from":"now"}}"#)
        for second in 1...30 {
            room.now = .seconds(second)
            if second == 20 { room.ask("b", #"{"credit":0}"#) }
            _ = room.serve()
        }
        #expect(room.server.figures(at: room.now, head: 1).followers.map(\.peer) == ["62"])
        #expect(room.server.figures(at: room.now, head: 1).followers.map(\.silence) == [10])
    }

    @Test func `forgets who leaves and who is not there`() {
        var room = Room(stories: 1)
        for peer in ["a", "b"] { room.ask(peer, #"{"follow":{"from":1}}"#) }
        room.absent = ["b"]
        room.ask("a", #"{"bye":true}"#)
        #expect(room.serve() == [])
        #expect(room.server.dueAt(head: 1) == nil)
    }

    @Test func `resumes where a follower says, in a new session that replaces the old`() {
        var room = Room(stories: 6)
        room.ask("a", #"{"follow":{"from":1,"credit":3}}"#)
        _ = room.serve()
        room.ask("a", #"{"follow":{"from":4,"stream":"s"}}"#)
        #expect(room.serve() == [alive("a", at: 3, head: 6)] + stories("a", 4...6))
        #expect(room.server.figures(at: room.now, head: 6).followers.count == 1)
    }

    @Test func `puts the envelope of the last request in front`() {
        var room = Room(stories: 2)
        room.ask("a", #"{"follow":{"from":1,"credit":1}}"#, envelope: ["7", ""])
        #expect(room.serve() == [alive("a 7 ", at: 0, head: 2), "a 7  1 r1"])
        room.ask("a", #"{"credit":1}"#, envelope: [""])
        #expect(room.serve() == ["a  2 r2"])
        room.ask("a", "{}", envelope: ["9", ""])
        #expect(
            room.serve() == [#"a 9  {"error":{"reason":"malformed: expected one of follow, credit, and bye: true"}}"#])
        room.ask("a", "{}", envelope: ["x"])
        #expect(room.serve().first?.hasPrefix(#"a {"error":{"reason":"malformed: expected one frame"#) == true)
    }

    @Test func `takes a bounded number of followers`() {
        var room = Room()
        for number in 0...FeedServer.sessionsMax { room.ask("\(number)", #"{"follow":{"from":"now"}}"#) }
        #expect(room.serve().first == #"1024 {"error":{"reason":"busy: 1024 others follow"}}"#)
        #expect(room.server.figures(at: room.now, head: 0).followers.count == 1024)
    }

    @Test func `turns followers away when the journal cannot be read`() {
        var room = Room(stories: 3)
        room.source.isUnreadable = true
        room.ask("a", #"{"follow":{"from":1}}"#)
        #expect(room.serve().last == #"a {"error":{"reason":"the journal cannot be read"}}"#)
        #expect(room.server.takeTroubles().count == 1)
        #expect(room.server.dueAt(head: 3) == nil)
    }
}
