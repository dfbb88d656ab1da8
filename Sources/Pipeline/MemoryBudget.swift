package import Threads

/// The memory that the daemon may take at the worst, shared out by what it is for.
///
/// The sum of all shares stays below the `MemoryMax` of the unit (1 GiB); a test holds that. Each share is bounded where it is
/// used; what happens when it is used up stands beside it. One budget a process.
package enum MemoryBudget {
    /// What memory is for; raw values are labels of metrics.
    package enum MemoryPart: String, Sendable, CaseIterable {
        /// The program, its lexicon, SQLite's caches, the search index, the rising terms.
        case base
        /// Messages inside ZeroMQ that intakes have not taken. Newcomers wait, then the largest senders are cut off.
        case arrivals
        /// Messages that wait for the pipeline. Intakes wait.
        case inbox
        /// Messages on the path: about ten times their payloads.
        case path
        /// Replies to submissions that their clients do not read. Theirs are dropped; a retry is a duplicate.
        case replies
        /// Records on their way to subscribers. The slowest subscribers are cut off, then records are dropped.
        case pub
        /// Records on their way to followers. They wait in the journal; the slowest followers are cut off.
        case feed
        /// The newest stories, for streams. Older ones are read from the journal.
        case ring
        /// Stories on their way to streams that are behind. They wait.
        case streams
        /// Answers of the monitor that are not written yet. Requests are refused with 503.
        case answers
        /// What was read of HTTP connections and nobody has taken yet, of 2,000. It is not read on.
        case clients
        /// Bodies of requests. Requests are refused with 503.
        case uploads
        /// What reading threads work with.
        case readers
        /// Log lines that nobody has read. Lines are dropped and counted.
        case log
    }

    /// Bytes of each part.
    package static func bytes(of part: MemoryPart) -> Int {
        switch part {
        case .base: 120 << 20
        case .arrivals: 160 << 20
        case .inbox: 64 << 20
        case .path: 128 << 20
        case .replies: 32 << 20
        case .pub, .feed, .answers, .readers: 64 << 20
        case .ring: 48 << 20
        case .clients: 40 << 20
        case .streams, .uploads: 32 << 20
        case .log: 4 << 20
        }
    }

    /// Bytes of all parts together.
    package static var total: Int { MemoryPart.allCases.reduce(0) { $0 + bytes(of: $1) } }

    /// Answers of the monitor that are not written yet.
    package static let answers = MemoryShare(bytesMax: bytes(of: .answers))
    /// Stories on their way to streams that are behind.
    package static let streams = MemoryShare(bytesMax: bytes(of: .streams))
    /// Bodies of requests.
    package static let uploads = MemoryShare(bytesMax: bytes(of: .uploads))
}
