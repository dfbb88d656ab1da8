package import Journaling
import Threads

extension StoryPipeline {
    /// Puts dead letters on the path again and waits until it is known what became of them.
    ///
    /// Call it from any thread but the pipeline's own.
    ///
    /// - Parameter correction: How they are mended before.
    package func retry(
        _ numbers: [Int], correction: LetterCorrection? = nil
    ) throws(JournalError) -> [Int: LetterRetry.RetryResult] {
        try LetterRetry(of: numbers, in: journal, correction: correction).run(into: inbox)
    }
}

/// Dead letters that go the way of every message again, under the intakes that they came in by. One that is refused
/// again is filed anew.
package struct LetterRetry: Sendable {
    /// What became of a dead letter.
    package enum RetryResult: Sendable {
        /// There is none under this number.
        case unknown
        /// Only its start was kept, so there is nothing to try.
        case incomplete
        /// It cannot be mended so; it was not tried.
        case unmended(String)
        /// It went the way of every message.
        case answered(Answer)
        /// The pipeline is stopping.
        case stopping
    }

    private let numbers: [Int]
    private let journal: Journal
    private let correction: LetterCorrection?

    /// Prepares to try letters of a journal again, by their numbers.
    ///
    /// - Parameter correction: How they are mended before.
    package init(of numbers: [Int], in journal: Journal, correction: LetterCorrection? = nil) {
        self.numbers = numbers
        self.journal = journal
        self.correction = correction
    }

    /// Leaves them in the inbox of a pipeline, and waits until all are through.
    package func run(into inbox: Inbox) throws(JournalError) -> [Int: RetryResult] {
        let reader = try journal.reader()
        let results = RetryResults()
        for number in numbers {
            guard let filed = try reader.deadLetter(number) else {
                results.settle(number, .unknown)
                continue
            }
            let letter: DeadLetter
            do throws(LetterCorrection.CorrectionError) {
                letter = try correction?.mended(filed.letter) ?? filed.letter
            } catch {
                results.settle(number, .unmended(error.description))
                continue
            }
            guard letter.isWhole else {
                results.settle(number, .incomplete)
                continue
            }
            results.expect()
            switch inbox.offer(Delivery(again: letter, number) { results.conclude(number, .answered($0)) }) {
            case .taken: break
            case .busy: results.conclude(number, .answered(.busy("the disk is full")))
            case .closed: results.conclude(number, .stopping)
            }
        }
        return results.wait()
    }
}

/// The intake of a pipeline that does nothing but try dead letters again; it ends when that is done.
package final class RetryIntake: Intake {
    package let name = "retry"
    private let retry: LetterRetry
    private let outcome = Locked<[Int: LetterRetry.RetryResult]>([:])

    /// Prepares an intake.
    package init(_ retry: LetterRetry) {
        self.retry = retry
    }

    /// What became of the letters, once the pipeline has run.
    package var results: [Int: LetterRetry.RetryResult] { outcome.withLock { $0 } }

    package func start(into inbox: Inbox) throws {
        _ = try OwnedThread.start("intake \(name)", onEnd: { inbox.leave(because: $0) }) { [self] ready in
            inbox.join()
            ready()
            let results = try retry.run(into: inbox)
            outcome.withLock { $0 = results }
        }
    }

    package func requestStop() {}
}

extension Delivery {
    fileprivate init(again letter: DeadLetter, _ number: Int, answered: @escaping @Sendable (Answer) -> Void) {
        self.init(
            intake: letter.intake, channel: letter.channel, id: letter.id, sender: letter.sender,
            payload: letter.payload,
            payloadBytes: letter.payloadBytes, receivedAt: letter.receivedAt, retried: number,
            answered: answered)
    }
}

/// Collects what became of letters.
private final class RetryResults: Sendable {
    private let state = Locked<(results: [Int: LetterRetry.RetryResult], expected: Int)>(([:], 0))

    func settle(_ number: Int, _ result: LetterRetry.RetryResult) {
        state.withLock { $0.results[number] = result }
    }

    func expect() {
        state.withLock { $0.expected += 1 }
    }

    func conclude(_ number: Int, _ result: LetterRetry.RetryResult) {
        state.update {
            $0.results[number] = result
            $0.expected -= 1
        }
    }

    func wait() -> [Int: LetterRetry.RetryResult] {
        state.wait { $0.expected > 0 ? nil : $0.results }
    }
}
