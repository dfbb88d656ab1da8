import Daemon
import Stories
import Foundation
import Glibc

/// What the program knows of the terminal it runs in.
enum Terminal {
    /// Whether a file descriptor is a terminal that understands colours.
    static func isInteractive(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && environment("TERM") != "dumb"
    }

    /// Whether colours may be used on a file descriptor: on a terminal only, and never against `NO_COLOR`.
    static func hasColour(_ descriptor: Int32) -> Bool {
        isInteractive(descriptor) && (environment("NO_COLOR") ?? "").isEmpty
    }

    /// Columns of the terminal; 100 where there is none.
    static var columns: Int {
        var size = winsize()
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] where ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 {
            if size.ws_col > 0 { return Int(size.ws_col) }
        }
        return environment("COLUMNS").flatMap { Int($0) } ?? 100
    }

    /// Rows of the terminal; 50 where there is none.
    static var rows: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 50 }
        return Int(size.ws_row)
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// A stream of the process, written to whole.
///
/// What is written for people goes through ``TerminalText``, so that no foreign text takes hold of their terminal. Records and
/// JSON are written as they are.
struct OutputStream: Sendable {
    let descriptor: Int32
    private let hasColour: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        hasColour = Terminal.hasColour(descriptor)
    }

    static let standardOutput = OutputStream(descriptor: STDOUT_FILENO)
    static let standardError = OutputStream(descriptor: STDERR_FILENO)

    /// Writes bytes as they are.
    ///
    /// - Throws: ``CommandError`` of code 74 when they cannot be written.
    func write(_ bytes: [UInt8]) throws(CommandError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                var failure = CommandError(.io, "cannot write: \(String(cString: strerror(code)))")
                failure.isClosedPipe = code == EPIPE
                throw failure
            }
            written += count
        }
    }

    /// Writes a line for people. Line ends in it are foreign, and do not end it.
    func print(_ line: String) throws(CommandError) {
        try write(Array(TerminalText.rendered(line, hasColour: hasColour).utf8) + [0x0A])
    }

    /// Writes text of several lines for people, with its tabs.
    func show(_ text: String) throws(CommandError) {
        try write(Array(TerminalText.rendered(text, hasColour: hasColour, keeping: ["\n", "\t"]).utf8))
    }

    /// Writes over the line that the cursor is in, and leaves it there.
    func redraw(_ line: String) throws(CommandError) {
        try write(Array("\r\(TerminalText.rendered(line, hasColour: hasColour))\u{1B}[K".utf8))
    }

    /// Writes a value as one line of JSON, its keys sorted, for programs that read along.
    func print(json value: some Encodable) throws {
        try write(Array(try JSONEncoder.plain.encode(value)) + [0x0A])
    }

    /// Writes JSON, for programs that read along.
    func print(json: [UInt8]) throws(CommandError) { try write(json + [0x0A]) }

    /// Writes a line that nobody can be told about when it fails: a note on stderr.
    func note(_ line: String) {
        // There is no third place to complain in.
        _ = try? print(line)
    }
}
