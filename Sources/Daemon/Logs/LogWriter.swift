import Stories
import Foundation
import Glibc
import Logging
import Threads

/// The way of the log out of the process: a bounded queue, and a thread ("log") that writes what is in it.
///
/// Whoever logs never waits for whoever reads: a pipe that nobody reads and a journald that hangs hold up this thread only. What
/// the queue has no room for, and what cannot be written, is dropped and counted; when lines are written again, one of them says
/// how many there were.
package final class LogWriter: Sendable {
    /// How much waits at most; once one is reached, nothing is taken until the queue is half empty, so that what was dropped is
    /// one gap and not many.
    struct LogLimits: Sendable {
        var linesMax = 8192
        var bytesMax = 4 << 20
    }

    /// A line in the queue.
    private struct QueuedLine {
        let bytes: [UInt8]
        /// How many dropped lines it tells of.
        var tells = 0
        /// Whether it goes to stderr, wherever the log goes.
        var isLastWord = false
    }

    private let sink: any LogSink
    private let queue: Locked<LogQueue>

    /// Its thread starts with the first line.
    init(to sink: any LogSink, _ limits: LogLimits = LogLimits()) {
        self.sink = sink
        queue = Locked(LogQueue(limits: limits))
    }

    /// That of the process: to journald where stderr leads there, else to stderr. What waits when the process exits is written
    /// then.
    package static let standard: LogWriter = {
        atexit { LogWriter.standard.flush() }
        return LogWriter(to: JournalSocket.ofProcess ?? StandardErrorSink())
    }()

    /// How many lines were dropped.
    var dropped: Int { queue.withLock { $0.lost } }

    /// Takes a line; never waits.
    func log(_ line: LogLine) {
        let bytes = sink.bytes(of: line)
        update { queue in
            guard queue.hasRoom(for: bytes.count) else {
                (queue.lost, queue.untold) = (queue.lost + 1, queue.untold + 1)
                return
            }
            if queue.isTaken { tellOfDropped(&queue) }
            queue.add(QueuedLine(bytes: bytes))
        }
    }

    /// Takes the last words of a process, which stand on stderr behind the log, room or not.
    package func conclude(_ words: [String]) {
        update { queue in
            for line in words {
                queue.add(QueuedLine(bytes: Array(TerminalText.escaped(line).utf8) + [0x0A], isLastWord: true))
            }
        }
    }

    /// Waits until all is written.
    ///
    /// - Parameters:
    ///   - patience: How long to wait while no line is written, since then nobody reads.
    ///   - rounds: How often the patience begins anew, since lines are written.
    func flush(patience: Duration = .seconds(1), rounds: Int = 5) {
        for _ in 0..<rounds {
            let before = queue.withLock { $0.written }
            if queue.wait(until: Deadline(after: patience), for: { $0.lines == 0 ? true : nil }) != nil { return }
            if queue.withLock({ $0.written == before }) { return }
        }
    }

    /// Changes the queue, and starts the thread when there is something for it to do the first time.
    private func update(_ body: (inout LogQueue) -> Void) {
        let isFirst = queue.update { queue in
            body(&queue)
            defer { queue.isRunning = queue.isRunning || !queue.waiting.isEmpty }
            return !queue.isRunning && !queue.waiting.isEmpty
        }
        if isFirst { Thread.start(named: "log") { self.run() } }
    }

    private func tellOfDropped(_ queue: inout LogQueue) {
        guard queue.untold > 0 else { return }
        let line = LogLine(
            level: .warning, message: "lines of the log were dropped: nobody took them",
            metadata: ["event": "log-dropped", "count": "\(queue.untold)"], source: "wiredesk")
        queue.add(QueuedLine(bytes: sink.bytes(of: line), tells: queue.untold))
        queue.untold = 0
    }
}

extension LogWriter {
    private struct LogQueue {
        let limits: LogLimits
        var waiting: [QueuedLine] = []
        /// Lines and bytes of what waits, and of what the thread has in hand.
        var lines = 0
        var bytes = 0
        var isFull = false
        var isRunning = false
        /// Whether the last line could be written.
        var isTaken = true
        /// Lines that were written.
        var written = 0
        /// Lines that were dropped, and those of them that no line has told of.
        var lost = 0
        var untold = 0

        init(limits: LogLimits) { self.limits = limits }

        mutating func hasRoom(for count: Int) -> Bool {
            if isFull, lines <= limits.linesMax / 2, bytes <= limits.bytesMax / 2 { isFull = false }
            if !isFull, lines >= limits.linesMax || bytes + count > limits.bytesMax { isFull = true }
            return !isFull
        }

        mutating func add(_ line: QueuedLine) {
            waiting.append(line)
            lines += 1
            bytes += line.bytes.count
        }
    }
}

// MARK: - On the thread

extension LogWriter {
    private func run() -> Never {
        // A reader that went away is an error of one line here, and no signal.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while true {
            for line in next() {
                let isWritten = line.isLastWord ? StandardErrorSink.write(line.bytes) : sink.write(line.bytes)
                noteWritten(line, isWritten)
            }
        }
    }

    /// Waits for lines, and takes all that there are.
    private func next() -> [QueuedLine] {
        queue.wait { queue in
            guard !queue.waiting.isEmpty else { return nil }
            defer { queue.waiting = [] }
            return queue.waiting
        }
    }

    private func noteWritten(_ line: QueuedLine, _ isWritten: Bool) {
        queue.update { queue in
            queue.lines -= 1
            queue.bytes -= line.bytes.count
            queue.isTaken = isWritten
            if isWritten {
                queue.written += 1
            } else if line.tells > 0 {
                queue.untold += line.tells
            } else {
                (queue.lost, queue.untold) = (queue.lost + 1, queue.untold + 1)
            }
            // Nobody may log for long.
            if isWritten, queue.lines == 0 { tellOfDropped(&queue) }
        }
    }
}
