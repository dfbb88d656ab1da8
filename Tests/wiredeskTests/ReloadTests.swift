import Foundation
import Journaling
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `Editors who change the lexicon` {
    private let site: Site
    private let context: Context

    init() throws {
        site = try Site()
        context = try Context()
    }

    private func write(_ text: String, to file: String) throws {
        let path = site.folder.appending(path: "lexicon/\(file)")
        try text.write(to: path, atomically: true, encoding: .utf8)
    }

    /// The site's lexicon with "council" as a matter of another category.
    private func moveCouncils(to category: String) throws {
        try write(
            "term\tpolitics\teconomy\nbank\t0\t4\ncouncil\t\(category == "politics" ? "4\t0" : "0\t4")\n",
            to: "terms.tsv")
    }

    private func submit(_ story: String) throws -> Int {
        let socket = try Socket(.req, in: context)
        try socket.set(.linger, to: 0)
        try socket.connect(site.submit)
        var poller = Poller()
        _ = poller.watchForRoom(socket)
        while try !socket.send([Array(story.utf8)]) { _ = try poller.wait(for: nil) }
        let reply = try #require(try socket.nextMessage().last)
        return try #require(try JSONDecoder().decode(SubmitReply.self, from: Data(reply.utf8)).seq)
    }

    private struct Report: Decodable {
        let category: String
        let event: String
        let version: Int
        let lexicon: Lexicon

        struct Lexicon: Decodable { let version: String }
    }

    private func record(_ seq: Int) throws -> Report {
        let record = try #require(try JournalReader(path: site.journal).record(seq))
        return try JSONDecoder().decode(Report.self, from: Data(record))
    }

    private struct Status: Decodable {
        let lexicon: Lexicon

        struct Lexicon: Decodable {
            let version: String
            let generation: Int
            let refused: Refusal?

            struct Refusal: Decodable { let reason: String }
        }
    }

    private func status() throws -> Status.Lexicon {
        let outcome = try Program.run("status", "--json", "--config", site.configuration)
        return try JSONDecoder().decode(Status.self, from: Data(outcome.output.utf8)).lexicon
    }

    @Test func `have it in force soon after they saved it, and at once on SIGHUP`() throws {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let first = try status()
        #expect(first.generation == 1 && first.refused == nil)
        #expect(try record(submit("The council met.")).category == "politics")

        try moveCouncils(to: "economy")
        daemon.waitForErrors(containing: "is in force")
        let second = try status()
        #expect(second.generation == 2 && second.version != first.version)
        let judged = try record(submit("The council met again."))
        #expect(judged.category == "economy" && judged.lexicon.version == second.version)

        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "stays in force: it is the same")
        #expect(try status().generation == 2)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test func `keep the old one when the new one is wrong, and are told why`() throws {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let first = try status()
        try write("term\tpolitics\teconomy\nbank\t0\tmuch\n", to: "terms.tsv")
        daemon.waitForErrors(containing: "lexicon refused")
        let refused = try status()
        #expect(refused.version == first.version && refused.generation == 1)
        #expect(refused.refused?.reason.contains("terms.tsv:2:") == true, "\(refused)")
        let page = try Program.run("status", "--config", site.configuration).output
        #expect(page.contains("lexicon refused at"), "\(page)")

        // A lexicon that can be loaded, but fails what its editors asked of it.
        try moveCouncils(to: "economy")
        try write(#"{"headline":"The council met","label":"politics"}"# + "\n", to: "examples.ndjson")
        daemon.waitForErrors(containing: "is judged economy")
        #expect(try status().refused?.reason.contains("examples.ndjson:1: the example for politics") == true)
        #expect(try record(submit("The council met.")).category == "politics")

        try write(#"{"headline":"The council met","label":"economy"}"# + "\n", to: "examples.ndjson")
        daemon.waitForErrors(containing: "is in force")
        #expect(try status().refused == nil)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
        // It does not keep a daemon from starting, which has no older one to fall back on.
        try write(#"{"headline":"The council met","label":"politics"}"# + "\n", to: "examples.ndjson")
        let restarted = try site.startDaemon()
        #expect(try status().refused?.reason.contains("1 of 1 examples") == true)
        restarted.signal(SIGTERM)
        #expect(restarted.wait() == 0)
        let check = try Program.run("check", "--quiet", "--config", site.configuration)
        #expect(check.status == 0 && check.output.contains("0 of 1 examples right"), "\(check.output)")
    }

    @Test(arguments: [true, false])
    func `have the past judged anew`(isRunning: Bool) throws {
        defer { site.close() }
        let first = try site.startDaemon()
        let stories = try ["The council met.", "The bank met.", "They met."].map(submit)
        #expect(stories == [1, 2, 3])
        first.signal(SIGTERM)
        #expect(first.wait() == 0)

        try moveCouncils(to: "economy")
        let daemon = isRunning ? try site.startDaemon() : nil
        let subscriber = try Socket(.sub, in: context)
        try subscriber.set(.subscribe, to: "story.economy.")
        try subscriber.connect(site.pub)
        if isRunning {
            // Heard once, it hears all that follows.
            #expect(try subscriber.nextMessage()[0] == "story.economy.alive")
        }
        let trial = try Program.run("reclassify", "--dry-run", "--config", site.configuration)
        #expect(trial.output.contains("1 of 3 stories would get a new version"), "\(trial.output)\(trial.errors)")
        let run = try Program.run("reclassify", "--json", "--config", site.configuration)
        #expect(run.output.contains(#"{"count":1,"from":"politics","to":"economy"}"#), "\(run.output)\(run.errors)")
        let judged = try record(4)
        #expect(judged.event == "update" && judged.version == 2 && judged.category == "economy")
        if isRunning {
            var topic = ""
            while topic != "story.economy.update" {
                topic = try subscriber.nextMessage()[0]
            }
        }
        let again = try Program.run("reclassify", "--config", site.configuration)
        #expect(again.output.contains("3 stories stay where they are"), "\(again.output)\(again.errors)")
        daemon?.signal(SIGTERM)
        if let daemon { #expect(daemon.wait() == 0, "\(daemon.errors)") }
        #expect(try Program.run("journal", "verify", "--config", site.configuration).status == 0)
    }

    @Test func `may add a category, which heartbeats tell of before it has a story`() throws {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let subscriber = try Socket(.sub, in: context)
        try subscriber.set(.subscribe, to: "story.culture.")
        try subscriber.connect(site.pub)
        try write("term\tpolitics\teconomy\tculture\nbank\t0\t4\t0\nopera\t0\t0\t4\n", to: "terms.tsv")
        try write(
            "name: site\ncategories: [{name: politics, threshold: 0.3}, {name: economy, threshold: 0.3}, "
                + "{name: culture, threshold: 0.3}]\nscoring: {headline_factor: 2}\n", to: "lexicon.yaml")
        daemon.waitForErrors(containing: "is in force")
        let heartbeat = try subscriber.nextMessage()
        #expect(heartbeat[0] == "story.culture.alive" && heartbeat[1].hasSuffix(" 0 0"))
        #expect(try record(submit("A night at the opera.")).category == "culture")
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
    }
}
