package import Foundation
import Glibc
import Pipeline
import Synchronization
import Threads

/// The built program, run as a user runs it.
package enum Program {
    /// What a run left behind.
    package struct Outcome: Sendable {
        /// The exit status.
        package let status: Int32
        /// What it wrote to stdout.
        package let output: String
        /// What it wrote to stderr.
        package let errors: String

        /// The lines of stdout.
        package var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// The top folder of the package.
    package static let packageFolder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The binary, which stands beside the bundle of the tests.
    package static let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "wiredesk")

    /// Runs the program to its end.
    package static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        try run(binary, arguments, environment: environment)
    }

    /// Runs the program to its end.
    package static func run(_ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:]) throws
        -> Outcome
    {
        try run(binary, arguments, input: input, environment: environment)
    }

    /// Whether a program is on the path.
    package static func isInstalled(_ name: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Runs any program to its end.
    package static func run(
        _ executable: URL, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Outcome {
        let running = try RunningProgram(executable, arguments, environment: environment)
        running.finishInput(with: input)
        let status = running.wait()
        return Outcome(status: status, output: running.output, errors: running.errors)
    }
}

/// A program that is still running.
package final class RunningProgram: Sendable {
    private let process = Process()
    private let input = Pipe()
    private let outputReader: StreamReader
    private let errorReader: StreamReader

    /// Starts `wiredesk`.
    package convenience init(_ arguments: String..., environment: [String: String] = [:]) throws {
        try self.init(Program.binary, arguments, environment: environment)
    }

    /// Starts any program.
    package init(_ executable: URL, _ arguments: [String], environment: [String: String]) throws {
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        outputReader = StreamReader(output)
        errorReader = StreamReader(errors)
    }

    /// What it has written to stdout so far.
    package var output: String { outputReader.text }
    /// The same, byte for byte.
    package var outputBytes: [UInt8] { outputReader.allBytes }
    /// The lines it has written to stdout so far.
    package var outputLineCount: Int { outputReader.lineCount }
    /// What it has written to stderr so far.
    package var errors: String { errorReader.text }
    /// Whether it has not ended yet.
    package var isRunning: Bool { process.isRunning }
    /// Its process id.
    package var processIdentifier: Int32 { process.processIdentifier }

    /// Writes to its stdin, as far as it still reads.
    func write(_ text: String) {
        Glibc.signal(SIGPIPE, SIG_IGN)
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    /// Writes to its stdin and closes it.
    func finishInput(with bytes: [UInt8]) {
        // Writing to a program that has ended must fail, not end the tests.
        Glibc.signal(SIGPIPE, SIG_IGN)
        let handle = input.fileHandleForWriting
        // A program that ends without reading its input is no failure of the test.
        try? handle.write(contentsOf: Data(bytes))
        try? handle.close()
    }

    /// Waits until stderr holds a text; returns at once when the program ends without it.
    package func waitForErrors(containing text: String) {
        errorReader.wait { $0.contains(text) }
    }

    /// Waits until stdout holds a number of lines; returns at once when the program ends without them.
    package func waitForOutput(lines: Int) {
        _ = outputReader.wait(forLines: lines, atMost: nil)
    }

    /// Waits until stdout holds a number of lines, but only for a time.
    ///
    /// - Returns: Whether it does; `false` at once when the program ends without them.
    package func waitForOutput(lines: Int, atMost time: Duration) -> Bool {
        outputReader.wait(forLines: lines, atMost: time)
    }

    /// Ends it, if it is still running, in the hardest way there is.
    package func kill() {
        guard process.isRunning else { return }
        signal(SIGKILL)
        process.waitUntilExit()
    }

    /// Whether it is a daemon that has said that it is ready.
    package var isReady: Bool { errors.contains(" ready") }

    /// Tells it to end, and waits until it has.
    ///
    /// - Returns: The exit status; the negated number of the signal that ended it.
    @discardableResult
    package func stop(by number: Int32 = SIGTERM) -> Int32 {
        signal(number)
        return wait()
    }

    /// Its memory by `/proc/PID/status` in bytes, such as `VmRSS`; `nil` when it has none, or has ended.
    package func memory(_ name: String = "VmRSS") throws -> Int? {
        let text = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split { !$0.isNumber }.first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Sends a signal.
    package func signal(_ number: Int32) {
        Glibc.kill(process.processIdentifier, number)
    }

    /// Waits until it has ended and all it wrote has been read.
    ///
    /// - Returns: The exit status; the negated number of the signal that ended it.
    package func wait() -> Int32 {
        process.waitUntilExit()
        outputReader.waitForEnd()
        errorReader.waitForEnd()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}

/// Collects what a program writes, on a thread of its own.
private final class StreamReader: Sendable {
    private let output = Locked(Output())

    private struct Output {
        var bytes: [UInt8] = []
        var lines = 0
        var isAtEnd = false
    }

    init(_ pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [output] in
            while true {
                let chunk = handle.availableData
                output.update {
                    $0.bytes += chunk
                    $0.lines += chunk.count { $0 == UInt8(ascii: "\n") }
                    $0.isAtEnd = chunk.isEmpty
                }
                if chunk.isEmpty { return }
            }
        }
    }

    var text: String { String(decoding: allBytes, as: UTF8.self) }

    var lineCount: Int { output.withLock { $0.lines } }

    var allBytes: [UInt8] { output.withLock { $0.bytes } }

    /// Without a look at all the text for every piece that comes.
    func wait(forLines count: Int, atMost time: Duration?) -> Bool {
        let look = { (output: inout Output) -> Bool? in
            if output.lines >= count { return true }
            return output.isAtEnd ? false : nil
        }
        guard let time else { return output.wait(for: look) }
        return output.wait(until: Deadline(after: time), for: look) ?? false
    }

    func wait(until isMet: (String) -> Bool) {
        output.wait { $0.isAtEnd || isMet(String(decoding: $0.bytes, as: UTF8.self)) ? () : nil }
    }

    func waitForEnd() { output.wait { $0.isAtEnd ? () : nil } }
}
