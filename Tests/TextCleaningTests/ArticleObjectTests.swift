import TextCleaning
import Stories
import Testing

/// What a JSON object is read into.
private func message(_ json: String, zone: LocalZone = .utc) throws -> ParsedMessage {
    try ArticleParser(format: .json, zone: zone).parse(Array(json.utf8))
}

/// The one story of a JSON object.
private func copy(_ json: String, zone: LocalZone = .utc) throws -> ArticleCopy {
    try #require(try message(json, zone: zone).copies.first)
}

@Suite struct `Objects of other formats` {
    static let bodies = [
        #"{"content_html":"<p>It rained.</p>"}"#, #"{"content_text":"It rained."}"#,
        #"{"content_text":" \n","content_html":"<p>It rained.</p>"}"#,
        #"{"uri":"u","body_text":"\n","body_html":"<p>It rained.</p>"}"#,
        #"{"content:encoded":"<![CDATA[<p>It rained.</p>]]>","description":"Rain."}"#,
        #"{"body":"","text":"  ","content":"It rained."}"#, #"{"body":null,"articleBody":"It rained."}"#,
        #"{"article_body":"It rained.","summary":"Rain."}"#, #"{"fulltext":"It rained."}"#,
        #"{"description_html":"It <b>rained</b>."}"#, #"{"description_text":"It rained."}"#,
        #"{"description":"It rained."}"#, #"{"title":"x","summary":"It rained."}"#,
        #"{"excerpt":{"rendered":"<p>It rained.</p>"}}"#,
        #"{"content":{"rendered":"<p>It rained.</p>","protected":false}}"#,
        #"{"content":[{"type":"text/html","value":"<p>It rained.</p>"}]}"#,
        #"{"content":[{"type":"text/html","value":"<p>No.</p>"},{"type":"text/plain","value":"It rained."}]}"#,
        #"{"body":{"_":"It rained."}}"#, ##"{"description":{"#text":"It rained."}}"##,
        #"{"bodies":["It rained."]}"#,
        #"{"uri":"u","bodies":[{"role":"other","value":"No."},{"role":"main","value":"It rained."}]}"#,
    ]

    @Test(arguments: bodies)
    func `have their body where those formats have it`(json: String) throws {
        let message = try message(json)
        #expect(message.copies.first?.article.body == "It rained.")
        #expect(message.notes.isEmpty)
    }

    @Test func `may have a body in parts`() throws {
        let json = #"{"content":[{"value":"It rained."},{"value":"It poured."}]}"#
        #expect(try copy(json).article.body == "It rained.\nIt poured.")
    }

    static let headlines = [
        #"{"title":{"rendered":"Rain"},"body":"b"}"#, #"{"headline":" ","title":"Rain","body":"b"}"#,
        #"{"@type":"NewsArticle","name":"Rain","articleBody":"b"}"#,
        #"{"@type":["ReportageNewsArticle"],"name":"Rain","body":"b"}"#,
        #"{"headlines":[{"role":"sub","value":"Wet"},{"role":"main","value":"Rain"}],"body":"b"}"#,
    ]

    @Test(arguments: headlines)
    func `have their headline where those formats have it`(json: String) throws {
        #expect(try copy(json).article.headline == "Rain")
    }

    @Test func `keep the headlines that are not the main one`() throws {
        let json = #"{"headlines":[{"role":"sub","value":"Wet"},{"role":"main","value":"Rain"}],"body":"b"}"#
        #expect(try message(json).leftovers == [Leftover(.label, "Wet")])
    }

