import Daemon
import Foundation
import Journaling
import Stories

/// Stories under an embargo on a terminal.
struct HeldSheet {
    let style: Style

    /// One story: its number, until when it is held, its category and headline.
    func line(_ story: StoredStory) -> String {
        let record = try? PublishedRecord(json: story.record)
        let number = String(story.seq)
        let due = story.embargo.map { String($0.description.prefix(19)).replacing("T", with: " ") + "Z" } ?? ""
        let title = TerminalText.onOneLine(record?.headline ?? String(record?.body.prefix(80) ?? ""))
        return String(repeating: " ", count: max(0, 8 - number.count)) + number + "  " + style(due, .yellow) + "  "
            + DisplayWidth.fit(story.category, to: 14) + " "
            + DisplayWidth.cut(title.replacing("\n", with: " "), to: max(20, Terminal.columns - 50))
    }
}
