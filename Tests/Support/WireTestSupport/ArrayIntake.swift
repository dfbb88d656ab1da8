package import Newsdesk
import Stories
import Threads

/// An intake that delivers what it was made with, then waits to be stopped.
package final class ArrayIntake: Intake {
    package let name: String
    private let payloads: [[UInt8]]
    private let stopping = Latch()

    /// Makes an intake of some payloads.
    package init(name: String = "array", _ payloads: [[UInt8]]) {
        self.name = name
        self.payloads = payloads
    }

    package func start(into inbox: Inbox) throws {
        _ = try Worker.start("intake \(name)", onEnd: { inbox.leave(because: $0) }) { [self] ready in
            inbox.join()
            ready()
            for payload in payloads {
                let delivery = Delivery(
                    intake: name, payload: payload, receivedAt: Timestamp(milliseconds: 1_795_336_200_000))
                guard inbox.put(delivery) else { return }
            }
            stopping.wait()
        }
    }

    package func stop() { stopping.open() }
}
