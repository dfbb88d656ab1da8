/// Foreign text on its way to a terminal.
enum TerminalText {
    /// A text on one line, without anything that a terminal obeys.
    static func onOneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
