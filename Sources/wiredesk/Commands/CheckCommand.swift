import Daemon
import ArgumentParser
import CheckedYAML
import Classification
import Glibc

/// `wiredesk check`: the configuration and the lexicon, by the code that `run` uses.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration and the lexicon.",
        discussion: """
            Reads both exactly as run does, shows everything that is wrong at once, with file, line and column, and \
            prints the settings in force and where each was set. Opens no socket and no journal.

              wiredesk check --config config/wiredesk.yaml
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(name: .shortAndLong, help: "Print findings only.")
    var quiet = false

    func run() throws {
        let file = try SettingsFile(path: configuration.path)
        let style = Style(isOn: Terminal.hasColour(STDOUT_FILENO))
        if !quiet { try printSettings(file.diagnostics.effective, style) }
        var errors = 0
        for finding in file.diagnostics.findings {
            let isError = finding.severity == .error
            errors += isError ? 1 : 0
            try OutputStream.standardOutput.print("\(style(isError ? "✗" : "!", isError ? .red : .yellow)) \(finding)")
        }
        errors += try checkLexicon(file.settings.lexiconPath, style)
        do { _ = try EndPlan(file.settings, ServerKeys(file.settings)) } catch {
            try printError(error, style)
            errors += 1
        }
        do { _ = try file.settings.monitor?.withToken } catch {
            try printError(error, style)
            errors += 1
        }
        guard errors == 0 else { throw CommandError(.configuration, errors == 1 ? "1 error" : "\(errors) errors") }
        try OutputStream.standardOutput.print("\(style("✓", .green)) \(configuration.path)")
    }

    private func printSettings(_ settings: [DiagnosticCollector.Effective], _ style: Style) throws(CommandError) {
        let widest = settings.map { DisplayWidth.of("\($0.path): \($0.value)") }.max() ?? 0
        for setting in settings {
            let text = DisplayWidth.fit("\(setting.path): \(setting.value)", to: min(widest, 60))
            try OutputStream.standardOutput.print("\(text)  \(style("# \(setting.origin)", .dim))")
        }
    }

    private func printError(_ failure: CommandError, _ style: Style) throws(CommandError) {
        for line in failure.message.split(whereSeparator: \.isNewline) {
            try OutputStream.standardOutput.print("\(style("✗", .red)) \(line)")
        }
    }

    private func checkLexicon(_ path: String, _ style: Style) throws(CommandError) -> Int {
        do {
            let examined = try ExaminedLexicon.load(from: path)
            let lexicon = examined.classifier.lexicon
            // No error: the daemon starts with it, but would refuse to reload it.
            for finding in examined.findings {
                try OutputStream.standardOutput.print("\(style("!", .yellow)) \(finding)")
            }
            try OutputStream.standardOutput.print(
                "\(style("✓", .green)) \(path): \(lexicon.version), \(lexicon.terms.count) terms, "
                    + "\(examined.examples - examined.findings.count) of \(examined.examples) examples right")
            return 0
        } catch let failure as CommandError {
            throw failure
        } catch {
            let findings = "\(error)".split(separator: "\n")
            for finding in findings { try OutputStream.standardOutput.print("\(style("✗", .red)) \(finding)") }
            return findings.count
        }
    }
}
