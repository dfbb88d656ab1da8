import Foundation
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `Keeping stories` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    private func prune(_ retention: Retention, at milliseconds: Int64) throws {
        while try journal.prune(retention, now: Timestamp(milliseconds: milliseconds)) {}
    }

    @Test func `removes what is too old, oldest first, and keeps its place in the sequence`() throws {
        for second in 1...10 { try journal.add(.sample("Story \(second).", receivedAt: Int64(second) * 1000)) }
        try prune(Retention(age: .seconds(5)), at: 10_500)
        #expect(journal.oldest == 6)
        let reader = try journal.reader()
        #expect(try reader.record(5) == nil)
        #expect(try reader.record(6) != nil)
        #expect(try journal.add(.sample("Next."))[0].first?.entry?.seq == 11)
        #expect(try Journal.reopened(journal).oldest == 6)
    }

    @Test func `never removes a story early because a clock was set back`() throws {
        for time in [1000, 9000, 2000] as [Int64] { try journal.add(.sample("Of \(time).", receivedAt: time)) }
        try prune(Retention(age: .seconds(5)), at: 10_000)
        // The third is older than the second and waits for it.
        #expect(journal.oldest == 2)
    }

    private static let future: Int64 = 2_100_000_000_000

    /// Adds stories, and dead letters, of these times.
    private func add(_ times: [Int64]) throws {
        let letters = times.map { time in
            DeadLetter(
                intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: time), stage: .parser,
                rejection: Rejection(.empty, "nothing"), payload: [1], payloadBytes: 1)
        }
        let stories = times.enumerated().map { place, time in
            [PendingStory(.sample("Of \(time), \(place).", receivedAt: time))]
        }
        _ = try journal.append(stories, deadLetters: letters)
    }

    @Test(
        arguments: [
            // Times, the second at which they are pruned with 5 s to keep, the oldest that stays.
            ([1000, future, 2000, 3000], 7_500, 4), ([1000, future, 2000, 3000], 6_500, 2),
            ([future, future, 1000], 5_000, 1),
            ([future, 1000, 9000], 10_000, 3), ([1000, 9000, future, 2000], 10_000, 2), ([1000, future], 10_000, 2),
            ([1000, future, 9000, 2000], 10_000, 2), ([1000, 2000, future, future, 3000, 4000], 8_500, 6),
        ] as [([Int64], Int64, Int)])
    func `is not stopped by a clock that was ahead once`(times: [Int64], now: Int64, oldest: Int) throws {
        try add(times)
        let copy = try Journal.reopened(journal)
        for journal in [journal, copy] {
            while try journal.prune(Retention(age: .seconds(5)), now: Timestamp(milliseconds: now)) {}
            #expect(journal.oldest == oldest)
            #expect(try journal.deadLetters().map(\.receivedAt.milliseconds) == Array(times[(oldest - 1)...]))
        }
    }

    @Test func `goes past any number of stories of the future, some at a time`() throws {
        try add([1000] + Array(repeating: Self.future, count: 1300) + [2000, 3000, 9000])
        let keep = Retention(age: .seconds(5))
        var turns = 0
        while try journal.prune(keep, now: Timestamp(milliseconds: 7_500)) {
            turns += 1
            #expect(journal.oldest <= 1 + turns * 500)
        }
        #expect(journal.oldest == 1303 && journal.letterFile.count == 2)
        // Those whose time comes to pass are young then.
        try add([Self.future, 9500])
        try prune(keep, at: Self.future + 1000)
        #expect(journal.oldest == 1305)
    }

    @Test func `moves what a killed daemon has left in the WAL into the file`() throws {
        for number in 1...200 {
            try journal.add(.sample("Story \(number)." + String(repeating: " Nobody said more.", count: 100)))
        }
        // Copied while it is open, as a kill leaves it.
        let copy = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: journal.path + suffix, toPath: copy + suffix)
        }
        func bytes() throws -> Int {
            try #require(try FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int)
        }
        let before = try bytes()
        let opened = try Journal(path: copy)
        try opened.checkpoint(isIdle: true)
        #expect(try bytes() > before + 200_000)
        #expect(opened.head == 200)
    }

    @Test func `removes everything when all of it is too old, and counts on`() throws {
        try journal.add(.sample("One."), .sample("Two."))
        try prune(Retention(age: .seconds(1)), at: 1_000_000)
        #expect(journal.oldest == 3 && journal.head == 2)
        #expect(try journal.add(.sample("Three."))[0].first?.entry?.seq == 3)
    }

    @Test func `keeps the file below a size`() throws {
        let body = String(repeating: "All work and no play. ", count: 400)
        for batch in 0..<20 {
            _ = try journal.append((0..<100).map { [PendingStory(.sample("\(batch * 100 + $0) \(body)"))] })
            try prune(Retention(bytesMax: 8_000_000), at: 0)
        }
        try journal.checkpoint(isIdle: true)
        let size = try FileManager.default.attributesOfItem(atPath: journal.path)[.size] as? Int ?? 0
        // Pages are freed for new stories; the last batches come on top.
        #expect(size < 10_000_000, "\(size)")
        #expect(journal.oldest > 1000)
    }

    @Test func `removes no story to make room for dead letters`() throws {
        try journal.add(.sample("One."), .sample("Two."))
        let letter = DeadLetter(
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 1), stage: .parser,
            rejection: Rejection(.malformed, "no"), payload: [UInt8](repeating: 1, count: 1_500_000),
            payloadBytes: 1_500_000)
        _ = try journal.append([], deadLetters: [letter, letter, letter])
        try prune(Retention(bytesMax: 2_000_000), at: 0)
        #expect(journal.oldest == 1 && journal.letterFile.count == 3)
    }

    @Test func `removes dead letters of the same age`() throws {
        func letter(_ time: Int64) -> DeadLetter {
            DeadLetter(
                intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: time), stage: .parser,
                rejection: Rejection(.empty, "nothing"), payload: [1], payloadBytes: 1)
        }
        _ = try journal.append([], deadLetters: [letter(1000), letter(9000)])
        try prune(Retention(age: .seconds(5)), at: 10_000)
        #expect(try journal.deadLetters() == [letter(9000)])
        #expect(journal.letterFile.count == 1)
    }
}

extension Journal {
    /// The same file as the next process finds it; call it on a copy, since the lock allows one writer.
    static func reopened(_ journal: Journal) throws -> Journal {
        let copy = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: journal.path + suffix) {
            try FileManager.default.copyItem(atPath: journal.path + suffix, toPath: copy + suffix)
        }
        return try Journal(path: copy)
    }
}
