import GRDB
import SimulatedDisk
import Stories
import Testing
import TestSupport

@testable import Journaling

@Suite struct `A journal whose machine stops` {
    /// Runs a trial whose machine stops in the middle of its n-th operation, starts it again and looks.
    private func trial(
        stoppedAt operation: Int, _ stop: SimulatedDisk.Stop, seed: UInt64,
        _ prepare: (inout JournalTrial) -> Void = { _ in }
    ) throws -> (trial: JournalTrial, batches: Int) {
        var trial = JournalTrial(try SimulatedDisk(seed: seed))
        prepare(&trial)
        trial.disk.operationsLeft = operation
        var batches = 0
        do { batches = try trial.append() } catch is JournalError {}
        trial.disk.restart(after: stop)
        return (trial, batches)
    }

    private func operationsOfATrial() throws -> Int {
        var trial = JournalTrial(try SimulatedDisk(seed: 0))
        #expect(try trial.append() == JournalTrial.batches.count)
        return trial.disk.operations
    }

    @Test func `has everything it acknowledged, wherever the stop came`() throws {
        let operations = try operationsOfATrial()
        for stop in SimulatedDisk.Stop.allCases {
            for operation in 0..<operations {
                // A kill leaves little to chance.
                for seed in UInt64(0)..<(stop == .kill ? 1 : 3) {
                    var (trial, batches) = try trial(stoppedAt: operation, stop, seed: seed)
                    let place: Comment = "operation \(operation) of \(operations), \(stop), seed \(seed)"
                    #expect(try trial.losses() == [], place)
                    #expect(try isWhole(trial, after: batches), place)
                    // The producer tries again what was not acknowledged.
                    #expect(try trial.append(Array(JournalTrial.batches[batches...])) > 0 || batches == 5, place)
                    trial.disk.restart(after: .powerCut)
                    #expect(try trial.losses() == [], place)
                }
            }
        }
    }

    /// Whether the batch that was being written is there whole or not at all.
    private func isWhole(_ trial: JournalTrial, after batches: Int) throws -> Bool {
        let head = try Journal(path: trial.disk.database).head
        let stored = [0, 2, 3, 5, 6, 9]
        return head == stored[batches] || batches < 5 && head == stored[batches + 1]
    }

    // MARK: - The simulation itself is not too kind

    @Test func `loses stories when it does not sync every commit, and the simulation sees it`() throws {
        let operations = try operationsOfATrial()
        var losses: [String] = []
        for operation in 0..<operations {
            let (trial, _) = try trial(stoppedAt: operation, .powerCut, seed: 1) {
                $0.adjust = { journal in
                    try journal.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
                }
            }
            losses += try trial.losses()
        }
        #expect(losses.contains { $0.hasSuffix("is lost") })
    }

    @Test func `loses stories on a disk that lies about its syncs, and the simulation sees it`() throws {
        let operations = try operationsOfATrial()
        var losses: [String] = []
        for operation in 0..<operations {
            let (trial, _) = try trial(stoppedAt: operation, .powerCut, seed: 1) { $0.disk.syncing = .lies }
            losses += try trial.losses()
        }
        #expect(losses.contains { $0.hasSuffix("is lost") })
    }

    @Test func `loses nothing on a disk that lies when only the process is killed`() throws {
        for operation in try 0..<operationsOfATrial() {
            let (trial, _) = try trial(stoppedAt: operation, .kill, seed: 1) { $0.disk.syncing = .lies }
            #expect(try trial.losses() == [], "operation \(operation)")
        }
    }
}

@Suite struct `A journal whose disk fails` {
    @Test func `reports a failed sync, and keeps what it acknowledged before it`() throws {
        for seed in UInt64(0)..<200 {
            var trial = JournalTrial(try SimulatedDisk(seed: seed))
            _ = try trial.append(Array(JournalTrial.batches[..<2]))
            do {
                let journal = try Journal(path: trial.disk.database)
                trial.disk.syncing = .fails
                let error = #expect(throws: JournalError.self) {
                    try journal.append([[PendingStory(.sample("Lost.", id: "x"))]])
                }
                #expect(error?.code == .failed)
            }
            // The process ends and is started again; the system still has in its cache what the disk does not have.
            trial.disk.syncing = .works
            trial.disk.restart(after: .kill)
            trial.disk.operationsLeft = Int(seed) % 40
            do { _ = try trial.append(Array(JournalTrial.batches[2...])) } catch is JournalError {}
            trial.disk.restart(after: .powerCut)
            #expect(try trial.losses() == [], "seed \(seed)")
        }
    }

    @Test func `stores the same batch when a full disk has room again`() throws {
        var trial = JournalTrial(try SimulatedDisk(seed: 1))
        _ = try trial.append(Array(JournalTrial.batches[..<1]))
        do {
            let journal = try Journal(path: trial.disk.database)
            let large = PendingStory(.sample(String(repeating: "Long. ", count: 10_000), id: "x"))
            trial.disk.bytesMax = 0
            for _ in 0..<2 {
                let error = #expect(throws: JournalError.self) { try journal.append([[large]]) }
                #expect(error?.code == .diskFull)
                #expect(journal.head == 2)
            }
            trial.disk.bytesMax = nil
            guard case .stored(let entry) = try journal.append([[large]])[0][0] else {
                Issue.record("it is no duplicate")
                return
            }
            #expect(entry.seq == 3)
            trial.disk.stop()
        }
        trial.disk.restart(after: .powerCut)
        #expect(try trial.losses() == [])
    }

    @Test func `is opened on a full disk after a kill, and read`() throws {
        var trial = JournalTrial(try SimulatedDisk(seed: 1))
        trial.adjust = { [disk = trial.disk] _ in disk.operationsLeft = 30 }
        let batches = try trial.append()
        #expect((1..<5).contains(batches))
        trial.disk.restart(after: .kill)
        trial.disk.bytesMax = 0
        #expect(try trial.losses() == [])
    }
}
