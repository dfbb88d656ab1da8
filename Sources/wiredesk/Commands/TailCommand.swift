import Daemon
import Endpoints
import ArgumentParser
import Foundation
import Glibc
import Stories
import UnixSignals
import WiredeskClient
import ZeroMQ

/// `wiredesk tail`: follows a daemon's feed.
struct TailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Follow a daemon's feed.",
        discussion: """
            Shows every story as it is journaled, in order. It outlives restarts of the daemon: it goes on after the \
            last story that it showed.

              wiredesk tail
              wiredesk tail --from earliest --json > stories.ndjson
              wiredesk tail --from 2026-11-22T08:00:00Z --category safety --category culture

            ↻ marks a new version of a story, ✕ its withdrawal. What is said about the connection goes to stderr. \
            Ctrl-C ends it.
            """)

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "The feed's endpoint.", discussion: "Without it, the first feed outlet of the configuration.",
            valueName: "endpoint"))
    var endpoint: String?

    @OptionGroup var configuration: ConfigurationOptions

    @OptionGroup var credentials: CredentialOptions

    @Option(
        help: ArgumentHelp(
            "Where to start: earliest, now, a sequence number, or a time such as 2026-11-22T08:30:00Z.",
            valueName: "start"))
    var from = TailStart(start: .now, text: "now")

    @Option(
        name: .customLong("category"),
        help: ArgumentHelp("Only stories with this label; may be repeated.", valueName: "name"))
    var categories: [String] = []

    @Flag(help: "Print the records as they are, one a line.")
    var json = false

    @Option(help: ArgumentHelp("End after so many stories.", valueName: "count"))
    var count: Int?

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count takes a positive number") }
        guard categories.count <= 64 else { throw ValidationError("at most 64 categories can be followed") }
        for name in categories where name.isEmpty || name.utf8.count > 64 || name.contains(where: \.isWhitespace) {
            throw ValidationError("--category takes the name of a category, got \"\(name)\"")
        }
    }

    func run() async throws {
        let endpoint = try endpoint ?? Self.endpoint(in: SettingsFile.valid(at: configuration.path))
        // Nobody reading any more is an end like any other.
        Glibc.signal(SIGPIPE, SIG_IGN)
        do {
            try await untilInterrupted {
                try await follow(endpoint)
            }
        } catch let failure as CommandError {
            if !failure.isClosedPipe { throw failure }
        } catch let error as ZeroMQError {
            throw CommandError(.usage, "\(error)")
        }
    }

    private func follow(_ endpoint: String) async throws {
        let follower = StoryFollower(
            of: endpoint, from: from.start, categories: categories.isEmpty ? nil : categories,
            credentials: try credentials.curve())
        var view = TailView(endpoint: endpoint, isRaw: json)
        var shown = 0
        for try await event in follower {
            try view.show(event)
            if case .story = event { shown += 1 }
            if shown == count { return }
        }
    }

    /// Runs until the work is done or the user has had enough.
    private func untilInterrupted(_ work: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in signals { return }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

// MARK: - Where to follow

extension TailCommand {
    /// The endpoint at which the first feed of a configuration can be reached from this machine.
    private static func endpoint(in file: SettingsFile) throws(CommandError) -> String {
        guard let outlet = file.settings.outlets.first(where: { $0.outlet.kind == "feed" }) else {
            throw CommandError(.configuration, "the configuration has no outlet of kind feed; give --to")
        }
        guard let endpoint = outlet.outlet.bind.lazy.compactMap(Settings.reachable).first else {
            throw CommandError(.configuration, "outlet \(outlet.name) listens on no endpoint with a port; give --to")
        }
        return endpoint
    }
}

/// Where `tail` starts, as it is written.
struct TailStart: ExpressibleByArgument {
    let start: FeedStart
    private let text: String

    init(start: FeedStart, text: String) {
        self.start = start
        self.text = text
    }

    init?(argument: String) {
        text = argument
        switch argument {
        case "earliest": start = .earliest
        case "now": start = .now
        default:
            if let seq = Int(argument) {
                guard seq >= 1 else { return nil }
                start = .seq(seq)
            } else if let time = Timestamp(argument) {
                start = .time(Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
            } else {
                return nil
            }
        }
    }

    var defaultValueDescription: String { text }
}
