import Threads
/// Where the intakes leave what they received, and the pipeline takes it batch by batch.
///
/// Bounded: an intake that finds it full waits, so that the pressure goes back through its socket to the
/// producers. It closes when every intake has left, or at once when the pipeline gives up.
package final class Inbox: Sendable {
    private let messagesMax: Int
    private let bytesMax: Int
    private let counters: IntakeCounters
    private let condition = Condition()
    // All guarded by the condition's lock.
    nonisolated(unsafe) private var waiting: [Delivery] = []
    nonisolated(unsafe) private var waitingBytes = 0
    nonisolated(unsafe) private var intakes = 0
    nonisolated(unsafe) private var isHeldUp = false
    nonisolated(unsafe) private var isClosed = false
    nonisolated(unsafe) private var isPoked = false
    nonisolated(unsafe) private var reason: (any Error)?

    /// - Parameters:
    ///   - messagesMax: Messages it holds; default two batches.
    ///   - bytesMax: Payload bytes it holds. One message always fits into an empty inbox, however large it is.
    ///   - ledger: Where messages are entered as they are left.
    package init(
        messagesMax: Int = 512, bytesMax: Int = MemoryBudget.bytes(of: .inbox),
        counters: IntakeCounters = IntakeCounters()
    ) {
        self.messagesMax = messagesMax
        self.bytesMax = bytesMax
        self.counters = counters
    }
}

// MARK: - For intakes

extension Inbox {
    /// Counts an intake in; it must ``leave()`` when it has put its last message.
    package func join() {
        condition.withLock { intakes += 1 }
    }

    /// Counts an intake out. The last one closes the inbox, and so does one that failed: a pipeline that has lost an
    /// intake must not look healthy.
    package func leave(because failure: (any Error)? = nil) {
        condition.withLock {
            intakes -= 1
            if intakes == 0 || failure != nil { isClosed = true }
            reason = reason ?? failure
            condition.broadcast()
        }
    }

    /// Closes the inbox because something the pipeline needs has failed; what waits in it is still handed out.
    package func close(because failure: any Error) {
        condition.withLock {
            isClosed = true
            reason = reason ?? failure
            condition.broadcast()
        }
    }

    /// Leaves a message for the pipeline, and waits while there is no room for it.
    ///
    /// - Returns: `false` when the pipeline takes nothing more: the intake should end.
    package func put(_ delivery: Delivery) -> Bool {
        offer(delivery, whenHeldUp: .wait) == .taken
    }

    /// What became of an offer.
    package enum Reception: Sendable {
        /// The message is the pipeline's now.
        case taken
        /// The disk is full: the sender should try again later.
        case busy
        /// The pipeline takes nothing more: the intake should end.
        case closed
    }

    /// Leaves a message for the pipeline unless the pipeline is held up by a full disk. While it is only behind, this waits.
    package func offer(_ delivery: Delivery) -> Reception {
        offer(delivery, whenHeldUp: .turnAway)
    }

    private enum Patience { case wait, turnAway }

    private func offer(_ delivery: Delivery, whenHeldUp patience: Patience) -> Reception {
        // Entered before there is room, so that a message that waits for room counts as waiting.
        counters.receive(delivery.intake, at: delivery.receivedAt)
        let reception = condition.withLock { () -> Reception in
            while !isClosed, !(isHeldUp && patience == .turnAway), !hasRoom(for: delivery) { condition.wait() }
            if isClosed { return .closed }
            if isHeldUp, patience == .turnAway { return .busy }
            waiting.append(delivery)
            waitingBytes += delivery.payload.count
            condition.broadcast()
            return .taken
        }
        if reception == .busy { counters.turnAway(delivery.intake) }
        return reception
    }

    private func hasRoom(for delivery: Delivery) -> Bool {
        waiting.isEmpty || (waiting.count < messagesMax && waitingBytes + delivery.payload.count <= bytesMax)
    }
}

// MARK: - For the pipeline

extension Inbox {
    /// Why an intake failed; `nil` when none did.
    package var failure: (any Error)? {
        condition.withLock { reason }
    }

    /// What the pipeline finds when it looks.
    package enum Find {
        /// Messages, at least one.
        case messages([Delivery])
        /// Nothing came for a while.
        case nothing
        /// Nothing, and nothing will come any more.
        case end
    }

    /// Takes all that waits, up to a bound, and waits while there is nothing.
    ///
    /// - Parameters:
    ///   - bytes: The most payload bytes to take; one message is taken however large it is.
    ///   - patience: How long to wait; `nil` waits until something comes.
    package func next(atMost count: Int, bytes: Int = .max, within patience: Duration? = nil) -> Find {
        let deadline = patience.map(Deadline.init(after:))
        return condition.withLock {
            while waiting.isEmpty, !isClosed, !isPoked {
                guard let deadline else {
                    condition.wait()
                    continue
                }
                guard condition.wait(until: deadline) else { return .nothing }
            }
            isPoked = false
            if waiting.isEmpty, !isClosed { return .nothing }
            guard !waiting.isEmpty else { return .end }
            var (taken, takenBytes) = (0, 0)
            for delivery in waiting.prefix(count) {
                guard taken == 0 || takenBytes + delivery.payload.count <= bytes else { break }
                taken += 1
                takenBytes += delivery.payload.count
            }
            let batch = Array(waiting.prefix(taken))
            waiting.removeFirst(taken)
            waitingBytes -= takenBytes
            condition.broadcast()
            return .messages(batch)
        }
    }

    /// Lets the pipeline find nothing at once, if it finds nothing else.
    @Sendable func poke() {
        condition.withLock {
            isPoked = true
            condition.broadcast()
        }
    }

    /// Bytes of what waits in it.
    var bytes: Int { condition.withLock { waitingBytes } }

    /// Whether the pipeline is held up by a full disk.
    var isHeldUpNow: Bool { condition.withLock { isHeldUp } }

    /// Says whether the pipeline is held up by a full disk.
    package func holdUp(_ isHeldUp: Bool) {
        condition.withLock {
            self.isHeldUp = isHeldUp
            condition.broadcast()
        }
    }

    /// Takes out the messages whose senders wait for an answer, so that they can be told to come back later.
    package func takeAnswerable() -> [Delivery] {
        condition.withLock {
            let taken = waiting.filter { $0.answered != nil }
            waiting.removeAll { $0.answered != nil }
            waitingBytes = waiting.reduce(0) { $0 + $1.payload.count }
            condition.broadcast()
            return taken
        }
    }

    /// Closes the inbox at once; what waits in it is dropped, and those who wait for an answer are told so.
    ///
    /// - Returns: How many messages were dropped without anybody being told.
    package func abandon() -> Int {
        let dropped = condition.withLock {
            isClosed = true
            defer { (waiting, waitingBytes) = ([], 0) }
            condition.broadcast()
            return waiting
        }
        for delivery in dropped { delivery.answered?(.busy("the daemon is stopping")) }
        return dropped.count { $0.answered == nil }
    }
}
