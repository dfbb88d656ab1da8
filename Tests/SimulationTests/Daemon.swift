import Journaling
import Stories

@testable import Endpoints

/// The parts of a running daemon, in the order in which the pipeline uses them.
final class Daemon {
    let journal: Journal
    let source: JournalFeedSource
    var announcer: PubEncoder
    var feed = FeedServer()
    /// Messages that were taken and are not journaled yet.
    var inbox: [Int] = []

    init(path: String) throws {
        journal = try Journal(path: path)
        source = try JournalFeedSource(journal)
        announcer = PubEncoder(stream: journal.stream, format: .wiredesk, positions: journal.positions)
    }
}
