import Daemon
import Journaling
import Stories

/// Dead letters on a terminal.
struct LetterSheet {
    let style: Style

    /// The list.
    func table(_ letters: [FiledLetter]) -> [String] {
        let columns = Terminal.columns
        return letters.map { filed in
            let letter = filed.letter
            let number = String(filed.number)
            let head =
                String(repeating: " ", count: max(0, 6 - number.count)) + number + "  "
                + style(Self.time(letter.receivedAt), .dim) + "  " + DisplayWidth.fit(letter.intake, to: 12) + " "
                + style(DisplayWidth.fit(letter.rejection.reason.rawValue, to: 16), .yellow) + " "
            let size = NumberFormat.size(letter.payloadBytes)
            let space = String(repeating: " ", count: max(0, 9 - size.count))
            return head + space + size + "  "
                + style(DisplayWidth.cut(letter.rejection.detail, to: max(20, columns - 69)), .dim)
        }
    }

    /// One letter in full; only its payload may have several lines.
    func page(_ filed: FiledLetter) -> String {
        let letter = filed.letter
        let plain = TerminalText.onOneLine
        var lines = [
            "\(style("dead letter", .dim)) \(filed.number)  \(style(letter.receivedAt.description, .dim))",
            "\(style("intake", .dim)) \(plain(letter.intake))"
                + (letter.channel.map { "  \(style("channel", .dim)) \(plain($0))" } ?? "")
                + (letter.sender.map { "  \(style("sender", .dim)) \(plain($0))" } ?? ""),
            "\(style("refused by", .dim)) \(letter.stage.rawValue)  "
                + style(plain(letter.rejection.description), .yellow),
            "\(style("payload", .dim)) \(NumberFormat.size(letter.payloadBytes))"
                + (letter.isWhole ? "" : ", of which the first \(NumberFormat.size(letter.payload.count)) are kept"),
            "",
        ]
        lines.append(String(decoding: letter.payload.prefix(4096), as: UTF8.self))
        if letter.payload.count > 4096 { lines.append(style("… (--raw has all of it)", .dim)) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What became of a letter that was tried again.
    func line(_ result: RetriedLetter) -> String {
        let isRead = ["stored", "duplicate"].contains(result.status)
        let what = (result.seqs ?? []).map(String.init).joined(separator: ", ")
        return "\(result.number)  \(style(result.status, isRead ? .green : .red))  " + (result.reason ?? what)
    }

    private static func time(_ timestamp: Timestamp) -> String {
        String(timestamp.description.prefix(19)).replacing("T", with: " ")
    }
}
