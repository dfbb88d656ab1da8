import FeedProtocol
package import Journaling
import Pipeline
package import Stories

/// What the feed is served from: the journal, or what a test puts in its place.
package protocol FeedSource {
    /// The id that the sequence numbers count in.
    var stream: String { get }
    /// The newest sequence number; 0 while there is none.
    var head: Int { get }
    /// The oldest sequence number that is there, or the next one while there is none.
    ///
    /// Asked for after ``stretch(from:through:labelled:atMost:)``, it tells of everything that was missing there
    /// because it had been removed.
    var oldest: Int { get }

    /// The next stories from a sequence number on; see ``JournalReader``.
    func stretch(
        from seq: Int, through head: Int, labelled labels: [String]?, atMost count: Int
    ) throws(JournalError) -> JournalReader.Stretch

    /// The first story since a time; `nil` when there is none.
    func first(since time: Timestamp) throws(JournalError) -> Int?
}

/// A row of an source, or where one should be.
/// The journal as the feed reads it, by a connection that belongs to the feed's thread.
struct JournalFeedSource: FeedSource {
    let journal: Journal
    let reader: JournalReader
    private let holds: Bool

    /// - Parameter holds: Whether to leave out stories that are under an embargo.
    init(_ journal: Journal, holdingEmbargoes holds: Bool = false) throws(JournalError) {
        self.journal = journal
        self.holds = holds
        reader = try journal.reader()
    }

    var stream: String { journal.stream }
    var head: Int { journal.head }

    var oldest: Int {
        // The journal hears of a removal a moment after the reader sees it.
        let head = journal.head
        do {
            return try max(journal.oldest, reader.oldest() ?? head + 1)
        } catch {
            // Where the file is damaged so that the reader cannot tell, the journal can.
            return journal.oldest
        }
    }

    func stretch(
        from seq: Int, through head: Int, labelled labels: [String]?, atMost count: Int
    ) throws(JournalError) -> JournalReader.Stretch {
        try reader.stretch(from: seq, through: head, labelled: labels, holdingEmbargoes: holds, atMost: count)
    }

    func first(since time: Timestamp) throws(JournalError) -> Int? {
        try reader.first(since: time, now: .now())
    }
}

extension JournalReader.RowResult {
    /// What a follower is told of the row.
    func reply(as format: PayloadFormat) -> FeedReply {
        switch self {
        case .story(let story): .story(seq: story.seq, record: format.payload(of: story))
        case .damaged(let seq): .damaged(seq: seq, reason: "the record is damaged or missing in the journal")
        }
    }
}
