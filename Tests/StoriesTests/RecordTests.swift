import Stories
import Testing

@Suite struct `A record` {
    private let story = Story(
        copy: ArticleCopy(
            article: Article(
                headline: "外商包粽子\n迎端午", body: "感受端午节的魅力。", byline: Byline(reporters: ["吴峰宇"]),
                dateline: nil, language: .chinese),
            publishedAt: Timestamp(milliseconds: 0), page: PagePlace(id: "p1", index: 7, of: 7)),
        intake: "wire", channel: "yiwu", receivedAt: Timestamp(milliseconds: 1),
        verdict: Verdict(
            category: "culture", confidence: 91,
            labels: [
                Label(
                    category: "culture", confidence: 91, score: 2.5, mediaTopics: ["medtop:01000000"],
                    evidence: [
                        Evidence(term: "端午", weight: 2.5, count: 1, contribution: 1.25, headline: true, at: [7..<9])
                    ])
            ], lexicon: LexiconVersion(name: "default", version: "0123456789ab")))

    @Test func `is one JSON object with its keys in the published order`() {
        let opening = RecordOpening(
            place: JournalPlace(stream: "5f3a", seq: 12), event: .new, id: "p1#7", version: 1)
        let record = String(decoding: Record.bytes(opening, tail: Record.tail(of: story)), as: UTF8.self)
        #expect(
            record
                == #"{"seq":12,"stream":"5f3a","schema":"wiredesk.story.v1","event":"new","id":"p1#7","version":1,"#
                + #""receivedAt":"1970-01-01T00:00:00.001Z","publishedAt":"1970-01-01T00:00:00.000Z","#
                + #""intake":"wire","channel":"yiwu","page":{"id":"p1","index":7,"of":7},"language":"zh","#
                + #""headline":"外商包粽子\n迎端午","body":"感受端午节的魅力。","#
                + #""byline":{"reporters":["吴峰宇"],"correspondents":[],"photographers":[]},"dateline":null,"#
                + #""category":"culture","confidence":91,"categories":[{"name":"culture","confidence":91,"#
                + #""score":2.5,"mediaTopics":["medtop:01000000"],"evidence":[{"term":"端午","weight":2.5,"count":1,"#
                + #""contribution":1.25,"headline":true,"at":[[7,9]]}]}],"#
                + #""lexicon":{"name":"default","version":"0123456789ab"}}"#)
    }

    @Test func `leaves out what it does not have`() {
        var bare = story
        bare.copy = ArticleCopy(article: Article(body: "x", language: .undetermined))
        bare.channel = nil
        let opening = RecordOpening(place: nil, event: .update, id: "a", version: 2)
        let record = String(decoding: Record.bytes(opening, tail: Record.tail(of: bare)), as: UTF8.self)
        #expect(record.hasPrefix(#"{"schema":"wiredesk.story.v1","event":"update","id":"a","version":2,"receivedAt""#))
        #expect(!record.contains("publishedAt") && !record.contains(#""page""#))
        #expect(record.contains(#""channel":null,"language":"und","headline":null,"body":"x""#))
    }

    @Test func `says where a piece goes on and comes from`() throws {
        var piece = story
        piece.copy.article.continuesOn = Jump(page: "A16", text: "Continued on Page A16")
        piece.copy.article.continuedFrom = Jump(page: "1", text: "（上接第1版）")
        let opening = RecordOpening(place: nil, event: .new, id: "a", version: 1)
        let bytes = Record.bytes(opening, tail: Record.tail(of: piece))
        #expect(
            String(decoding: bytes, as: UTF8.self).contains(
                #""dateline":null,"continuesOn":{"page":"A16","text":"Continued on Page A16"},"#
                    + #""continuedFrom":{"page":"1","text":"（上接第1版）"},"category""#))
        let record = try PublishedRecord(json: bytes)
        #expect(record.continuesOn?.page == "A16" && record.continuedFrom?.text == "（上接第1版）")
    }

    @Test func `is the same written at once as a line`() {
        let opening = RecordOpening(place: nil, event: .new, id: "p1#7", version: 1)
        #expect(Record.line(opening, story) == Record.bytes(opening, tail: Record.tail(of: story)) + [0x0A])
    }

    @Test func `takes another verdict, whatever its text looks like`() throws {
        var hostile = story
        hostile.copy.article.body = #"He said ,"category": and \,"category":" and ,"receivedAt":"x"."#
        hostile.copy.article.headline = #","receivedAt":"#
        let record = Record.bytes(
            RecordOpening(
                place: JournalPlace(stream: "5f3a", seq: 12), event: .new, id: #","receivedAt":"#, version: 1),
            tail: Record.tail(of: hostile))
        var other = hostile
        other.verdict = Verdict(
            category: "unclassified", confidence: 40, labels: [],
            lexicon: LexiconVersion(name: "default", version: "ba9876543210"))
        #expect(Record.tail(of: record, judged: other.verdict) == Record.tail(of: other))
        #expect(Record.tail(of: Array(#"{"seq":1}"#.utf8), judged: other.verdict) == nil)
    }
}
