import Foundation
import Glibc
import Logging
import Testing
import Threads
import TestSupport

@testable import Daemon

@Suite(.timeLimit(.minutes(10))) struct `The log` {
    /// A sink that writes when it is let.
    private final class Gatekeeper: LogSink {
        private let door = Latch()
        private let arrived = Latch()
        private let written = Locked<[String]>([])
        private let isBroken = Locked(false)

        var lines: [String] { written.withLock { $0 } }

        /// Waits until a line has come to the guard.
        func waitForLine() { arrived.wait() }
        func open() { door.open() }
        func breakDown(_ isBroken: Bool) { self.isBroken.withLock { $0 = isBroken } }

        func bytes(of line: LogLine) -> [UInt8] {
            Array(line.message.utf8) + line.details.flatMap { Array(" \($0.name)=\($0.value)".utf8) }
        }

        func write(_ bytes: [UInt8]) -> Bool {
            arrived.open()
            door.wait()
            guard !isBroken.withLock({ $0 }) else { return false }
            written.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
            return true
        }
    }

    private func logger(_ writer: LogWriter) -> Logger { Logger(label: "wiredesk") { _ in QueueingLogHandler(writer) } }

    private static let notice = "lines of the log were dropped: nobody took them"

    @Test func `never holds up who logs, keeps what there is room for, and says what was dropped`() {
        let sink = Gatekeeper()
        let writer = LogWriter(to: sink, .init(linesMax: 100, bytesMax: 1 << 20))
        let logger = logger(writer)
        logger.info("0")
        sink.waitForLine()
        for number in 1..<1000 { logger.info("\(number)") }
        #expect(writer.dropped == 900)
        // Nobody reads: it is not waited for.
        writer.flush(patience: .milliseconds(10))
        #expect(sink.lines.isEmpty)
        sink.open()
        writer.flush()
        #expect(sink.lines == (0..<100).map(String.init) + ["\(Self.notice) count=900 event=log-dropped"])
        logger.info("after")
        writer.flush()
        #expect(sink.lines.last == "after" && writer.dropped == 900)
    }

    @Test func `has a bound in bytes`() {
        let sink = Gatekeeper()
        let writer = LogWriter(to: sink, .init(linesMax: 100, bytesMax: 1000))
        let logger = logger(writer)
        for _ in 0..<3 { logger.info("\(String(repeating: "x", count: 400))") }
        logger.info("short, but the gap is not over")
        #expect(writer.dropped == 2)
        sink.open()
        writer.flush()
        #expect(sink.lines.count == 3 && sink.lines.last?.hasPrefix(Self.notice) == true)
    }

    @Test func `counts what cannot be written, and says it when it can be again`() {
        let sink = Gatekeeper()
        sink.open()
        sink.breakDown(true)
        let writer = LogWriter(to: sink)
        let logger = logger(writer)
        for number in 0..<5 { logger.info("\(number)") }
        writer.flush()
        #expect(writer.dropped == 5)
        sink.breakDown(false)
        logger.info("back")
        writer.flush()
        #expect(sink.lines == ["back", "\(Self.notice) count=5 event=log-dropped"])
    }

    @Test func `has one line for an event, without what a terminal obeys`() {
        let sink = Gatekeeper()
        sink.open()
        let writer = LogWriter(to: sink)
        logger(writer).info("a\nb\u{9B}31m", metadata: ["id": "x\r\n2026 critical wiredesk: \u{202E}forged\u{2028}"])
        writer.flush()
        #expect(
            sink.lines == [#"a\nb\u{9b}31m id=x\u{d}\n2026 critical wiredesk: \u{202e}forged\u{2028}"#])
    }

    @Test func `on stderr has the lines that it always had`() {
        let line = LogLine(
            level: .info, message: "ready", metadata: ["event": "ready", "a": "1"], source: "wiredesk")
        let text = String(decoding: StandardErrorSink().bytes(of: line), as: UTF8.self)
        let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} info wiredesk: a=1 event=ready \[wiredesk\] ready\n/
        #expect(text.wholeMatch(of: form) != nil, "\(text)")
    }

    @Test func `in journald has fields, and waits there for nobody`() throws {
        // Takes ten datagrams (net.unix.max_dgram_qlen), or some hundred, and then none.
        let path = try TemporaryFolder.make().appending(path: "socket").path
        let manager = try DatagramSocket(path: path)
        let writer = LogWriter(to: try #require(JournalSocket.connected(to: path)), .init(linesMax: 10))
        let logger = logger(writer)
        for number in 0..<2000 { logger.warning("\(number)", metadata: ["event": "test", "story.id": "a\nb"]) }
        #expect(writer.dropped > 0)
        writer.flush(patience: .milliseconds(10))
        let id = JournalSocket.messageID(of: "test")
        #expect(
            manager.next() == """
                MESSAGE=0 story.id=a\\nb
                PRIORITY=4
                SYSLOG_IDENTIFIER=wiredesk
                MESSAGE_ID=\(id)
                WIREDESK_EVENT=test
                WIREDESK_STORY_ID=a\\nb

                """)
        while !manager.next().hasPrefix("MESSAGE=\(Self.notice)") {}
    }
}

