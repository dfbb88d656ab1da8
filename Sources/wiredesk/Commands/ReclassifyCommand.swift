import Daemon
import ArgumentParser
import Classification
import Glibc
import Journaling
import Pipeline
import Stories

/// `wiredesk reclassify`: the journal's past by the present lexicon.
struct ReclassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reclassify",
        abstract: "Judge the journal's stories anew, by the lexicon in force.",
        discussion: """
            Looks at the newest version of every story in the journal, oldest first, and stores a new version of those \
            that land elsewhere now: under another category, or with other labels. The versions before it stay. Outlets \
            get the new ones as updates, pub under their new category; what was withdrawn stays withdrawn.

              wiredesk reclassify --dry-run    what would move, without storing anything
              wiredesk reclassify

            Works beside a running daemon, by the lexicon that it has in force, and on the journal of one that is down. \
            Stopped by Ctrl-C or anything else, it goes on where it was when it is started again; with another lexicon it \
            begins again. With and without --every are two runs, which know nothing of each other.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Store a new version of every story that another lexicon judged, not only of those that move.")
    var every = false

    @Flag(name: .customLong("dry-run"), help: "Store nothing; judges by the lexicon that the configuration names.")
    var isDryRun = false

    @Flag(help: "Print one JSON object when it is done.")
    var json = false

    func run() throws {
        let settings = try SettingsFile.valid(at: configuration.path).settings
        var bar = ProgressBar(total: 0, unit: .rows, besideOutput: false)
        var report: ReclassificationReport?
        try forEachStep(settings) { step in
            if let lexicon = report?.lexicon, lexicon != step.lexicon {
                bar.interrupt("the lexicon has been replaced by \(step.lexicon): beginning again")
                report = nil
            }
            if report == nil, step.resumed { bar.interrupt("going on where the last run was stopped") }
            if report == nil { report = step } else { report?.add(step) }
            bar.set(done: step.next - step.first, of: step.last - step.first + 1)
        }
        bar.finish()
        guard let report else { return }
        if json { return try OutputStream.standardOutput.print(json: report) }
        let sheet = ReclassificationSheet(
            style: Style(isOn: Terminal.hasColour(STDOUT_FILENO)), isDryRun: isDryRun, isEvery: every)
        for line in sheet.lines(report) { try OutputStream.standardOutput.print(line) }
    }

    /// Takes step after step until there is nothing left to do.
    private func forEachStep(_ settings: Settings, _ body: (ReclassificationReport) -> Void) throws(CommandError) {
        let next: () throws(CommandError) -> ReclassificationReport
        if isDryRun {
            next = try trial(settings)
        } else if let daemon = try RunningDaemon(settings) {
            next = { () throws(CommandError) in try ask(daemon) }
        } else {
            next = try alone(settings)
        }
        while true {
            let report = try next()
            body(report)
            if report.isFinished { return }
        }
    }

    private func ask(_ daemon: RunningDaemon) throws(CommandError) -> ReclassificationReport {
        let answer = try daemon.ask(ControlQuestion(reclassify: ReclassificationQuestion(every: every)))
        guard let report = answer.reclassify else {
            throw CommandError(.unavailable, "the daemon is stopping; start this again to go on")
        }
        return report
    }

    /// Steps that store nothing.
    private func trial(_ settings: Settings) throws(CommandError) -> () throws(CommandError) -> ReclassificationReport {
        let classifier = Classifier(try Lexicon.loaded(from: settings.lexiconPath))
        do {
            let reader = try JournalReader(path: settings.journal.path)
            let reclassification = Reclassification(reader, by: classifier, every: every)
            let (first, last) = try reader.extent()
            var progress = ReclassificationProgress(
                lexicon: classifier.lexicon.version.version, every: every, first: first, next: first, last: last)
            return { () throws(CommandError) in
                do {
                    let step = try reclassification.step(after: progress, head: last)
                    progress = step.progress
                    return ReclassificationReport(step)
                } catch { throw CommandError(error) }
            }
        } catch { throw CommandError(error) }
    }

    /// Steps on the journal of a daemon that is down; followers find the new versions in it.
    private func alone(_ settings: Settings) throws(CommandError) -> () throws(CommandError) -> ReclassificationReport {
        // What a daemon would not put into force must not judge the past either.
        let classifier: Classifier
        do { classifier = try ExaminedLexicon.proven(in: settings.lexiconPath) } catch {
            throw CommandError(.configuration, "\(error)")
        }
        do {
            // It has to be there: opened for writing first, it would be made.
            let reader = try JournalReader(path: settings.journal.path)
            let journal = try Journal(path: settings.journal.path)
            let reclassification = Reclassification(reader, by: classifier, every: every)
            return { () throws(CommandError) in
                do {
                    let step = try reclassification.step(head: journal.head)
                    _ = try journal.append(step.reclassified, progress: step.progress)
                    try journal.checkpoint(isIdle: false)
                    if step.progress.isFinished { try journal.close() }
                    return ReclassificationReport(step)
                } catch { throw CommandError(error) }
            }
        } catch { throw CommandError(error) }
    }
}
