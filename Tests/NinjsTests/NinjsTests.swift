import Foundation
import Ninjs
import Stories
import Testing
import TestSupport

/// Items made of what the program says about the sample copy, held against the rules of the schemas by python3-jsonschema.
@Suite struct `Stories as ninjs` {
    private static let rules = ["ninjs": "ninjs-3.2", "ninjs-superdesk": "ninjs-1.7"]
    private static let uri = "urn:uuid:00000000-0000-8000-8000-000000000007"

    /// Records of the sample wire and the sample page.
    private func records() throws -> [[UInt8]] {
        try ["wire.ndjson", "page.txt"].flatMap { name in
            let path = Program.packageFolder.appending(path: "Samples/\(name)").path
            let outcome = try Program.run("classify", "--json", path)
            try #require(outcome.status == 0, "\(outcome.errors)")
            // Behind the stories of a page stands the page.
            return outcome.output.split(separator: "\n").filter { !$0.hasPrefix(#"{"schema":"wiredesk.page.v1""#) }
                .map { Array($0.utf8) }
        }
    }

    private func validate(_ items: [[UInt8]], _ profile: NinjsItem.Profile) throws -> Program.Outcome {
        let rules = try #require(Self.rules[profile.rawValue])
        return try Program.run(
            URL(filePath: "/usr/bin/python3"),
            [
                Program.packageFolder.appending(path: "Tests/Support/validate_records.py").path,
                Program.packageFolder.appending(path: "Tests/NinjsTests/Rules/\(rules).json").path,
            ], input: items.flatMap { $0 + [0x0A] })
    }

    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test(arguments: NinjsItem.Profile.allCases)
    func `keep the rules of their schema`(profile: NinjsItem.Profile) throws {
        let items = try records().map { try NinjsItem(of: $0, uri: Self.uri).json(profile) }
        let outcome = try validate(items, profile)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "\(items.count) records are valid\n")
        #expect(items.count > 60)
    }

    @Test(arguments: [
        #"{"uri":"urn:x:1","seq":7}"#, #"{"uri":"urn:x:1","pubStatus":"killed"}"#, #"{"version":"1"}"#,
        #"{"uri":"urn:x:1","version":1}"#, #"{"uri":"urn:x:1","subjects":[{"confidence":0.9}]}"#,
        #"{"uri":"urn:x:1","headlines":[{"role":"main"}]}"#, #"{"uri":"urn:x:1","versionCreated":"yesterday"}"#,
    ])
    func `are held against rules that refuse what the schema refuses`(broken: String) throws {
        #expect(try validate([Array(broken.utf8)], .current).status == 1)
    }

    @Test func `name Media Topics with confidence and the lexicon that gave them`() throws {
        let record = try #require(try records().first { try PublishedRecord(json: $0).category == "safety" })
        let item = try object(NinjsItem(of: record, uri: Self.uri).json(.current))
        let subjects = try #require(item["subjects"] as? [[String: Any]])
        let safety = try #require(subjects.first)
        #expect(safety["uri"] as? String == "http://cv.iptc.org/newscodes/mediatopic/03000000")
        #expect(safety["literal"] as? String == "medtop:03000000")
        #expect(safety["confidence"] as? Int == (try PublishedRecord(json: record)).categories[0].confidence)
        #expect((safety["creator"] as? String)?.hasPrefix("wiredesk newsroom@") == true)
        let flat = try object(NinjsItem(of: record, uri: Self.uri).json(.superdesk))
        #expect((flat["subject"] as? [[String: Any]])?.first?["code"] as? String == "03000000")
    }

    @Test func `cancel what was withdrawn, under the name of all its versions`() throws {
        let record = try #require(try records().first)
        let text = String(decoding: record, as: UTF8.self).replacing(#""event":"new""#, with: #""event":"kill""#)
        for profile in NinjsItem.Profile.allCases {
            let item = try object(NinjsItem(of: Array(text.utf8), uri: Self.uri).json(profile))
            #expect((item["pubStatus"] ?? item["pubstatus"]) as? String == "canceled")
            #expect(item["uri"] as? String == Self.uri)
        }
    }

    @Test(arguments: NinjsItem.Profile.allCases)
    func `say whose they are, how urgent, and until when they are held`(profile: NinjsItem.Profile) throws {
        let story = Story(
            copy: ArticleCopy(
                article: Article(body: "A story.", language: .english), id: "a", source: "North Agency",
                url: "https://north.example/a", urgency: 2, embargoedUntil: Timestamp(milliseconds: 1500)),
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 5),
            verdict: Verdict(
                category: "economy", confidence: 50, labels: [],
                lexicon: LexiconVersion(name: "test", version: "000000000000")))
        let opening = RecordOpening(place: nil, event: .new, id: "a", version: 1)
        let record = Record.bytes(opening, tail: Record.tail(of: story))
        let bytes = try NinjsItem(of: record, uri: Self.uri).json(profile)
        #expect(try validate([bytes], profile).status == 0)
        let item = try object(bytes)
        #expect(item["urgency"] as? Int == 2)
        switch profile {
        case .current:
            #expect(item["embargoedUntil"] as? String == "1970-01-01T00:00:01.500Z")
            #expect((item["infoSources"] as? [[String: String]]) == [["name": "North Agency"]])
            let ids = try #require(item["altIds"] as? [[String: String]])
            #expect(ids.contains(["role": "url", "value": "https://north.example/a"]))
        case .superdesk: #expect(item["embargoed"] as? String == "1970-01-01T00:00:01Z")
        }
    }

    @Test func `carry markup of the copy as text`() throws {
        let copy =
            #"{"headline":"Fire","body":"Fire &amp; rescue crews: &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;"}"#
        let outcome = try Program.run("classify", "--json", input: Array(copy.utf8))
        let record = Array(outcome.output.split(separator: "\n")[0].utf8)
        let item = try object(NinjsItem(of: record, uri: Self.uri).json(.superdesk))
        #expect(item["body_html"] as? String == "<p>Fire &amp; rescue crews: &lt;script&gt;alert(1)&lt;/script&gt;</p>")
        #expect(item["body_text"] as? String == "Fire & rescue crews: <script>alert(1)</script>")
    }
}
