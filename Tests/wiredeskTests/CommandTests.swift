import Foundation
import Testing
import TestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Commands` {
    private static let samples = Program.packageFolder.appending(path: "Samples")

    private func sample(_ name: String) -> String { Self.samples.appending(path: name).path }

    /// A story of a truth file.
    private struct TrueStory: Decodable {
        let headline: String?
        let body: String
        let reporters: [String]
        let correspondents: [String]
        let photographers: [String]
        let dateline: String?
        let label: String
    }

    private struct Truth: Decodable { let stories: [TrueStory] }

    /// A record as a program reads it.
    private struct Record: Decodable {
        let id: String
        let headline: String?
        let body: String
        let byline: Byline
        let dateline: String?
        let category: String
        let confidence: Int
        let categories: [Category]

        struct Byline: Decodable, Equatable { let reporters, correspondents, photographers: [String] }
        struct Category: Decodable { let name: String; let score: Double; let evidence: [Evidence] }
        struct Evidence: Decodable { let term: String; let headline: Bool; let at: [[Int]] }
    }

    /// The records of stories, without those of pages.
    private func records(_ outcome: Program.Outcome) throws -> [Record] {
        try outcome.lines.filter { !$0.hasPrefix(#"{"schema":"wiredesk.page.v1""#) }.map {
            try JSONDecoder().decode(Record.self, from: Data($0.utf8))
        }
    }

    // MARK: - split

    @Test func `split says why each line was read as it was, in the terminal and drawn`() throws {
        let why = try Program.run("split", "--why", sample("page.txt"))
        #expect(why.status == 0 && why.lines.count > 100, "\(why.errors)")
        #expect(why.lines.contains { $0.contains("headline") && $0.contains("display ") })
        let page = try TemporaryFolder.make().appending(path: "why.html")
        let drawn = try Program.run("split", "--html", page.path, sample("page.txt"))
        #expect(drawn.status == 0 && drawn.errors == "wrote \(page.path)\n")
        let html = try String(contentsOf: page, encoding: .utf8)
        #expect(html.contains("How page.txt is split") && html.contains("in no story") && html.contains("<td class=\"bar\""))
        #expect(try Program.run("split", "--why", "--json", sample("page.txt")).status == 64)
        #expect(try Program.run("split", "--html", sample("page.txt"), sample("page.txt")).status == 64)
    }

    @Test(arguments: ["page", "page-2"])
    func `split a page into its stories, each with its headline, byline and category`(name: String) throws {
        let outcome = try Program.run("split", "--json", sample("\(name).txt"))
        #expect(outcome.status == 0)
        let stories = try records(outcome)
        let truth = try JSONDecoder().decode(
            Truth.self, from: Data(contentsOf: Self.samples.appending(path: "\(name).truth.json")))
        #expect(stories.count == truth.stories.count)
        for (story, expected) in zip(stories, truth.stories) {
            #expect(story.headline == expected.headline)
            #expect(story.body == expected.body)
            #expect(story.dateline == expected.dateline)
            #expect(
                story.byline
                    == Record.Byline(
                        reporters: expected.reporters, correspondents: expected.correspondents,
                        photographers: expected.photographers))
            #expect(story.category == expected.label, "\(expected.headline ?? expected.body.prefix(20).description)")
        }
    }

    @Test func `show a page as copy`() throws {
        let outcome = try Program.run("split", sample("page.txt"))
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("1/6") && outcome.output.contains("6/6"))
        #expect(!outcome.output.contains("\u{1B}"), "colours only on a terminal")
        for line in outcome.lines { #expect(line.unicodeScalars.count <= 100) }
    }

    // MARK: - classify

    @Test func `classify the sample wire, in input order, mostly right`() throws {
        let outcome = try Program.run("classify", "--json", sample("wire.ndjson"))
        #expect(outcome.status == 0)
        let labels = try String(contentsOfFile: sample("wire.labels.tsv"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        let stories = try records(outcome)
        #expect(stories.map(\.id) == labels.map { $0[0] })
        let right = zip(stories, labels).filter { $0.category == $1[1] }.count
        #expect(right >= 54, "\(right) of \(labels.count)")
    }

    @Test func `point to their evidence by code points of the clean text`() throws {
        let stories = try records(try Program.run("classify", "--json", sample("wire.ndjson")))
        var seen = 0
        for story in stories {
            for item in story.categories.flatMap(\.evidence) {
                let text = Array((item.headline ? story.headline ?? "" : story.body).unicodeScalars)
                for range in item.at {
                    let found = String(String.UnicodeScalarView(text[range[0]..<range[1]]))
                    #expect(found.lowercased() == item.term.lowercased())
                    seen += 1
                }
            }
        }
        #expect(seen > 300)
    }

    @Test func `print a table when nobody asks for JSON`() throws {
        let outcome = try Program.run("classify", sample("wire-en.txt"))
        #expect(outcome.lines.count == 1)
        #expect(outcome.output.contains("safety") && outcome.output.contains("Port Ellery fire crews"))
    }

    @Test func `read stdin, and GB18030 when told so`() throws {
        let copy = try [UInt8](Data(contentsOf: Self.samples.appending(path: "copy-gb18030.txt")))
        let outcome = try Program.run("classify", "--json", "--encoding", "gb18030", input: copy)
        #expect(try records(outcome).map(\.category) == ["safety"])
        let wrong = try Program.run("classify", "--json", input: copy)
        #expect(wrong.status == 65)
        #expect(wrong.output.isEmpty)
        #expect(wrong.errors.contains("-: undecodable:"), "\(wrong.errors)")
    }

    @Test func `report what they cannot read with file and line, and go on`() throws {
        let input = "{\"body\":\"One story.\"}\n\n{\"body\":7}\n{\"body\":\"Another story.\"}\n"
        let outcome = try Program.run("classify", "--json", input: Array(input.utf8))
        #expect(outcome.status == 65)
        #expect(outcome.lines.count == 2)
        #expect(outcome.errors.hasPrefix("-:3: malformed: "), "\(outcome.errors)")
    }

    @Test func `name a file that is not there`() throws {
        let outcome = try Program.run("classify", "/nonexistent.txt")
        #expect(outcome.status == 74)
        #expect(outcome.errors.hasPrefix("/nonexistent.txt: No such file or directory\n"))
    }

    @Test func `print records that an independent validator accepts`() throws {
        let records = try ["wire.ndjson", "wire-en.txt", "page.txt", "page-2.txt"].map {
            try Program.run("classify", "--json", sample($0)).output
        }.joined()
        let outcome = try Program.run(
            URL(filePath: "/usr/bin/python3"),
            [
                Program.packageFolder.appending(path: "Tests/Support/validate_records.py").path,
                Program.packageFolder.appending(path: "config/schema/wiredesk.story.v1.json").path,
                Program.packageFolder.appending(path: "config/schema/wiredesk.page.v1.json").path,
            ], input: Array(records.utf8))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "75 records are valid\n")
    }

    // MARK: - explain

    @Test func `explain a text by its keywords and their sum`() throws {
        let outcome = try Program.run(
            "explain", input: Array("昨日，市消防救援支队开展消防演练，现场模拟火灾扑救。".utf8))
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("[消防") && outcome.output.contains("[火灾"))
        #expect(outcome.output.contains("safety  ") && outcome.output.contains("score"))
    }

    // MARK: - check and usage

    @Test func `find a token that cannot be read or is too short`() throws {
        let folder = try TemporaryFolder.make()
        let path = folder.appending(path: "wiredesk.yaml").path
        try """
        intakes: [{name: a, kind: pull, bind: ["tcp://127.0.0.1:5555"]}]
        outlets: [{name: b, kind: pub, bind: ["tcp://127.0.0.1:5556"]}]
        lexicon: {path: \(Program.packageFolder.appending(path: "config/lexicon").path)}
        journal: {path: journal.sqlite}
        monitor: {listen: "0.0.0.0:8080", token_file: token}
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let missing = try Program.run("check", "--config", path)
        #expect(missing.status == 78 && missing.output.contains("token: the token cannot be read"))
        try "short".write(to: folder.appending(path: "token"), atomically: true, encoding: .utf8)
        let short = try Program.run("check", "--config", path)
        #expect(short.status == 78 && short.output.contains("expected a token of 16 to 512"), "\(short.output)")
        try "0123456789abcdef".write(to: folder.appending(path: "token"), atomically: true, encoding: .utf8)
        let right = try Program.run("check", "--config", path)
        #expect(right.status == 0, "\(right.output)\(right.errors)")
    }

    @Test func `find nothing wrong with the example configuration`() throws {
        let outcome = try Program.run(
            "check", "--config", Program.packageFolder.appending(path: "config/wiredesk.yaml").path)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("intakes.wire.max_bytes: 2097152"))
        #expect(!outcome.output.contains("✗") && !outcome.output.contains("!"))
    }

    @Test func `find everything wrong at once`() throws {
        let folder = try TemporaryFolder.make()
        let file = folder.appending(path: "wiredesk.yaml").path
        try """
        intakes:
          - name: wire
            kind: pul
            adress: x
            max_bytes: much
        lexicon:
          path: nowhere
        """.write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try Program.run("check", "--config", file)
        #expect(outcome.status == 78)
        for finding in [
            #"wiredesk.yaml:3:11: intakes.wire.kind: expected sub, pull, submit, got "pul""#,
            #"wiredesk.yaml:4:5: unknown key "adress""#,
            #"wiredesk.yaml:5:16: intakes.wire.max_bytes: expected a whole number"#,
            "intakes.wire.connect: give endpoints to connect to, or to bind",
        ] {
            #expect(outcome.output.contains(finding), "\(outcome.output)")
        }
    }

    @Test func `end with 64 on a usage error`() throws {
        #expect(try Program.run("classify", "--format", "nonsense").status == 64)
        #expect(try Program.run("nonsense").status == 64)
    }

    // MARK: - demo

    @Test func `show stories in the demo within seconds, until interrupted`() throws {
        let demo = try RunningProgram("demo", "--pace", "0.02")
        demo.waitForOutput(lines: 72)
        demo.signal(SIGINT)
        #expect(demo.wait() == 0, "\(demo.errors)")
        for category in ["politics", "economy", "safety", "culture", "unclassified"] {
            #expect(demo.output.contains("▌\(category)"))
        }
        #expect(demo.errors.contains(" stories: "))
    }
}
