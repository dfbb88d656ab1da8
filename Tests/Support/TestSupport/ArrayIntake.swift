package import Pipeline
import Stories
import Threads

/// An intake that delivers what it was made with, then waits to be stopped.
package final class ArrayIntake: Intake {
    package let name: String
    private let deliveries: [Delivery]
    private let stopping = Latch()

    package convenience init(name: String = "array", _ payloads: [[UInt8]]) {
        self.init(
            name: name,
            deliveries: payloads.map {
                Delivery(intake: name, payload: $0, receivedAt: Timestamp(milliseconds: 1_795_336_200_000))
            })
    }

    /// It hands over the deliveries in order, then leaves.
    package init(name: String = "array", deliveries: [Delivery]) {
        self.name = name
        self.deliveries = deliveries
    }

    package func start(into inbox: Inbox) throws {
        _ = try OwnedThread.start("intake \(name)", onEnd: { inbox.leave(because: $0) }) { [self] ready in
            inbox.join()
            ready()
            for delivery in deliveries { guard inbox.put(delivery) else { return } }
            stopping.wait()
        }
    }

    package func requestStop() { stopping.open() }
}
