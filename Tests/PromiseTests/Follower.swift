import Foundation
import TestSupport
import Testing
import ZeroMQ

/// A follower of the feed that asks once, with credit for everything.
struct Follower: ~Copyable {
    private let socket: Socket
    /// The records it was sent, by their sequence numbers.
    private(set) var records: [Int: [UInt8]] = [:]
    /// The sequence numbers that it was told are damaged.
    private(set) var damaged: [Int] = []
    /// Alive frames that came so far.
    private(set) var heartbeats = 0
    /// The stream that the feed named.
    private(set) var stream = ""
    /// The newest sequence number that it was told of.
    private(set) var head = 0
    private var last = 0

    private struct Note: Decodable {
        let alive: Alive?
        let damaged: Reason?

        struct Alive: Decodable {
            let stream: String
            let head: Int
        }

        struct Reason: Decodable { let reason: String }
    }

    /// Follows all stories from the oldest on.
    init(of site: Site) throws {
        let socket = try Socket(.dealer, in: site.context)
        try socket.set(.receiveHighWater, to: 100_000)
        try socket.set(.linger, to: 0)
        try socket.connect(site.feed)
        _ = try socket.send([Array(#"{"follow":{"from":"earliest","credit":100000}}"#.utf8)])
        self.socket = socket
    }

    /// Says that it is still there.
    func stay() throws { _ = try socket.send([Array(#"{"credit":0}"#.utf8)]) }

    /// Takes the next message.
    mutating func take() throws {
        let frames = try socket.frames()
        try #require(frames.count == 2, "\(frames.map { String(decoding: $0, as: UTF8.self) })")
        let seq = try #require(Int(String(decoding: frames[0], as: UTF8.self)))
        if frames[1].starts(with: Array(#"{"seq":"#.utf8)) {
            #expect(seq == last + 1 || last == 0, "\(seq) after \(last)")
            (records[seq], last) = (frames[1], seq)
            return
        }
        let note = try JSONDecoder().decode(Note.self, from: Data(frames[1]))
        if let alive = note.alive {
            heartbeats += 1
            stream = alive.stream
            head = alive.head
            try stay()
            #expect(last == 0 || seq == last, "alive at \(seq) after \(last)")
        } else {
            try #require(note.damaged != nil)
            damaged.append(seq)
        }
        last = seq
    }

    /// Takes messages until everything up to a sequence number has come.
    mutating func take(through seq: Int) throws {
        while last < seq { try take() }
    }

    /// Takes messages until so many more alive frames have come.
    mutating func take(heartbeats count: Int) throws {
        let end = heartbeats + count
        while heartbeats < end { try take() }
    }
}
