import Foundation
import Journaling
import Testing
import TestSupport
import Endpoints
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A configuration that changes while the daemon runs` {
    private let site: Site
    private let context: Context

    init() throws {
        site = try Site()
        context = try Context()
    }

    private func change(_ text: String, to other: String) throws {
        let configuration = try String(contentsOfFile: site.configuration, encoding: .utf8)
        #expect(configuration.contains(text))
        try configuration.replacing(text, with: other).write(
            toFile: site.configuration, atomically: true, encoding: .utf8)
    }

    private func submit(_ story: String, over socket: borrowing Socket) throws -> SubmitReply {
        var poller = Poller()
        _ = poller.watchForRoom(socket)
        while try !socket.send([Array(story.utf8)]) { _ = try poller.wait(for: nil) }
        return try JSONDecoder().decode(SubmitReply.self, from: Data(try #require(try socket.nextMessage().last).utf8))
    }

    private struct Status: Decodable {
        let configuration: Configuration
        let intakes: [End]
        let outlets: [End]

        struct Configuration: Decodable {
            let generation: Int
            let hash: String
            let refused: Refusal?
        }
        struct Refusal: Decodable { let reason: String }
        struct End: Decodable { let name: String }
    }

    private func status() throws -> Status {
        let outcome = try Program.run("status", "--json", "--config", site.configuration)
        return try JSONDecoder().decode(Status.self, from: Data(outcome.output.utf8))
    }

    private func next(_ topic: String, on socket: borrowing Socket) throws {
        while try socket.nextMessage()[0] != topic {}
    }

    @Test func `keeps the connections of ends that have not changed, opens new ones, and closes those that are gone`()
        throws
    {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let first = try status().configuration
        let client = try Socket(.req, in: context)
        let subscriber = try Socket(.sub, in: context)
        try client.connect(site.submit)
        try subscriber.set(.subscribe, to: "story.politics.")
        try subscriber.connect(site.pub)
        try next("story.politics.alive", on: subscriber)
        #expect(try submit("The council met.", over: client).seq == 1)
        // From here on they tell when they lose their connections.
        let clientMonitor = try SocketMonitor(of: client)
        let subscriberMonitor = try SocketMonitor(of: subscriber)

        try change(
            "{name: pull, kind: pull, bind: [\"\(site.pull)\"]}",
            to: "{name: late, kind: submit, bind: [\"\(site.pull)\"]}")
        try change("outlets:\n", to: "outlets:\n  - {name: again, kind: pub, bind: [\"\(site.publisher)\"]}\n")
        try change("  - {name: sub, kind: sub, connect: [\"\(site.publisher)\"]}\n", to: "")
        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "is in force")
        let second = try status()
        #expect(second.configuration.generation == 2 && second.configuration.hash != first.hash)
        #expect(
            second.intakes.map(\.name) == ["submit", "late"] && second.outlets.map(\.name) == ["again", "pub", "feed"])

        // The new ends work, and the old ones have not noticed.
        let late = try Socket(.req, in: context)
        let again = try Socket(.sub, in: context)
        try late.connect(site.pull)
        try again.set(.subscribe, to: "story.politics.")
        try again.connect(site.publisher)
        try next("story.politics.alive", on: again)
        #expect(try submit("The council met again.", over: late).seq == 2)
        try next("story.politics.new", on: again)
        #expect(try submit("The council met once more.", over: client).seq == 3)
        try next("story.politics.new", on: subscriber)
        let lost = (try clientMonitor.next(), try subscriberMonitor.next())
        #expect(lost.0 == nil && lost.1 == nil)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test func `is refused when it is broken, and what was in force goes on`() throws {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let first = try status().configuration
        try change("lexicon: {path: lexicon}", to: "lexicon: {path: lexicon}\nnonsense: 1")
        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "configuration refused")
        let refused = try status().configuration
        #expect(refused.generation == 1 && refused.hash == first.hash)
        #expect(refused.refused?.reason.contains("nonsense") == true, "\(refused)")
        let page = try Program.run("status", "--config", site.configuration).output
        #expect(page.contains("nonsense"), "\(page)")
        let client = try Socket(.req, in: context)
        try client.connect(site.submit)
        #expect(try submit("The council met.", over: client).seq == 1)

        try change("\nnonsense: 1", to: "")
        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "stays in force: it is the same")
        #expect(try status().configuration.refused == nil)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test func `is taken back whole when one of its ends cannot be opened`() throws {
        defer { site.close() }
        let daemon = try site.startDaemon()
        let taken = try Socket(.pull, in: context)
        try taken.bind("tcp://127.0.0.1:*")
        try change(
            "outlets:\n", to: "outlets:\n  - {name: blocked, kind: pub, bind: [\"\(try taken.lastEndpoint())\"]}\n")
        try change("  - {name: pull, kind: pull, bind: [\"\(site.pull)\"]}\n", to: "")
        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "configuration refused")
        let status = try status()
        #expect(status.configuration.generation == 1 && status.configuration.refused != nil)
        #expect(
            status.intakes.map(\.name) == ["submit", "pull", "sub"] && status.outlets.map(\.name) == ["pub", "feed"])
        let push = try Socket(.push, in: context)
        try push.set(.linger, to: 30_000)
        try push.connect(site.pull)
        _ = try push.send([Array("The council met.".utf8)])
        let subscriber = try Socket(.sub, in: context)
        try subscriber.set(.subscribe, to: "story.politics.")
        try subscriber.connect(site.pub)
        // Its signs of life tell of the story, whether or not it was heard.
        while try !subscriber.nextMessage()[1].contains(" 1 ") {}
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }

    @Test func `opens again what could not be taken back, whatever the file says by then`() throws {
        defer { site.close() }
        let folder = URL.temporaryDirectory.appending(path: "wd-\(UUID())", directoryHint: .isDirectory)
        defer { try? FileManager.default.removeItem(at: folder) }
        func makeFolder() throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        try makeFolder()
        let address = "ipc://\(folder.path)/pull"
        try change(site.pull, to: address)
        let daemon = try site.startDaemon()
        let taken = try Socket(.pull, in: context)
        try taken.bind("tcp://127.0.0.1:*")
        // Neither the new address can be had, nor the old one again.
        try FileManager.default.removeItem(at: folder)
        try change(address, to: try taken.lastEndpoint())
        daemon.signal(SIGHUP)
        daemon.waitForErrors(containing: "cannot be taken back")
        let without = try status()
        #expect(without.configuration.generation == 1 && without.intakes.map(\.name).contains("pull"))

        try makeFolder()
        daemon.waitForErrors(containing: "intake pull is open again")
        let push = try Socket(.push, in: context)
        try push.set(.linger, to: 30_000)
        try push.connect(address)
        _ = try push.send([Array("The council met.".utf8)])
        let subscriber = try Socket(.sub, in: context)
        try subscriber.set(.subscribe, to: "story.politics.")
        try subscriber.connect(site.pub)
        while try !subscriber.nextMessage()[1].contains(" 1 ") {}
        // What the file says was refused once, and is not tried again unasked.
        #expect(daemon.errors.components(separatedBy: "configuration refused").count == 2, "\(daemon.errors)")
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0, "\(daemon.errors)")
    }
}
