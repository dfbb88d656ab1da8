import Foundation
import Journaling
import Pipeline
import Stories
import Testing

@Suite struct `A dead letter` {
    private func letter(_ payload: String, id: String? = nil, bytes: Int? = nil) -> DeadLetter {
        DeadLetter(
            intake: "wire", channel: nil, id: id, receivedAt: Timestamp(milliseconds: 9), stage: .journal,
            rejection: Rejection(.versionConflict, "version 1"), payload: Array(payload.utf8),
            payloadBytes: bytes ?? payload.utf8.count)
    }

    private func text(_ letter: DeadLetter) -> String { String(decoding: letter.payload, as: UTF8.self) }

    @Test(arguments: [
        (["version": "3"], #"{"body":"雨 1/2","id":"a","version":3}"#),
        (["version": "3", "id": "b"], #"{"body":"雨 1/2","id":"b","version":3}"#),
        (
            ["urgency": "null", "source": "north desk"],
            #"{"body":"雨 1/2","id":"a","source":"north desk","urgency":null,"version":1}"#
        ),
        (["headline": "\"3\"", "body": "x"], #"{"body":"x","headline":"3","id":"a","version":1}"#),
    ])
    func `is mended by giving keys of its object values`(values: [String: String], expected: String) throws {
        let mended = try LetterCorrection.set(values).mended(letter(#"{"id":"a","version":1,"body":"雨 1/2"}"#))
        #expect(text(mended) == expected && mended.isWhole)
    }

    @Test func `whose id stood beside its payload gets the one that is set`() throws {
        let correction = LetterCorrection.set(["id": "b"])
        #expect(try correction.mended(letter("{}", id: "a")).id == "b")
        #expect(try correction.mended(letter("{}")).id == nil)
        #expect(try LetterCorrection.set(["version": "2"]).mended(letter("{}", id: "a")).id == "a")
    }

    @Test(arguments: ["A story.", "[1]", "{", "3", "\u{FEFF}"])
    func `that is no object cannot be mended so`(payload: String) {
        #expect(throws: LetterCorrection.CorrectionError.self) {
            try LetterCorrection.set(["id": "b"]).mended(letter(payload))
        }
    }

    @Test func `of which only the start was kept gets a whole payload, or none`() throws {
        let cut = letter("{}", bytes: 30)
        #expect(throws: LetterCorrection.CorrectionError.self) { try LetterCorrection.set(["id": "b"]).mended(cut) }
        let mended = try LetterCorrection.payload(Array("A story.".utf8)).mended(cut)
        #expect(text(mended) == "A story." && mended.isWhole)
    }
}
