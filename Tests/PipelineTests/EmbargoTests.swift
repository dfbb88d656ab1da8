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

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The pipeline, of embargoes and versions` {
    private let journal: Journal
    private let outlet = RecordingOutlet()
    private let time = Locked(Timestamp(milliseconds: 0))

    init() throws { journal = try Journal.temporary() }

    private func pipeline(_ intakes: any Intake...) throws -> StoryPipeline {
        StoryPipeline(
            intakes: intakes, lexicon: ActiveLexicon(Classifier(try .fixture())), journal: journal, outlets: [outlet],
            clock: { [time] in time.withLock { $0 } },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func add(_ stories: Story...) throws { _ = try journal.append(stories.map { [PendingStory($0)] }) }

    /// Runs a pipeline while something is done with it.
    private func run(_ pipeline: StoryPipeline, _ body: () throws -> Void) throws {
        let running = try OwnedThread.start("pipeline") { ready in try pipeline.run(ready: ready) }
        defer {
            pipeline.requestStop()
            running.join()
        }
        try body()
    }

    @Test func `releases a story when it is due, also when that was while it was down`() throws {
        try add(.sample("One.", id: "a", embargo: 1000), .sample("Two.", id: "b", embargo: 9000))
        time.withLock { $0 = Timestamp(milliseconds: 1000) }
        try run(pipeline(ArrayIntake([]))) {
            _ = outlet.wait(for: 1)
            #expect(outlet.entries.map(\.seq) == [3])
            time.withLock { $0 = Timestamp(milliseconds: 9000) }
            _ = outlet.wait(for: 2)
        }
        #expect(outlet.entries.map(\.id) == ["a", "b"] && outlet.entries.allSatisfy { !$0.isHeld })
        #expect(journal.held.isEmpty)
    }

    @Test func `releases as many as are due, more than one transaction takes`() throws {
        _ = try journal.append((0..<700).map { [PendingStory(.sample("Story \($0).", id: "\($0)", embargo: 1000))] })
        time.withLock { $0 = Timestamp(milliseconds: 1000) }
        try run(pipeline(ArrayIntake([]))) { _ = outlet.wait(for: 700) }
        #expect(outlet.entries.map(\.seq) == Array(701...1400))
        #expect(journal.held.isEmpty)
    }

    @Test func `keeps the notice of a withdrawal`() throws {
        try add(.sample("One.", id: "p#1"))
        let kill = #"{"id":"p","status":"canceled","headline":"Kill","subtitle":"Wrong picture","body":"Errors."}"#
        let delivery = Delivery(intake: "wire", payload: Array(kill.utf8), receivedAt: Timestamp(milliseconds: 5))
        let pipeline = StoryPipeline(
            intakes: [ArrayIntake(deliveries: [delivery])], articleParsers: ["wire": ArticleParser(format: .page)],
            lexicon: ActiveLexicon(Classifier(try .fixture())), journal: journal, outlets: [outlet],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try run(pipeline) { _ = outlet.wait(for: 1) }
        #expect(outlet.entries.map(\.event) == [.kill])
        let page = try #require(try journal.reader().pagesWithLeftovers().first)
        let record = String(decoding: page.record, as: UTF8.self)
        #expect(record.contains("Wrong picture") && record.contains("Kill\\nErrors."))
    }

    @Test func `releases a story by hand, once`() throws {
        try add(.sample("One.", id: "a", embargo: 1000))
        let pipeline = try pipeline(ArrayIntake([]))
        try run(pipeline) {
            let released = try pipeline.release([1, 7])
            #expect(released?.map(\.seq) == [2])
            let again = try pipeline.release([1])
            #expect(again?.isEmpty == true)
            _ = outlet.wait(for: 1)
        }
        #expect(outlet.entries.map(\.seq) == [2])
        let late = try pipeline.release([2])
        #expect(late == nil, "it has stopped")
    }

    @Test func `answers a number given to two texts with the reason, keeps the message, and its books balance`() throws {
        let answers = Locked<[String]>([])
        let texts = ["One.", "Two.", "One."].map { #"{"id":"a","version":1,"body":"\#($0)"}"# }
        let deliveries = texts.map { text in
            Delivery(intake: "wire", payload: Array(text.utf8), receivedAt: Timestamp(milliseconds: 5)) { answer in
                guard case .settled(let outcomes, nil) = answer else { return }
                answers.withLock { $0.append(outcomes.rejection.map(\.reason.rawValue) ?? "\(outcomes[0].seq ?? 0)") }
            }
        }
        let pipeline = try pipeline(ArrayIntake(deliveries: deliveries))
        try run(pipeline) { _ = outlet.wait(for: 1) }
        #expect(answers.withLock { $0 } == ["1", "version-conflict", "1"])
        let total = pipeline.counters.total
        #expect(total.balances && total.received == 3 && total.stored == 1 && total.duplicates == 1 && total.dead == 1)
        let letter = try #require(try journal.deadLetters().first)
        #expect(letter.stage == .journal && letter.payload == Array(texts[1].utf8))

        // Mended, it is a story; the letter is gone.
        let retry = LetterRetry(of: [1], in: journal, correction: .set(["version": "2"]))
        let intake = RetryIntake(retry)
        try self.pipeline(intake).run()
        guard case .answered(.settled(let outcomes, _)) = intake.results[1] else {
            Issue.record("\(intake.results)")
            return
        }
        #expect(outcomes.map(\.seq) == [2])
        #expect(try journal.deadLetters().isEmpty)
    }

    @Test func `files a letter that is mended wrongly as it was mended`() throws {
        let letter = DeadLetter(
            intake: "wire", channel: nil, receivedAt: Timestamp(milliseconds: 9), stage: .parser,
            rejection: Rejection(.empty, "nothing"), payload: Array("{}".utf8), payloadBytes: 2)
        _ = try journal.append([], deadLetters: [letter])
        let intake = RetryIntake(LetterRetry(of: [1], in: journal, correction: .set(["body": "  "])))
        try pipeline(intake).run()
        let filed = try journal.reader().deadLetters()
        #expect(filed.map(\.number) == [2] && filed[0].letter.payload == Array(#"{"body":"  "}"#.utf8))
        let broken = RetryIntake(LetterRetry(of: [2, 9], in: journal, correction: .payload([])))
        try pipeline(broken).run()
        if case .unknown = broken.results[9] {} else { Issue.record("\(broken.results)") }
    }
}
