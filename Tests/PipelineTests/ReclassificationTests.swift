import Classification
import Journaling
import Logging
import Pipeline
import Stories
import Testing
import TestSupport

@Suite(.timeLimit(.minutes(5))) struct `A reclassification` {
    private let journal: Journal
    private let outlet = RecordingOutlet()

    /// Three stories, which the fixture's lexicon judged politics, economy and unclassified.
    init() throws {
        journal = try Journal.temporary()
        let old = try ActiveLexicon(Classifier(.fixture()))
        let pipeline = pipeline(
            by: old, ArrayIntake(["The council met.", "The bank met.", "They met."].map { Array($0.utf8) }))
        pipeline.requestStop()
        try pipeline.run()
    }

    private func pipeline(by lexicon: ActiveLexicon, _ intakes: any Intake...) -> StoryPipeline {
        StoryPipeline(
            intakes: intakes, lexicon: lexicon, journal: journal, outlets: [outlet],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// A lexicon in which councils are a matter of the economy.
    private func other() throws -> Classifier {
        let yaml = """
            name: other
            categories: [{name: politics, threshold: 0.4}, {name: economy, threshold: 0.4}]
            scoring: {headline_factor: 2}
            """
        let terms = "term\tpolitics\teconomy\ncouncil\t0\t3\nbank\t0\t3\n"
        return Classifier(try Lexicon(yaml: Array(yaml.utf8), terms: Array(terms.utf8)))
    }

    private func category(_ entry: PublishedEntry) -> String { entry.places.first?.category ?? "" }

    @Test func `stores and publishes what lands elsewhere`() throws {
        #expect(outlet.entries.map(category) == ["politics", "economy", "unclassified"])
        let lexicon = try ActiveLexicon(Classifier(.fixture()))
        let pipeline = pipeline(by: lexicon)
        lexicon.replace(by: try other())
        let step = try #require(try pipeline.reclassify(every: false))
        #expect(step.progress.isFinished && !step.isResumed && step.stories == 3 && step.damaged == 0)
        #expect(step.moves == [CategoryMove(from: "politics", to: "economy"): 1])
        let entry = try #require(outlet.entries.last)
        #expect(entry.seq == 4 && entry.event == .update && category(entry) == "economy")
        // What is done is done.
        #expect(try pipeline.reclassify(every: false)?.moves == [:])
        #expect(journal.head == 4)
    }

    @Test func `stores every story that another lexicon judged, if it is asked to`() throws {
        let pipeline = pipeline(by: try ActiveLexicon(other()))
        let step = try #require(try pipeline.reclassify(every: true))
        #expect(step.reclassified.map(\.seq) == [1, 2, 3] && journal.head == 6)
        #expect(try pipeline.reclassify(every: true)?.reclassified == [])
    }

    @Test func `stores nothing by the lexicon that has judged already`() throws {
        let pipeline = pipeline(by: try ActiveLexicon(Classifier(.fixture())))
        #expect(try pipeline.reclassify(every: true)?.reclassified == [])
        #expect(journal.head == 3)
    }

    @Test func `goes on where it was, and begins again with another lexicon`() throws {
        let classifier = try other()
        let version = classifier.lexicon.version.version
        func leave(_ lexicon: String) throws {
            let progress = ReclassificationProgress(lexicon: lexicon, every: false, first: 1, next: 3, last: 3)
            _ = try journal.append([], progress: progress)
        }
        let reclassification = Reclassification(try journal.reader(), by: classifier, every: false)
        try leave(version)
        let resumed = try reclassification.step(head: journal.head)
        #expect(resumed.isResumed && resumed.stories == 1)
        try leave("another")
        let begun = try reclassification.step(head: journal.head)
        #expect(!begun.isResumed && begun.stories == 3)
    }

    @Test func `stores nothing when the pipeline is stopping`() throws {
        let pipeline = pipeline(by: try ActiveLexicon(other()))
        pipeline.requestStop()
        #expect(try pipeline.reclassify(every: true) == nil)
        #expect(journal.head == 3)
    }
}
