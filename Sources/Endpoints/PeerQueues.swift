import Pipeline
import ZeroMQ

/// How many bytes wait inside ZeroMQ for each peer of an end, and who may be sent more. ZeroMQ bounds the number of
/// messages only, and a record may have a megabyte.
struct PeerQueues {
    /// How a share is divided among the peers, so that those who do not read starve nobody who does.
    ///
    /// A peer has a place that is always its own. Up to a quarter of the share it may have more, and up to half of it a
    /// peer that nothing waits for gets one message of any size. So all peers together have no more than half of the
    /// share and their places, which are the other half.
    struct PeerShares: Hashable, Sendable {
        /// The share of all peers.
        let share: Int
        /// Bytes that may wait for a peer; a single message may be larger.
        let queue: Int
        /// The most peers.
        static let peersMax = 1024

        /// Bytes that may wait for a peer whatever waits for others.
        var place: Int { share / 2 / Self.peersMax }
        /// Bytes for all peers up to which a peer may have more than its place.
        var common: Int { share / 4 }
        /// Bytes for all peers up to which a peer gets what comes next when nothing waits for it.
        var reserved: Int { share / 2 }

        /// Whether a message may be sent.
        ///
        /// - Parameters:
        ///   - bytes: Its bytes.
        ///   - waiting: Bytes that wait for the peer.
        ///   - all: Bytes that wait for all peers.
        func admit(_ bytes: Int, behind waiting: Int, of all: Int) -> Bool {
            if waiting + bytes <= place { return true }
            if waiting == 0 { return all + bytes <= reserved }
            return waiting + bytes <= queue && all + bytes <= common
        }
    }

    private let bounds: PeerShares
    private let sum: OutgoingBytes
    private var queues: [[UInt8]: OutgoingBytes] = [:]

    /// Queues that are kept although nothing waits in them.
    private static let emptyMax = 4096

    /// Begins with nothing waiting.
    ///
    /// - Parameters:
    ///   - sum: What counts the bytes of all peers.
    init(_ bounds: PeerShares, in sum: OutgoingBytes) {
        self.bounds = bounds
        self.sum = sum
    }

    /// Records for followers. Only what waits in the journal waits longer.
    static var ofFollowers: PeerQueues {
        PeerQueues(PeerShares(share: MemoryBudget.bytes(of: .feed), queue: 256 << 10), in: Outgoing.feed)
    }

    /// Replies to submissions: a place holds some thirty, a queue ten thousand.
    static var ofReplies: PeerQueues {
        PeerQueues(PeerShares(share: MemoryBudget.bytes(of: .replies), queue: 6 << 20), in: Outgoing.replies)
    }

    /// Whether a message may be sent now.
    ///
    /// - Parameter message: Its frames, the routing id first.
    /// - Returns: What is to count it; `nil` while there is no room.
    mutating func room(for message: [[UInt8]]) -> OutgoingBytes? {
        guard let peer = message.first, let bytes = message.last?.count else { return nil }
        return room(for: peer, bytes)
    }

    /// Whether a message may be sent now to a peer.
    ///
    /// - Parameter bytes: Bytes of its last frame, which is the one that counts.
    mutating func room(for peer: [UInt8], _ bytes: Int) -> OutgoingBytes? {
        let queue = queue(of: peer)
        return bounds.admit(bytes + OutgoingBytes.overhead, behind: queue.bytes, of: sum.bytes) ? queue : nil
    }

    private mutating func queue(of peer: [UInt8]) -> OutgoingBytes {
        if let queue = queues[peer] { return queue }
        if queues.count >= Self.emptyMax { queues = queues.filter { $0.value.bytes > 0 } }
        let queue = OutgoingBytes(in: sum)
        queues[peer] = queue
        return queue
    }
}
