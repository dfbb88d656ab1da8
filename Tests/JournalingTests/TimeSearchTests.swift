import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `Stories of a time` {
    private let now = Timestamp(milliseconds: 100_000_000)

    /// A reader of a journal whose stories came in at these times, in seconds before now.
    private func reader(_ ages: [Int64]) throws -> JournalReader {
        let journal = try Journal.temporary()
        _ = try journal.append(
            ages.enumerated().map { number, age in
                [PendingStory(.sample("Story \(number).", receivedAt: now.milliseconds - age * 1000))]
            })
        return try journal.reader()
    }

    private func ago(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds - seconds * 1000) }

    private static let ahead: Int64 = -1_000_000

    @Test(
        arguments: [
            // Ages of the stories; asked for from so long ago; found.
            ([], 5, nil), ([9, 8, 7], 8, 2), ([9, 8, 7], 99, 1), ([9, 8, 7], 6, nil), ([9, 8, 7], -10_000, nil),
            // A clock that was set back.
            ([9, 3, 7, 6, 2], 5, 2),
            // One that was ahead once: as old as what came next.
            ([9, ahead, 8, 7], 7, 4), ([9, ahead, 8, 7], 8, 2), ([9, ahead, ahead, 7], 8, 2), ([9, 8, ahead], 5, 3),
            ([9, ahead, 8, 7], 6, nil), ([9, ahead, 8], ahead, 2),
        ] as [([Int64], Int64, Int?)])
    func `begin at the first of them`(ages: [Int64], from: Int64, seq: Int?) throws {
        #expect(try reader(ages).first(since: ago(from), now: now) == seq)
    }

    @Test func `begin before all of many that are ahead of a clock that was set back`() throws {
        let reader = try reader(Array(repeating: Self.ahead, count: 1200) + [5, 4])
        #expect(try reader.first(since: ago(4), now: now) == 1)
    }

    @Test(
        arguments: [
            ([], 5, nil), ([9, 8, 7], 8, 1), ([9, 8, 7], 99, nil), ([9, 8, 7], 0, 3), ([9, 3, 7, 6, 2], 5, 4),
            ([9, ahead, 8, 7], 7, 3),
        ] as [([Int64], Int64, Int?)])
    func `end at the last of them`(ages: [Int64], until: Int64, seq: Int?) throws {
        #expect(try reader(ages).last(before: ago(until)) == seq)
    }
}

@Suite struct `The time of the newest stories` {
    private static let now: Int64 = 100_000_000

    @Test(
        arguments: [
            ([], nil), ([5], 5), ([9, 7], 7), ([5, now * 2], 5), ([now * 2], nil), ([5, 6, 7, 1], 5),
            ([5, 6, now, 7, 8], 7),
            ([1, 1] + Array(11...19), 15), ([now + 3_600_000], now + 3_600_000),
        ] as [([Int64], Int64?)])
    func `is what most of them say`(times: [Int64], expected: Int64?) throws {
        let journal = try Journal.temporary()
        _ = try journal.append(
            times.enumerated().map { [PendingStory(.sample("Story \($0.offset).", receivedAt: $0.element))] })
        let now = Timestamp(milliseconds: Self.now)
        #expect(try journal.reader().lately(now: now) == expected.map(Timestamp.init(milliseconds:)))
    }
}

@Suite struct `A stretch of stories with labels` {
    @Test func `is found by any number of labels, however often each is named`() throws {
        let journal = try Journal.temporary()
        try journal.add(storiesIn: ["economy", "safety", "culture"])
        let labels = (0..<3000).map { "label-\($0)" } + Array(repeating: "safety", count: 3000)
        let stretch = try journal.reader().stretch(from: 1, through: 3, labelled: labels, atMost: 9)
        #expect(stretch.rows.map(\.seq) == [2] && stretch.next == 4)
    }

    @Test func `passes over so many rows at once, fewer the more labels are looked for`() throws {
        let journal = try Journal.temporary()
        try journal.add(storiesIn: Array(repeating: "economy", count: 1500))
        let reader = try journal.reader()
        #expect(try reader.stretch(from: 1, through: 1500, labelled: ["rare"], atMost: 9).next == 1025)
        let many = (0..<256).map { "rare-\($0)" }
        #expect(try reader.stretch(from: 1, through: 1500, labelled: many, atMost: 9).next == 129)
    }
}
