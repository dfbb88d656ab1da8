import Stories
import Foundation
import Glibc
import Logging

/// One event of the log, without anything that a terminal obeys: one event is one line.
struct LogLine: Sendable {
    let level: Logger.Level
    let message: String
    /// What is known of it, by name, in the order of the names.
    let details: [(name: String, value: String)]
    /// The module that logs it.
    let source: String

    init(level: Logger.Level, message: String, metadata: Logger.Metadata, source: String) {
        self.level = level
        self.message = TerminalText.escaped(message)
        details = metadata.sorted { $0.key < $1.key }.map {
            (TerminalText.escaped($0.key), TerminalText.escaped("\($0.value)"))
        }
        self.source = source
    }
}

/// Where the lines of a log go.
protocol LogSink: Sendable {
    /// A line as it is written there; called by whoever logs.
    func bytes(of line: LogLine) -> [UInt8]

    /// Writes a line; may wait for as long as nobody takes it.
    ///
    /// - Returns: Whether it was taken.
    func write(_ bytes: [UInt8]) -> Bool
}

/// Puts what is logged into the queue of a writer.
package struct QueueingLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let writer: LogWriter

    package init(_ writer: LogWriter) { self.writer = writer }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata.merging(event.metadata ?? [:]) { $1 }
        if let error = event.error {
            all["error.message"] = "\(error)"
            all["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        writer.log(
            LogLine(level: event.level, message: event.message.description, metadata: all, source: event.source))
    }
}
