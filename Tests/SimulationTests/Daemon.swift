import Journaling
import Stories

@testable import Wires

/// The parts of a running daemon, in the order in which the desk uses them.
final class Daemon {
    let journal: Journal
    let archive: JournalArchive
    var announcer: Announcer
    var feed = FeedDesk()
    /// Messages that were taken and are not journaled yet.
    var inbox: [Int] = []

    init(path: String) throws {
        journal = try Journal(path: path)
        archive = try JournalArchive(journal)
        announcer = Announcer(stream: journal.stream, format: .wiredesk, positions: journal.positions)
    }
}
