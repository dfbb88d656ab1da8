import Pipeline
import Threads
import ZeroMQ

/// The requests of a submit intake that have no reply yet, in the order in which they came.
///
/// The intake's thread opens them and sends the replies; the pipeline's thread answers them, which only fills a slot and
/// rings for the intake. Guarded by its lock.
final class OpenRequests: Sendable {
    private let wakeup: Wakeup
    private let state = Locked(RequestRing())

    private struct RequestSlot {
        let request: SubmitRequest
        var answer: Answer?
    }

    private struct RequestRing {
        /// The number of the first slot.
        var first = 0
        var slots: [RequestSlot] = []
        var hasRung = false
    }

    /// A request and what is to be replied to it.
    struct Answered {
        let request: SubmitRequest
        let answer: Answer
    }

    /// Keeps no request yet.
    ///
    /// - Parameter wakeup: What the intake's thread waits on.
    init(ringing wakeup: Wakeup) {
        self.wakeup = wakeup
    }

    /// How many there are.
    var count: Int { state.withLock { $0.slots.count } }

    /// Adds a request.
    ///
    /// - Returns: Its number, by which it is answered.
    func open(_ request: SubmitRequest) -> Int {
        state.withLock { state in
            state.slots.append(RequestSlot(request: request))
            return state.first + state.slots.count - 1
        }
    }

    /// Answers a request. Rings when it is the first one's turn; the others wait for theirs.
    func answer(_ number: Int, with answer: Answer) {
        let rings = state.withLock { state in
            let index = number - state.first
            guard state.slots.indices.contains(index) else { return false }
            state.slots[index].answer = answer
            guard index == 0, !state.hasRung else { return false }
            state.hasRung = true
            return true
        }
        if rings { wakeup.signal() }
    }

    /// Takes back the newest request, which nobody will answer.
    func withdrawNewest() {
        state.withLock { _ = $0.slots.popLast() }
    }

    /// Takes out the first requests, as far as they are answered.
    func takeAnswered() -> [Answered] {
        state.withLock { state in
            state.hasRung = false
            var taken: [Answered] = []
            for slot in state.slots {
                guard let answer = slot.answer else { break }
                taken.append(Answered(request: slot.request, answer: answer))
            }
            state.slots.removeFirst(taken.count)
            state.first += taken.count
            return taken
        }
    }
}
