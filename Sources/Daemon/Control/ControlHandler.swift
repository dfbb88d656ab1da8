import Foundation
import Journaling
import Logging
import Pipeline

/// Answers what is asked on the control socket of a running daemon.
struct ControlHandler: Sendable {
    let pipeline: StoryPipeline
    let journal: Journal
    let keys: AllowedKeysReloader
    let reporter: StatusReporter
    let logger: Logger

    /// Answers one question; never fails.
    func answer(_ question: [UInt8]) -> [UInt8] {
        var answer = ControlAnswer()
        do {
            let question = try JSONDecoder().decode(ControlQuestion.self, from: Data(question))
            if question.keys == true { keys.look(isForced: true) }
            if question.status == true || question.keys == true { answer.status = reporter.report() }
            if let numbers = question.retry {
                logger.notice("dead letters tried again", metadata: ["count": "\(numbers.count)"])
                answer.retry = try pipeline.retry(numbers, correction: question.correction).sorted { $0.key < $1.key }
                    .map(
                        RetriedLetter.init)
            }
            if let seqs = question.release {
                logger.notice("embargoes lifted by hand", metadata: ["count": "\(seqs.count)"])
                answer.release = try pipeline.release(seqs)?.map(\.seq)
            }
            if let numbers = question.drop {
                logger.notice("dead letters dropped", metadata: ["count": "\(numbers.count)"])
                answer.drop = try journal.dropDeadLetters(numbers)
            }
            if let question = question.reclassify {
                let step = try pipeline.reclassify(every: question.every)
                answer.reclassify = step.map(ReclassificationReport.init)
                if let step, step.progress.isFinished {
                    logger.notice("stories judged anew", metadata: ["lexicon": "\(step.progress.lexicon)"])
                }
            }
        } catch let error as DecodingError {
            answer.error = "no such question: \(error)"
        } catch {
            answer.error = "\(error)"
        }
        return answer.json
    }
}

extension ControlAnswer {
    /// The answer as it is sent.
    var json: [UInt8] {
        // A structure of numbers and strings is always encodable.
        let data = try? JSONEncoder().encode(self)
        return Array(data ?? Data(#"{"error":"the answer could not be encoded"}"#.utf8))
    }
}
