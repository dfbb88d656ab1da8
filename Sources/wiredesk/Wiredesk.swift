import Daemon
import ArgumentParser
import Glibc
import ZeroMQ

/// The program: one binary, one command each for the daemon and for everything around it.
@main
struct Wiredesk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wiredesk",
        abstract: "A newsroom's wire desk: raw copy in on ZeroMQ, clean classified stories out.",
        discussion: """
            See it work:         wiredesk demo
            Classify a file:     wiredesk classify stories.ndjson
            Split a page:        wiredesk split page.txt
            Ask why:             wiredesk explain story.txt
            Run the daemon:      wiredesk check && wiredesk run

            Exit codes follow sysexits: 64 usage, 65 bad data, 69 unavailable, 74 I/O, 78 configuration.
            """,
        version: "wiredesk \(Versions.wiredesk) (libzmq \(Versions.libzmq))",
        subcommands: [
            RunCommand.self, DemoCommand.self, CheckCommand.self, ClassifyCommand.self, ExplainCommand.self,
            SplitCommand.self, SendCommand.self, TailCommand.self, StatusCommand.self, TopCommand.self,
            ReclassifyCommand.self,
            DeadCommand.self, EmbargoCommand.self, PageCommand.self,
            JournalCommand.self, LexiconCommand.self, KeysCommand.self,
        ])

    static func main() async {
        StandardDescriptors.reserve()
        ProcessFigures.begin()
        let arguments = ProcessArguments.all
        if Set(arguments) == ["--version", "--verbose"] {
            for line in Versions.lines { print(line) }
            return
        }
        do {
            var command = try parseAsRoot(arguments)
            do {
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
            } catch let failure as CommandError {
                end(failure, isDaemon: command is RunCommand || command is DemoCommand)
            }
        } catch {
            end(error)
        }
    }

    /// Says why the program ends, and ends it.
    private static func end(_ failure: CommandError, isDaemon: Bool) -> Never {
        let lines = failure.message.split(separator: "\n").map { "wiredesk: \($0)" }
        if isDaemon {
            // Behind the log, and not for longer than somebody reads it.
            LogWriter.standard.conclude(lines)
        } else {
            for line in lines { OutputStream.standardError.note(line) }
        }
        Glibc.exit(failure.code.rawValue)
    }

    /// Ends the program with what its arguments ask for, or with what is wrong with them.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if !text.isEmpty {
            let stream = code.isSuccess ? OutputStream.standardOutput : .standardError
            // There is no other place to say it in.
            _ = try? stream.show("\(text)\n")
        }
        Glibc.exit(code.rawValue)
    }
}
