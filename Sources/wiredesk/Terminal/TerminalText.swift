/// Foreign text on its way to a terminal.
enum TerminalText {
    /// A text on one line, without anything that a terminal obeys: control characters, and those that turn the
    /// direction of what follows.
    static func onOneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control || scalar.properties.isBidiControl ? " " : scalar
                }))
    }
}
