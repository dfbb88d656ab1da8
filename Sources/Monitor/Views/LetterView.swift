import JSON
import Journaling
import Stories

/// A dead letter as it is listed: the beginning of its payload as text, harmless.
struct LetterView {
    private let filed: FiledLetter

    /// Bytes of the payload that are shown.
    static let excerptBytes = 600

    init(_ filed: FiledLetter) { self.filed = filed }

    func write(to json: inout JSONWriter) {
        let letter = filed.letter
        json.object { json in
            json.field("number", filed.number)
            json.field("receivedAt", letter.receivedAt.description)
            json.field("intake", letter.intake)
            json.field("channel", letter.channel)
            json.field("sender", letter.sender)
            json.field("stage", letter.stage.rawValue)
            json.field("reason", letter.rejection.reason.rawValue)
            json.field("detail", letter.rejection.detail)
            json.field("bytes", letter.payloadBytes)
            json.field("excerpt", Self.excerpt(letter.payload))
        }
    }

    private static func excerpt(_ payload: [UInt8]) -> String {
        let text = String(decoding: payload.prefix(excerptBytes), as: UTF8.self)
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isKept = !TerminalText.isObeyed(scalar) || scalar == "\n" || scalar == "\t"
                    return isKept ? scalar : TerminalText.replacement
                }))
    }
}
