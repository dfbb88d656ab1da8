import Pipeline
import Journaling
import Daemon
import Stories

/// A status report as a page of text.
struct StatusSheet {
    let style: Style

    func lines(_ report: StatusReport) -> [String] {
        head(report) + [""] + intakes(report) + [""] + outlets(report)
    }

    private func head(_ report: StatusReport) -> [String] {
        let state =
            report.missing.isEmpty
            ? style("● running", .green) : style("● \(report.missing.joined(separator: "; "))", .red)
        let journal = report.journal
        var lines = [
            "\(state)  \(style("for", .dim)) \(NumberFormat.time(report.uptime))  \(style("pid", .dim)) \(report.pid)  "
                + style("wiredesk \(report.version)", .dim),
            "\(style("journal", .dim))  \(NumberFormat.count(journal.oldest))–\(NumberFormat.count(journal.head))  "
                + "\(style("stream", .dim)) \(journal.stream)  \(NumberFormat.size(journal.bytes))  "
                + style(journal.path, .dim),
            "\(style("lexicon", .dim))  \(report.lexicon.name) \(report.lexicon.version), "
                + "\(NumberFormat.count(report.lexicon.terms)) terms  "
                + style("generation \(report.lexicon.generation), since \(time(report.lexicon.since))", .dim),
        ]
        let configuration = report.configuration
        if let path = configuration.path {
            lines.append(
                "\(style("config", .dim))   \(configuration.hash)  "
                    + style("generation \(configuration.generation), since \(time(configuration.since))  \(path)", .dim)
            )
        }
        if let refused = configuration.refused {
            lines.append(style("configuration refused at \(time(refused.at)): \(Self.sentence(refused.reason))", .red))
        }
        if !configuration.pending.isEmpty {
            lines.append(style("a restart is needed for \(configuration.pending.joined(separator: ", "))", .yellow))
        }
        if let keys = report.keys {
            lines.append(
                "\(style("key", .dim))      \(keys.fingerprint)  \(NumberFormat.count(keys.allowed)) allowed  "
                    + style("wiredesk keys show", .dim))
            lines += keys.findings.map { style("keys: \($0)", .yellow) }
        }
        for intake in report.intakes where intake.quiet {
            lines.append(style("quiet: nothing comes from \(intake.name)", .yellow))
        }
        let turnedAway = report.listeners.reduce(0) { sum, listener in
            sum + listener.refused.values.reduce(0, +) + listener.cut.values.reduce(0, +)
        }
        if turnedAway > 0 {
            lines.append(
                "\(style("peers", .yellow))    \(NumberFormat.count(turnedAway)) were turned away or cut off  "
                    + style("wiredesk status --json", .dim))
        }
        if let dropped = report.logDropped, dropped > 0 {
            lines.append(
                "\(style("log", .yellow))      \(NumberFormat.count(dropped)) lines were dropped: nobody took them")
        }
        if let refused = report.lexicon.refused {
            lines.append(style("lexicon refused at \(time(refused.at)): \(Self.sentence(refused.reason))", .red))
        }
        if journal.deadLetters.count > 0 {
            lines.append(
                "\(style("dead letters", .yellow))  \(NumberFormat.count(journal.deadLetters.count)) on file, "
                    + "\(NumberFormat.size(journal.deadLetters.bytes))  \(style("wiredesk dead list", .dim))")
        }
        lines += notes(report)
        for reader in journal.walReaders ?? [] {
            let name = reader.command.isEmpty ? "a program" : reader.command
            let pid = reader.pid > 0 ? " (pid \(reader.pid))" : ""
            lines.append(
                style(
                    "the WAL, \(NumberFormat.size(journal.walBytes ?? 0)), cannot be emptied: \(name)\(pid) reads the journal since "
                        + time(reader.since), .yellow))
        }
        if let finding = journal.finding { lines.append(style("journal: \(finding)", .red)) }
        return lines
    }

    /// What is held, what was left of pages, and what was not understood.
    private func notes(_ report: StatusReport) -> [String] {
        var lines: [String] = []
        if report.journal.held > 0 {
            lines.append(
                "\(style("embargo", .yellow))  \(NumberFormat.count(report.journal.held)) held  "
                    + style("wiredesk embargo list", .dim))
        }
        if !report.leftovers.isEmpty {
            lines.append(
                "\(style("leftovers", .dim))  \(Self.counts(report.leftovers))  \(style("wiredesk page list", .dim))")
        }
        for intake in report.intakes {
            guard let notes = intake.notes else { continue }
            let parts = [
                notes.unknownKeys.isEmpty ? nil : "unknown keys: \(Self.counts(notes.unknownKeys))",
                notes.unreadValues.isEmpty ? nil : "unread values: \(Self.counts(notes.unreadValues))",
                notes.emptyBodies == 0 ? nil : "without a body: \(NumberFormat.count(notes.emptyBodies))",
            ]
            lines.append("\(style("\(intake.name):", .yellow)) \(parts.compactMap { $0 }.joined(separator: "; "))")
        }
        return lines
    }

    /// Findings, which stand on a line each, on one line.
    private static func sentence(_ findings: String) -> String {
        findings.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    /// Names with how often they were met, the most frequent first: `headlin ×120, boddy ×3`.
    private static func counts(_ counts: [String: Int]) -> String {
        let sorted = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
        return sorted.map { "\($0.key) ×\(NumberFormat.count($0.value))" }.joined(separator: ", ")
    }

    /// Day and time of a timestamp, as people write it.
    private func time(_ timestamp: Timestamp) -> String {
        "\(timestamp.description.prefix(10)) \(timestamp.description.dropFirst(11).prefix(8))"
    }

    private func intakes(_ report: StatusReport) -> [String] {
        var table = Columns(["intake", "kind", "received", "stored", "duplicate", "dead", "waiting", "busy", "last"])
        let all = report.intakes.map { ($0.name, $0.kind, $0.account) }
        for (name, kind, account) in all + [("all", "", report.total)] {
            table.add(
                [name, kind]
                    + [
                        account.received, account.stored, account.duplicates, account.dead, account.waiting,
                        account.busy,
                    ].map(NumberFormat.count) + [account.lastAt.map { String($0.description.dropFirst(11).prefix(8)) } ?? "–"])
        }
        let total = report.total
        let sum = [total.stored, total.duplicates, total.dead, total.waiting].map(NumberFormat.count)
            .joined(separator: " + ")
        let balance =
            total.balances
            ? style("✓", .green) + style(" balanced: \(NumberFormat.count(total.received)) = \(sum)", .dim)
            : style("✗ not balanced: \(NumberFormat.count(total.received)) ≠ \(sum)", .red)
        return table.lines(style, textColumns: 2) + [balance]
    }

    private func outlets(_ report: StatusReport) -> [String] {
        var table = Columns(["outlet", "kind", "published", "dropped", "at", "lag", "credit"])
        for outlet in report.outlets {
            table.add([
                outlet.name, outlet.kind, NumberFormat.count(outlet.published), NumberFormat.count(outlet.dropped),
            ])
            for follower in outlet.followers {
                table.add(
                    [
                        "  \(DisplayWidth.cut(follower.name, to: 40))", follower.categories.joined(separator: ","), "",
                        "",
                    ]
                        + [follower.at, follower.lag, follower.credit].map(NumberFormat.count))
            }
        }
        return table.lines(style, textColumns: 2)
    }
}
