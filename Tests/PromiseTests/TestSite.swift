import Foundation
import Testing
import EndpointTestSupport
import Endpoints
import ZeroMQ

/// A folder with the configuration of a daemon that has an end of every kind, on ports of its own.
struct TestSite {
    let folder: URL
    let configuration: String
    let journal: String
    let context: Context
    let pull: String
    let submit: String
    let pub: String
    let feed: String

    /// Writes a configuration.
    ///
    /// - Parameters:
    ///   - journalFolder: Where the journal is; without one, in a folder of its own.
    ///   - publisher: The endpoint that a `sub` intake connects to; without one, there is no such intake.
    ///   - keep: How long stories are kept, as the configuration says it.
    ///   - pubHighWater: Messages that the `pub` outlet queues for each subscriber.
    init(
        journalFolder: URL? = nil, publisher: String? = nil, keep: String? = nil, pubHighWater: Int = 10_000,
        context: Context? = nil
    ) throws {
        let folder = try TemporaryFolder.make()
        let context = try context ?? Context()
        // Ports that were free a moment ago, all at once so that they differ.
        let one = try Socket(.pull, in: context)
        let two = try Socket(.pull, in: context)
        let three = try Socket(.pull, in: context)
        let four = try Socket(.pull, in: context)
        (pull, submit) = (try one.boundSomewhere(), try two.boundSomewhere())
        (pub, feed) = (try three.boundSomewhere(), try four.boundSomewhere())
        self.folder = folder
        self.context = context
        configuration = folder.appending(path: "wiredesk.yaml").path
        journal = (journalFolder ?? folder).appending(path: "journal.sqlite").path
        let sub = publisher.map { #"- {name: wire, kind: sub, connect: ["\#($0)"]}"# } ?? ""
        try """
        intakes:
          - {name: push, kind: pull, bind: ["\(pull)"]}
          - {name: ask, kind: submit, bind: ["\(submit)"]}
          \(sub)
        lexicon: {path: \(Program.packageFolder.appending(path: "config/lexicon").path)}
        journal:
          path: \(journal)
          \(keep.map { "keep: \($0)" } ?? "")
        outlets:
          - {name: desks, kind: pub, bind: ["\(pub)"], high_water: \(pubHighWater)}
          - {name: feed, kind: feed, bind: ["\(feed)"]}
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Removes everything that was written.
    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Starts a daemon and returns when it is ready.
    func start(environment: [String: String] = [:], through launcher: URL? = nil) throws -> TestDaemon {
        let daemon = try TestDaemon(configuration, environment: environment, through: launcher)
        try #require(daemon.isReady, "\(daemon.program.errors)")
        return daemon
    }

    /// Runs a command on this configuration to its end.
    func command(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments + ["--config", configuration])
    }

    /// How the daemon says it stands.
    func status() throws -> Status {
        let outcome = try command("status", "--json")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let status = try JSONDecoder().decode(Status.self, from: Data(outcome.output.utf8))
        for account in status.intakes + [status.total] { #expect(account.balances, "\(account)") }
        return status
    }

    /// Asks for the status until it says something.
    func status(within patience: Duration = .seconds(120), when isMet: (Status) -> Bool) throws -> Status {
        let end = ContinuousClock.now + patience
        while true {
            let status = try status()
            if isMet(status) { return status }
            try #require(ContinuousClock.now < end, "\(status)")
        }
    }
}

/// What `wiredesk status --json` prints, as far as it is looked at.
struct Status: Decodable {
    let state: String
    let total: Account
    let intakes: [Account]
    let journal: Journal
    let outlets: [Outlet]

    struct Account: Decodable {
        let name: String?
        let received, stored, duplicates, dead, waiting, busy: Int

        var balances: Bool { received == stored + duplicates + dead + waiting }
    }

    struct Journal: Decodable {
        let stream: String
        let head, oldest: Int
    }

    struct Outlet: Decodable {
        let name: String
        let published: Int
        let followers: [Follower]
    }

    struct Follower: Decodable {
        let peer: String
        let at: Int
    }

    func intake(_ name: String) -> Account? { intakes.first { $0.name == name } }
}

/// A daemon that does not outlive the test.
final class TestDaemon {
    let program: RunningProgram
    private var hasEnded = false

    /// Starts a daemon and waits until it is ready, or has ended without being it.
    init(_ configuration: String, environment: [String: String] = [:], through launcher: URL? = nil) throws {
        let arguments = ["run", "--config", configuration]
        program = try RunningProgram(
            launcher ?? Program.binary, (launcher == nil ? [] : [Program.binary.path]) + arguments,
            environment: environment)
        program.waitForErrors(containing: " ready")
    }

    deinit {
        if !hasEnded { program.signal(SIGKILL) }
    }

    /// Whether it got as far as that.
    var isReady: Bool { program.errors.contains(" ready") }

    /// Ends it.
    ///
    /// - Returns: The exit status.
    @discardableResult
    func stop(by signal: Int32 = SIGTERM) -> Int32 {
        program.signal(signal)
        return wait()
    }

    /// Waits until it has ended by itself.
    func wait() -> Int32 {
        hasEnded = true
        return program.wait()
    }

    /// A figure of `/proc/PID/status` in bytes, such as `VmRSS`.
    func memory(_ name: String = "VmRSS") throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(program.processIdentifier)/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name):") })
        return try #require(line.split { !$0.isNumber }.first.flatMap { Int($0) }) * 1024
    }
}
