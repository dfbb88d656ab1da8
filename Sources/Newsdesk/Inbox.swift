import Foundation

/// Where the intakes leave what they received, and the desk takes it batch by batch.
///
/// Bounded: an intake that finds it full waits, so that the pressure goes back through its socket to the
/// producers. It closes when every intake has left, or at once when the desk gives up.
package final class Inbox: Sendable {
    private let messagesMax: Int
    private let bytesMax: Int
    private let condition = NSCondition()
    // All guarded by the condition's lock.
    nonisolated(unsafe) private var waiting: [Delivery] = []
    nonisolated(unsafe) private var waitingBytes = 0
    nonisolated(unsafe) private var intakes = 0
    nonisolated(unsafe) private var isClosed = false
    nonisolated(unsafe) private var reason: (any Error)?

    /// Makes an empty inbox.
    ///
    /// - Parameters:
    ///   - messagesMax: Messages it holds; default two batches.
    ///   - bytesMax: Payload bytes it holds. One message always fits into an empty inbox, however large it is.
    package init(messagesMax: Int = 512, bytesMax: Int = 64 << 20) {
        self.messagesMax = messagesMax
        self.bytesMax = bytesMax
    }
}

// MARK: - For intakes

extension Inbox {
    /// Counts an intake in; it must ``leave()`` when it has put its last message.
    package func join() {
        condition.withLock { intakes += 1 }
    }

    /// Counts an intake out. The last one closes the inbox, and so does one that failed: a desk that has lost an
    /// intake must not look healthy.
    package func leave(because failure: (any Error)? = nil) {
        condition.withLock {
            intakes -= 1
            if intakes == 0 || failure != nil { isClosed = true }
            reason = reason ?? failure
            condition.broadcast()
        }
    }

    /// Closes the inbox because something the desk needs has failed; what waits in it is still handed out.
    package func close(because failure: any Error) {
        condition.withLock {
            isClosed = true
            reason = reason ?? failure
            condition.broadcast()
        }
    }

    /// Leaves a message for the desk, and waits while there is no room for it.
    ///
    /// - Returns: `false` when the desk takes nothing more: the intake should end.
    package func put(_ delivery: Delivery) -> Bool {
        condition.withLock {
            while !isClosed, !hasRoom(for: delivery) { condition.wait() }
            guard !isClosed else { return false }
            waiting.append(delivery)
            waitingBytes += delivery.payload.count
            condition.broadcast()
            return true
        }
    }

    private func hasRoom(for delivery: Delivery) -> Bool {
        waiting.isEmpty || (waiting.count < messagesMax && waitingBytes + delivery.payload.count <= bytesMax)
    }
}

// MARK: - For the desk

extension Inbox {
    /// Why an intake failed; `nil` when none did.
    package var failure: (any Error)? {
        condition.withLock { reason }
    }

    /// Takes all that waits, up to a bound, and waits while there is nothing.
    ///
    /// - Returns: `nil` when the inbox is closed and empty.
    package func next(atMost count: Int) -> [Delivery]? {
        condition.withLock {
            while waiting.isEmpty, !isClosed { condition.wait() }
            guard !waiting.isEmpty else { return nil }
            let batch = Array(waiting.prefix(count))
            waiting.removeFirst(batch.count)
            waitingBytes = waiting.reduce(0) { $0 + $1.payload.count }
            condition.broadcast()
            return batch
        }
    }

    /// Closes the inbox at once; what waits in it is dropped.
    ///
    /// - Returns: How many messages were dropped.
    package func abandon() -> Int {
        condition.withLock {
            isClosed = true
            let dropped = waiting.count
            waiting = []
            waitingBytes = 0
            condition.broadcast()
            return dropped
        }
    }
}
