/// Foreign text on its way to a terminal or a log: that of producers, followers and files, and the names of files.
///
/// Terminals obey control characters; of those of C1, U+009B begins sequences as ESC [ does. Marks of the Unicode bidirectional
/// algorithm show what follows in another order than it is in, and line ends let one line pass for two.
enum TerminalText {
    /// What stands for a character that a terminal would obey.
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// Whether a terminal does something else with it than show it: C0, DEL, C1, line and paragraph separators, and all that
    /// has the property Bidi_Control.
    static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A text on one line, with a blank for each character that a terminal obeys.
    static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isObeyed($0) ? " " : $0 }))
    }

    /// A text as it is written to a terminal: with the looks that ``Style`` gave it, and U+FFFD for each character that a
    /// terminal obeys.
    ///
    /// - Parameters:
    ///   - hasColour: Whether looks are written; without, they are left out.
    ///   - kept: Characters that are written as they are: `\n` where a text has several lines.
    /// - Complexity: O(length); a text without such characters is not copied.
    static func rendered(_ text: String, hasColour: Bool, keeping kept: Set<Unicode.Scalar> = []) -> String {
        var rest = text.unicodeScalars[...]
        guard rest.contains(where: isObeyed) else { return text }
        var shown = String.UnicodeScalarView()
        while let place = rest.firstIndex(where: { isObeyed($0) && !kept.contains($0) }) {
            shown.append(contentsOf: rest[..<place])
            if let sequence = Style.sequence(at: rest[place...]) {
                if hasColour { shown.append(contentsOf: sequence.written.unicodeScalars) }
                rest = sequence.rest
            } else {
                shown.append(replacement)
                rest = rest[rest.index(after: place)...]
            }
        }
        shown.append(contentsOf: rest)
        return String(shown)
    }

    /// A text as a log has it: on one line, with `\n` for a line end and `\u{9b}` for any other character that a terminal
    /// obeys, so that it is known what was there.
    ///
    /// - Parameters:
    ///   - kept: Characters that are left as they are.
    ///   - backslash: What a backslash is written as.
    static func escaped(
        _ text: String, keeping kept: Set<Unicode.Scalar> = [], backslash: String = "\\"
    ) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if kept.contains(scalar) || !isObeyed(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else if scalar == "\n" {
                escaped += "\(backslash)n"
            } else {
                escaped += "\(backslash)u{\(String(scalar.value, radix: 16))}"
            }
        }
        return escaped
    }
}
