import Daemon
import ArgumentParser
import Classification
import Foundation
import Glibc
import Logging
import TextCleaning
import ServiceLifecycle
import Stories
import ZeroMQ

/// `wiredesk demo`: the daemon on defaults, fed with sample copy, its stories shown as they arrive.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch the daemon at work on sample copy.",
        discussion: """
            Starts the real daemon with a journal in a temporary folder and the lexicon that comes with the program. A \
            sample wire service publishes copy to it over ZeroMQ (articles in Chinese and English, and raw newspaper \
            pages), and what the daemon publishes is shown here. Ctrl-C ends it.

            While it runs, other programs can publish to its intake and subscribe to its outlet; it prints both \
            endpoints.
            """)

    @Option(help: ArgumentHelp("Seconds between two messages.", valueName: "seconds"))
    var pace = 0.8

    @Option(help: ArgumentHelp("End after so many messages; 0 for none.", valueName: "count"))
    var messages = 0

    func validate() throws {
        guard pace >= 0, pace.isFinite else { throw ValidationError("--pace takes a number of seconds") }
        guard messages >= 0 else { throw ValidationError("--messages takes a number") }
    }

    func run() async throws {
        DescriptorLimit.raise()
        do {
            let folder = FileManager.default.temporaryDirectory.appending(path: "wiredesk-demo-\(getpid())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { remove(folder) }
            try await show(folder)
        } catch {
            throw CommandError(error)
        }
    }

    private func show(_ folder: URL) async throws {
        let context = try Context()
        let outlet = try Self.free("tcp://127.0.0.1:5556", in: context)
        let viewer = try DemoViewer(of: outlet, in: context)
        let wire = try DemoWire(pace: pace, messagesMax: messages, in: context)
        let settings = Settings.demo(
            journal: folder.appending(path: "journal.sqlite").path, from: wire.endpoint, to: outlet,
            monitor: try Self.free("tcp://127.0.0.1:8080", in: context))
        let classifier = Classifier(try Lexicon.shipped())
        let daemon = try DaemonService(settings, classifier: classifier, in: context, logger: .daemon(.warning))
        viewer.introduce(intake: wire.endpoint, outlet: outlet, lexicon: classifier.lexicon.version)
        try await daemon.run(
            producers: [wire], watchers: [viewer], listening: { viewer.introduce(page: $0) },
            ready: {
                // The wire starts when the viewer sees the outlet's heartbeat, so that no story is missed.
                viewer.whenSubscribed { wire.begin() }
            })
        viewer.conclude()
    }

    /// The endpoint, or one that the system chooses when it is in use.
    private static func free(_ endpoint: String, in context: Context) throws -> String {
        // Free again as soon as this socket is let go.
        try Socket(.pub, in: context).bind(firstFreeOf: [endpoint, "tcp://127.0.0.1:*"])
    }

    private func remove(_ folder: URL) {
        do { try FileManager.default.removeItem(at: folder) } catch {
            OutputStream.standardError.note("wiredesk: \(folder.path) was left behind: \(error.reason)")
        }
    }
}

extension Socket {
    /// Binds the first of some endpoints that is not in use.
    ///
    /// - Returns: That endpoint, with the port that the system chose.
    func bind(firstFreeOf endpoints: [String]) throws(ZeroMQError) -> String {
        for endpoint in endpoints.dropLast() {
            do {
                try bind(endpoint)
                return try lastEndpoint()
            } catch {
                guard error.code == EADDRINUSE else { throw error }
            }
        }
        if let last = endpoints.last { try bind(last) }
        return try lastEndpoint()
    }
}
