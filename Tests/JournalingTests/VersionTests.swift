import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A version's number` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    private func letter(_ rejection: Rejection) -> DeadLetter {
        DeadLetter(
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 9), stage: .journal, rejection: rejection,
            payload: [1], payloadBytes: 1)
    }

    @Test func `that is stored with another text is rejected, and the message filed in the same transaction`() throws {
        let batch = [
            Story.sample("One.", id: "a", version: 1), .sample("Two.", id: "a", version: 1),
            .sample("One.", id: "a", version: 1), .sample("Two.", id: "a", version: 2),
        ]
        let outcomes = try journal.append(batch.map { [PendingStory($0)] }) { letter($1) }.flatMap { $0 }
        guard case .rejected("a", let rejection) = outcomes[1] else {
            Issue.record("\(outcomes[1])")
            return
        }
        #expect(rejection.reason == .versionConflict)
        #expect(
            rejection.detail
                == #"version 1 of "a" is stored as seq 1 with another text; give it a version of its own"#)
        #expect(outcomes[2] == .duplicate(id: "a", of: 1) && outcomes[3].seq == 2)
        #expect(try journal.deadLetters() == [letter(rejection)] && journal.letterFile.count == 1)
    }

    @Test func `that the journal counted is not the producer's`() throws {
        try journal.add(.sample("One.", id: "a"), .sample("Two.", id: "a"))
        #expect(try journal.add(.sample("Three.", id: "a", version: 1))[0].first?.seq == 3)
        #expect(try journal.add(.sample("Four.", id: "a", version: 2))[0].first?.seq == 4)
        #expect(try journal.add(.sample("Five.", id: "a", version: 2))[0].rejection?.detail.contains("seq 4") == true)
    }

    @Test func `that a withdrawal has is not another story's to take`() throws {
        try journal.add(.sample("One.", id: "a", version: 1))
        try journal.add(.sample("", id: "a", version: 2, isWithdrawal: true))
        let late = try journal.add(.sample("One, corrected.", id: "a", version: 2))[0]
        #expect(late.rejection?.detail.contains("seq 2") == true)
        #expect(try journal.add(.sample("One, corrected.", id: "a", version: 3))[0].first?.seq == 3)
    }

    @Test func `in conflict on one story of a page leaves the others stored`() throws {
        try journal.add(.sample("One.", id: "p#1", version: 1), .sample("Two.", id: "p#2", version: 1))
        let page = [
            Story.sample("One?", id: "p#1", version: 1), .sample("Two.", id: "p#2", version: 1),
            .sample("Three.", id: "p#3", version: 1), .sample("Two?", id: "p#2", version: 1),
        ].map { PendingStory($0) }
        let outcomes = try journal.append([page]) { letter($1) }[0]
        #expect(outcomes.map(\.seq) == [nil, 2, 3, nil])
        let filed = try journal.deadLetters()
        #expect(filed.count == 1 && filed[0].rejection.detail.hasSuffix("; so are 1 more of its stories"))
    }

    @Test func `makes no conflict between two sources`() throws {
        let outcomes = try journal.add(
            .sample("One.", id: "a", version: 1, source: "north"), .sample("Two.", id: "a", version: 1, source: "south")
        )
        #expect(outcomes.flatMap { $0 }.map(\.seq) == [1, 2])
    }
}

@Suite struct `Who was sent a version` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    private func found(_ label: String) throws -> [Int] {
        try journal.reader().stretch(from: 1, through: journal.head, labelled: [label], atMost: 9).rows.map(\.seq)
    }

    @Test func `is sent the next one, whatever its category`() throws {
        try journal.add(
            .sample("One.", id: "a", category: "economy", labels: ["economy", "culture"]),
            .sample("Other.", id: "b", category: "safety"))
        let first = try #require(
            try journal.add(.sample("One, corrected.", id: "a", category: "safety"))[0].first?.entry)
        #expect(
            first.places == [
                PublishedEntry.CategoryPosition(category: "safety", previous: 2),
                PublishedEntry.CategoryPosition(category: "economy", previous: 1),
            ])
        let second = try #require(
            try journal.add(.sample("One, again.", id: "a", category: "politics"))[0].first?.entry)
        #expect(second.places.map(\.category) == ["politics", "economy", "safety"])
        #expect(second.places.map(\.previous) == [0, 3, 3])
        #expect(try found("culture") == [1, 3, 4] && found("economy") == [1, 3, 4] && found("safety") == [2, 3, 4])
        #expect(try found("politics") == [4])
    }

    @Test func `is sent it also when the versions between have been removed`() throws {
        try journal.add(.sample("One.", id: "a", category: "economy", labels: ["culture"], receivedAt: 0))
        try journal.add(.sample("One, corrected.", id: "a", category: "safety", receivedAt: 60_000))
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 60_000)) {}
        #expect(journal.oldest == 2)
        let entry = try journal.add(.sample("One, again.", id: "a", category: "safety"))[0].first?.entry
        #expect(entry?.places.map(\.category) == ["safety", "economy"])
        #expect(try found("culture") == [2, 3])
    }

    @Test func `is not told of other stories`() throws {
        try journal.add(.sample("One.", id: "a", category: "economy"), .sample("Two.", id: "b", category: "safety"))
        let entry = try journal.add(.sample("Two, corrected.", id: "b", category: "safety"))[0].first?.entry
        #expect(entry?.places.map(\.category) == ["safety"])
        #expect(try found("economy") == [1])
    }
}
