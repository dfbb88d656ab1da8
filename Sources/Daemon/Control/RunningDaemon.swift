import Foundation
import Journaling
import Endpoints
import ZeroMQ

/// The daemon that runs on a configuration, for commands that ask it something.
struct RunningDaemon {
    private let client: ControlClient

    /// How long to wait for an answer. Trying a dead letter again takes a commit, at worst behind a full queue.
    private static let patience = Duration.seconds(30)

    /// Finds the daemon; `nil` when none is running.
    init?(_ settings: Settings) throws(Failure) {
        let journal = settings.journal.path
        guard Journal.isInUse(journal) else { return nil }
        do {
            client = try ControlClient(path: ControlSocket.path(besideJournal: journal))
        } catch {
            throw Failure(.unavailable, "\(error)")
        }
    }

    /// How it stands.
    func status() throws(Failure) -> StatusReport {
        let answer = try ask(ControlQuestion(status: true))
        guard let status = answer.status else { throw Failure(.unavailable, "the daemon gave no status") }
        return status
    }

    /// Asks something.
    func ask(_ question: ControlQuestion) throws(Failure) -> ControlAnswer {
        do {
            let bytes = Array(try JSONEncoder().encode(question))
            guard let reply = try client.ask(bytes, patience: Self.patience) else {
                throw Failure(
                    .unavailable, "the daemon does not answer within \(Self.patience.components.seconds) s")
            }
            let answer = try JSONDecoder().decode(ControlAnswer.self, from: Data(reply))
            if let error = answer.error { throw Failure(.unavailable, "the daemon: \(error)") }
            return answer
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.unavailable, "the daemon: \(error)")
        }
    }
}
