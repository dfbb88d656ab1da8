import Foundation
import GRDB
@testable import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A story judged anew` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    private let verdict = Verdict(
        category: "culture", confidence: 70,
        labels: [Label(category: "culture", confidence: 70, score: 1, mediaTopics: [], evidence: [])],
        lexicon: LexiconVersion(name: "test", version: "111111111111"))

    private func progress(next: Int = 9, last: Int = 8) -> ReclassificationProgress {
        ReclassificationProgress(lexicon: "111111111111", every: false, first: 1, next: next, last: last)
    }

    /// Puts the verdict on a stored story.
    @discardableResult
    private func judge(_ seq: Int, id: String = "a") throws -> [PublishedEntry] {
        let record = try #require(try journal.record(seq))
        let reclassified = try #require(ReclassifiedStory(of: seq, id: id, record, verdict: verdict))
        return try journal.append([reclassified], progress: progress())
    }

    @Test func `is the next version of its own, published where it is now and where it was`() throws {
        try journal.add(.sample("One.", id: "a"))
        let entry = try #require(try judge(1).first)
        #expect(entry.event == .update && entry.seq == 2 && entry.id == "a")
        #expect(
            entry.places == [
                PublishedEntry.CategoryPosition(category: "culture", previous: 0),
                PublishedEntry.CategoryPosition(category: "economy", previous: 1),
            ])
        #expect(entry.text.contains(#""event":"update","id":"a","version":2,"receivedAt":"1970-01-01T00:00:00.005Z""#))
        #expect(entry.text.contains(#""body":"One.""#) && entry.text.contains(#""category":"culture","confidence":70"#))
        #expect(try journal.record(2) == entry.record)
        #expect(
            try journal.reader().stretch(from: 1, through: 2, labelled: ["culture"], atMost: 9).rows.map(\.seq) == [2])
    }

    @Test func `leaves a repeat of its text a repeat`() throws {
        try journal.add(.sample("One.", id: "a"))
        try judge(1)
        #expect(try journal.add(.sample("One.", id: "a"))[0] == [.duplicate(id: "a", of: 1)])
        #expect(
            try journal.add(.sample("One, corrected.", id: "a"))[0].first?.entry?.text.contains(#""version":3"#) == true
        )
    }

    @Test func `takes no number away from its producer`() throws {
        try journal.add(.sample("One.", id: "a", version: 1))
        try judge(1)
        // Its second version is no repeat of ours, which has that number already.
        let second = try #require(try journal.add(.sample("Two.", id: "a", version: 2))[0].first?.entry)
        #expect(second.seq == 3 && second.text.contains(#""version":3"#))
        let third = try #require(try journal.add(.sample("Three.", id: "a", version: 3))[0].first?.entry)
        #expect(third.seq == 4 && third.text.contains(#""version":4"#))
        for (number, text, seq) in [(1, "One.", 1), (2, "Two.", 3), (3, "Three.", 4)] {
            #expect(try journal.add(.sample(text, id: "a", version: number))[0] == [.duplicate(id: "a", of: seq)])
            let other = try journal.add(.sample("?", id: "a", version: number))[0]
            #expect(
                other.rejection?.reason == .versionConflict && other.rejection?.detail.contains("seq \(seq) ") == true)
        }
        #expect(try SoundRows.count(in: journal) == 4)
    }

    @Test func `is left out when it has been corrected or withdrawn meanwhile`() throws {
        try journal.add(.sample("One.", id: "a"), .sample("Other.", id: "b"))
        try journal.add(.sample("One, corrected.", id: "a"), .sample("", id: "b", isWithdrawal: true))
        #expect(try judge(1).isEmpty)
        #expect(try judge(2, id: "b").isEmpty)
        #expect(journal.head == 4)
    }

    @Test func `loses nothing when its producer withdraws it by number, and brings it back`() throws {
        try journal.add(.sample("One.", id: "a", version: 1))
        try judge(1)
        let kill = try journal.add(.sample("", id: "a", version: 2, isWithdrawal: true))[0].first?.entry
        #expect(kill?.text.contains(#""version":3"#) == true)
        let back = try journal.add(.sample("One, cleared.", id: "a", version: 3))[0].first?.entry
        #expect(back?.event == .update && back?.text.contains(#""version":4"#) == true)
        #expect(try journal.add(.sample("One, cleared.", id: "a", version: 3))[0] == [.duplicate(id: "a", of: 4)])
    }

    @Test func `is withdrawn everywhere it was published`() throws {
        try journal.add(.sample("One.", id: "a"))
        try judge(1)
        let kill = try #require(try journal.add(.sample("", id: "a", isWithdrawal: true))[0].first?.entry)
        #expect(Set(kill.places.map(\.category)) == ["economy", "culture"])
    }

    @Test func `is one of the newest versions that are read`() throws {
        try journal.add(.sample("One.", id: "a"), .sample("Other.", id: "b"), .sample("Third.", id: "c"))
        try judge(1)
        try journal.add(.sample("", id: "c", isWithdrawal: true))
        let current = try journal.reader().current(from: 1, through: 5, atMost: 9, bytes: 1 << 20)
        #expect(current.records.map(\.seq) == [2, 4] && current.next == 6 && current.damaged == 0)
    }

    @Test func `leaves a note of how far it has come, until that is the end`() throws {
        try journal.add(.sample("One.", id: "a"))
        _ = try journal.append([], progress: progress(next: 2))
        #expect(try journal.reader().reclassificationProgress(every: false) == progress(next: 2))
        _ = try journal.append([], progress: progress())
        #expect(try journal.reader().reclassificationProgress(every: false) == nil)
    }

    @Test func `leaves another note for each of the two ways`() throws {
        try journal.add(.sample("One.", id: "a"))
        var every = progress(next: 3)
        every.every = true
        _ = try journal.append([], progress: progress(next: 2))
        _ = try journal.append([], progress: every)
        #expect(try journal.reader().reclassificationProgress(every: false) == progress(next: 2))
        #expect(try journal.reader().reclassificationProgress(every: true) == every)
    }
}

/// Rows that are what was stored, by the check that every reader makes.
private enum SoundRows {
    static func count(in journal: Journal) throws -> Int {
        try journal.reader().stretch(from: 1, through: journal.head, atMost: 99).rows.count {
            if case .story = $0 { true } else { false }
        }
    }
}
