/// Foreign text on its way to a terminal, a page or a log: that of producers, followers and files, and the names of files.
///
/// Terminals obey control characters; of those of C1, U+009B begins sequences as ESC [ does. Marks of the Unicode bidirectional
/// algorithm show what follows in another order than it is in, and line ends let one line pass for two.
package enum TerminalText {
    /// What stands for a character that a terminal would obey.
    package static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// Whether a terminal does something else with it than show it: C0, DEL, C1, line and paragraph separators, and all that
    /// has the property Bidi_Control.
    package static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether nobody sees it, or cannot tell what it is: control and format characters, line ends, what Unicode leaves to
    /// private agreement, or has not assigned.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    /// A text on one line, with a blank for each character that a terminal obeys.
    package static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isObeyed) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isObeyed($0) ? " " : $0 }))
    }

    /// A text as a log has it: on one line, with `\n` for a line end and `\u{9b}` for any other character that a terminal
    /// obeys, so that it is known what was there.
    ///
    /// - Parameters:
    ///   - kept: Characters that are left as they are.
    ///   - backslash: What a backslash is written as.
    package static func escaped(
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
