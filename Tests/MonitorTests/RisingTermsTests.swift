import Journaling
import Stories
import Testing

@testable import Monitor

@Suite struct `Rising terms` {
    private static let hour = 3600.0

    private func text(_ body: String, at hours: Double) throws -> RisingTerms.CountedText {
        let article = Article(body: body, language: .undetermined)
        let receivedAt = Timestamp(milliseconds: Int64(hours * Self.hour * 1000))
        let verdict = Verdict(
            category: "safety", confidence: 50, labels: [], lexicon: LexiconVersion(name: "test", version: "1"))
        let record = Record.line(
            RecordOpening(place: nil, event: .new, id: body, version: 1),
            Story(
                copy: ArticleCopy(article: article, id: body), intake: "test", channel: nil, receivedAt: receivedAt,
                verdict: verdict))
        return RisingTerms.text(
            of: StoredStory(
                seq: 1, identity: Identity(source: "test", id: body), category: "safety", labels: ["safety"],
                receivedAt: receivedAt, record: record), try PublishedRecord(json: record))
    }

    /// A day of the same talk.
    private func quietDay() throws -> RisingTerms {
        var terms = RisingTerms()
        let topics = ["会议讨论预算草案", "球队赢得联赛冠军", "市场价格保持稳定", "乐团举办新年音乐会"]
        for number in 0..<240 { try terms.add(text(topics[number % 4] + "，第\(number)次。", at: Double(number) / 10)) }
        return terms
    }

    @Test func `are those that are suddenly more frequent, as whole phrases`() throws {
        var terms = try quietDay()
        for number in 0..<8 {
            try terms.add(text("今晨台风银鲤登陆，\(["渔船回港", "学校停课", "列车停运", "居民转移"][number % 4])。", at: 24 + Double(number) / 20))
        }
        let found = terms.top(5, at: 24.5 * Self.hour).map(\.text)
        #expect(found.contains { $0.contains("台风银鲤") }, "\(found)")
        #expect(!found.contains { $0.contains("预算") || $0.contains("冠军") }, "\(found)")
        // No piece of a phrase stands beside it.
        for one in found { #expect(!found.contains { $0 != one && $0.contains(one) }, "\(found)") }
    }

    @Test func `are none while everything is as it was`() throws {
        #expect(try quietDay().top(5, at: 24 * Self.hour).isEmpty)
    }

    @Test func `sink again when the talk moves on`() throws {
        var terms = try quietDay()
        for number in 0..<8 { try terms.add(text("台风银鲤登陆，第\(number)报。", at: 24)) }
        #expect(!terms.top(5, at: 24.1 * Self.hour).isEmpty)
        #expect(terms.top(5, at: 34 * Self.hour).isEmpty)
    }

    @Test func `are not of a story that was withdrawn, nor words that say nothing`() {
        let words = RisingTerms.terms(of: "The storm said: 记者了解到，“银鲤”已经登陆")
        #expect(words.contains("storm") && words.contains("银鲤") && words.contains("登陆"))
        #expect(!words.contains("the") && !words.contains("said") && !words.contains("记者") && !words.contains("已经"))
    }
}
