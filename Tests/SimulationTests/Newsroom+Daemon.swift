import TestSupport
import Journaling
import SimulatedDisk
import Stories

@testable import Endpoints

extension Newsroom {
    /// Lets the daemon do something; starts it when it does not run, and clears up when the machine stops meanwhile.
    func working(_ body: (Daemon) throws -> Void) throws {
        do {
            if daemon == nil { try start() }
            guard let daemon else { return }
            try body(daemon)
        } catch let error as JournalError {
            if error.code == .diskFull, !disk.isStopped {
                // It does not start on a full disk: somebody makes room.
                if daemon == nil { disk.bytesMax = nil }
                return
            }
            let isExpected = disk.isStopped || disk.syncing == .fails
            try promise(isExpected, "the journal fails: \(error)")
            // A daemon whose sync failed ends itself, and the machine goes on.
            stop(disk.isStopped ? nil : .kill)
        } catch is Stopped {
            stop(nil)
        }
    }

    private func start() throws {
        let started = try Daemon(path: disk.database)
        let isNew = started.journal.stream != truth.stream
        if isNew {
            try promise(isReplaced, "the journal begins anew")
            truth.open(started.journal.stream)
            isReplaced = false
        }
        let known = truth.head
        try truth.compare(started, from: max(1, known - 3))
        for seq in known + 1..<truth.head + 1 { noteRecovered(seq) }
        daemon = started
    }

    /// A work that was committed as the machine stopped is known by its record.
    private func noteRecovered(_ seq: Int) {
        guard let fact = truth.fact(seq) else { return }
        if let work = producers.works.indices.first(where: {
            committed[$0] == nil && producers.works[$0].matches(fact)
        }) {
            committed[work] = seq
        }
    }

    /// Between any two steps, the machine may stop.
    private func breathe() throws {
        if fault(inPercent: 1) { throw Stopped() }
    }

    /// The machine stops: what is in memory and on the wires is gone, but for what had arrived.
    func stop(_ stop: SimulatedDisk.Stop?) {
        disk.stop()
        daemon = nil
        disk.restart(after: stop ?? (numbers.below(2) == 0 ? .kill : .powerCut))
        disk.syncing = .works
        producers.requests = []
        producers.answers = Array(producers.answers.prefix(numbers.below(3)))
        for index in followers.indices {
            feedLines[index].interrupt(keepingReplies: numbers.below(4))
            pubLines[index].messages = Array(pubLines[index].messages.prefix(numbers.below(4)))
        }
        figures.stops += 1
        // The next start may not get far either.
        if fault(inPercent: 20) { disk.operationsLeft = numbers.below(12) }
    }

    // MARK: - The path of a story

    /// Journals a batch, answers, publishes: what the pipeline does.
    func work(_ daemon: Daemon) throws {
        let batch = Array(daemon.inbox.prefix(1 + numbers.below(6)))
        let outcomes: [[AppendResult]]
        do throws(JournalError) {
            outcomes = try daemon.journal.append(batch.map { [producers.works[$0].submission] })
        } catch {
            guard error.code == .diskFull else { throw error }
            daemon.inbox.removeFirst(batch.count)
            producers.answers += batch.map { ($0, nil) }
            return
        }
        daemon.inbox.removeFirst(batch.count)
        var entries: [PublishedEntry] = []
        for (work, outcome) in zip(batch, outcomes.map { $0[0] }) { try settle(work, outcome, &entries) }
        for (work, outcome) in zip(batch, outcomes.map { $0[0] }) {
            try breathe()
            producers.answers.append((work, outcome.seq))
        }
        for entry in entries {
            try breathe()
            try announce(daemon.announcer.messages(of: entry))
        }
    }

    private func settle(_ work: Int, _ outcome: AppendResult, _ entries: inout [PublishedEntry]) throws {
        let first = committed[work]
        switch outcome {
        case .stored(let entry):
            try truth.commit(entry)
            try promise(first == nil, "work \(work) is stored as \(first ?? 0) and again as \(entry.seq)")
            committed[work] = entry.seq
            entries.append(entry)
        case .duplicate(_, let seq):
            try promise(first == seq, "work \(work) is a duplicate of \(seq), and was stored as \(first ?? 0)")
        case .rejected(_, let rejection): throw Violation(description: "work \(work) is rejected: \(rejection)")
        }
    }

    /// Judges some stories anew, those that have not been corrected or withdrawn: what `reclassify` does.
    func reclassify(_ daemon: Daemon) throws {
        let (journal, head) = (daemon.journal, daemon.journal.head)
        let first = max(journal.oldest, 1 + numbers.below(max(1, head)))
        let current = try daemon.source.reader.current(from: first, through: head, atMost: 4, bytes: .max)
        let reclassified = current.records.compactMap { seq, record in
            truth.fact(seq).flatMap { fact in
                ReclassifiedStory(of: seq, id: fact.id, record, verdict: .another(Work.categories[numbers.below(3)]))
            }
        }
        try promise(reclassified.count == current.records.count, "a record takes no other verdict")
        let progress = ReclassificationProgress(
            lexicon: "another", every: true, first: first, next: current.next, last: head)
        let entries = try journal.append(reclassified, progress: progress)
        try promise(
            entries.count == reclassified.count, "\(reclassified.count - entries.count) verdicts are not stored")
        for entry in entries { try truth.commit(entry) }
        figures.reclassified += entries.count
        for entry in entries {
            try breathe()
            try announce(daemon.announcer.messages(of: entry))
        }
    }

    func announce(_ messages: [[[UInt8]]]) throws {
        for message in messages {
            try breathe()
            for index in pubLines.indices where pubLines[index].wants(message) && !fault(inPercent: 6) {
                pubLines[index].messages.append(message)
            }
        }
    }

    func serveFeed(_ daemon: Daemon, turns: Int) {
        for _ in 0..<turns {
            let isBusy = daemon.feed.serveNext(at: now, from: daemon.source) { sendFeed($0) }
            guard isBusy else { return }
        }
    }

    /// The daemon's end of the feed's connections.
    func sendFeed(_ message: [[UInt8]]) -> FeedServer.Sent {
        guard let index = feedLines.firstIndex(where: { $0.peer == message[0] }) else { return .gone }
        return feedLines[index].reply(Array(message.dropFirst()))
    }
}

extension Verdict {
    fileprivate static func another(_ category: String) -> Verdict {
        Verdict(
            category: category, confidence: 60, labels: [],
            lexicon: LexiconVersion(name: "another", version: "ffffffffffff"))
    }
}
