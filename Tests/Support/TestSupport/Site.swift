package import Foundation
import Threads
package import ZeroMQ

/// A place where a daemon runs for a test: a folder with a configuration, a lexicon and a journal, free ports, and the
/// programs that were started there.
///
///     let site = try Site()
///     defer { site.close() }
///     let daemon = try site.startDaemon()
///
/// The daemon has three intakes (`submit`, `pull`, and `sub`, which connects to ``publisher``) and two outlets
/// (`pub` and `feed`). They are on TCP: over ipc libzmq drops what a closing sender has left in the kernel. The lexicon
/// is a small one: "council" is politics, "bank" is economy, a story with both has both labels.
package final class Site: Sendable {
    /// The folder that holds everything.
    package let folder: URL
    /// Where `submit` listens.
    package let submit: String
    /// Where `pull` listens.
    package let pull: String
    /// What `sub` connects to: a publisher of the test binds it.
    package let publisher: String
    /// Where `pub` listens.
    package let pub: String
    /// Where `feed` listens.
    package let feed: String
    /// What the test's own sockets are made in.
    package let context: Context
    private let programs = Locked<[RunningProgram]>([])

    /// The path of the configuration.
    package var configuration: String { folder.appending(path: "wiredesk.yaml").path }
    /// The path of the journal.
    package let journal: String

    /// The lexicon that the program comes with, instead of the small one.
    package static let shippedLexicon = Program.packageFolder.appending(path: "config/lexicon").path

    /// Prepares a site; nothing runs yet.
    ///
    /// - Parameters:
    ///   - lexicon: The folder of another lexicon than the small one.
    ///   - journal: Where the journal is, if not in the site's folder.
    ///   - publisher: What `sub` connects to, if the test has bound it already.
    ///   - keep: How long stories are kept, as the configuration says it.
    ///   - pubHighWater: The messages that `pub` queues for each subscriber.
    ///   - intakes: Lines of further intakes.
    ///   - settings: Lines of further sections.
    ///   - context: What the test's own sockets are made in, if it has one already.
    package init(
        lexicon: String? = nil, journal: String? = nil, publisher: String? = nil, keep: String = "30d",
        pubHighWater: Int = 10_000, intakes: String = "", settings: String = "", context: Context? = nil
    ) throws {
        folder = try TemporaryFolder.make()
        self.context = try context ?? Context()
        self.journal = journal ?? folder.appending(path: "journal.sqlite").path
        let ports = try Self.freeEndpoints(5)
        (submit, pull, pub, feed) = (ports[0], ports[1], ports[2], ports[3])
        self.publisher = publisher ?? ports[4]
        let small = folder.appending(path: "lexicon")
        try FileManager.default.createDirectory(at: small, withIntermediateDirectories: true)
        try Self.lexicon.write(to: small.appending(path: "lexicon.yaml"), atomically: true, encoding: .utf8)
        try Self.terms.write(to: small.appending(path: "terms.tsv"), atomically: true, encoding: .utf8)
        try """
        intakes:
          - {name: submit, kind: submit, bind: ["\(submit)"]}
          - {name: pull, kind: pull, bind: ["\(pull)"]}
          - {name: sub, kind: sub, connect: ["\(self.publisher)"]}
        \(intakes)
        lexicon: {path: \(lexicon ?? "lexicon")}
        journal: {path: \(self.journal), keep: \(keep)}
        outlets:
          - {name: pub, kind: pub, bind: ["\(pub)"], high_water: \(pubHighWater)}
          - {name: feed, kind: feed, bind: ["\(feed)"]}
        \(settings)
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    deinit { close() }

    private static let lexicon = """
        name: site
        categories:
          - {name: politics, threshold: 0.3}
          - {name: economy, threshold: 0.3}
        scoring: {headline_factor: 2}
        """
    private static let terms = "term\tpolitics\teconomy\ncouncil\t4\t0\nbank\t0\t4\n"

    /// Endpoints with ports that were free a moment ago.
    private static func freeEndpoints(_ count: Int) throws -> [String] {
        // A context of their own: only its end makes sure that libzmq has closed them.
        let context = try Context()
        // The same port comes out twice unless it is still held when the next one is looked for.
        func next(_ count: Int) throws -> [String] {
            guard count > 0 else { return [] }
            let socket = try Socket(.pull, in: context)
            try socket.bind("tcp://127.0.0.1:*")
            return try [socket.lastEndpoint()] + next(count - 1)
        }
        return try next(count)
    }
}

// MARK: - Programs

extension Site {
    /// A daemon that ended before it was ready.
    package struct NotReady: Error, CustomStringConvertible {
        /// What it said.
        package let description: String
    }

    /// Starts the daemon and waits until it is ready.
    ///
    /// - Throws: ``NotReady`` when it ends without being it.
    package func startDaemon(
        environment: [String: String] = [:], through launcher: URL? = nil
    ) throws -> RunningProgram {
        let daemon = try launchDaemon(environment: environment, through: launcher)
        guard daemon.isReady else { throw NotReady(description: daemon.errors) }
        return daemon
    }

    /// Starts the daemon and waits until it is ready, or has ended without being it.
    ///
    /// - Parameter launcher: A program that is given the daemon's path and arguments, and becomes the daemon.
    package func launchDaemon(
        environment: [String: String] = [:], through launcher: URL? = nil
    ) throws -> RunningProgram {
        let daemon = try RunningProgram(
            launcher ?? Program.binary,
            (launcher == nil ? [] : [Program.binary.path]) + ["run", "--config", configuration],
            environment: environment)
        keep(daemon)
        daemon.waitForErrors(containing: " ready")
        return daemon
    }

    /// Runs a command on this configuration to its end.
    package func command(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments + ["--config", configuration])
    }

    /// Debian's Python, which python3-zmq belongs to.
    private static let python = URL(filePath: "/usr/bin/python3")

    /// Whether the clients of `deploy/clients` can be run here.
    package static let hasPythonZMQ = (try? Program.run(python, ["-c", "import zmq"]).status) == 0

    /// Starts `deploy/clients/follower.py`, which prints what it follows.
    ///
    /// - Parameter state: The name of its state file.
    package func startFollower(state: String = "follower.json", _ arguments: String...) throws -> RunningProgram {
        let follower = try RunningProgram(
            Self.python,
            [
                Program.packageFolder.appending(path: "deploy/clients/follower.py").path, "--pub", pub, "--feed", feed,
                "--state", folder.appending(path: state).path,
            ] + arguments, environment: [:])
        keep(follower)
        return follower
    }

    /// Starts `wiredesk tail`, which prints the records of the feed from the earliest on.
    package func startTail() throws -> RunningProgram {
        let tail = try RunningProgram("tail", "--json", "--from", "earliest", "--to", feed)
        keep(tail)
        return tail
    }

    /// Runs `deploy/clients/submit.py` to its end.
    package func submit(lines: [String]) throws -> Program.Outcome {
        try Program.run(
            Self.python, [Program.packageFolder.appending(path: "deploy/clients/submit.py").path, submit],
            input: Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// Ends every program that was started here and is still running, and removes the folder.
    package func close() {
        for program in programs.withLock({ $0 }) { program.kill() }
        // What cannot be removed stays in the temporary folder.
        try? FileManager.default.removeItem(at: folder)
    }

    private func keep(_ program: RunningProgram) {
        programs.withLock { $0.append(program) }
        Undertaker.shared?.expect(program)
    }
}

/// A shell that outlives the test process, however that ends, and then ends what it has left running.
private final class Undertaker: Sendable {
    static let shared = try? Undertaker()

    private let shell: RunningProgram

    /// Its stdin ends with the test process. A number may belong to another program by then: ours have "wiredesk" in
    /// their arguments.
    private static let script = """
        trap '' INT TERM HUP
        while read -r pid; do pids="$pids $pid"; done
        for pid in $pids; do
          if grep -qs wiredesk "/proc/$pid/cmdline"; then kill -9 "$pid"; fi
        done
        """

    private init() throws {
        shell = try RunningProgram(URL(filePath: "/bin/sh"), ["-c", Self.script], environment: [:])
    }

    func expect(_ program: RunningProgram) { shell.write("\(program.processIdentifier)\n") }
}
