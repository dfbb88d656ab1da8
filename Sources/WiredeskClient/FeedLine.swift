import Foundation
import Threads
import ZeroMQ

/// The line to a daemon: a thread that owns the connection and does what a ``Following`` says, and a queue of events
/// that one task takes from.
final class FeedLine: Sendable {
    let endpoint: String
    let credentials: CurveClient?
    let window: Int
    let state = Locked(FeedLineState())

    struct FeedLineState {
        var events = EventQueue()
        /// Records that were taken since the thread last asked.
        var taken = 0
        var isEnded = false
        var failure: (any Error)?
        var waiter: CheckedContinuation<FeedEvent?, any Error>?
        var wakeup: Wakeup?
    }

    init(to endpoint: String, as credentials: CurveClient? = nil, window: Int) {
        self.credentials = credentials
        self.endpoint = endpoint
        self.window = window
    }

    /// Starts the thread.
    func open(_ following: Following, in context: Context?) {
        do {
            let wakeup = try Wakeup()
            state.withLock { $0.wakeup = wakeup }
            _ = try OwnedThread.start("feed line", onEnd: { [self] in end(because: $0) }) { [self] ready in
                ready()
                try run(following, in: context ?? Context(), wakeup)
            }
        } catch {
            end(because: error)
        }
    }

    /// Ends the line and its thread; returns at once.
    func end(because failure: (any Error)? = nil) {
        let (waiter, wakeup) = state.withLock { state in
            defer { state.waiter = nil }
            if !state.isEnded { (state.isEnded, state.failure) = (true, failure) }
            return (state.waiter, state.wakeup)
        }
        wakeup?.signal()
        if let failure { waiter?.resume(throwing: failure) } else { waiter?.resume(returning: nil) }
    }
}

// MARK: - The task's side

extension FeedLine {
    /// The next event, as soon as there is one; `nil` when the line has ended.
    func next() async throws -> FeedEvent? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in wait(waiter) }
        } onCancel: {
            end()
        }
    }

    private func wait(_ waiter: CheckedContinuation<FeedEvent?, any Error>) {
        let answer: Result<FeedEvent?, any Error>? = state.withLock { state in
            if state.isEnded { return state.failure.map { .failure($0) } ?? .success(nil) }
            if let event = take(from: &state) { return .success(event) }
            state.waiter = waiter
            return nil
        }
        if let answer { waiter.resume(with: answer) }
    }

    func take(from state: inout FeedLineState) -> FeedEvent? {
        guard let event = state.events.next() else { return nil }
        if event.isRecord {
            state.taken += 1
            // Credit goes out for half a window at a time.
            if state.taken >= max(1, window / 2) { state.wakeup?.signal() }
        }
        return event
    }
}
