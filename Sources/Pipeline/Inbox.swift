import Threads

/// Where the intakes leave what they received, and the pipeline takes it batch by batch.
///
/// Bounded: an intake that finds it full waits, so that the pressure goes back through its socket to the
/// producers. It closes when every intake has left, or at once when the pipeline gives up.
package final class Inbox: Sendable {
    private let messagesMax: Int
    private let bytesMax: Int
    private let counters: IntakeCounters
    private let queue = Locked(Queue())

    private struct Queue {
        var waiting: [Delivery] = []
        var waitingBytes = 0
        /// Intakes that have joined and not left.
        var intakes = 0
        var isDiskFull = false
        var isClosed = false
        var isPoked = false
        var reason: (any Error)?
    }

    /// - Parameters:
    ///   - messagesMax: Messages it holds; default two batches.
    ///   - bytesMax: Payload bytes it holds. One message always fits into an empty inbox, however large it is.
    ///   - counters: Where messages are entered as they are left.
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
        queue.withLock { $0.intakes += 1 }
    }

    /// Counts an intake out. The last one closes the inbox, and so does one that failed: a pipeline that has lost an
    /// intake must not look healthy.
    package func leave(because failure: (any Error)? = nil) {
        queue.update {
            $0.intakes -= 1
            if $0.intakes == 0 || failure != nil { $0.isClosed = true }
            $0.reason = $0.reason ?? failure
        }
    }

    /// Closes the inbox because something the pipeline needs has failed; what waits in it is still handed out.
    package func close(because failure: any Error) {
        queue.update {
            $0.isClosed = true
            $0.reason = $0.reason ?? failure
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

    private enum WhenFull { case wait, turnAway }

    private func offer(_ delivery: Delivery, whenHeldUp patience: WhenFull) -> Reception {
        // Entered before there is room, so that a message that waits for room counts as waiting.
        counters.receive(delivery.intake, at: delivery.receivedAt)
        let reception = queue.wait { queue -> Reception? in
            if queue.isClosed { return .closed }
            if queue.isDiskFull, patience == .turnAway { return .busy }
            guard hasRoom(for: delivery, in: queue) else { return nil }
            queue.waiting.append(delivery)
            queue.waitingBytes += delivery.payload.count
            return .taken
        }
        queue.wakeAll()
        if reception == .busy { counters.turnAway(delivery.intake) }
        return reception
    }

    private func hasRoom(for delivery: Delivery, in queue: Queue) -> Bool {
        queue.waiting.isEmpty
            || (queue.waiting.count < messagesMax && queue.waitingBytes + delivery.payload.count <= bytesMax)
    }
}

// MARK: - For the pipeline

extension Inbox {
    /// Why an intake failed; `nil` when none did.
    package var failure: (any Error)? {
        queue.withLock { $0.reason }
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
        let look = { (queue: inout Queue) in Self.find(in: &queue, atMost: count, bytes: bytes) }
        let find: Find
        if let patience {
            find = queue.wait(until: Deadline(after: patience), for: look) ?? .nothing
        } else {
            find = queue.wait(for: look)
        }
        // Intakes may be waiting for the room that there is now.
        queue.wakeAll()
        return find
    }

    private static func find(in queue: inout Queue, atMost count: Int, bytes: Int) -> Find? {
        if queue.waiting.isEmpty, !queue.isClosed, !queue.isPoked { return nil }
        queue.isPoked = false
        guard !queue.waiting.isEmpty else { return queue.isClosed ? .end : .nothing }
        var (taken, takenBytes) = (0, 0)
        for delivery in queue.waiting.prefix(count) {
            guard taken == 0 || takenBytes + delivery.payload.count <= bytes else { break }
            taken += 1
            takenBytes += delivery.payload.count
        }
        let batch = Array(queue.waiting.prefix(taken))
        queue.waiting.removeFirst(taken)
        queue.waitingBytes -= takenBytes
        return .messages(batch)
    }

    /// Lets the pipeline find nothing at once, if it finds nothing else.
    @Sendable func poke() {
        queue.update { $0.isPoked = true }
    }

    /// Bytes of what waits in it.
    var bytes: Int { queue.withLock { $0.waitingBytes } }

    /// Whether the pipeline is held up by a full disk.
    var isDiskFull: Bool { queue.withLock { $0.isDiskFull } }

    /// Says whether the pipeline is held up by a full disk.
    package func setDiskFull(_ isDiskFull: Bool) {
        queue.update { $0.isDiskFull = isDiskFull }
    }

    /// Takes out the messages whose senders wait for an answer, so that they can be told to come back later.
    package func takeAnswerable() -> [Delivery] {
        queue.update { queue in
            let taken = queue.waiting.filter { $0.answered != nil }
            queue.waiting.removeAll { $0.answered != nil }
            queue.waitingBytes = queue.waiting.reduce(0) { $0 + $1.payload.count }
            return taken
        }
    }

    /// Closes the inbox at once; what waits in it is dropped, and those who wait for an answer are told so.
    ///
    /// - Returns: How many messages were dropped without anybody being told.
    package func abandon() -> Int {
        let dropped = queue.update { queue in
            queue.isClosed = true
            defer { (queue.waiting, queue.waitingBytes) = ([], 0) }
            return queue.waiting
        }
        for delivery in dropped { delivery.answered?(.busy("the daemon is stopping")) }
        return dropped.count { $0.answered == nil }
    }
}
