import Daemon
import Stories
import TextCleaning

/// How a page was read, line by line, for the terminal: the story of each line as a coloured bar, what the line was taken for,
/// and what decided.
struct ReadingSheet {
    let style: Style
    let columns: Int

    /// The sheet of a page, ending in an empty line.
    func text(of page: PageReading) -> String {
        var lines = page.number.map { [style("page \($0)", .bold)] } ?? []
        let room = max(20, columns - 58)
        for line in page.lines {
            let name = line.kind.map { "\($0.rawValue)" } ?? line.role.rawValue
            let story = line.story.map { "\($0 + 1)" } ?? "–"
            let bar = line.story.map { style("▌", .colour(Self.colour(of: $0))) } ?? " "
            let number = String(repeating: " ", count: max(0, 3 - story.count)) + story
            let role = name + String(repeating: " ", count: max(1, 11 - name.count))
            let text = DisplayWidth.fit(line.text, to: room)
            lines.append(bar + number + " " + style(role, .dim) + text + style("  \(line.reason)", .dim))
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// A colour of the 256-colour palette for each story; neighbours differ.
    static func colour(of story: Int) -> Int { colours[story % colours.count] }

    private static let colours = [33, 208, 34, 170, 37, 214, 63, 161, 106, 99]
}
