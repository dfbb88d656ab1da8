import Foundation
import Journaling
import Testing
import TestSupport
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Sending` {
    private let folder: URL
    private let context: Context
    private let endpoint: String

    init() throws {
        folder = try TemporaryFolder.make()
        context = try Context()
        // A port that was free a moment ago.
        endpoint = try PlayedIntake(in: context).endpoint
        try """
        intakes:
          - {name: desk, kind: submit, bind: ["\(endpoint)"], max_bytes: 100000}
        lexicon:
          path: \(Program.packageFolder.appending(path: "config/lexicon").path)
        journal:
          path: \(path("journal.sqlite"))
        """.write(toFile: path("wiredesk.yaml"), atomically: true, encoding: .utf8)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func startDaemon() throws -> RunningProgram {
        let daemon = try RunningProgram("run", "--config", path("wiredesk.yaml"))
        daemon.waitForErrors(containing: "ready")
        return daemon
    }

    private func stop(_ daemon: RunningProgram) {
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    /// Writes a file of so many stories.
    private func stories(_ count: Int, in name: String = "stories.ndjson") throws -> String {
        let lines = (1...count).map { #"{"id":"\#($0)","body":"Story number \#($0) of the day."}"# + "\n" }
        try lines.joined().write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    private func head() throws -> Int { try Journal(path: path("journal.sqlite")).head }

    @Test func `ends when all is stored, and knows the second time that it is`() throws {
        let daemon = try startDaemon()
        let file = try stories(2000)
        let first = try Program.run("send", "--config", path("wiredesk.yaml"), file)
        #expect(first.status == 0 && first.output.isEmpty)
        #expect(first.errors == "sent 2,000: 2,000 stored, 0 duplicates, 0 rejected\n")
        let second = try Program.run("send", "--to", endpoint, "--json", file)
        #expect(second.status == 0)
        #expect(second.errors == "sent 2,000: 0 stored, 2,000 duplicates, 0 rejected\n")
        #expect(second.lines.count == 2000)
        #expect(second.lines.last == #"{"file":"\#(file)","line":2000,"status":"duplicate","id":"2000","seq":2000}"#)
        stop(daemon)
        #expect(try head() == 2000)
    }

    @Test func `reports what is rejected, with its place and the reason, and sends the rest`() throws {
        let daemon = try startDaemon()
        try #"{"id":"a","body":"The council met."}"#.appending("\n\n{\"body\":5}\n")
            .write(toFile: path("mixed.ndjson"), atomically: true, encoding: .utf8)
        try String(repeating: "x", count: 100_001).write(toFile: path("large.txt"), atomically: true, encoding: .utf8)
        let page = Program.packageFolder.appending(path: "Samples/page.txt").path
        let outcome = try Program.run("send", "--to", endpoint, path("mixed.ndjson"), path("large.txt"), page)
        #expect(outcome.status == 65)
        #expect(
            outcome.errors == """
                \(path("mixed.ndjson")):3: malformed: body: expected a string, got a number
                \(path("large.txt")): too-large: 100001 bytes; this intake takes at most 100000
                sent 4: 2 stored, 0 duplicates, 2 rejected

                """)
        stop(daemon)
        #expect(try head() == 7)
    }

    @Test func `stores everything exactly once through a kill of the daemon`() throws {
        let killed = try startDaemon()
        let send = try RunningProgram("send", "--to", endpoint, "--json", try stories(20_000))
        send.waitForOutput(lines: 500)
        killed.signal(SIGKILL)
        #expect(killed.wait() == -SIGKILL)
        let before = try head()
        #expect((500..<20_000).contains(before))
        let daemon = try startDaemon()
        #expect(send.wait() == 0, "\(send.errors)")
        stop(daemon)
        #expect(try head() == 20_000)
        let lines = send.output.split(separator: "\n")
        #expect(Set(lines).count == 20_000)
    }

    @Test func `remembers where it was interrupted, and goes on there`() throws {
        let intake = try PlayedIntake(in: context)
        let (file, state) = (try stories(1000), path("send.state"))
        let interrupted = try RunningProgram("send", "--to", intake.endpoint, "--json", "--resume", state, file)
        var requests: [[[UInt8]]] = []
        for _ in 1...12 { requests.append(try intake.request()) }
        // The eleventh is answered and the tenth is not: only the first nine need not be sent again.
        for index in [0, 1, 2, 3, 4, 5, 6, 7, 8, 10] {
            try intake.reply(to: requests[index], #"{"status":"stored","id":"x","seq":1}"#)
        }
        interrupted.waitForOutput(lines: 10)
        interrupted.signal(SIGINT)
        #expect(interrupted.wait() == 128 + SIGINT)
        #expect(interrupted.errors == "interrupted; sent 10: 10 stored, 0 duplicates, 0 rejected\n")
        #expect(try String(contentsOfFile: state, encoding: .utf8) == #"{"\#(file)":9}"#)

        let daemon = try startDaemon()
        let outcome = try Program.run("send", "--to", endpoint, "--resume", state, file)
        #expect(outcome.errors == "sent 991: 991 stored, 0 duplicates, 0 rejected\n")
        #expect(!FileManager.default.fileExists(atPath: state))
        stop(daemon)
        let journal = try Journal(path: path("journal.sqlite"))
        #expect(String(decoding: try #require(try journal.record(1)), as: UTF8.self).contains(#""id":"10""#))
    }

    @Test func `gives up on a daemon that is not there, and keeps its state`() throws {
        let (file, state) = (try stories(3), path("send.state"))
        let outcome = try Program.run("send", "--to", endpoint, "--timeout", "1", "--resume", state, file)
        #expect(outcome.status == 69)
        #expect(
            outcome.errors == """
                sent 0: 0 stored, 0 duplicates, 0 rejected
                wiredesk: \(endpoint): no reply for 1 s

                """)
        #expect(FileManager.default.fileExists(atPath: state))
    }

    @Test func `says what it needs`() throws {
        try "intakes: [{name: a, connect: ['tcp://127.0.0.1:1']}]\noutlets: []"
            .write(toFile: path("other.yaml"), atomically: true, encoding: .utf8)
        let outcome = try Program.run("send", "--config", path("other.yaml"))
        #expect(outcome.status == 64)
        #expect(
            outcome.errors
                == "wiredesk: \(path("other.yaml")) has no submit intake that listens; say --to <endpoint>\n")
        try "no state".write(toFile: path("send.state"), atomically: true, encoding: .utf8)
        let state = try Program.run("send", "--to", endpoint, "--resume", path("send.state"))
        #expect(state.status == 65)
        #expect(state.errors == "wiredesk: \(path("send.state")): not the file of an interrupted send\n")
    }
}
