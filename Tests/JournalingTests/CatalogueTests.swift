import Foundation
import Journaling
import Stories
import Testing
import WireTestSupport

@Suite struct `The catalogue` {
    private let journal: Journal

    init() throws { journal = try Journal.temporary() }

    /// Lists everything there is to list.
    private func fill(_ catalogue: Catalogue) throws {
        while case .forward = try catalogue.step() {}
        while true {
            if case .idle = try catalogue.step() { return }
        }
    }

    private func list(_ change: (inout StoryQuery) -> Void = { _ in }) throws -> [Int] {
        var query = StoryQuery()
        change(&query)
        return try CatalogueReader(besideJournal: journal.path).list(query).seqs
    }

    private func search(_ typed: String) throws -> [Int] {
        let phrase = try #require(SearchPhrase(typed))
        return try list { $0.phrase = phrase }
    }

    @Test func `finds Chinese words of any length, and only where the characters stand together`() throws {
        try journal.add(
            .sample("昨日，市消防救援支队开展消防演练。"), .sample("防火与消暑。"), .sample("The fire brigade trained."))
        try fill(Catalogue(of: journal))
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
        try fill(Catalogue(of: journal))
        guard let phrase = SearchPhrase(typed) else { return }
        #expect(try list { $0.phrase = phrase } == [])
    }

    @Test func `lists by desk, label, intake, confidence and number, newest or oldest first`() throws {
        try journal.add(
            .sample("One.", category: "safety", labels: ["safety", "culture"]), .sample("Two.", category: "culture"),
            .sample("Three.", category: "safety"))
        try fill(Catalogue(of: journal))
        #expect(try list() == [3, 2, 1])
        #expect(try list { $0.desks = ["safety"] } == [3, 1])
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
        try fill(Catalogue(of: journal))
        #expect(try list { $0.isCurrentOnly = true } == [3, 2])
    }

    @Test func `begins at the newest and reaches back, and goes on where it was`() throws {
        try journal.add(storiesIn: Array(repeating: "economy", count: 300))
        var catalogue: Catalogue? = try Catalogue(of: journal)
        _ = try catalogue?.step()
        #expect(try list { $0.limit = 1000 } == Array((45...300).reversed()))
        catalogue = nil
        try journal.add(storiesIn: ["safety"])
        catalogue = try Catalogue(of: journal)
        guard case .forward(let stories) = try catalogue?.step() else {
            Issue.record("the newest story is not listed first")
            return
        }
        #expect(stories.map(\.seq) == [301])
        try catalogue.map(fill)
        #expect(try list { $0.limit = 1000 } == Array((1...301).reversed()))
    }

    @Test func `is made anew when it is lost or spoilt`() throws {
        try journal.add(storiesIn: ["safety", "culture"])
        try fill(Catalogue(of: journal))
        try Data("nonsense".utf8).write(to: URL(filePath: journal.path + "-catalogue"))
        try fill(Catalogue(of: journal))
        #expect(try list() == [2, 1])
    }

    @Test func `forgets what the journal no longer keeps`() throws {
        for second in 1...4 { try journal.add(.sample("Story \(second).", receivedAt: Int64(second) * 60_000)) }
        let catalogue = try Catalogue(of: journal)
        try fill(catalogue)
        while try journal.prune(Retention(age: .seconds(90)), now: Timestamp(milliseconds: 240_000)) {}
        try fill(catalogue)
        #expect(try list() == Array((journal.oldest...4).reversed()))
        let flow = try CatalogueReader(besideJournal: journal.path).flow(since: 0)
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
