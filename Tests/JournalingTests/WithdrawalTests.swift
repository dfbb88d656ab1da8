import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A withdrawal` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    private func kill(_ id: String, version: Int? = nil) throws -> [AppendResult] {
        try journal.add(.sample("", id: id, version: version, isWithdrawal: true))[0]
    }

    @Test func `is a version of its own, published wherever the story was`() throws {
        try journal.add(
            .sample("One.", id: "a", category: "economy", labels: ["economy", "culture"]),
            .sample("Other.", id: "b", category: "politics"),
            .sample("One, corrected.", id: "a", category: "politics", labels: ["politics"]))
        let entry = try #require(try kill("a").first?.entry)
        #expect(entry.event == .kill && entry.seq == 4 && entry.id == "a")
        #expect(
            entry.places == [
                PublishedEntry.CategoryPosition(category: "politics", previous: 3),
                PublishedEntry.CategoryPosition(category: "economy", previous: 3),
            ])
        #expect(entry.text.contains(#""event":"kill","id":"a","version":3,"#))
        #expect(entry.text.contains(#""headline":null,"body":"","#))
        #expect(entry.text.contains(#""category":"politics","confidence":0,"categories":[],"#))
        #expect(journal.positions["economy"] == Position(seq: 4, previous: 3))
    }

    @Test func `is found under every label the story had`() throws {
        try journal.add(.sample("One.", id: "a", category: "economy", labels: ["economy", "culture"]))
        _ = try kill("a")
        for label in ["economy", "culture"] {
            let rows = try journal.reader().stretch(from: 1, through: 2, labelled: [label], atMost: 9).rows
            #expect(rows.map(\.seq) == [1, 2])
        }
        #expect(try journal.reader().stretch(from: 1, through: 2, labelled: ["safety"], atMost: 9).rows.isEmpty)
    }

    @Test func `is made once, and outlasts a retry of the withdrawn text`() throws {
        try journal.add(.sample("One.", id: "a"))
        #expect(try kill("a").compactMap(\.entry).count == 1)
        #expect(try kill("a") == [.duplicate(id: "a", of: 2)])
        #expect(try journal.add(.sample("One.", id: "a"))[0] == [.duplicate(id: "a", of: 1)])
        #expect(journal.head == 2)
    }

    @Test func `is taken back by a new text`() throws {
        try journal.add(.sample("One.", id: "a"))
        _ = try kill("a")
        let entry = try #require(try journal.add(.sample("One, cleared.", id: "a"))[0].first?.entry)
        #expect(entry.event == .update && entry.text.contains(#""version":3"#))
        #expect(try kill("a").compactMap(\.entry).count == 1)
    }

    @Test func `that names no source finds the story of another intake, if only one has it`() throws {
        func withdrawal(_ id: String) -> [[PendingStory]] {
            [[PendingStory(.sample("", id: id, isWithdrawal: true), otherSources: ["wire", "north", "south"])]]
        }
        try journal.add(
            .sample("One.", id: "a", category: "safety", source: "north"),
            .sample("Two.", id: "b", source: "north"), .sample("Two.", id: "b", source: "south"))
        #expect(try journal.append(withdrawal("a"))[0].first?.entry?.places.map(\.category) == ["safety"])
        // Nobody knows which of the two is meant.
        #expect(try journal.append(withdrawal("b"))[0].first?.entry?.places.map(\.category) == ["unclassified"])
    }

    @Test func `of a page whose first stories have been removed withdraws the rest`() throws {
        try journal.add(.sample("Two.", id: "p#2", category: "safety"), .sample("Five.", id: "p#5"))
        #expect(try kill("p").compactMap(\.entry).map(\.id) == ["p#2", "p#5"])
    }

    @Test func `keeps a version it is given, unless a story has it`() throws {
        try journal.add(.sample("One.", id: "a", version: 4), .sample("Two.", id: "b", version: 4))
        #expect(try kill("a", version: 9).first?.entry?.text.contains(#""version":9"#) == true)
        #expect(try kill("b", version: 4).first?.entry?.text.contains(#""version":5"#) == true)
    }

    @Test func `of a page withdraws every story of it`() throws {
        try journal.add(
            .sample("One.", id: "p#1", category: "economy"), .sample("Two.", id: "p#2", category: "safety"))
        let entries = try kill("p").compactMap(\.entry)
        #expect(entries.map(\.id) == ["p#1", "p#2"])
        #expect(entries.map(\.category) == ["economy", "safety"])
    }

    @Test func `of a story that nobody knows is told to all when stories have been forgotten`() throws {
        #expect(try kill("never").first?.entry?.places.map(\.category) == ["unclassified"])
        try journal.add(.sample("One.", id: "a", category: "economy", receivedAt: 0))
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 60_000)) {}
        #expect(journal.oldest == 3)
        let places = try #require(try kill("a").first?.entry).places.map(\.category)
        #expect(places == ["unclassified", "economy"])
    }

    @Test func `of a story of which early versions have been forgotten is told to who had them`() throws {
        try journal.add(.sample("One.", id: "a", category: "economy", receivedAt: 0))
        try journal.add(.sample("Other.", id: "b", category: "culture", receivedAt: 0))
        try journal.add(.sample("One, corrected.", id: "a", category: "safety", receivedAt: 60_000))
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 60_000)) {}
        #expect(journal.oldest == 3)
        #expect(try kill("a").first?.entry?.places.map(\.category) == ["safety", "economy"])
    }
}
