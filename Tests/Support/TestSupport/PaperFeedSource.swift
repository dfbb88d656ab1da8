package import Journaling
package import Stories
import Endpoints

/// A journal in memory whose records are `r1`, `r2`, …
package struct PaperFeedSource: FeedSource {
    package var stream: String
    package var oldest = 1
    /// The labels of each story.
    package var labels: [[String]] = []
    /// The sequence numbers of records that are damaged.
    package var damaged: Set<Int> = []
    /// Whether every reading fails.
    package var isUnreadable = false

    /// It holds no stories yet.
    package init(stream: String = "s") { self.stream = stream }

    package var head: Int { labels.count }

    package func stretch(
        from seq: Int, through head: Int, labelled wanted: [String]?, atMost count: Int
    ) throws(JournalError) -> JournalReader.Stretch {
        if isUnreadable { throw JournalError(code: .failed, operation: "reading", path: "p", cause: "broken") }
        var stretch = JournalReader.Stretch(rows: [], next: seq)
        while stretch.next <= head, stretch.rows.count < count {
            let seq = stretch.next
            stretch.next += 1
            guard seq >= oldest, wanted.map({ !Set($0).isDisjoint(with: labels[seq - 1]) }) ?? true else { continue }
            stretch.rows.append(damaged.contains(seq) ? .damaged(seq: seq) : .story(story(seq)))
        }
        return stretch
    }

    private func story(_ seq: Int) -> StoredStory {
        let labels = labels[seq - 1]
        return StoredStory(
            seq: seq, identity: Identity(source: "paper", id: "\(seq)"), category: labels.first ?? "unclassified",
            labels: labels, receivedAt: Timestamp(milliseconds: Int64(seq) * 1000), record: Array("r\(seq)".utf8))
    }

    /// A story a second, from the first second of 1970 on.
    package func first(since time: Timestamp) throws(JournalError) -> Int? {
        let seq = max(Int(time.milliseconds / 1000), oldest)
        return seq <= head ? seq : nil
    }
}
