import Foundation
import Glibc
import Logging
import Threads

/// The way of the log out of the process: a bounded queue, and a thread ("log") that writes what is in it.
///
/// Whoever logs never waits for whoever reads: a pipe that nobody reads and a journald that hangs hold up this thread only. What
/// the queue has no room for, and what cannot be written, is dropped and counted; when lines are written again, one of them says
/// how many there were.
final class LogWriter: Sendable {
    /// How much waits at most; once one is reached, nothing is taken until the queue is half empty, so that what was dropped is
    /// one gap and not many.
    struct Limits: Sendable {
        var linesMax = 8192
        var bytesMax = 4 << 20
    }

    /// A line in the queue.
    private struct Entry {
        let bytes: [UInt8]
        /// How many dropped lines it tells of.
        var tells = 0
        /// Whether it goes to stderr, wherever the log goes.
        var isLastWord = false
    }

    private let sink: any LogSink
    private let limits: Limits
    private let condition = Condition()
    // All guarded by the condition's lock.
    nonisolated(unsafe) private var waiting: [Entry] = []
    // What waits, and what the thread has in hand.
    nonisolated(unsafe) private var lines = 0
    nonisolated(unsafe) private var bytes = 0
    nonisolated(unsafe) private var isFull = false
    nonisolated(unsafe) private var isRunning = false
    // Whether the last line could be written.
    nonisolated(unsafe) private var isTaken = true
    nonisolated(unsafe) private var settled = 0
    nonisolated(unsafe) private var lost = 0
    // Those of the lost that no line has told of.
    nonisolated(unsafe) private var untold = 0

    /// Makes a writer; its thread starts with the first line.
    init(to sink: any LogSink, _ limits: Limits = Limits()) {
        self.sink = sink
        self.limits = limits
    }

    /// That of the process: to journald where stderr leads there, else to stderr. What waits when the process exits is written
    /// then.
    static let standard: LogWriter = {
        atexit { LogWriter.standard.flush() }
        return LogWriter(to: JournalSocket.ofProcess ?? StandardErrorSink())
    }()

    /// How many lines were dropped.
    var dropped: Int { condition.withLock { lost } }

    /// Takes a line; never waits.
    func log(_ line: LogLine) {
        let bytes = sink.bytes(of: line)
        condition.withLock {
            guard hasRoom(for: bytes.count) else {
                (lost, untold) = (lost + 1, untold + 1)
                return
            }
            if isTaken { tellOfDropped() }
            add(Entry(bytes: bytes))
        }
    }

    /// Takes the last words of a process, which stand on stderr behind the log, room or not.
    func conclude(_ words: [String]) {
        condition.withLock {
            for line in words {
                add(Entry(bytes: Array(TerminalText.escaped(line).utf8) + [0x0A], isLastWord: true))
            }
        }
    }

    /// Waits until all is written.
    ///
    /// - Parameters:
    ///   - patience: How long to wait while no line is written, since then nobody reads.
    ///   - rounds: How often the patience begins anew, since lines are written.
    func flush(patience: Duration = .seconds(1), rounds: Int = 5) {
        condition.withLock {
            for _ in 0..<rounds {
                let before = settled
                let deadline = Deadline(after: patience)
                while lines > 0, condition.wait(until: deadline) {}
                if lines == 0 || settled == before { return }
            }
        }
    }
}

// MARK: - The queue; under the lock

extension LogWriter {
    private func hasRoom(for count: Int) -> Bool {
        if isFull, lines <= limits.linesMax / 2, bytes <= limits.bytesMax / 2 { isFull = false }
        if !isFull, lines >= limits.linesMax || bytes + count > limits.bytesMax { isFull = true }
        return !isFull
    }

    private func tellOfDropped() {
        guard untold > 0 else { return }
        let line = LogLine(
            level: .warning, message: "lines of the log were dropped: nobody took them",
            metadata: ["event": "log-dropped", "count": "\(untold)"], source: "wiredesk")
        add(Entry(bytes: sink.bytes(of: line), tells: untold))
        untold = 0
    }

    private func add(_ entry: Entry) {
        waiting.append(entry)
        lines += 1
        bytes += entry.bytes.count
        if !isRunning {
            isRunning = true
            Thread.start(named: "log") { self.run() }
        }
        condition.broadcast()
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
            for entry in next() {
                let isWritten = entry.isLastWord ? StandardErrorSink.write(entry.bytes) : sink.write(entry.bytes)
                settle(entry, isWritten)
            }
        }
    }

    /// Waits for lines, and takes all that there are.
    private func next() -> [Entry] {
        condition.withLock {
            while waiting.isEmpty { condition.wait() }
            defer { waiting = [] }
            return waiting
        }
    }

    private func settle(_ entry: Entry, _ isWritten: Bool) {
        condition.withLock {
            lines -= 1
            bytes -= entry.bytes.count
            isTaken = isWritten
            if isWritten {
                settled += 1
            } else if entry.tells > 0 {
                untold += entry.tells
            } else {
                (lost, untold) = (lost + 1, untold + 1)
            }
            // Nobody may log for long.
            if isWritten, lines == 0 { tellOfDropped() }
            condition.broadcast()
        }
    }
}
