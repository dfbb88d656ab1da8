import Foundation
import GRDB
import Hashing
import Journaling
import Stories
import Testing
import TestSupport

@Suite struct `A backup` {
    @Test func `is taken while the journal is written, and becomes a journal of its own by a repair`() throws {
        let folder = try TemporaryFolder.make()
        let journal = try Journal(path: folder.appending(path: "journal.sqlite").path)
        try journal.add(storiesIn: ["economy", "safety"])
        let backup = folder.appending(path: "backup.sqlite").path
        try journal.reader().backUp(to: backup)
        try journal.add(storiesIn: ["culture"])
        let refusal = #expect(throws: JournalError.self) { try Journal(path: backup) }
        #expect(refusal?.code == .backup)
        #expect(throws: JournalError.self) { try journal.reader().backUp(to: backup) }
        let outcome = try JournalRepair(path: backup).run(now: Timestamp(milliseconds: 0))
        #expect(outcome.stories == 2 && outcome.lost == 0)
        let restored = try Journal(path: backup)
        #expect(restored.head == 2 && restored.stream != journal.stream)
        #expect(restored.positions["safety"] == Position(seq: 2, previous: 0))
    }
}
