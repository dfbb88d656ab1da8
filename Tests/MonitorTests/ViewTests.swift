import Foundation
import Journaling
import Stories
import Testing

@testable import Monitor

@Suite struct `A story in a list and in a feed` {
    private func story(_ seq: Int, source: String?, url: String?, labels: [String] = ["economy"]) -> StoredStory {
        let story = Story(
            copy: ArticleCopy(
                article: Article(
                    headline: "Rates", body: "They rose.", byline: Byline(reporters: ["A. Reporter"]),
                    language: .english),
                id: "a", source: source, url: url, urgency: 2, embargoedUntil: Timestamp(milliseconds: 9000)),
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 5),
            verdict: Verdict(
                category: "economy", confidence: 50, labels: [],
                lexicon: LexiconVersion(name: "test", version: "000000000000")))
        let opening = RecordOpening(
            place: JournalPlace(stream: "0123456789abcdef", seq: seq), event: .new, id: "a", version: 1)
        return StoredStory(
            seq: seq, identity: Identity(source: source ?? "wire", id: "a"), category: "economy", labels: labels,
            receivedAt: Timestamp(milliseconds: 5), record: Record.bytes(opening, tail: Record.tail(of: story)))
    }

    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `says whose it is, where the original is, how urgent, and until when it is held`() throws {
        let card = try object(StoryCard(of: story(1, source: "North", url: "https://north.example/a")).json)
        #expect(card["source"] as? String == "North" && card["url"] as? String == "https://north.example/a")
        #expect(card["urgency"] as? Int == 2 && card["embargoedUntil"] as? String == "1970-01-01T00:00:09.000Z")
        let bare = try object(StoryCard(of: story(1, source: nil, url: nil)).json)
        #expect(bare["source"] == nil && bare["url"] == nil)
    }

    @Test func `is told from that of another source with the same id`() throws {
        let cards = try ["North", "South"].map { try object(StoryCard(of: story(1, source: $0, url: nil)).json) }
        #expect(cards.map { $0["id"] as? String } == ["a", "a"])
        #expect(cards.map { $0["source"] as? String } == ["North", "South"])
        #expect(cards[0]["key"] as? String != cards[1]["key"] as? String)
    }

    @Test(arguments: [
        ("https://north.example/a", true), ("http://north.example/a", true), ("javascript:alert(1)", false),
        ("", false),
    ])
    func `links to the original in a feed, if that is an address`(url: String, isLinked: Bool) throws {
        let feed = try object(
            JSONFeed(
                title: "t", url: "u", home: "h", next: nil,
                stories: [story(1, source: "North", url: url, labels: ["economy", "culture"])]
            ).json)
        let item = try #require((feed["items"] as? [[String: Any]])?.first)
        #expect(item["external_url"] as? String == (isLinked ? url : nil))
        #expect((item["authors"] as? [[String: String]]) == [["name": "A. Reporter"]])
        #expect(item["tags"] as? [String] == ["economy"], "not those of earlier versions")
        #expect((item["_wiredesk"] as? [String: Any])?["source"] as? String == "North")
    }
}
