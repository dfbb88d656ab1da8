import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A page in the journal` {
    private let path: String
    private let journal: Journal

    init() throws {
        path = try TemporaryFolder.make().appending(path: "journal.sqlite").path
        journal = try Journal(path: path)
    }

    private let leftovers = [Leftover(.banner, "A banner"), Leftover(.folio, "Page 3")]

    @discardableResult
    private func add(
        _ stories: [Story], page id: String?, source: String = "wire", _ leftovers: [Leftover]? = nil
    ) throws -> [AppendResult] {
        let page = PendingPage(
            id: id, source: source, leftovers: leftovers ?? self.leftovers, receivedAt: Timestamp(milliseconds: 5))
        return try journal.append([stories.map { PendingStory($0) }], pages: [0: [page]])[0]
    }

    private func record(_ page: StoredPage?) -> String? { page.map { String(decoding: $0.record, as: UTF8.self) } }

    @Test func `is kept with the ids of its stories and what belongs to none of them`() throws {
        try add([.sample("One.", id: "p#1"), .sample("Two.", id: "p#2")], page: "p")
        let page = try #require(try journal.reader().pages(id: "p").first)
        #expect(page.seqs == 1...2 && page.leftovers == 2 && page.source == "wire")
        #expect(
            record(page)
                == #"{"schema":"wiredesk.page.v1","id":"p","stories":["p#1","p#2"],"leftovers":[{"kind":"banner","text":"A banner"},{"kind":"folio","text":"Page 3"}]}"#
        )
    }

    @Test func `that was a single story has the story's id`() throws {
        let id = try #require(try add([.sample("One.")], page: nil).first?.id)
        #expect(id.hasPrefix("sha256:"))
        #expect(try journal.reader().pages(id: id).first?.leftovers == 2)
    }

    @Test func `is kept once, and again when it says something else`() throws {
        for _ in 1...2 { try add([.sample("One.", id: "p#1")], page: "p") }
        #expect(try journal.reader().pages(id: "p").count == 1)
        try add([.sample("One.", id: "p#1")], page: "p", [])
        let pages = try journal.reader().pages(id: "p")
        #expect(pages.map(\.leftovers) == [0, 2] && pages.map(\.number) == [2, 1], "newest first")
        #expect(try journal.reader().pagesWithLeftovers().map(\.number) == [1])
        #expect(journal.head == 1)
    }

    @Test func `of one source is told from that of another`() throws {
        try add([.sample("One.", id: "p#1", source: "north")], page: "p", source: "north")
        try add([.sample("One.", id: "p#1", source: "south")], page: "p", source: "south", [])
        let reader = try journal.reader()
        #expect(try reader.pages(id: "p").map(\.source) == ["south", "north"])
        #expect(try reader.pages(id: "p", source: "north").map(\.leftovers) == [2])
        #expect(try reader.pages(id: "q").isEmpty)
    }

    @Test func `has its own stories, where a message is several pages, and none where it has no text`() throws {
        let stories = ["p/1#1", "p/1#2", "p/3#1"].map { (id: String) in Story.sample(id + ".", id: id) }
        let pages = [(1, 0..<2), (2, 2..<2), (3, 2..<3)].map { number, stories in
            PendingPage(
                id: "p/\(number)", source: "wire", stories: stories, leftovers: [Leftover(.folio, "Page \(number)")],
                receivedAt: Timestamp(milliseconds: 5))
        }
        _ = try journal.append([stories.map { PendingStory($0) }], pages: [0: pages])
        let reader = try journal.reader()
        #expect(try reader.pages(id: "p/1").map(\.seqs) == [1...2] && reader.pages(id: "p/3").map(\.seqs) == [3...3])
        #expect(
            record(try reader.pages(id: "p/3").first)
                == #"{"schema":"wiredesk.page.v1","id":"p/3","stories":["p/3#1"],"leftovers":[{"kind":"folio","text":"Page 3"}]}"#
        )
        let empty = try reader.pages(id: "p/2")
        #expect(empty.map(\.leftovers) == [1])
        #expect(record(empty.first)?.contains(#""stories":[]"#) == true)
    }

    @Test func `whose stories are all rejected is left to its dead letter`() throws {
        try journal.add(.sample("One.", id: "p#1", version: 1))
        try add([.sample("Two.", id: "p#1", version: 1)], page: "p")
        #expect(try journal.reader().pages(id: "p").isEmpty)
    }

    @Test func `goes when its last story goes`() throws {
        try add([.sample("One.", id: "p#1", receivedAt: 0), .sample("Two.", id: "p#2", receivedAt: 60_000)], page: "p")
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 60_000)) {}
        #expect(try journal.oldest == 2 && journal.reader().pages(id: "p").count == 1)
        while try journal.prune(Retention(age: .seconds(1)), now: Timestamp(milliseconds: 90_000)) {}
        #expect(try journal.oldest == 3 && journal.reader().pages(id: "p").isEmpty)
    }

    @Test func `that is damaged is found, and never served`() throws {
        try add([.sample("One.", id: "p#1")], page: "p")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE page SET record = x'7b7d'") }
        let reader = try journal.reader()
        #expect(try reader.pages(id: "p").isEmpty)
        let verification = try reader.verify()
        #expect(verification.damagedPages == 1 && verification.pages == 1 && !verification.isSound)
    }

    @Test func `is carried by backup and repair, under the numbers that its stories have then`() throws {
        try journal.add(.sample("Lost.", id: "x"))
        try add([.sample("One.", id: "p#1"), .sample("Two.", id: "p#2")], page: "p")
        let copy = path + ".copy"
        try journal.reader().backUp(to: copy)
        try DatabaseQueue(path: copy).write { try $0.execute(sql: "DELETE FROM story WHERE seq = 1") }
        let outcome = try JournalRepair(path: copy).run(now: Timestamp(milliseconds: 0))
        #expect(outcome.pages == 1 && outcome.stories == 2)
        let page = try #require(try Journal(path: copy).reader().pages(id: "p").first)
        #expect(page.seqs == 1...2 && page.leftovers == 2)
    }
}
