import Stories
import Foundation
import Journaling
import Pipeline
import Testing
import TestSupport

@testable import Daemon
@testable import wiredesk

@Suite struct `What was not understood` {
    private func report(_ notes: NoteCounters.Notes?) -> StatusReport {
        let account = AccountReport(
            messages: 0, received: 0, stored: 0, duplicates: 0, dead: 0, waiting: 0, busy: 0, balances: true)
        return StatusReport(
            version: "0", pid: 1, startedAt: Self.start, uptime: 1, state: "running", missing: [],
            configuration: ConfigurationReport(
                hash: "0", generation: 1, since: Self.start, pending: []),
            journal: JournalReport(
                path: "j", stream: "s", oldest: 1, head: 0, bytes: 0,
                deadLetters: DeadLetterTotals(), held: notes == nil ? 0 : 3),
            lexicon: LexiconReport(
                name: "l", version: "v", terms: 1, generation: 1, since: Self.start),
            total: account,
            intakes: [
                IntakeReport(
                    name: "wire", kind: "sub", endpoints: [], repliesLost: 0, quiet: false, quietAfter: nil,
                    notes: notes, account: account)
            ], stages: [], categories: [], outlets: [], leftovers: notes == nil ? [:] : ["banner": 2, "caption": 5],
            listeners: [], memory: [])
    }

    private static let start = Timestamp(milliseconds: 1_767_225_600_000)
    private let notes = {
        var notes = NoteCounters.Notes()
        notes.unknownKeys = ["boddy": 3, "headlin": 120]
        notes.unreadValues = ["publishedAt": 1]
        notes.emptyBodies = 2
        return notes
    }()

    @Test func `includes programs that keep the WAL`() throws {
        var report = report(nil)
        (report.journal.path, report.journal.walBytes) = ("/tmp/j", 98_000_000)
        let since = try #require(Timestamp("2026-11-22T08:30:00.000Z"))
        report.journal.walReaders = [
            WALReader(pid: 123, command: "sqlite3", since: since),
            WALReader(pid: 0, command: "", since: since),
        ]
        let lines = StatusSheet(style: Style(isOn: false)).lines(report)
        for name in ["sqlite3 (pid 123)", "a program"] {
            let line = "the WAL, \(NumberFormat.size(98_000_000)), cannot be emptied: \(name) reads the journal since "
            #expect(lines.contains(line + "2026-11-22 08:30:00"), "\(lines)")
        }
        let metrics = Metrics(report, StageTimings()).text
        #expect(metrics.contains("wiredesk_journal_wal_bytes 98000000"))
        #expect(metrics.contains("wiredesk_journal_wal_readers 2"))
    }

    @Test func `is shown by status, the most frequent first`() {
        let lines = StatusSheet(style: Style(isOn: false)).lines(report(notes))
        #expect(
            lines.contains(
                "wire: unknown keys: headlin ×120, boddy ×3; unread values: publishedAt ×1; without a body: 2"),
            "\(lines)")
        #expect(lines.contains("leftovers  caption ×5, banner ×2  wiredesk page list"))
        #expect(lines.contains("embargo  3 held  wiredesk embargo list"))
        let quiet = StatusSheet(style: Style(isOn: false)).lines(report(nil))
        #expect(!quiet.contains { $0.contains("unknown") || $0.contains("leftovers") || $0.contains("embargo") })
    }

    @Test func `stands in the report as JSON, and is read back`() throws {
        let data = try JSONEncoder().encode(report(notes))
        let read = try JSONDecoder().decode(StatusReport.self, from: data)
        #expect(read.intakes[0].notes?.unknownKeys == notes.unknownKeys && read.journal.held == 3)
        let none = try JSONDecoder().decode(StatusReport.self, from: JSONEncoder().encode(report(nil)))
        #expect(none.intakes[0].notes == nil)
    }
}
