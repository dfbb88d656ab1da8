import ArgumentParser
import Glibc
import Newsprint
import ZeroMQ

/// `wiredesk send`: pushes copy to a `pull` intake.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send copy to a daemon's pull intake.",
        discussion: """
            Each line of NDJSON is one message, any other file is one message. The copy is sent as it is; the daemon \
            reads it.

              wiredesk send --to tcp://127.0.0.1:5557 stories.ndjson
              pdftotext page.pdf - | wiredesk send --to tcp://127.0.0.1:5557 --channel yiwu -

            Ends when everything has been handed to the network. That is not yet stored: what the daemon has received but \
            not journaled dies with it.
            """)

    @Option(name: .customLong("to"), help: ArgumentHelp("The intake's endpoint.", valueName: "endpoint"))
    var endpoint: String

    @Option(help: ArgumentHelp("The channel to name in front of each message.", valueName: "name"))
    var channel: String?

    @Option(help: ArgumentHelp("Seconds to wait for the daemon to take a message.", valueName: "seconds"))
    var timeout = 10

    @Argument(help: ArgumentHelp("The files; - or none for stdin.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("--timeout takes a positive number of seconds") }
    }

    func run() throws {
        let input = CopyInput(files: files, format: .auto)
        var progress = ProgressBar(total: input.totalBytes, unit: .messages, besideOutput: false)
        do {
            var sender = try Sender(to: endpoint, timeout: .seconds(timeout))
            var sent = 0
            try input.forEachBatch { (pieces) throws(Failure) in
                for piece in pieces {
                    try sender.send((channel.map { [Array($0.utf8)] } ?? []) + [piece.payload])
                    sent += 1
                    progress.advance(by: piece.payload.count + 1, items: 1)
                }
            }
            progress.finish()
            OutputStream.standardError.note("waiting until all has left")
            sender.close()
            OutputStream.standardError.note("sent \(sent) to \(endpoint)")
        } catch let error as ZeroMQError {
            throw Failure(error.code == EINVAL ? .usage : .unavailable, "\(error)")
        }
    }
}

/// A PUSH socket that waits for room, but not for ever.
private struct Sender: ~Copyable {
    private let endpoint: String
    private let timeout: Duration
    private let socket: Socket
    private var poller = Poller()

    init(to endpoint: String, timeout: Duration) throws(ZeroMQError) {
        self.endpoint = endpoint
        self.timeout = timeout
        let socket = try Socket(.push, in: try Context())
        // Nothing is queued towards a daemon that is not there.
        try socket.set(.immediate, to: 1)
        // Closing waits until everything is with the network, however long that takes.
        try socket.set(.linger, to: -1)
        try socket.connect(endpoint)
        _ = poller.watchForRoom(socket)
        self.socket = socket
    }

    /// Waits until everything has left. Returns when the socket and its context are gone.
    consuming func close() {}

    mutating func send(_ frames: [[UInt8]]) throws(Failure) {
        do {
            let deadline = ContinuousClock.now + timeout
            while try !socket.send(frames) {
                let left = ContinuousClock.now.duration(to: deadline)
                guard left > .zero else {
                    throw Failure(.unavailable, "\(endpoint) took no message for \(timeout.components.seconds) s")
                }
                _ = try poller.wait(for: left)
            }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }
}
