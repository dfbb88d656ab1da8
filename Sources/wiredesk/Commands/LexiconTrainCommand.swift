import Daemon
import ArgumentParser
import Classification
import Foundation
import LexiconTraining
import Stories

/// `wiredesk lexicon train`: labelled news to a lexicon.
struct LexiconTrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn the weights of a lexicon from labelled news.",
        discussion: """
            Takes categories and rows marked "fixed" from the lexicon in the output folder, chooses terms, and learns \
            their weights and the confidence around the fixed ones. Terms listed in never.txt there are not taken.

              wiredesk lexicon train --output config/lexicon news/*.jsonl

            With --hold-out it measures instead: it learns without every fifth row (of sources whose ids hold a date, \
            without the rows of that year and later), shows how well it judges those, and writes nothing.

              wiredesk lexicon train --hold-out 2020 --output config/lexicon news/*.jsonl
            """)

    @Option(help: ArgumentHelp("The lexicon's folder.", valueName: "folder"))
    var output: String

    @Option(help: ArgumentHelp("Terms to learn for each language.", valueName: "count"))
    var terms = TrainingOptions().termsMax

    @Option(
        help: ArgumentHelp(
            "Decides how rows are shared out to measure confidence.",
            discussion: "The same rows and seed give the same lexicon, byte for byte.", valueName: "number"))
    var seed = TrainingOptions().seed

    @Option(help: ArgumentHelp("Measure on rows held out: every fifth, or from this year on.", valueName: "year"))
    var holdOut: Int?

    @Argument(help: ArgumentHelp("Labelled news.", valueName: "file"))
    var files: [String]

    func validate() throws {
        guard (10...100_000).contains(terms) else { throw ValidationError("--terms takes 10 to 100000") }
    }

    func run() throws {
        let base = try Lexicon.loaded(from: output)
        let rows = try TrainingRow.read(files)
        let trainer = LexiconTrainer(
            categories: base.categories, fixed: base.terms.filter(\.isFixed), options: try options())
        do {
            if let year = holdOut {
                try measure(rows, by: HeldOut(year: year), trainer, name: base.version.name)
            } else {
                note("learning from \(rows.count) rows")
                try write(LexiconFiles(try train(trainer, rows, name: base.version.name)))
            }
        } catch let error as TrainingError {
            throw CommandError(.data, "\(error)")
        }
    }

    private func options() throws(CommandError) -> TrainingOptions {
        var options = TrainingOptions()
        options.termsMax = terms
        options.seed = seed
        let never = URL(filePath: output).appending(path: "never.txt")
        if FileManager.default.fileExists(atPath: never.path) {
            do { options.exclude(try String(contentsOf: never, encoding: .utf8)) } catch {
                throw CommandError(.io, "\(never.path): \(error.reason)")
            }
        }
        return options
    }

    private func measure(_ rows: [TrainingRow], by heldOut: HeldOut, _ trainer: LexiconTrainer, name: String) throws {
        let (held, rest) = (rows.filter(heldOut.contains), rows.filter { !heldOut.contains($0) })
        note("learning from \(rest.count) rows, measuring on \(held.count)")
        let lexicon = try train(trainer, rest, name: name)
        let report = EvaluationReport(of: Classifier(lexicon), on: held, worstMax: 0)
        try EvaluationSheet(report).print()
    }

    private func train(_ trainer: LexiconTrainer, _ rows: [TrainingRow], name: String) throws -> Lexicon {
        var bar = ProgressBar(total: 1, unit: .fits, besideOutput: false)
        defer { bar.finish() }
        return try trainer.train(rows, name: name) { bar.set(done: $0, of: $1) }
    }

    private func write(_ files: LexiconFiles) throws(CommandError) {
        let folder = URL(filePath: output)
        for (name, bytes) in [(Lexicon.settingsFile, files.yaml), (Lexicon.termsFile, files.terms)] {
            let file = folder.appending(path: name)
            do { try Data(bytes).write(to: file, options: .atomic) } catch {
                throw CommandError(.io, "\(file.path): \(error.reason)")
            }
            note("wrote \(file.path)")
        }
    }

    private func note(_ text: String) { OutputStream.standardError.note(text) }
}

/// Which rows a measurement keeps from the training.
struct HeldOut {
    /// Of sources whose ids hold dates, rows from this year on are held out.
    let year: Int

    /// Of all other sources, every such row.
    private static let share = 5

    func contains(_ row: TrainingRow) -> Bool {
        if let date = Self.year(in: row.id) { date >= year } else { row.fold(of: Self.share) == 0 }
    }

    /// The year of the first date such as `20200131` in an id.
    private static func year(in id: String) -> Int? {
        id.split { !("0"..."9" ~= $0) }.first { $0.count == 8 && ($0.hasPrefix("19") || $0.hasPrefix("20")) }
            .flatMap { Int($0.prefix(4)) }
    }
}

extension TrainingRow {
    /// Reads labelled news.
    ///
    /// - Throws: ``CommandError`` of code 74 or 65 that names the file, and the line of a row that is none.
    static func read(_ files: [String]) throws(CommandError) -> [TrainingRow] {
        var rows: [TrainingRow] = []
        for file in files {
            let bytes: [UInt8]
            do { bytes = [UInt8](try Data(contentsOf: URL(filePath: file))) } catch {
                throw CommandError(.io, "\(file): \(error.reason)")
            }
            do { rows += try TrainingRow.rows(fromNDJSON: bytes, file: file) } catch {
                throw CommandError(.data, "\(error)")
            }
        }
        return rows
    }
}
