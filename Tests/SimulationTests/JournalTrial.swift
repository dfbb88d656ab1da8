import Journaling
import SimulatedDisk
import Stories
import Testing
import TestSupport

/// A journal on a disk that fails, and what it has told those who handed it stories.
struct JournalTrial {
    let disk: SimulatedDisk
    /// What was acknowledged: the records by their numbers.
    private(set) var told: [Int: [UInt8]] = [:]
    /// Runs on each journal that was opened, before it is used.
    var adjust: (Journal) throws -> Void = { _ in }

    init(_ disk: SimulatedDisk) {
        self.disk = disk
    }

    /// Batches of stories with a correction, a repeat, a withdrawal and something large among them.
    static let batches: [[PendingStory]] = stories.map { $0.map { PendingStory($0) } }

    private static let stories: [[Story]] = [
        [.sample("One.", id: "a"), .sample("Two.", id: "b", category: "safety")],
        [.sample(String(repeating: "Three. ", count: 6000), id: "c")],
        [.sample("One, corrected.", id: "a"), .sample("Two.", id: "b", category: "safety"), .sample("Four.", id: "d")],
        [.sample("", id: "b", category: "safety", isWithdrawal: true)],
        [.sample("Five.", id: "e"), .sample("Six.", id: "f"), .sample("Seven.", id: "g", category: "culture")],
    ]

    /// Opens the journal and appends batches to it until something goes wrong.
    ///
    /// - Returns: How many batches were acknowledged.
    mutating func append(_ batches: [[PendingStory]] = Self.batches) throws -> Int {
        let journal = try Journal(path: disk.database)
        try adjust(journal)
        for (count, batch) in batches.enumerated() {
            do throws(JournalError) {
                try note(try journal.append([batch]).flatMap { $0 })
                try journal.checkpoint(isIdle: true)
            } catch {
                return count
            }
        }
        // A journal that cannot be closed in order is one that was killed.
        do throws(JournalError) { try journal.close() } catch { #expect(disk.isStopped) }
        return batches.count
    }

    private mutating func note(_ outcomes: [AppendResult]) throws(JournalError) {
        for outcome in outcomes {
            switch outcome {
            case .stored(let entry):
                #expect(told[entry.seq] == nil, "seq \(entry.seq) was given twice")
                told[entry.seq] = entry.record
            case .duplicate(_, let seq):
                // Stored by a batch whose answer did not come through, or told before: a retry may be told it too.
                if told[seq] == nil { unsettled.insert(seq) }
            case .rejected(let id, let rejection): Issue.record("\(id): \(rejection)")
            }
        }
    }

    /// Numbers that were told without their bytes.
    private(set) var unsettled: Set<Int> = []

    /// Opens the journal and looks for everything that was acknowledged.
    ///
    /// - Returns: What is wrong: nothing, if all is well.
    func losses() throws -> [String] {
        let journal: Journal
        do throws(JournalError) { journal = try Journal(path: disk.database) } catch { return ["\(error)"] }
        let rows = try journal.reader().stretch(from: 1, through: journal.head, atMost: 1000, bytes: .max).rows
        var found: [Int: [UInt8]] = [:]
        for case .story(let story) in rows { found[story.seq] = story.record }
        var losses: [String] = []
        if rows.map(\.seq) != Array(1..<(journal.head + 1)) || found.count != rows.count { losses.append("a hole") }
        for (seq, record) in told.sorted(by: { $0.key < $1.key }) where found[seq] != record {
            losses.append(found[seq] == nil ? "seq \(seq) is lost" : "seq \(seq) is another record")
        }
        losses += unsettled.filter { found[$0] == nil }.map { "seq \($0) is lost" }
        return losses
    }
}
