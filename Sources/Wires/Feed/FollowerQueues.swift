import Newsdesk
import ZeroMQ

/// How many bytes wait inside ZeroMQ for each follower. ZeroMQ bounds their number only, and a record may have a megabyte.
struct FollowerQueues {
    private var queues: [[UInt8]: OutgoingBytes] = [:]

    /// Bytes that may wait for a follower; a single record may be larger.
    private static let bytesMax = 256 << 10
    /// Bytes of a record that a follower gets which has nothing waiting, also when others have used up the whole share.
    private static let smallBytes = 32 << 10
    /// Queues that are kept although nothing waits in them.
    private static let emptyMax = 4096

    /// Whether a message may be sent now.
    ///
    /// - Parameter message: Its frames, the routing id first.
    /// - Returns: What is to count it; `nil` while there is no room.
    mutating func room(for message: [[UInt8]]) -> OutgoingBytes? {
        guard let peer = message.first, let bytes = message.last?.count else { return nil }
        let queue = queue(of: peer)
        let waiting = queue.bytes
        guard waiting == 0 || waiting + bytes <= Self.bytesMax else { return nil }
        let all = Outgoing.feed.bytes
        let isSmall = waiting == 0 && bytes <= Self.smallBytes
        return all == 0 || isSmall || all + bytes <= MemoryBudget.bytes(of: .feed) / 2 ? queue : nil
    }

    private mutating func queue(of peer: [UInt8]) -> OutgoingBytes {
        if let queue = queues[peer] { return queue }
        if queues.count >= Self.emptyMax { queues = queues.filter { $0.value.bytes > 0 } }
        let queue = OutgoingBytes(in: Outgoing.feed)
        queues[peer] = queue
        return queue
    }
}
