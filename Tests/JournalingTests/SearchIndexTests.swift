import Foundation
import GRDB
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `The search index` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    /// Lists everything there is to list.
    private func fill(_ searchIndex: SearchIndex) throws {
        while case .forward = try searchIndex.step() {}
        while true {
            if case .idle = try searchIndex.step() { return }
        }
    }

    private func list(_ change: (inout StoryQuery) -> Void = { _ in }) throws -> [Int] {
        var query = StoryQuery()
        change(&query)
        return try SearchIndexReader(besideJournal: journal.path).list(query).seqs
    }

    private func search(_ typed: String) throws -> [Int] {
        let phrase = try #require(SearchPhrase(typed))
        return try list { $0.phrase = phrase }
    }

    @Test func `finds Chinese words of any length, and only where the characters stand together`() throws {
        try journal.add(
            .sample("昨日，市消防救援支队开展消防演练。"), .sample("防火与消暑。"), .sample("The fire brigade trained."))
        try fill(SearchIndex(of: journal))
        #expect(try search("消防") == [1])
        #expect(try search("防") == [2, 1])
        #expect(try search("消防救援支队") == [1])
        #expect(try search("支队 演练") == [1])
        #expect(try search("演练支队") == [])
        #expect(try search("FIRE") == [3])
        #expect(try search("trai*") == [3])
        #expect(try search("trai") == [])
        #expect(try search("\"fire brigade\"") == [3])
        #expect(try search("\"brigade fire\"") == [])
        #expect(try search("防 -演练") == [2])
        #expect(try search("headline:消防") == [])
        #expect(try search("body:消防") == [1])
    }

    @Test(arguments: ["", "  ", "\"", "*", "-", "-消防", "()", "NEAR(", "headline:", "' OR 1=1 --"])
    func `takes whatever is typed`(typed: String) throws {
        try journal.add(.sample("消防"))
        try fill(SearchIndex(of: journal))
        guard let phrase = SearchPhrase(typed) else { return }
        #expect(try list { $0.phrase = phrase } == [])
    }

    @Test func `lists by primary category, label, intake, confidence and number, newest or oldest first`() throws {
        try journal.add(
            .sample("One.", category: "safety", labels: ["safety", "culture"]), .sample("Two.", category: "culture"),
            .sample("Three.", category: "safety"))
        try fill(SearchIndex(of: journal))
        #expect(try list() == [3, 2, 1])
        #expect(try list { $0.primary = ["safety"] } == [3, 1])
        #expect(try list { $0.labels = ["culture"] } == [2, 1])
        #expect(try list { $0.intakes = ["wire"] } == [3, 2, 1])
        #expect(try list { $0.intakes = ["other"] } == [])
        #expect(try list { $0.confidence = 51...100 } == [])
        #expect(try list { $0.confidence = 0...50 } == [3, 2, 1])
        #expect(try list { $0.seqs = 2...3 } == [3, 2])
        #expect(try list { ($0.isAscending, $0.limit) = (true, 2) } == [1, 2])
    }

    @Test func `knows the newest version of a story`() throws {
        try journal.add(.sample("One.", id: "a"), .sample("Other.", id: "b"))
        try journal.add(.sample("One, corrected.", id: "a"))
        try fill(SearchIndex(of: journal))
        #expect(try list { $0.isCurrentOnly = true } == [3, 2])
    }

    @Test func `begins at the newest and reaches back, and goes on where it was`() throws {
        try journal.add(storiesIn: Array(repeating: "economy", count: 300))
        var searchIndex: SearchIndex? = try SearchIndex(of: journal)
        _ = try searchIndex?.step()
        #expect(try list { $0.limit = 1000 } == Array((45...300).reversed()))
        searchIndex = nil
        try journal.add(storiesIn: ["safety"])
        searchIndex = try SearchIndex(of: journal)
        guard case .forward(let stories) = try searchIndex?.step() else {
            Issue.record("the newest story is not listed first")
            return
        }
        #expect(stories.map(\.0.seq) == [301])
        try searchIndex.map(fill)
        #expect(try list { $0.limit = 1000 } == Array((1...301).reversed()))
    }

    @Test func `is made anew when it is lost or spoilt`() throws {
        try journal.add(storiesIn: ["safety", "culture"])
        try fill(SearchIndex(of: journal))
        try Data("nonsense".utf8).write(to: URL(filePath: journal.path + "-catalogue"))
        try fill(SearchIndex(of: journal))
        #expect(try list() == [2, 1])
    }

    @Test func `that is far behind finds the oldest at every moment, and the newest soon`() throws {
        try journal.add(.sample("The oldest flood.", id: "a"), .sample("The second flood.", id: "b"))
        try journal.add(storiesIn: Array(repeating: "economy", count: 300))
        let searchIndex = try SearchIndex(of: journal, lagMax: 600)
        try fill(searchIndex)
        for burst in 0..<3 {
            try journal.add(storiesIn: Array(repeating: "safety", count: 900))
            try journal.add(.sample("A flood in burst \(burst).", id: "a"))
            let newest = journal.head
            guard case .forward = try searchIndex.step() else { return #expect(Bool(false), "the news come first") }
            #expect(try search("flood") == (0...burst).reversed().map { 302 + 901 * ($0 + 1) } + [2, 1])
            #expect(try list { $0.limit = 1 } == [newest])
            if burst == 0 {
                #expect(try list { ($0.isAscending, $0.seqs) = (true, 301...Int.max) } == [301, 302])
                #expect(try list { ($0.isAscending, $0.seqs) = (true, 303...Int.max) } == [])
            }
            // The gap is filled a step at a time; the next burst comes before it is full.
            if case .forward = try searchIndex.step() { Issue.record("there is nothing new") }
            #expect(try search("flood").suffix(2) == [2, 1])
            #expect(try list { ($0.isCurrentOnly, $0.phrase) = (true, SearchPhrase("flood")) } == [newest, 2])
        }
        // Also by another process.
        try fill(SearchIndex(of: journal, lagMax: 600))
        #expect(try list { ($0.limit, $0.isAscending) = (9999, true) } == Array(1...journal.head))
        #expect(try list { ($0.isCurrentOnly, $0.phrase) = (true, SearchPhrase("flood")) } == [journal.head, 2])
        let flow = try SearchIndexReader(besideJournal: journal.path).flow(in: 0...99)
        #expect(flow.reduce(0) { $0 + $1.count } == journal.head, "each story counts once")
    }

    @Test func `knows the newest version in whatever order they are listed`() throws {
        try journal.add(.sample("One.", id: "a"))
        try journal.add(storiesIn: Array(repeating: "economy", count: 300))
        try journal.add(.sample("One, corrected.", id: "a"))
        try journal.add(storiesIn: Array(repeating: "economy", count: 300))
        try journal.add(.sample("One, corrected again.", id: "a"))
        try fill(SearchIndex(of: journal))
        #expect(try list { ($0.isCurrentOnly, $0.phrase) = (true, SearchPhrase("one")) } == [603])
    }

    @Test func `takes a bounded number of bytes at once, however large stories are`() throws {
        let body = String(repeating: "All work and no play. ", count: 10_000)
        _ = try journal.append((0..<40).map { [PendingStory(.sample("\($0) \(body)"))] })
        let searchIndex = try SearchIndex(of: journal)
        _ = try searchIndex.step()
        // 1 MB is five of these.
        #expect(try list().count <= 6)
        try fill(searchIndex)
        #expect(try list() == Array((1...40).reversed()))
    }

    @Test func `is asked for any number of names`() throws {
        try journal.add(.sample("One.", category: "safety"), .sample("Two.", category: "culture"))
        try fill(SearchIndex(of: journal))
        let names = (0..<3000).map { "name-\($0)" } + Array(repeating: "safety", count: 40_000)
        #expect(try list { $0.labels = names } == [1])
        #expect(try list { $0.primary = names } == [1])
        #expect(try list { $0.intakes = names + ["wire"] } == [2, 1])
        #expect(try list { ($0.phrase, $0.labels) = (SearchPhrase("one"), names) } == [1])
        #expect(try list { $0.among = Array(1...300_000) } == [2, 1])
    }

    @Test func `is damaged only when its file is`() throws {
        try journal.add(.sample("One."), .sample("Two."))
        try fill(SearchIndex(of: journal))
        let path = journal.path + "-catalogue"
        #expect(try !SearchIndex.isDamaged(besideJournal: journal.path))
        let refused = JournalError(
            code: .failed, operation: "reading", path: path, cause: "Expression tree is too large")
        #expect(!SearchIndex.isSuspicious(refused, ofJournal: journal.path))
        let malformed = JournalError(code: .corrupted, operation: "reading", path: path, cause: "malformed")
        #expect(SearchIndex.isSuspicious(malformed, ofJournal: journal.path))
        try DatabaseQueue(path: path).writeWithoutTransaction { db in
            try db.execute(sql: "UPDATE words_0_data SET block = x'00' WHERE id > 10")
        }
        #expect(try SearchIndex.isDamaged(besideJournal: journal.path), "its words are")
        try Data("nonsense".utf8).write(to: URL(filePath: path))
        #expect(try SearchIndex.isDamaged(besideJournal: journal.path))
    }

    @Test func `of version 1 keeps what it lists`() throws {
        try journal.add(.sample("One."), .sample("Two."), .sample("Three."))
        try fill(SearchIndex(of: journal))
        try DatabaseQueue(path: journal.path + "-catalogue").writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    ALTER TABLE catalogue ADD COLUMN first INTEGER NOT NULL DEFAULT 2;
                    ALTER TABLE catalogue ADD COLUMN next INTEGER NOT NULL DEFAULT 4;
                    DROP TABLE span;
                    DELETE FROM card WHERE seq = 1;
                    PRAGMA user_version = 1;
                    """)
        }
        #expect(throws: JournalError.self) { try SearchIndexReader(besideJournal: journal.path) }
        let searchIndex = try SearchIndex(of: journal)
        #expect(try list() == [3, 2])
        try fill(searchIndex)
        #expect(try list() == [3, 2, 1])
    }

    @Test func `leaves the chart as it is where a clock dated the oldest story in the future`() throws {
        let future: Int64 = 2_000_000_000_000
        for time in [60_000, future, 120_000, 180_000] { try journal.add(.sample("Of \(time).", receivedAt: time)) }
        let searchIndex = try SearchIndex(of: journal)
        try fill(searchIndex)
        while journal.oldest < 2 {
            _ = try journal.prune(Retention(age: .seconds(60)), now: Timestamp(milliseconds: 121_000))
        }
        try fill(searchIndex)
        let flow = try SearchIndexReader(besideJournal: journal.path).flow(in: 0...99)
        #expect(flow.map(\.minute) == [2, 3])
    }

    @Test func `forgets what the journal no longer keeps`() throws {
        for second in 1...4 { try journal.add(.sample("Story \(second).", receivedAt: Int64(second) * 60_000)) }
        let searchIndex = try SearchIndex(of: journal)
        try fill(searchIndex)
        while try journal.prune(Retention(age: .seconds(90)), now: Timestamp(milliseconds: 240_000)) {}
        try fill(searchIndex)
        #expect(try list() == Array((journal.oldest...4).reversed()))
        let flow = try SearchIndexReader(besideJournal: journal.path).flow(in: 0...99)
        #expect(flow.map(\.minute) == Array(journal.oldest...4))
    }
}

@Suite struct `A story's identity` {
    @Test func `has a name for the world`() {
        let uri = Identity(source: "wire", id: "a").uri
        #expect(uri == Identity(source: "wire", id: "a").uri && uri != Identity(source: "wire", id: "b").uri)
        #expect(
            uri.wholeMatch(of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }
}
