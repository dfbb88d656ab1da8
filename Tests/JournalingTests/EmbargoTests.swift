import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `An embargo in the journal` {
    private let path: String
    private let journal: Journal

    init() throws {
        path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        journal = try Journal(path: path)
    }

    private let due = Timestamp(milliseconds: 1000)

    /// Adds a story that is held for a second.
    @discardableResult
    private func hold(_ body: String, id: String, category: String = "economy") throws -> PublishedEntry {
        try #require(try journal.add(.sample(body, id: id, category: category, embargo: 1000))[0].first?.entry)
    }

    @Test func `that ends after the story came in holds it, until it is due`() throws {
        let entry = try hold("One.", id: "a")
        #expect(entry.isHeld && entry.text.contains(#""embargoedUntil":"1970-01-01T00:00:01.000Z""#))
        #expect(journal.held == [1: due] && journal.nextDue == due)
        #expect(journal.due(at: Timestamp(milliseconds: 999)).isEmpty && journal.due(at: due) == [1])
        let released = try #require(try journal.release([1]).entries.first)
        #expect(!released.isHeld && released.seq == 2 && released.event == .update && released.id == "a")
        #expect(released.text.contains(#""version":2"#) && released.text.contains(#""body":"One.""#))
        #expect(!released.text.contains("embargoedUntil"))
        #expect(released.story.receivedAt == entry.story.receivedAt)
        #expect(journal.held.isEmpty && journal.nextDue == nil)
        #expect(try journal.release([1]).entries.isEmpty, "it is released once")
        #expect(try journal.add(.sample("One.", id: "a", embargo: 1000))[0] == [.duplicate(id: "a", of: 1)])
    }

    @Test func `that is another one for the same text takes the place of the first`() throws {
        for version in [nil, 1] {
            let id = "a\(version ?? 0)"
            func send(_ embargo: Int64?) throws -> [AppendResult] {
                try journal.add(.sample("One.", id: id, version: version, embargo: embargo))[0]
            }
            let first = try #require(try send(1000).first?.seq)
            #expect(try send(1000) == [.duplicate(id: id, of: first)])
            let later = try #require(try send(2000).first?.entry)
            #expect(
                later.isHeld && later.event == .update && journal.held == [later.seq: Timestamp(milliseconds: 2000)])
            #expect(try send(1000) == [.duplicate(id: id, of: first)], "a repeat of the first one changes nothing")
            let lifted = try #require(try send(nil).first?.entry)
            #expect(!lifted.isHeld && journal.held.isEmpty)
            #expect(try send(nil) == [.duplicate(id: id, of: first)])
        }
    }

    @Test func `in the past is none`() throws {
        for embargo: Int64 in [0, 4, 5] {
            let entry = try journal.add(.sample("\(embargo)", id: "a", embargo: embargo))[0].first?.entry
            #expect(entry?.isHeld == false)
        }
        #expect(journal.held.isEmpty)
    }

    @Test func `falls with a correction that has none, and with a withdrawal`() throws {
        try hold("One.", id: "a")
        try hold("Two.", id: "b")
        try hold("Three.", id: "c")
        try journal.add(.sample("One, corrected.", id: "a"), .sample("", id: "b", isWithdrawal: true))
        let again = try journal.add(.sample("Three, corrected.", id: "c", embargo: 2000))[0].first?.entry
        #expect(again?.isHeld == true && journal.held == [6: Timestamp(milliseconds: 2000)])
        #expect(try journal.release([1, 2, 3]).entries.isEmpty)
        #expect(try journal.release([6]).entries.map(\.seq) == [7])
    }

    @Test func `outlasts a restart, and a release before it`() throws {
        let path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        var journal: Journal? = try Journal(path: path)
        try journal?.add(.sample("One.", id: "a", embargo: 1000), .sample("Two.", id: "b", embargo: 2000))
        #expect(try journal?.release([1]).entries.count == 1)
        let released = journal?.releasedPositions
        #expect(released == ["economy": Position(seq: 3, previous: 0)])
        try journal?.close()
        journal = nil
        let opened = try Journal(path: path)
        #expect(opened.held == [2: Timestamp(milliseconds: 2000)] && opened.releasedPositions == released)
        #expect(opened.positions == ["economy": Position(seq: 3, previous: 2)])
        #expect(try opened.reader().held() == opened.held)
    }

    @Test func `leaves no gap between the records that are not held`() throws {
        try journal.add(.sample("One.", id: "a"))
        try hold("Two.", id: "b")
        let third = try #require(try journal.add(.sample("Three.", id: "c"))[0].first?.entry)
        #expect(
            third.places == [PublishedEntry.CategoryPosition(category: "economy", previous: 2, previousReleased: 1)])
        #expect(journal.releasedPositions == ["economy": Position(seq: 3, previous: 1)])
        let released = try #require(try journal.release([2]).entries.first)
        #expect(
            released.places == [PublishedEntry.CategoryPosition(category: "economy", previous: 3, previousReleased: 3)])
        // Both are the same again.
        #expect(journal.releasedPositions == journal.positions)
    }

    @Test func `stays on a story that is judged anew`() throws {
        try hold("One.", id: "a")
        let record = try #require(try journal.record(1))
        let verdict = Verdict(
            category: "culture", confidence: 70, labels: [], lexicon: LexiconVersion(name: "t", version: "1"))
        let judged = try #require(ReclassifiedStory(of: 1, id: "a", record, verdict: verdict))
        let progress = ReclassificationProgress(lexicon: "1", every: false, first: 1, next: 2, last: 1)
        let entry = try #require(try journal.append([judged], progress: progress).first)
        #expect(entry.isHeld && journal.held == [2: due])
        #expect(try journal.release([2]).entries.first?.places.map(\.category) == ["culture", "economy"])
    }

    @Test func `on a row that is damaged is told of, and holds nothing any more`() throws {
        try hold("One.", id: "a")
        try hold("Two.", id: "b")
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(
                sql: "UPDATE story SET record = CAST(replace(record, 'One', 'Won') AS BLOB) WHERE seq = 1")
        }
        let released = try journal.release([1, 2])
        #expect(released.entries.map(\.id) == ["b"] && released.damaged == [1])
        #expect(journal.held.isEmpty)
    }

    @Test func `is skipped by those who hold, and by nobody else`() throws {
        try journal.add(.sample("One.", id: "a"))
        try hold("Two.", id: "b")
        _ = try journal.release([2])
        let reader = try journal.reader()
        func found(_ labels: [String]?, holding: Bool) throws -> [Int] {
            let stretch = try reader.stretch(
                from: 1, through: 3, labelled: labels, holdingEmbargoes: holding, atMost: 9)
            #expect(stretch.next == 4)
            return stretch.rows.map(\.seq)
        }
        #expect(try found(nil, holding: true) == [1, 3] && found(["economy"], holding: true) == [1, 3])
        #expect(try found(nil, holding: false) == [1, 2, 3] && found(["economy"], holding: false) == [1, 2, 3])
        #expect(try reader.stretch(from: 2, through: 2, holdingEmbargoes: true, atMost: 9).next == 3)
    }

    @Test func `is carried by backup and repair`() throws {
        try journal.add(.sample("One.", id: "a"))
        try hold("Two.", id: "b")
        let copy = path + ".copy"
        try journal.reader().backUp(to: copy)
        _ = try JournalRepair(path: copy).run(now: Timestamp(milliseconds: 0))
        let repaired = try Journal(path: copy)
        #expect(repaired.held == [2: due])
        #expect(repaired.releasedPositions == ["economy": Position(seq: 1, previous: 0)])
        #expect(try repaired.release([2]).entries.first?.seq == 3)
    }
}
