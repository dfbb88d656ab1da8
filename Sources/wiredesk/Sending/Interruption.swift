import Daemon
import Foundation

/// Does something before SIGINT, SIGTERM or SIGHUP end the process, for as long as it is held.
///
/// On a queue of its own, because the thread that is interrupted may wait for input.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter body: What to do; the process ends afterwards, with 128 and the signal's number.
    init(_ body: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "interruption")
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                body()
                exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
