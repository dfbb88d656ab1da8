import Daemon
import Stories

extension TerminalText {
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
}
