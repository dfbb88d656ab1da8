import Foundation
import Journaling
import Stories
import Testing
import TestSupport
import ZeroMQ

@Suite(.serialized, .timeLimit(.minutes(5))) struct `An operator` {
    private let folder: URL
    private let configuration: String
    private let journal: String
    private let intake: String

    init() throws {
        folder = try TemporaryFolder.make()
        configuration = folder.appending(path: "wiredesk.yaml").path
        journal = folder.appending(path: "journal.sqlite").path
        // A port that was free a moment ago; over ipc libzmq drops what a closing sender has left in the kernel.
        let socket = try Socket(.pull, in: Context())
        try socket.bind("tcp://127.0.0.1:*")
        intake = try socket.lastEndpoint()
        try """
        intakes:
          - name: push
            kind: pull
            bind: ["\(intake)"]
        lexicon:
          path: \(Program.packageFolder.appending(path: "config/lexicon").path)
        journal:
          path: \(journal)
        outlets:
          - name: desks
            bind: ["ipc://\(folder.path)/desks"]
        """.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    private func start(environment: [String: String] = [:]) throws -> RunningProgram {
        let daemon = try RunningProgram("run", "--config", configuration, environment: environment)
        daemon.waitForErrors(containing: " ready")
        return daemon
    }

    private func command(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(arguments + ["--config", configuration])
    }

    private struct Status: Decodable {
        let state: String
        let total: Account
        let intakes: [Account]
        let journal: Journal

        struct Account: Decodable {
            let received, stored, duplicates, dead, waiting: Int
        }

        struct Journal: Decodable { let head, oldest, held: Int }
    }

    @Test func `mends a dead letter, with a daemon and without one`() throws {
        let context = try Context()
        var daemon: RunningProgram? = try start()
        let texts = ["One.", "Two.", "Three."].map { Array(#"{"id":"a","version":1,"body":"\#($0)"}"#.utf8) }
        try send(texts, in: context)
        _ = try status { $0.total.received == 3 && $0.total.waiting == 0 }
        try send([Array("{".utf8)], in: context)
        _ = try status { $0.total.received == 4 && $0.total.waiting == 0 }
        #expect(try command("dead", "list").output.contains("version-conflict"))
        let mended = try command("dead", "retry", "1", "--set", "version=2")
        #expect(mended.status == 0 && mended.output == "1  stored  2\n", "\(mended)")
        let refused = try command("dead", "retry", "3", "--set", "id=b")
        #expect(refused.status == 65 && refused.output.contains("no JSON object"), "\(refused)")
        let file = folder.appending(path: "payload.json")
        try Data(#"{"id":"c","body":"Mended."}"#.utf8).write(to: file)
        let edited = try command("dead", "edit", "3", "--file", file.path)
        #expect(edited.status == 0 && edited.output == "3  stored  3\n", "\(edited)")
        #expect(try command("dead", "edit", "2").status == 64, "there is no terminal")
        daemon?.signal(SIGTERM)
        #expect(daemon?.wait() == 0)
        daemon = nil
        let alone = try command("dead", "retry", "2", "--set", "version=3", "--set", "source=wire desk")
        #expect(alone.status == 0 && alone.output == "2  stored  4\n", "\(alone)")
        #expect(try command("dead", "list").output.isEmpty)
    }

    @Test func `sees what is held under an embargo, and releases it`() throws {
        let due = try #require(Timestamp("2199-01-01T00:00:00Z"))
        var written: Journal? = try Journal(path: journal)
        _ = try written?.append([[PendingStory(.sample("Not yet.", id: "a", embargo: due.milliseconds))]])
        try written?.close()
        written = nil
        #expect(try command("embargo", "list").output.contains("1  2199-01-01 00:00:00Z"), "without a daemon")
        let daemon = try start()
        #expect(try status().journal.held == 1)
        #expect(try command("status").output.contains("1 held"))
        let list = try command("embargo", "list")
        #expect(list.output.contains("1  2199-01-01 00:00:00Z") && list.output.contains("Not yet."), "\(list)")
        let released = try command("embargo", "release", "1")
        #expect(released.status == 0 && released.output == "published as 2\n", "\(released)")
        #expect(try command("embargo", "release", "1").status == 65)
        #expect(try command("embargo", "list", "--json").output.isEmpty)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
        #expect(try command("embargo", "release", "1").status == 69, "there is no daemon")
    }

    @Test func `sees what is left of pages`() throws {
        var written: Journal? = try Journal(path: journal)
        let page = PendingPage(
            id: "p", source: "push", leftovers: [Leftover(.banner, "A banner\nof two lines"), Leftover(.folio, "3")],
            receivedAt: Timestamp(milliseconds: 5))
        _ = try written?.append(
            [[PendingStory(.sample("One.", id: "p#1")), PendingStory(.sample("Two.", id: "p#2"))]], pages: [0: [page]])
        try written?.close()
        written = nil
        let list = try command("page", "list")
        #expect(list.output == "     1  1970-01-01 00:00:00  push         p  banner ×1, folio ×1\n", "\(list)")
        let shown = try command("page", "show", "p")
        #expect(shown.output.hasSuffix("  p#1\n  p#2\nbanner\n  A banner\n  of two lines\nfolio\n  3\n"), "\(shown)")
        #expect(try command("page", "show", "p", "--json").output.hasPrefix(#"{"schema":"wiredesk.page.v1","id":"p""#))
        #expect(try command("page", "show", "q").status == 65)
        #expect(try command("page", "show", "p", "--source", "north").status == 65)
    }

    private func status() throws -> Status {
        try JSONDecoder().decode(Status.self, from: Data(command("status", "--json").output.utf8))
    }

    /// Asks for the status until it says something.
    private func status(when isMet: (Status) -> Bool) throws -> Status {
        while true {
            let status = try status()
            if isMet(status) { return status }
        }
    }

    private func send(_ payloads: [[UInt8]], in context: Context) throws {
        let push = try Socket(.push, in: context)
        try push.set(.linger, to: 30_000)
        try push.connect(intake)
        var poller = Poller()
        _ = poller.watchForRoom(push)
        for payload in payloads { while try !push.send([payload]) { _ = try poller.wait(for: nil) } }
    }

    @Test func `finds books that balance at every moment`() throws {
        let daemon = try start()
        let context = try Context()
        let bad: [[UInt8]] = [[], [0xFF], Array(#"{"body":5}"#.utf8)]
        let stories = (0..<3000).map { Array(#"{"id":"\#($0 % 2500)","body":"Story \#($0 % 2500) of the day."}"#.utf8) }
        let sender = Task.detached { [stories] in try send(stories + bad, in: context) }
        var looks = 0
        let last = try status { status in
            looks += 1
            for account in status.intakes + [status.total] {
                #expect(account.received == account.stored + account.duplicates + account.dead + account.waiting)
            }
            return status.total.received == 3003 && status.total.waiting == 0
        }
        sender.cancel()
        #expect(last.total.stored == 2500 && last.total.duplicates == 500 && last.total.dead == 3)
        #expect(last.journal.head == 2500 && looks > 0)
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
        #expect(!FileManager.default.fileExists(atPath: journal + "-control"))
        #expect(try command("status").status == 69)
    }

    @Test func `is shown a page of figures`() throws {
        let daemon = try start()
        let attributes = try FileManager.default.attributesOfItem(atPath: journal + "-control")
        #expect(attributes[.posixPermissions] as? Int == 0o660)
        let page = try command("status").output
        for text in ["● running", "stream", "push", "desks", "✓ balanced: 0 = 0 + 0 + 0 + 0"] {
            #expect(page.contains(text), "\(page)")
        }
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)
    }

    @Test(arguments: [true, false])
    func `tries dead letters again when their cause is mended, and drops the rest`(isRunning: Bool) throws {
        let copy = try [UInt8](Data(contentsOf: Program.packageFolder.appending(path: "Samples/copy-gb18030.txt")))
        let first = try start()
        try send([copy, [], [UInt8](repeating: 0x61, count: 3_000_000)], in: Context())
        _ = try status { $0.total.dead == 3 }
        first.signal(SIGTERM)
        #expect(first.wait() == 0)

        // The intake is told its encoding, and what was refused can be read.
        let mended = ["WIREDESK_INTAKES_PUSH_ENCODING": "gb18030"]
        let daemon = isRunning ? try start(environment: mended) : nil
        let list = try command("dead", "list", "--json").lines
        #expect(list.count == 3)
        #expect(list[0].contains(#""reason":"undecodable""#) && list[0].contains(#""stage":"parser""#))
        #expect(list[2].contains(#""bytes":3000000"#) && list[2].contains(#""stage":"intake""#))
        #expect(try command("dead", "show", "1").output.contains("refused by parser  undecodable"))
        let retry = try Program.run(
            ["dead", "retry", "--all", "--config", configuration], environment: mended)
        #expect(retry.status == 65, "\(retry.errors)")
        #expect(
            retry.lines == [
                "1  stored  1", "2  rejected  empty: no text is left after cleaning",
                "3  incomplete  only its start was kept",
            ])
        // The empty one was filed anew, behind the others.
        #expect(try command("dead", "list").lines.map { $0.prefix(7) } == ["     3 ", "     4 "])
        #expect(try command("dead", "drop", "3", "4").errors == "dropped 2 of 2\n")
        #expect(try command("dead", "list").errors == "no dead letters\n")
        #expect(try command("dead", "show", "3").status == 65)
        daemon?.signal(SIGTERM)
        if let daemon { #expect(daemon.wait() == 0, "\(daemon.errors)") }
        #expect(try JournalReader(path: journal).record(1) != nil)
    }

    @Test func `verifies, backs up and repairs a journal`() throws {
        let daemon = try start()
        try send((1...50).map { Array("Story \($0) of the day.".utf8) }, in: Context())
        _ = try status { $0.total.stored == 50 }
        let backup = folder.appending(path: "backup.sqlite").path
        #expect(try command("journal", "backup", backup).errors == "\(backup): stories 1 to 50\n")
        #expect(try command("journal", "verify").output == "✓ \(journal): 50 stories are what was stored\n")
        let refused = try command("journal", "repair")
        #expect(refused.status == 74 && refused.errors.contains("it is in use by another wiredesk"))
        daemon.signal(SIGTERM)
        #expect(daemon.wait() == 0)

        // The backup in the place of the journal is refused until it has a stream of its own.
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: journal + suffix) }
        try FileManager.default.moveItem(atPath: backup, toPath: journal)
        let run = try Program.run("run", "--config", configuration)
        #expect(run.status == 74 && run.errors.contains("it is a backup: `wiredesk journal repair`"), "\(run.errors)")
        let repair = try command("journal", "repair")
        #expect(repair.status == 0 && repair.output.contains("50 stories and 0 dead letters saved, 0 stories lost"))
        let restored = try start()
        #expect(try status().journal.head == 50)
        restored.signal(SIGTERM)
        #expect(restored.wait() == 0)
    }
}
