import Foundation
package import Journaling

/// How a dead letter is mended before it is tried again.
package enum LetterCorrection: Hashable, Sendable {
    /// Keys of the JSON object that its payload is get values, each a JSON value or else a plain string; a key that is not
    /// there is added.
    case set([String: String])
    /// It gets another payload.
    case payload([UInt8])

    /// Why a letter cannot be mended so.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The letter as it is tried again.
    ///
    /// An `id` that is set also takes the place of the id that stood beside the payload.
    package func mended(_ letter: DeadLetter) throws(Failure) -> DeadLetter {
        switch self {
        case .payload(let payload): return letter.with(payload, id: letter.id)
        case .set(let values):
            guard letter.isWhole else { throw Failure(description: "only its start was kept") }
            let parsed = try? JSONSerialization.jsonObject(with: Data(letter.payload))
            guard var object = parsed as? [String: Any] else {
                throw Failure(
                    description:
                        "its payload is no JSON object, so that no key of it can be set; give it another payload")
            }
            for (key, text) in values { object[key] = Self.value(text) }
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
            guard let data = try? JSONSerialization.data(withJSONObject: object, options: options) else {
                throw Failure(description: "what would come of it cannot be written as JSON")
            }
            return letter.with(Array(data), id: letter.id == nil ? nil : values["id"] ?? letter.id)
        }
    }

    /// A JSON value, or the text itself when it is none.
    private static func value(_ text: String) -> Any {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) ?? text
    }
}

extension DeadLetter {
    fileprivate func with(_ payload: [UInt8], id: String?) -> DeadLetter {
        DeadLetter(
            intake: intake, channel: channel, id: id, sender: sender, receivedAt: receivedAt, stage: stage,
            rejection: rejection, payload: payload, payloadBytes: payload.count)
    }
}
