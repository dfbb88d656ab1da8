import Journaling
import Daemon
import Foundation
import Pipeline
import ServiceLifecycle
import Stories
import Threads
import ZeroMQ

/// The demo's eyes: subscribes to the daemon's outlet and shows every story as it arrives.
final class DemoViewer: Service {
    private let endpoint: String
    private let subscribed = Latch()
    private let finished = Latch()
    private let wakeup: Wakeup
    private let thread: OwnedThread
    private let counts = Locked<[String: Int]>([:])
    private let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))

    /// Subscribes; stories are shown from now on.
    init(of endpoint: String, in context: Context) throws {
        self.endpoint = endpoint
        wakeup = try Wakeup()
        thread = OwnedThread("demo viewer", wake: wakeup.signal)
        try thread.start(onEnd: { [finished] _ in finished.open() }) { [self] ready in
            let socket = try Socket(.sub, in: context)
            try socket.set(.subscribe, to: "story.")
            try socket.set(.reconnectInterval, to: 20)
            try socket.connect(endpoint)
            ready()
            try watch(socket)
        }
    }

    /// Calls back once the outlet's first heartbeat has arrived.
    func whenSubscribed(_ body: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [subscribed] in
            subscribed.wait()
            body()
        }
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await finished.opened()
        } onGracefulShutdown: { [thread] in
            thread.requestStop()
        }
    }

    // MARK: - On the thread

    private func watch(_ socket: borrowing Socket) throws {
        var poller = Poller()
        poller.watch(socket)
        poller.watch(wakeup)
        var message = Message()
        var frames: [[UInt8]] = []
        while !thread.stopping.isOpen {
            guard try socket.receive(into: &message) else {
                _ = try poller.wait(for: nil)
                continue
            }
            frames.append(message.bytes())
            guard !message.hasMore else { continue }
            try show(frames)
            frames = []
        }
    }

    private func show(_ frames: [[UInt8]]) throws {
        let topic = frames.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard !topic.hasSuffix(".alive"), let bytes = frames.last else { return subscribed.open() }
        let record = try PublishedRecord(json: bytes)
        counts.withLock { $0[record.category, default: 0] += 1 }
        let columns = Terminal.columns
        let time = style(String(record.receivedAt.dropFirst(11).prefix(8)), .dim)
        try OutputStream.standardOutput.print(
            "\(time)  " + StoryTable(style: style, columns: columns - 10).line(record.verdict, record.article))
    }
}

// MARK: - Around the stories

extension DemoViewer {
    /// Says what is to be seen.
    func introduce(intake: String, outlet: String, lexicon: LexiconVersion) {
        let out = OutputStream.standardError
        out.note(style("wiredesk demo", .bold) + "  lexicon \(lexicon)")
        out.note("copy in:      \(intake)  (sample copy is published here)")
        out.note("stories out:  \(outlet)  (subscribe to story. or story.safety.)")
        out.note(style("Ctrl-C ends the demo.", .dim))
        out.note("")
    }

    /// Says where the live page is.
    func introduce(page address: String) {
        OutputStream.standardError.note(style("live page:    \(address)", .bold) + "  (open it in a browser)")
    }

    /// Says how many stories were seen.
    func conclude() {
        let counts = counts.withLock { $0 }
        let parts = counts.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
        OutputStream.standardError.note("")
        OutputStream.standardError.note("\(counts.values.reduce(0, +)) stories: " + parts.joined(separator: " · "))
    }
}
