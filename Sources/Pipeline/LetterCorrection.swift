package import Journaling
import TextCleaning
import Stories

/// How a dead letter is mended before it is tried again.
package enum LetterCorrection: Hashable, Sendable {
    /// Keys of the JSON object that its payload is get values, each a JSON value or else a plain string; a key that is not
    /// there is added.
    case set([String: String])
    /// It gets another payload.
    case payload([UInt8])

    /// Why a letter cannot be mended so.
    package struct CorrectionError: Error, CustomStringConvertible {
        package let description: String
    }

    /// The letter as it is tried again.
    ///
    /// An `id` that is set also takes the place of the id that stood beside the payload.
    package func mended(_ letter: DeadLetter) throws(CorrectionError) -> DeadLetter {
        switch self {
        case .payload(let payload): return letter.with(payload, id: letter.id)
        case .set(let values):
            guard letter.isWhole else { throw CorrectionError(description: "only its start was kept") }
            do {
                let object = try ArticleParser.payload(letter.payload, setting: values)
                return letter.with(object.bytes, id: letter.id == nil ? nil : object.id ?? letter.id)
            } catch {
                throw CorrectionError(
                    description:
                        "its payload is no JSON object, so that no key of it can be set (\(error.detail)); give it another payload"
                )
            }
        }
    }
}

extension DeadLetter {
    fileprivate func with(_ payload: [UInt8], id: String?) -> DeadLetter {
        DeadLetter(
            intake: intake, channel: channel, id: id, sender: sender, receivedAt: receivedAt, stage: stage,
            rejection: rejection, payload: payload, payloadBytes: payload.count)
    }
}
