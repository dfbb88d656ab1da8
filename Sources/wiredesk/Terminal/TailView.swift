import Journaling
import Daemon
import Foundation
import Glibc
import Stories
import WiredeskClient

/// The feed on a terminal: a row a story, and what there is to say about the connection beside it, on stderr.
struct TailView {
    private let endpoint: String
    private let isRaw: Bool
    private let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
    private let noteStyle = Style(isOn: Terminal.hasColour(STDERR_FILENO))
    private var hasFollowed = false

    /// - Parameter isRaw: Whether records are printed as they are.
    init(endpoint: String, isRaw: Bool) {
        self.endpoint = endpoint
        self.isRaw = isRaw
    }

    /// Shows an event.
    mutating func show(_ event: FeedEvent) throws(CommandError) {
        switch event {
        case .story(let story): try show(story)
        case .damaged(_, let seq, let reason): note("story \(seq): \(reason)")
        case .pruned(_, let missing):
            note("stories \(missing.lowerBound) to \(missing.upperBound) are no longer in the journal")
        case .restarted(let stream): note("the daemon has a new journal, stream \(stream): its stories follow")
        case .following(let stream, let seq):
            note("\(hasFollowed ? "reconnected to" : "following") \(endpoint), stream \(stream), after \(seq)")
            hasFollowed = true
        case .waiting(let reason): note("waiting for the daemon at \(endpoint): \(reason)")
        }
    }

    private func note(_ text: String) {
        OutputStream.standardError.note(noteStyle(text, .dim))
    }

    private func show(_ story: FollowedStory) throws(CommandError) {
        if isRaw { return try OutputStream.standardOutput.write(story.record + [0x0A]) }
        do {
            let record = try PublishedRecord(json: story.record)
            try OutputStream.standardOutput.print(line(record))
        } catch let failure as CommandError {
            throw failure
        } catch {
            note("story \(story.seq) is not a record that this version can show; --json prints it")
        }
    }

    private func line(_ record: PublishedRecord) -> String {
        let time = style(String(record.receivedAt.dropFirst(11).prefix(8)), .dim)
        let table = StoryTable(style: style, columns: Terminal.columns - 12)
        switch record.event {
        case "kill":
            let title = record.headline == nil && record.body.isEmpty ? "" : "  " + StoryTable.title(of: record.article)
            let text = DisplayWidth.cut("\(record.id)\(title)", to: max(20, Terminal.columns - 24))
            return "\(time) \(style("✕", .red)) \(table.chip(record.category)) \(style(text, .red, .struck))"
        case "update":
            return "\(time) \(style("↻", .yellow)) \(table.line(record.verdict, record.article))"
        default:
            return "\(time)   \(table.line(record.verdict, record.article))"
        }
    }
}
