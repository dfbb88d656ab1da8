import Daemon
import Foundation
import Journaling
import Stories

/// Pages and their leftovers on a terminal.
struct LeftoverSheet {
    let style: Style

    private func record(_ page: StoredPage) -> PublishedPage? { try? PublishedPage(json: page.record) }

    /// One page of a list: its number, when it came, from whom, and its leftovers by kind.
    func line(_ page: StoredPage) -> String {
        let number = String(page.number)
        let kinds = Dictionary((record(page)?.leftovers ?? []).map { ($0.kind, 1) }, uniquingKeysWith: +)
        let counts = kinds.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.map { "\($0.key) ×\($0.value)" }
        return String(repeating: " ", count: max(0, 6 - number.count)) + number + "  " + style(time(page), .dim) + "  "
            + DisplayWidth.fit(TerminalText.onOneLine(page.source), to: 12) + " "
            + TerminalText.onOneLine(page.id) + "  " + style(counts.joined(separator: ", "), .yellow)
    }

    /// One page in full.
    func page(_ page: StoredPage) -> [String] {
        let record = record(page)
        var lines = [
            "\(style("page", .dim)) \(TerminalText.onOneLine(page.id))  "
                + "\(style("source", .dim)) \(TerminalText.onOneLine(page.source))  "
                + style(page.receivedAt.description, .dim),
            "\(style("stories", .dim)) \(page.seqs.lowerBound)–\(page.seqs.upperBound)",
        ]
        lines += (record?.stories ?? []).map { "  " + TerminalText.onOneLine($0) }
        for piece in record?.leftovers ?? [] {
            lines.append(style(TerminalText.onOneLine(piece.kind), .yellow))
            lines += piece.text.split(separator: "\n").map { "  " + TerminalText.onOneLine(String($0)) }
        }
        return lines
    }

    private func time(_ page: StoredPage) -> String {
        String(page.receivedAt.description.prefix(19)).replacing("T", with: " ")
    }
}
