import Daemon
import Stories
import Glibc

/// A terminal that one program has to itself for a while: its other screen, keys as they are pressed, no cursor.
///
/// Whoever opens it closes it, also when a signal ends the process.
final class Screen: Sendable {
    private let before: termios

    init() throws(CommandError) {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw CommandError(.io, "the terminal's settings: \(String(cString: strerror(errno)))")
        }
        before = settings
        settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        try OutputStream.standardOutput.write(Array("\u{1B}[?1049h\u{1B}[?25l".utf8))
    }

    /// Gives the terminal back as it was.
    func close() {
        var settings = before
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        // What fails here fails because nobody is there any more.
        _ = try? OutputStream.standardOutput.write(Array("\u{1B}[?25h\u{1B}[?1049l".utf8))
    }

    /// Shows lines, from the top; what does not fit is left out.
    func show(_ lines: [String]) throws(CommandError) {
        let rows = lines.prefix(max(1, Terminal.rows))
        let hasColour = Terminal.hasColour(STDOUT_FILENO)
        let text = rows.map { TerminalText.rendered($0, hasColour: hasColour) + "\u{1B}[K" }.joined(separator: "\r\n")
        try OutputStream.standardOutput.write(Array("\u{1B}[H\(text)\u{1B}[J".utf8))
    }

    /// Waits for a key, or until some time has passed.
    ///
    /// - Returns: The key's first byte; `nil` when none was pressed. Closed input is no key.
    func key(within duration: Duration) -> UInt8? {
        var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard poll(&wanted, 1, Int32(clamping: max(0, milliseconds))) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = bytes.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
        return count > 0 ? bytes[0] : nil
    }
}
