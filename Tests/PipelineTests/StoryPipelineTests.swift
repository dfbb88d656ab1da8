import Classification
import Foundation
import Journaling
import Logging
import Pipeline
import TextCleaning
import Stories
import Testing
import Threads
import TestSupport

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The pipeline` {
    private let journal: Journal
    private let outlet = RecordingOutlet()

    init() throws {
        journal = try Journal(path: TemporaryFolder.make().appending(path: "journal.sqlite").path)
    }

    private func pipeline(_ intakes: any Intake..., outlets: [any Outlet]? = nil) throws -> StoryPipeline {
        StoryPipeline(
            intakes: intakes, lexicon: ActiveLexicon(Classifier(try .fixture())), journal: journal,
            outlets: outlets ?? [outlet], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Runs a pipeline until its outlet has got so many stories.
    private func run(_ pipeline: StoryPipeline, until count: Int) throws {
        let running = try OwnedThread.start("pipeline") { ready in try pipeline.run(ready: ready) }
        _ = outlet.wait(for: count)
        pipeline.requestStop()
        running.join()
    }

    @Test func `takes stories from intake to outlet by way of the journal`() throws {
        let pipeline = try pipeline(ArrayIntake(["股市上涨。".utf8, "The bank raised its rates.".utf8].map(Array.init)))
        try run(pipeline, until: 2)
        #expect(outlet.entries.map(\.seq) == [1, 2])
        for entry in outlet.entries { #expect(try journal.record(entry.seq) == entry.record) }
        #expect(pipeline.counters.total.stored == 2)
        #expect(outlet.isStopped)
    }

    @Test func `makes a dead letter of bad input and goes on`() throws {
        let bad: [UInt8] = [0xFF, 0xFE, 0x00]
        let pipeline = try pipeline(ArrayIntake([bad, [], Array("{".utf8), Array("A story.".utf8)]))
        try run(pipeline, until: 1)
        let letters = try journal.deadLetters()
        #expect(letters.map(\.rejection.reason) == [.undecodable, .empty, .malformed])
        #expect(letters.first?.payload == bad)
        #expect(pipeline.counters.total.stored == 1)
        #expect(pipeline.counters.total.dead == 3)
        #expect(pipeline.counters.total.balances)
    }

    @Test func `knows who sent a dead letter, also when it is tried again`() throws {
        let letters = [("A1B2", #"{"source":"x","body":"A story."}"#), ("C3D4", "")].map { sender, text in
            DeadLetter(
                intake: "wire", channel: nil, sender: sender, receivedAt: Timestamp(milliseconds: 9),
                stage: .parser,
                rejection: Rejection(.malformed, "as the intake was set then"), payload: Array(text.utf8),
                payloadBytes: text.utf8.count)
        }
        _ = try journal.append([], deadLetters: letters)
        try pipeline(RetryIntake(LetterRetry(of: [1, 2], in: journal))).run()
        #expect(try journal.record(1) != nil)
        #expect(try journal.deadLetters().map(\.sender) == ["C3D4"], "the one that was refused again")

        // The story is one of the key's, whatever it says itself.
        let sent = ["A story.", "Another one."].map { body in
            Delivery(
                intake: "wire", sender: "A1B2", payload: Array(#"{"source":"y","body":"\#(body)"}"#.utf8),
                receivedAt: Timestamp(milliseconds: 10))
        }
        let pipeline = try pipeline(ArrayIntake(deliveries: sent))
        try run(pipeline, until: 2)
        #expect(pipeline.counters.total.duplicates == 1)
    }

    @Test func `publishes no story twice`() throws {
        let copy = Array(#"{"id":"a","body":"The same story."}"#.utf8)
        let pipeline = try pipeline(ArrayIntake([copy, copy, Array("Another one.".utf8)]))
        try run(pipeline, until: 2)
        #expect(outlet.entries.map(\.seq) == [1, 2])
        #expect(pipeline.counters.total.stored == 2)
        #expect(pipeline.counters.total.duplicates == 1)
    }

    @Test func `gets everything through that had arrived when it is stopped`() throws {
        let payloads = (1...2000).map { Array("Story number \($0).".utf8) }
        try run(try pipeline(ArrayIntake(payloads)), until: 1)
        #expect(outlet.entries.count == journal.head)
        #expect(outlet.entries.map(\.seq) == Array(1...outlet.entries.count))
    }

    @Test func `tells outlets where every category stands`() throws {
        try run(try pipeline(ArrayIntake([Array("股市上涨。".utf8)])), until: 1)
        let outletContext = try #require(outlet.outletContext)
        #expect(outletContext.journal.stream == journal.stream)
        #expect(outletContext.journal.oldest == 1)
        #expect(outletContext.categories() == ["politics", "economy", "unclassified"])
    }

    // MARK: - Trouble

    private struct Broken: Error {}

    private final class BrokenIntake: Intake {
        let name = "broken"
        let opens: Bool
        init(opens: Bool) { self.opens = opens }
        func start(into inbox: Inbox) throws {
            guard opens else { throw Broken() }
            inbox.join()
            inbox.leave(because: Broken())
        }
        func requestStop() {}
    }

    @Test func `does not start when an intake cannot open`() throws {
        let pipeline = try pipeline(ArrayIntake([]), BrokenIntake(opens: false))
        #expect(throws: Broken.self) { try pipeline.run() }
        #expect(outlet.isStopped)
    }

    @Test func `ends with the error of an intake that fails`() throws {
        let pipeline = try pipeline(ArrayIntake([]), BrokenIntake(opens: true))
        #expect(throws: Broken.self) { try pipeline.run() }
        #expect(outlet.isStopped)
    }
}
