import Daemon
import ArgumentParser
import Classification
import Glibc
import LexiconTraining

/// `wiredesk lexicon diff`: what a change of the lexicon is, and what it does.
struct LexiconDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between two lexicons, and what that changes.",
        discussion: """
            Lists terms that were added, removed or given other weights, and settings that differ. With stories to try \
            them on, it shows how many land elsewhere, from where to where, with examples and what decides them. Where \
            the stories are labelled, it says how many each lexicon judges right.

              wiredesk lexicon diff config/lexicon new/lexicon
              wiredesk lexicon diff config/lexicon new/lexicon news.ndjson
              sudo wiredesk lexicon diff /etc/wiredesk/lexicon new --journal /var/lib/wiredesk/journal.sqlite --last 5000
            """)

    @Argument(help: ArgumentHelp("The lexicon that is in use.", valueName: "folder"))
    var old: String

    @Argument(help: ArgumentHelp("The lexicon that is to take its place.", valueName: "new-folder"))
    var new: String

    @Argument(help: ArgumentHelp("Files of stories to try them on.", valueName: "stories"))
    var stories: [String] = []

    @OptionGroup var choice: StoryChoice

    @Option(help: ArgumentHelp("How many terms of each kind to list.", valueName: "count"))
    var terms = 20

    @Option(help: ArgumentHelp("How many examples of each move to show.", valueName: "count"))
    var examples = 3

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard terms >= 0, examples >= 0 else { throw ValidationError("--terms and --examples take a number from 0") }
    }

    func run() throws {
        let (before, after) = (try Lexicon.loaded(from: old), try Lexicon.loaded(from: new))
        let difference = LexiconDifference(from: before, to: after)
        var flips = Flips(from: Classifier(before), to: Classifier(after), examplesMax: examples)
        var bar = ProgressBar(total: 0, unit: .rows, besideOutput: false)
        try choice.forEach(in: stories) { (story) throws(CommandError) in
            flips.add(story.article, id: story.id, label: story.label)
            bar.advance(by: 1, items: 1)
        }
        if flips.stories > 0 { bar.finish() }
        if json {
            try OutputStream.standardOutput.print(
                json: difference.json(from: before.version, to: after.version, flips))
        } else {
            let sheet = DifferenceSheet(
                style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), columns: min(Terminal.columns, 110),
                termsMax: terms)
            let head = sheet.head(before.version, after.version, difference)
            for line in head + sheet.terms(difference, before.classes, after.classes) + sheet.flips(flips) {
                try OutputStream.standardOutput.print(line)
            }
        }
    }
}
