import Journaling

/// The newest stories, so that streams that keep up never touch the disk. Bounded by count and bytes.
struct LiveRing: Sendable {
    static let storiesMax = 8_192
    static let bytesMax = 32 << 20

    private var stories: [StoredStory] = []
    /// Where the oldest is in ``stories``; what lies before it is let go now and then.
    private var start = 0
    private var bytes = 0

    /// The sequence number below which stories must be read from the journal.
    private(set) var floor: Int

    /// Makes a ring that begins after the newest story of a journal.
    init(after head: Int) { floor = head + 1 }

    /// Adds stories, in order.
    mutating func append(_ new: [StoredStory]) {
        stories += new
        bytes += new.reduce(0) { $0 + $1.record.count }
        while stories.count - start > Self.storiesMax || bytes > Self.bytesMax, start < stories.count {
            bytes -= stories[start].record.count
            floor = stories[start].seq + 1
            start += 1
        }
        guard start > Self.storiesMax else { return }
        stories.removeFirst(start)
        start = 0
    }

    /// The stories after a sequence number, up to and including another, as far as they make up so many bytes; at least
    /// one if there is any.
    ///
    /// - Returns: The stories, and the sequence number up to which was looked.
    func stories(after seq: Int, through last: Int, bytesMax: Int) -> (stories: ArraySlice<StoredStory>, through: Int) {
        var low = start
        var high = stories.count
        while low < high {
            let middle = (low + high) / 2
            if stories[middle].seq <= seq { low = middle + 1 } else { high = middle }
        }
        var end = low
        var bytes = 0
        while end < stories.count, stories[end].seq <= last, bytes < bytesMax {
            bytes += stories[end].record.count
            end += 1
        }
        let isWhole = end == stories.count || stories[end].seq > last
        return (stories[low..<end], isWhole ? max(seq, last) : stories[end - 1].seq)
    }
}
