import Foundation
import Journaling
import Testing
import TestSupport

@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Program.isInstalled("pdftohtml"), "needs pdftohtml (Debian: poppler-utils)"))
struct `A PDF on the command line` {
    private let folder: URL

    init() throws { folder = try TemporaryFolder.make() }

    private static let ferry =
        "The council voted on Monday to reopen the old ferry line across the bay, ending a dispute that had kept commuters on a "
        + "bridge detour for most of the year and divided both banks of the river. Boats will leave every twenty minutes from six "
        + "in the morning, and the first month is free for residents who register at the harbour"
    private static let rest =
        "office before the end of the year, the mayor said after the vote. The ferry company has bought two boats, each of which "
        + "carries ninety passengers and thirty bicycles, and will hire forty people from both banks before the spring."

    private func write(_ pages: [[WrittenPDF.WrittenLine]], as name: String = "page.pdf") throws -> String {
        let file = folder.appending(path: name)
        try WrittenPDF(pages: pages).data.write(to: file)
        return file.path
    }

    /// The objects of each line of output.
    private func records(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        try outcome.lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    @Test func `is split page by page, and a story over two of them is one`() throws {
        let file = try write([
            WrittenPDF.page("Ferry Line to Reopen", Self.ferry, last: "Continued on Page 2"),
            WrittenPDF.page("Ferry", Self.rest, last: "Continued from Page 1"),
        ])
        let outcome = try Program.run("split", "--json", file)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let records = try records(outcome)
        try #require(records.count == 3, "\(outcome.output)")
        #expect(records[0]["headline"] as? String == "Ferry Line to Reopen")
        #expect(records[0]["body"] as? String == Self.ferry + " " + Self.rest)
        #expect((records[0]["id"] as? String)?.hasSuffix("/1#1") == true)
        #expect(records[1...].map { $0["schema"] as? String } == ["wiredesk.page.v1", "wiredesk.page.v1"])
        #expect((records[2]["id"] as? String)?.hasSuffix("/2") == true)
        // By a pipe too.
        let piped = try Program.run("split", "--json", "-", input: Array(try Data(contentsOf: URL(filePath: file))))
        #expect(piped.status == 0 && piped.lines.count == 3, "\(piped.errors)")
        let shown = try Program.run("split", file)
        #expect(shown.output.contains("page 1 ═") && shown.output.contains("page 2 ═"))
        #expect(try Program.run("classify", file).lines.count == 1)
    }

    @Test func `of the samples gives the stories that it was set from, the first joined over its pages`() throws {
        struct Truth: Decodable {
            struct Story: Decodable { let headline: String?, body: String, reporters: [String] }
            let stories: [Story]
        }
        let samples = Program.packageFolder.appending(path: "Samples")
        let stories = try ["page.truth.json", "page-2.truth.json"].flatMap {
            try JSONDecoder().decode(Truth.self, from: Data(contentsOf: samples.appending(path: $0))).stories
        }
        let outcome = try Program.run("split", "--json", samples.appending(path: "page.pdf").path)
        let records = try records(outcome).filter { $0["schema"] as? String == "wiredesk.story.v1" }
        try #require(outcome.status == 0 && records.count == stories.count, "\(outcome.errors)")
        for (record, story) in zip(records, stories) {
            let headline = (record["headline"] as? String)?.replacing("\n", with: "")
            #expect(headline == story.headline?.replacing("\n", with: ""))
            #expect(record["body"] as? String == story.body)
            #expect((record["byline"] as? [String: [String]])?["reporters"] == story.reporters)
            #expect(record["continuesOn"] == nil)
        }
    }

    @Test func `with text that is not seen, as of a recognised scan, is read; one without text says what it is`() throws {
        let scan = try write([WrittenPDF.page("Ferry Line to Reopen", Self.ferry, isHidden: true)])
        #expect(try Program.run("split", scan).output.contains("Ferry Line to Reopen"))
        let blank = try Program.run("split", try write([[]], as: "blank.pdf"))
        #expect(blank.status == 65)
        #expect(blank.errors.contains("blank.pdf: empty: pages without any text: a scan has to be recognised first (OCR)"))
        let mixed = try Program.run("split", try write([[], WrittenPDF.page("Ferry", Self.ferry)], as: "mixed.pdf"))
        #expect(mixed.status == 0)
        #expect(mixed.errors.contains("mixed.pdf: note: page 1: has no text: a scan has to be recognised first (OCR)"))
    }

    @Test func `that is broken is refused with a reason, and the others are read`() throws {
        let broken = folder.appending(path: "broken.pdf")
        try Data("%PDF-1.4\nnothing".utf8).write(to: broken)
        let good = try write([WrittenPDF.page("Ferry", Self.ferry)])
        let outcome = try Program.run("classify", broken.path, good)
        #expect(outcome.status == 74 && outcome.lines.count == 1)
        #expect(outcome.errors.contains("broken.pdf: no PDF that can be read: "), "\(outcome.errors)")
        #expect(try Program.run("split", broken.path).status == 65)
    }

    @Test func `is sent to a daemon, which keeps a page for each`() throws {
        let site = try Site()
        let daemon = try site.startDaemon()
        let file = try write([
            WrittenPDF.page("Ferry Line to Reopen", Self.ferry), WrittenPDF.page("Bakers Win Prize", Self.rest),
        ])
        let sent = try Program.run("send", "--to", site.submit, "--json", file)
        #expect(sent.status == 0 && sent.output.contains(#""status":"stored""#), "\(sent.errors)")
        let pages = try site.command("page", "list")
        #expect(pages.status == 0, "\(pages.errors)")
        #expect(daemon.stop() == 0, "\(daemon.errors)")
        let journal = try Journal(path: site.journal)
        #expect(journal.head == 2)
        let reader = try journal.reader()
        let stored = try records(try Program.run("split", "--json", file)).compactMap { $0["id"] as? String }
        for id in stored where !id.contains("#") { #expect(try reader.pages(id: id).count == 1, "\(id)") }
    }
}
