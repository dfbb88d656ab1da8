import Daemon
import ArgumentParser

/// `wiredesk lexicon`: learning and measuring lexicons.
struct LexiconCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lexicon",
        abstract: "Learn a lexicon from labelled news, measure it, hold it against its examples.",
        discussion: """
            Labelled news is NDJSON: articles as every intake takes them, each with a label that is a category of the \
            lexicon, or "unclassified" (or "other").
            """,
        subcommands: [
            LexiconTrainCommand.self, LexiconEvaluateCommand.self, LexiconTestCommand.self, LexiconDiffCommand.self,
            LexiconSuggestCommand.self,
        ])
}
