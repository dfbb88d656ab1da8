import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `What is read of a journal at once` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    @Test func `is the beginning of dead letters`() throws {
        let letters = (1...3).map { number in
            DeadLetter(
                intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 1), stage: .parser,
                rejection: Rejection(.malformed, "no"), payload: [UInt8](repeating: UInt8(number), count: 100_000),
                payloadBytes: 100_000)
        }
        _ = try journal.append([], deadLetters: letters)
        let read = try journal.reader().newestDeadLetters(before: 3, atMost: 9, payloadBytes: 600)
        #expect(read.map(\.number) == [2, 1] && read.map(\.letter.payloadBytes) == [100_000, 100_000])
        #expect(read.first?.letter.payload == [UInt8](repeating: 2, count: 600))
    }

    @Test func `is the newest versions, up to so many bytes`() throws {
        let body = String(repeating: "no ", count: 10_000)
        for version in 1...5 { try journal.add(.sample("\(version) \(body)", id: "a")) }
        let reader = try journal.reader()
        let identity = try #require(try reader.story(1)).identity
        #expect(try reader.versions(of: identity).map(\.seq) == [1, 2, 3, 4, 5])
        #expect(try reader.versions(of: identity, bytes: 50_000).map(\.seq) == [4, 5])
        #expect(try reader.versions(of: identity, bytes: 1).map(\.seq) == [5])
    }

    @Test func `is the newest pages, up to so many bytes`() throws {
        let leftover = Leftover(.table, String(repeating: "no ", count: 10_000))
        for number in 1...4 {
            let page = PendingPage(
                id: "p", source: "wire", leftovers: Array(repeating: leftover, count: number),
                receivedAt: Timestamp(milliseconds: 1))
            _ = try journal.append([[PendingStory(.sample("Story \(number)."))]], pages: [0: [page]])
        }
        let reader = try journal.reader()
        #expect(try reader.newestPagesWithLeftovers(atMost: 9).map(\.leftovers) == [4, 3, 2, 1])
        #expect(try reader.newestPagesWithLeftovers(atMost: 9, bytes: 200_000).map(\.leftovers) == [4, 3])
        #expect(try reader.pages(id: "p", bytes: 1).map(\.leftovers) == [4])
    }
}
