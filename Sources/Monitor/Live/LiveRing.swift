import Journaling

/// The newest stories, so that streams that keep up never touch the disk. Bounded by count and bytes.
struct LiveRing: Sendable {
    static let storiesMax = 8_192
    static let bytesMax = 32 << 20

    /// `nil` where a story was that has been let go.
    private var stories: [StoredStory?] = []
    /// Where the oldest is in ``stories``; the places before it are removed now and then.
    private var start = 0
    private var bytes = 0

    /// The sequence number below which stories must be read from the journal.
    private(set) var floor: Int

    /// Begins after the newest story of a journal.
    init(after head: Int) { floor = head + 1 }

    /// Adds stories, in order.
    mutating func append(_ new: [StoredStory]) {
        stories += new.map(Optional.some)
        bytes += new.reduce(0) { $0 + $1.record.count }
        while stories.count - start > Self.storiesMax || bytes > Self.bytesMax, start < stories.count {
            if let oldest = stories[start] {
                bytes -= oldest.record.count
                floor = oldest.seq + 1
            }
            stories[start] = nil
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
    func stories(after seq: Int, through last: Int, bytesMax: Int) -> (stories: [StoredStory], through: Int) {
        var low = start
        var high = stories.count
        while low < high {
            let middle = (low + high) / 2
            if stories[middle].map({ $0.seq <= seq }) ?? true { low = middle + 1 } else { high = middle }
        }
        var found: [StoredStory] = []
        var bytes = 0
        for case let story? in stories[low...] {
            guard story.seq <= last else { break }
            guard bytes < bytesMax else { return (found, found.last?.seq ?? seq) }
            bytes += story.record.count
            found.append(story)
        }
        return (found, max(seq, last))
    }

    /// Bytes of the stories in it.
    var size: Int { bytes }
}