@Suite(.timeLimit(.minutes(10))) struct `A daemon whose stderr nobody reads` {
    /// A pipe that holds all it can.
    private func fullPipe() -> Pipe {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        while write(descriptor, [0x0A], 1) == 1 {}
        _ = fcntl(descriptor, F_SETFL, flags)
        return pipe
    }

    private func start(_ arguments: [String], _ errors: Pipe) throws -> Process {
        let process = Process()
        process.executableURL = Program.binary
        process.arguments = arguments
        process.standardError = errors
        try process.run()
        return process
    }

    @Test func `works, says so in its status, and stops`() throws {
        let site = try Site()
        defer { site.close() }
        let errors = fullPipe()
        let daemon = try start(["run", "--config", site.configuration, "--log-level", "debug"], errors)
        defer { if daemon.isRunning { kill(daemon.processIdentifier, SIGKILL) } }
        // More than its queue holds; the sender waits until the daemon is there, and for each reply.
        let copy = (0..<9000).map { #"{"id":"\#($0)","body":"The council met."}"# }.joined(separator: "\n")
        let sent = try Program.run("send", "--to", site.submit, input: Array(copy.utf8))
        #expect(sent.errors.hasPrefix("sent 9,000: 9,000 stored"), "\(sent.errors)")
        let status = try Program.run("status", "--config", site.configuration)
        #expect(status.output.contains("lines were dropped: nobody took them"), "\(status.output)")
        kill(daemon.processIdentifier, SIGTERM)
        daemon.waitUntilExit()
        #expect(daemon.terminationReason == .exit && daemon.terminationStatus == 0)
    }

    @Test func `because it is closed does not log into what it opens next`() throws {
        let site = try Site()
        defer { site.close() }
        let daemon = Process()
        daemon.executableURL = URL(filePath: "/bin/sh")
        daemon.arguments =
            ["-c", "exec \"$@\" 0<&- 1>&- 2>&-", "sh", Program.binary.path, "run", "--config", site.configuration]
        try daemon.run()
        defer { if daemon.isRunning { kill(daemon.processIdentifier, SIGKILL) } }
        let sent = try Program.run("send", "--to", site.submit, input: Array(#"{"body":"The council met."}"#.utf8))
        #expect(sent.status == 0, "\(sent.errors)")
        for descriptor in 0...2 {
            let path = "/proc/\(daemon.processIdentifier)/fd/\(descriptor)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
        }
        let status = try Program.run("status", "--config", site.configuration)
        #expect(status.output.contains("lines were dropped: nobody took them"), "\(status.output)")
        kill(daemon.processIdentifier, SIGTERM)
        daemon.waitUntilExit()
        #expect(daemon.terminationReason == .exit && daemon.terminationStatus == 0)
    }

    @Test func `and that cannot start ends`() throws {
        let daemon = try start(["run", "--config", "/nonexistent.yaml"], fullPipe())
        daemon.waitUntilExit()
        #expect(daemon.terminationStatus == 78 || daemon.terminationStatus == 74)
    }
}