    static let ids = [
        (##"{"guid":{"#text":"g-1","isPermaLink":"false"},"body":"b"}"##, "g-1"),
        (#"{"guid":{"rendered":"https://example.org/?p=1"},"body":"b"}"#, "https://example.org/?p=1"),
        (#"{"id":7,"guid":"g","body":"b"}"#, "7"), (#"{"id":"","uri":"u","body":"b"}"#, "u"),
        (#"{"_id":{"$oid":"507f"},"body":"b"}"#, "507f"), (#"{"guid":"g","body":"b"}"#, "g"),
    ]

    @Test(arguments: ids)
    func `have their id where those formats have it`(json: String, id: String) throws {
        #expect(try copy(json).id == id)
    }

    @Test func `say where they come from, and how urgent they are`() throws {
        let wordPress = try copy(
            #"{"link":"https://example.org/1","publisher":{"name":"The Paper"},"urgency":"2","body":"b"}"#)
        #expect(wordPress.url == "https://example.org/1" && wordPress.source == "The Paper" && wordPress.urgency == 2)
        let feed = try copy(
            #"{"external_url":"https://example.org/1","source":{"title":"The Paper"},"urgency":8,"body":"b"}"#)
        #expect(feed.url == "https://example.org/1" && feed.source == "The Paper" && feed.urgency == 8)
        let ninjs = try copy(
            #"{"uri":"http://example.org/1","infoSources":[{"name":"A","role":"desk"},{"name":"The Paper","role":"source"}],"body_text":"b"}"#
        )
        #expect(ninjs.url == "http://example.org/1" && ninjs.source == "The Paper" && ninjs.urgency == nil)
        #expect(
            try copy(
                #"{"uri":"urn:x:1","links":[{"rel":"self","href":"http://a.org"},{"rel":"alternate","href":"http://b.org"}],"body":"b"}"#
            ).url == "http://b.org")
    }

    static let unread = [
        (#""urgency":0"#, "urgency", "expected a number from 1 to 8, got another number"),
        (#""urgency":"high""#, "urgency", "expected a number from 1 to 8, got another string"),
        (#""urgency":true"#, "urgency", "expected a number from 1 to 8, got a boolean"),
        (#""url":"not an address""#, "url", "expected an address, got another string"),
        (#""url":7"#, "url", "expected an address, got another number"),
        (#""source":7"#, "source", "expected a name, got a number"),
        (#""source":[]"#, "source", "expected a name, got an array"),
        (#""language":7"#, "language", "expected a string, got a number"),
        (#""byline":7"#, "byline", "expected a name, got a number"),
        (#""authors":[[]]"#, "authors", "expected a name, got an array"),
        (#""publishedAt":"gestern""#, "publishedAt", "expected a date, got another string"),
        (#""pubDate":{}"#, "pubDate", "expected a date, got an object"),
        (#""date":"05/06/2025""#, "date", "expected a date, got another string"),
        (#""published":"99999-01-01T00:00:00Z""#, "published", "expected a date, got another string"),
        (#""pubStatus":4"#, "pubStatus", "expected a publication status, got a number"),
        (#""pubstatus":"embalmed""#, "pubstatus", "expected a publication status, got another string"),
        (#""articleBody":7"#, "articleBody", "expected a string, got a number"),
    ]

    @Test(arguments: unread)
    func `are not refused for what a story can do without`(member: String, key: String, detail: String) throws {
        // The body is asked for last, so that every other key is.
        let message = try message("{\(member),\"description\":\"It rained.\"}")
        #expect(message.copies.first?.article.body == "It rained.")
        #expect(message.notes == [CopyNote(.unreadValue, key: key, detail)])
    }

    @Test(arguments: ["pubDate", "published", "date_published", "versioncreated", "created_at", "dc:date", "timestamp"])
    func `have their date where those formats have it`(key: String) throws {
        #expect(
            try copy(#"{"\#(key)":"Sun, 05 Jan 2025 10:00:00 +0200","body":"b"}"#).publishedAt
                == Timestamp("2025-01-05T08:00:00Z"))
        #expect(try copy(#"{"\#(key)":1736071200,"body":"b"}"#).publishedAt == Timestamp("2025-01-05T10:00:00Z"))
    }

    @Test func `have dates in the zone of the intake, unless they name one`() throws {
        let shanghai = try #require(LocalZone("Asia/Shanghai"))
        let json = #"{"date":"2025-01-05T10:00:00","body":"b"}"#
        #expect(try copy(json, zone: shanghai).publishedAt == Timestamp("2025-01-05T02:00:00Z"))
        #expect(
            try copy(#"{"date_gmt":"2025-01-05T10:00:00","date":"2025-01-05T18:00:00","body":"b"}"#, zone: shanghai)
                .publishedAt == Timestamp("2025-01-05T10:00:00Z"))
        let newYork = try #require(LocalZone("America/New_York"))
        #expect(
            try copy(#"{"date":"2025-07-05 10:00","body":"b"}"#, zone: newYork).publishedAt
                == Timestamp("2025-07-05T14:00:00Z"))
        #expect(
            try copy(#"{"date":"2025-01-05 10:00","body":"b"}"#, zone: newYork).publishedAt
                == Timestamp("2025-01-05T15:00:00Z"))
        let offset = try #require(LocalZone("-03:30"))
        #expect(
            try copy(#"{"date":"2025-01-05 10:00","body":"b"}"#, zone: offset).publishedAt
                == Timestamp("2025-01-05T13:30:00Z"))
    }

    @Test(arguments: ["", "Mars/Phobos", "CST", "+8", "+25:00", "+08:60", "08:00", "+aa:bb"])
    func `are in no zone that does not exist`(name: String) {
        #expect(LocalZone(name) == nil)
    }
}

@Suite struct `Keys that are not known` {
    @Test func `are noted by name, but not those of extensions`() throws {
        let notes = try message(#"{"headlin":"x","body":"b","_links":{},"x-a":1,"@context":"c","media:thumbnail":1}"#)
            .notes
        #expect(notes == [CopyNote(.unknownKey, key: "headlin", "no format of copy has this key")])
    }

    @Test func `are told of beside an empty body`() throws {
        let notes = try message(#"{"headline":"Rain","bdy":"It rained.","txt":"b"}"#).notes
        #expect(notes.map(\.kind) == [.unknownKey, .unknownKey, .emptyBody])
        #expect(notes.last?.key == "bdy,txt")
    }

    @Test func `may be ten thousand, and of any length`() throws {
        let keys = (0..<10_000).map { #""k\#($0)":1"# }.joined(separator: ",")
        let long = #""\u0007\#(String(repeating: "a", count: 100_000))":1"#
        let notes = try message("{\(long),\(keys),\"body\":\"b\"}").notes
        #expect(notes.count == 32)
        #expect(notes.allSatisfy { $0.key.count <= 64 && !$0.key.contains("\u{7}") })
    }

    @Test(arguments: [
        #"{"seq":1,"stream":"s","schema":"wiredesk.story.v1","event":"new","id":"a","version":1,"receivedAt":"2025-01-05T10:00:00Z","intake":"w","channel":"c","page":null,"language":"en","headline":"h","body":"b","byline":{"reporters":[],"correspondents":[],"photographers":[]},"dateline":"x","category":"c","confidence":1,"categories":[],"lexicon":{}}"#,
        #"{"uri":"u","type":"text","representationtype":"complete","profile":"p","pubstatus":"usable","subject":[],"located":"x","firstcreated":"2025-01-05T10:00:00Z","versioncreated":"2025-01-05T10:00:00Z","headline":"h","body_text":"b","slugline":"s","usageterms":"x","associations":{}}"#,
        #"{"id":"1","url":"https://a.org","title":"t","content_text":"b","tags":[],"image":"https://a.org/i","date_modified":"2025-01-05T10:00:00Z","attachments":[]}"#,
        #"{"id":1,"date":"2025-01-05T10:00:00","guid":{"rendered":"g"},"slug":"s","status":"publish","type":"post","link":"https://a.org","title":{"rendered":"t"},"content":{"rendered":"b"},"author":null,"featured_media":0,"categories":[1],"tags":[]}"#,
    ])
    func `are none of the standard ones`(json: String) throws {
        #expect(try message(json).notes.isEmpty)
    }
}

@Suite struct `Withdrawals` {
    static let kills =
        [
            "canceled", "Cancelled", "KILLED", "withdrawn", "withheld", "recalled", "retracted", "deleted",
            "stat:canceled",
        ]
        .map { #""pubStatus":"\#($0)""# }
        + ["http://cv.iptc.org/newscodes/pubstatusg2/canceled", "https://cv.iptc.org/newscodes/pubstatusg2/withheld/"]
        .map { #""pubstatus":"\#($0)""# }
        + [
            #""status":"withdrawn""#, #""status":"spiked""#, #""status":"撤稿""#, #""state":"unpublished""#,
            #""status":" Recalled ""#,
            #""pub_status":{"qcode":"stat:canceled"}"#,
            #""pubStatus":{"uri":"http://cv.iptc.org/newscodes/pubstatusg2/canceled"}"#,
            #""pubstatus":{"name":"Withdrawn"}"#, #""kill":true"#, #""withdrawn":true"#, #""deleted":1"#,
            #""event":"kill""#,
            #""status":"killed","embargoed":"soon""#,
        ]

    @Test(arguments: kills)
    func `are understood in every usual spelling`(member: String) throws {
        #expect(try copy(#"{"id":"a","headline":"Rain","body":"It rained.",\#(member)}"#).isWithdrawal)
    }

    @Test(arguments: [
        #""pubStatus":"usable""#, #""pubstatus":"stat:usable""#, #""status":"published""#, #""status":"draft""#,
        #""status":7"#,
        #""deleted":false"#, #""kill":null"#, #""withdrawn":0"#, #""event":"new""#, #""state":"NSW""#,
        #""status":"to be killed""#,
    ])
    func `are no other words`(member: String) throws {
        let message = try message(#"{"id":"a","body":"It rained.",\#(member)}"#)
        #expect(message.copies.first?.isWithdrawal == false)
        #expect(message.notes.isEmpty)
    }
}

@Suite struct `Embargoes` {
    @Test func `may stand among the settings of a schedule`() throws {
        let json = #"{"schedule_settings":{"utc_embargo":"2099-01-05T10:00:00+0000","time_zone":null},"body":"b"}"#
        #expect(try copy(json).embargoedUntil == Timestamp("2099-01-05T10:00:00Z"))
        #expect(try copy(#"{"schedule_settings":{"utc_embargo":null},"body":"b"}"#).embargoedUntil == nil)
        #expect(try ArticleParser(format: .json).parse(Array(json.utf8)).notes.isEmpty)
    }

    @Test(arguments: ["embargoed", "embargoedUntil", "embargoed_until", "embargo", "embargoUntil", "embargo_until"])
    func `are carried, those of the past too`(key: String) throws {
        for (written, time) in [
            ("\"2099-01-05T10:00:00+0000\"", "2099-01-05T10:00:00Z"), ("\"2001-01-05 10:00\"", "2001-01-05T10:00:00Z"),
            ("{\"until\":\"2099-01-05\"}", "2099-01-05T00:00:00Z"), ("4071290400", "2099-01-05T10:00:00Z"),
        ] {
            #expect(try copy("{\"\(key)\":\(written),\"body\":\"b\"}").embargoedUntil == Timestamp(time))
        }
    }

    @Test(arguments: ["false", "null", "\"\"", "\" \"", "0", "\"none\"", "[]", "{}"])
    func `are none where there is nothing to wait for`(value: String) throws {
        #expect(try copy("{\"embargo\":\(value),\"body\":\"b\"}").embargoedUntil == nil)
    }

    @Test func `hold until the last of their times`() throws {
        let json = #"{"embargoed":"2099-01-05T10:00:00Z","embargoedUntil":"2099-01-06T10:00:00Z","body":"b"}"#
        #expect(try copy(json).embargoedUntil == Timestamp("2099-01-06T10:00:00Z"))
    }

    @Test(arguments: [
        ("true", "true, without a time"), ("\"tomorrow\"", "another string"), ("\"05/06/2099\"", "another string"),
        ("7", "another number"),
        ("[1]", "an array"), ("{\"x\":1}", "an object"), ("\"2099-02-30\"", "another string"),
    ])
    func `that cannot be read refuse the story`(value: String, got: String) {
        #expect(
            rejection(of: "{\"embargoed\":\(value),\"body\":\"b\"}", as: .json)
                == Rejection(.malformed, "embargoed: expected the date until which the story must wait, got \(got)"))
    }
}
