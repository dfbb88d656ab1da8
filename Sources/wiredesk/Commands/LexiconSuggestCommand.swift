import Daemon
import ArgumentParser
import Classification
import Glibc
import LexiconTraining
import Stories

/// `wiredesk lexicon suggest`: terms that a lexicon lacks.
struct LexiconSuggestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Propose terms that would help a lexicon.",
        discussion: """
            From labelled news: terms whose absence explains mistakes, each with the category and the weight that would \
            help most, alone, against what it would spoil. From a journal, or other news without labels: terms of \
            unclassified stories that elsewhere stand in stories of one category, by what the lexicon itself says.

              wiredesk lexicon suggest mistakes.ndjson
              wiredesk lexicon suggest --lexicon /etc/wiredesk/lexicon --journal /var/lib/wiredesk/journal.sqlite
              wiredesk lexicon suggest --tsv news.ndjson >> rows-to-read.tsv

            Read before you take: the words of one event pass for words of a category.
            """)

    @OptionGroup var lexicon: LexiconOptions
    @OptionGroup var choice: StoryChoice

    @Option(help: ArgumentHelp("How many terms to propose.", valueName: "count"))
    var terms = 40

    @Flag(help: "Print rows for terms.tsv.")
    var tsv = false

    @Flag(help: "Print one JSON object a term.")
    var json = false

    @Argument(help: ArgumentHelp("Files of stories.", valueName: "stories"))
    var files: [String] = []

    func validate() throws {
        guard terms > 0 else { throw ValidationError("--terms takes a number from 1") }
        guard !files.isEmpty || choice.journal != nil else { throw ValidationError("give files, or --journal") }
        guard !(tsv && json) else { throw ValidationError("--tsv and --json exclude each other") }
    }

    func run() throws {
        let classifier = try lexicon.classifier()
        var stories: [TermSuggestions.LearningStory] = []
        try choice.forEach(in: files) { (story) throws(CommandError) in
            stories.append(TermSuggestions.LearningStory(story.article, label: story.label))
        }
        let unknown = Set(stories.compactMap(\.label)).subtracting(classifier.lexicon.classes)
        if let label = unknown.min() { throw CommandError(.data, "label \"\(label)\" is no category of the lexicon") }
        let suggestions = TermSuggestions(for: classifier, from: stories).best(terms)
        if suggestions.isEmpty { OutputStream.standardError.note("nothing to propose from \(stories.count) stories") }
        let out = OutputStream.standardOutput
        if tsv {
            for row in rows(suggestions, classifier.lexicon) { try out.show("\(row)\n") }
        } else if json {
            for suggestion in suggestions { try out.print(json: SuggestionFigures(suggestion)) }
        } else {
            for line in sheet(suggestions, isLabelled: stories.contains { $0.label != nil }) { try out.print(line) }
        }
    }

    /// Rows in the columns of the lexicon's sheet, without a header.
    private func rows(_ suggestions: [TermSuggestions.Suggestion], _ lexicon: Lexicon) -> [String] {
        suggestions.map { suggestion in
            let weights = lexicon.classes.map {
                $0 == suggestion.category ? NumberFormat.decimals(suggestion.weight, 2) : ""
            }
            return ([suggestion.text] + weights + ["suggested: \(suggestion.helped) of \(suggestion.stories) stories"])
                .joined(separator: "\t")
        }
    }

    private func sheet(_ suggestions: [TermSuggestions.Suggestion], isLabelled: Bool) -> [String] {
        guard !suggestions.isEmpty else { return [] }
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        var table = Columns(["term", "category", "weight", "gain", "stories", isLabelled ? "wrong" : "unclassified"])
        for suggestion in suggestions {
            table.add([
                suggestion.text, suggestion.category, NumberFormat.decimals(suggestion.weight, 2),
                NumberFormat.decimals(suggestion.gain, 1), NumberFormat.count(suggestion.stories),
                NumberFormat.count(suggestion.helped),
            ])
        }
        let lines = table.lines(style, textColumns: 2)
        let width = min(Terminal.columns, 140)
        let examples = suggestions.map { TerminalText.onOneLine($0.examples.first ?? "") }
        return zip(lines, [""] + examples).map { line, example in
            let room = width - DisplayWidth.of(line) - 2
            return room < 12 ? line : line + "  " + style(DisplayWidth.cut(example, to: room), .dim)
        }
    }
}

/// What `lexicon suggest --json` prints of a term.
private struct SuggestionFigures: Encodable {
    let term: String
    let category: String
    let weight: Double
    let gain: Double
    let stories: Int
    let helped: Int
    let examples: [String]

    init(_ suggestion: TermSuggestions.Suggestion) {
        term = suggestion.text
        category = suggestion.category
        weight = suggestion.weight
        gain = suggestion.gain
        stories = suggestion.stories
        helped = suggestion.helped
        examples = suggestion.examples
    }
}
