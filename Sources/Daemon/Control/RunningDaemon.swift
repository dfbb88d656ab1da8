import Foundation
import Journaling
import Endpoints
import ZeroMQ

/// The daemon that runs on a configuration, for commands that ask it something.
package struct RunningDaemon {
    private let client: ControlClient

    /// How long to wait for an answer. Trying a dead letter again takes a commit, at worst behind a full queue.
    private static let patience = Duration.seconds(30)

    /// Finds the daemon; `nil` when none is running.
    package init?(_ settings: Settings) throws(CommandError) {
        let journal = settings.journal.path
        guard Journal.isInUse(journal) else { return nil }
        do {
            client = try ControlClient(path: ControlSocket.path(besideJournal: journal))
        } catch {
            throw CommandError(.unavailable, "\(error)")
        }
    }

    /// How it stands.
    package func status() throws(CommandError) -> StatusReport {
        let answer = try ask(ControlQuestion(status: true))
        guard let status = answer.status else { throw CommandError(.unavailable, "the daemon gave no status") }
        return status
    }

    /// Asks something.
    package func ask(_ question: ControlQuestion) throws(CommandError) -> ControlAnswer {
        do {
            let bytes = Array(try JSONEncoder().encode(question))
            guard let reply = try client.ask(bytes, patience: Self.patience) else {
                throw CommandError(
                    .unavailable, "the daemon does not answer within \(Self.patience.components.seconds) s")
            }
            let answer = try JSONDecoder().decode(ControlAnswer.self, from: Data(reply))
            if let error = answer.error { throw CommandError(.unavailable, "the daemon: \(error)") }
            return answer
        } catch let failure as CommandError {
            throw failure
        } catch {
            throw CommandError(.unavailable, "the daemon: \(error)")
        }
    }
}
