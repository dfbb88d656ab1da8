import Daemon
import Endpoints
import ArgumentParser
import Glibc
import TextCleaning
import ZeroMQ

/// `wiredesk send`: hands copy to a submit intake and sees it stored.
struct SendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send copy to a daemon's submit intake and see it stored.",
        discussion: """
            Each line of NDJSON is one message, any other file is one message. The copy is sent as it is; the daemon \
            reads it. Of a PDF, what poppler says of its pages is sent (Debian: poppler-utils).

              wiredesk send --to tcp://127.0.0.1:5557 stories.ndjson
              wiredesk send page-*.pdf
              wiredesk send --resume backlog.state backlog/*.ndjson

            Ends when the daemon has said of every message what became of it: stored (it is on the disk), duplicate (it was \
            already), or rejected, which is reported with file, line and reason. While the daemon's disk is full, it \
            waits. When no reply comes for 5 s it connects anew and sends again what has not been answered; that is \
            safe, because the daemon recognises what it has.

            Exit codes: 0 all stored or duplicates, 65 some were rejected, 69 no daemon replied in time.
            """)

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "The intake's endpoint.", discussion: "Without it, that of the first submit intake of the configuration.",
            valueName: "endpoint"))
    var endpoint: String?

    @OptionGroup var configuration: ConfigurationOptions

    @OptionGroup var credentials: CredentialOptions

    @Option(help: ArgumentHelp("Messages on their way at a time (and at most 32 MB).", valueName: "messages"))
    var window = 256

    @Option(help: ArgumentHelp("Seconds without any reply after which to give up.", valueName: "seconds"))
    var timeout = 60

    @Option(
        help: ArgumentHelp(
            "Remember in this file what is done, and go on there.",
            discussion: """
                It holds how many leading messages of each file are answered, and is removed when all are. The files \
                must be the same ones.
                """,
            valueName: "file"))
    var resume: String?

    @Flag(help: "Print each reply on a line, with file and line.")
    var json = false

    @Argument(help: ArgumentHelp("The files; - or none for stdin.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        guard timeout > 0 else { throw ValidationError("--timeout takes a positive number of seconds") }
        guard window > 0 else { throw ValidationError("--window takes a positive number of messages") }
    }

    func run() throws {
        let endpoint = try endpoint ?? configuredEndpoint()
        let resumeFile = try ResumeFile(at: resume)
        let interruption = Interruption {
            do throws(CommandError) { try resumeFile.write() } catch {
                OutputStream.standardError.note("wiredesk: \(error.message)")
            }
            // Behind the progress bar.
            if Terminal.isInteractive(STDERR_FILENO) { OutputStream.standardError.note("") }
            OutputStream.standardError.note("interrupted; \(resumeFile.tally.summary)")
        }
        do { try send(to: endpoint, resumeFile) } catch {
            try resumeFile.write()
            OutputStream.standardError.note(resumeFile.tally.summary)
            throw error
        }
        try withExtendedLifetime(interruption) { try resumeFile.remove() }
        OutputStream.standardError.note(resumeFile.tally.summary)
        if resumeFile.tally.rejected > 0 { throw ExitCode(CommandError.ExitStatus.data.rawValue) }
    }

    private func send(to endpoint: String, _ resumeFile: ResumeFile) throws(CommandError) {
        let input = CopyInput(files: files, format: .auto)
        var limits = SubmitWindow.WindowLimits()
        limits.requestsMax = window
        limits.patience = .seconds(timeout)
        let submitter: Submitter
        let credentials = try credentials.curve()
        do { submitter = try Submitter(to: endpoint, as: credentials, limits, in: Context()) } catch {
            throw CommandError(error.code == EINVAL ? .usage : .unavailable, "\(error)")
        }
        var upload = Upload(by: submitter, resumeFile, printsJSON: json, totalBytes: input.totalBytes)
        defer { upload.endProgress() }
        try input.forEachBatch { (pieces) throws(CommandError) in
            for piece in pieces { try upload.send(piece) }
        }
        try upload.finish()
    }

    private func configuredEndpoint() throws(CommandError) -> String {
        let settings = try SettingsFile.valid(at: configuration.path).settings
        guard let endpoint = settings.submitEndpoint else {
            throw CommandError(.usage, "\(configuration.path) has no submit intake that listens; say --to <endpoint>")
        }
        return endpoint
    }
}

extension Settings {
    /// Where the first submit intake is reached from this machine.
    fileprivate var submitEndpoint: String? {
        intakes.first { $0.socket.pattern == .submit && !$0.socket.bind.isEmpty }?.socket.bind.lazy.compactMap(Self.reachable)
            .first
    }
}
