import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `Dead letters` {
    private func letter(_ payload: [UInt8]) -> DeadLetter {
        DeadLetter(
            intake: "wire", channel: "a", id: "i", sender: "A1B2", receivedAt: Timestamp(milliseconds: 9),
            stage: .intake,
            rejection: Rejection(.undecodable, "byte 3"), payload: payload, payloadBytes: payload.count)
    }

    @Test func `are numbered, read one by one, and dropped`() throws {
        let journal = try Journal.temporary()
        _ = try journal.append([], deadLetters: [letter([1]), letter([2]), letter([3])])
        let reader = try journal.reader()
        #expect(try reader.deadLetters(after: 1, atMost: 1).map(\.number) == [2])
        #expect(try reader.deadLetter(3)?.letter == letter([3]))
        #expect(try journal.dropDeadLetters([2, 9]) == 1)
        #expect(try reader.deadLetters().map(\.number) == [1, 3])
        #expect(journal.letterFile.count == 2)
    }

    @Test func `leave the file in the transaction that journals their message after all`() throws {
        let journal = try Journal.temporary()
        _ = try journal.append([], deadLetters: [letter([1]), letter([2])])
        _ = try journal.append(
            [[PendingStory(.sample("Read after all."))]], deadLetters: [letter([2])], retried: [1, 2])
        #expect(try journal.reader().deadLetters().map(\.number) == [3])
        #expect(journal.head == 1)
    }

    @Test func `take a bounded room; the oldest go first, and are counted`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        let journal = try Journal(path: path, deadLetterBytesMax: 10_000)
        for number in 1...30 {
            _ = try journal.append([], deadLetters: [letter([UInt8](repeating: 1, count: number * 50))])
        }
        let file = journal.letterFile
        let kept = try journal.reader().deadLetters()
        #expect(file.bytes <= 10_000 && file.count == kept.count && file.forgotten == 30 - kept.count)
        #expect(kept.last?.number == 30)
        for _ in 1...60 { _ = try journal.append([], deadLetters: [letter([])]) }
        #expect(journal.letterFile.count <= 10_000 / 256, "letters without a payload take room too")
    }
}
